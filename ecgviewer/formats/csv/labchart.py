"""The head of text files that LabChart of ADInstruments writes."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from itertools import takewhile

from ecgviewer.formats.csv.head import Head
from ecgviewer.formats.csv.said import Said

_KEY = re.compile(r"(\w+)=\t(.*)")
_INTERVAL = re.compile(r"(\d+(?:[.,]\d+)?) (s|ms|us|µs)")
_SECONDS = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6}
#: Day 0 of the dates of spreadsheets, and those that datetime has.
_DAY_0, _MOST_DAYS = datetime(1899, 12, 30), 200_000
_MOST_LINES = 12


def of_labchart(head: Head) -> Said | None:
    """Return what a head of LabChart says; None of another one.

    Its ranges are of the amplifier, and no unit follows from them.
    """
    matches = map(_KEY.fullmatch, head.lines[:_MOST_LINES])
    found = [each for each in takewhile(bool, matches) if each]
    keys, n_head = {each[1]: each[2] for each in found}, len(found)
    interval = _INTERVAL.fullmatch(keys.get("Interval", "").strip())
    names = _cells(keys.get("ChannelTitle", ""))
    if not interval or not names or n_head >= len(head.lines):
        return None
    step_s = float(interval[1].replace(",", ".")) * _SECONDS[interval[2]]
    units = _cells(keys.get("UnitName", ""))
    n_times = head.lines[n_head].rstrip("\t").count("\t") + 1 - len(names)
    return Said(
        fs=1 / step_s if step_s else None,
        start_time=_start(_cells(keys.get("ExcelDateTime", ""))),
        names=(*("time",) * n_times, *names),
        units=dict(zip(names, units, strict=False)),
        n_head=n_head,
    )


def _cells(text: str) -> list[str]:
    return [cell.strip() for cell in text.rstrip("\t ").split("\t") if cell.strip()]


def _start(cells: list[str]) -> datetime | None:
    try:
        days = float(cells[0].replace(",", ".")) if cells else 0.0
    except ValueError:
        return None
    # To the millisecond, which is what the digits of the number hold.
    ms = round(days * 86_400_000) if 0 < days < _MOST_DAYS else 0
    return _DAY_0 + timedelta(milliseconds=ms) if ms else None
