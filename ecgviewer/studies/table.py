"""The study list as text, JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from ecgviewer.core.time_text import elapsed_text
from ecgviewer.formats.files.spreadsheet_text import harmless
from ecgviewer.studies.study import COLUMNS, Study
from ecgviewer.studies.team import PRIORITIES

FORMAT, VERSION = "ecgviewer studies", 1
#: Columns of the index that say nothing to others.
_INTERNAL = frozenset({"key", "counted_key", "needs_work"})
_SHOWN = tuple(name for name in COLUMNS if name not in _INTERNAL)


def text_of(name: str, study: Study) -> str:
    """Return the value of a column in words; a dash where it is not known."""
    value = getattr(study, name)
    write = _WRITERS.get(name)
    if name == "worst":
        return _worst(study)
    if value is None or value == "":
        return "–"
    return write(value) if write else str(value)


def reason_of(study: Study, today: date | None, *, blind: bool = False) -> str:
    """Return why a study is where it is in the usual order, in words."""
    said = []
    if study.missing:
        said.append("missing")
    if study.priority:
        said.append(PRIORITIES[study.priority])
    if study.due and today and study.due < today.isoformat():
        said.append(f"overdue since {study.due}")
    if not blind:
        said.append(_worst(study))
    return " · ".join(said) or "–"


def length_text(seconds: float) -> str:
    """Return a length in words."""
    return elapsed_text(seconds, 0, max(seconds, 60.0))


def _worst(study: Study) -> str:
    if not study.worst:
        return "nothing of note" if study.n_beats is not None else "–"
    at_s = study.worst_s
    return study.worst if at_s is None else f"{study.worst} at {length_text(at_s)}"


def _percent(value: float) -> str:
    return f"{value:.1f} %" if value < 10 else f"{value:.0f} %"


_WRITERS: dict[str, Callable[[Any], str]] = {
    "length_s": length_text,
    "n_beats": "{:,}".format,
    "v_percent": _percent,
    "s_percent": _percent,
    "af_percent": _percent,
    "readable_percent": _percent,
    "pause_s": "{:.1f} s".format,
    "errors_left": "{:,.0f}".format,
    "priority": PRIORITIES.__getitem__,
    "missing": lambda value: "yes" if value else "",
}
#: Columns of the text, with their titles.
_PRINTED = {
    "name": "Record", "patient": "Patient", "start": "Start", "length_s": "Length",
    "status_text": "Status", "n_beats": "Beats", "v_percent": "V", "s_percent": "S",
    "af_percent": "AF", "pause_s": "Pause", "errors_left": "Errors left",
    "priority": "Priority", "due": "Due", "worst": "Worst",
}  # fmt: skip
_WIDEST = 48


def printed(studies: Sequence[Study]) -> str:
    """Return the list as a table of text."""
    rows = [list(_PRINTED.values())]
    rows += ([_short(text_of(name, each)) for name in _PRINTED] for each in studies)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True))
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _WIDEST else f"{line[: _WIDEST - 1]}…"


def json_of(studies: Sequence[Study]) -> str:
    """Return the list as JSON; what is not known is null."""
    rows = [_content(study) for study in studies]
    return json.dumps({"format": FORMAT, "version": VERSION, "studies": rows}, indent=1)


def csv_of(studies: Sequence[Study]) -> str:
    """Return the list as CSV; what is not known is empty."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(_SHOWN)
    for study in studies:
        values = _content(study).values()
        writer.writerow([_cell(value) for value in values])
    return file.getvalue()


def _content(study: Study) -> dict[str, Any]:
    content = {name: getattr(study, name) for name in _SHOWN}
    content["priority"] = PRIORITIES[study.priority]
    content["missing"] = bool(study.missing)
    for name, value in content.items():
        if isinstance(value, float):
            content[name] = round(value, 6)
    return content


def _cell(value: object) -> object:
    if value is None:
        return ""
    return harmless(value) if isinstance(value, str) else value
