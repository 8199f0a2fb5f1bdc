"""The head of text files that BIOPAC's AcqKnowledge writes.

Its channels are named in lines above the rows, each with its unit in the next line, and
a line with how many samples each has looks like a row.
"""

from __future__ import annotations

import re

from ecgviewer.formats.csv.cells import split_cells
from ecgviewer.formats.csv.head import Head
from ecgviewer.formats.csv.said import Said

_PACE = re.compile(r"(\d+(?:\.\d+)?) (usec|msec|sec)/sample\b.*")
_CHANNELS = re.compile(r"(\d{1,3}) channels?\b.*")
_CHANNEL = re.compile(r"CH\d+")
_SECONDS = {"usec": 1e-6, "msec": 1e-3, "sec": 1.0}
#: Before the pace there is the name of the file, at most.
_MOST_BEFORE = 3


def of_acqknowledge(head: Head) -> Said | None:
    """Return what a head of AcqKnowledge says; None of another one."""
    found = (
        (n, _PACE.fullmatch(line.strip()))
        for n, line in enumerate(head.lines[:_MOST_BEFORE])
    )
    at, pace = next(((n, match) for n, match in found if match), (0, None))
    lines = [line.strip() for line in head.lines[at + 1 :]]
    said = _CHANNELS.fullmatch(lines[0]) if lines else None
    n = int(said[1]) if said else 0
    if not pace or not float(pace[1]) or not n or len(lines) < 2 * n + 2:
        return None
    names = [_unlike(name, lines[1 : 2 * k + 1 : 2]) for k, name in _named(lines, n)]
    # With tabs as they are: the first cell of a line may be empty.
    titles = head.lines[at + 2 * n + 2]
    delimiter = "\t" if "\t" in titles else ","
    n_times = sum(
        bool(cell) and not _CHANNEL.fullmatch(cell)
        for cell in split_cells(titles, delimiter)
    )
    first = at + 2 * n + 3
    counts = head.lines[first] if first < len(head.lines) else ""
    return Said(
        fs=1 / (float(pace[1]) * _SECONDS[pace[2]]),
        names=(*("time",) * n_times, *names),
        units=dict(zip(names, lines[2 : 2 * n + 1 : 2], strict=True)),
        n_head=first + _are_counts(split_cells(counts, delimiter), n, n_times),
    )


def _named(lines: list[str], n: int) -> list[tuple[int, str]]:
    return list(enumerate(lines[1 : 2 * n : 2]))


def _unlike(name: str, before: list[str]) -> str:
    """Return a name that none before it has."""
    repeat = before.count(name) + 1
    return f"{name} ({repeat})" if repeat > 1 else name


def _are_counts(cells: list[str], n: int, n_times: int) -> bool:
    """Return whether a line says how many samples each channel has."""
    said = [cell for cell in cells if cell]
    return len(said) == n and all(map(str.isdigit, said)) and not any(cells[:n_times])
