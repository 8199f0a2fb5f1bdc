"""What programs and devices say above the rows of the text files that they write."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import Any

from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import Steps, is_lead_name
from ecgviewer.formats.csv.acqknowledge import of_acqknowledge
from ecgviewer.formats.csv.cells import clock_time, split_cells
from ecgviewer.formats.csv.head import Head
from ecgviewer.formats.csv.labchart import of_labchart
from ecgviewer.formats.csv.said import Said
from ecgviewer.formats.csv.units import TIME_UNITS, mv_of
from ecgviewer.formats.export import annotation_csv, rhythm_csv

_NUMBER = r"(\d+(?:[.,]\d+)?)"
_HERTZ = r"(hertz|hz|\u0433\u0446|\u30d8\u30eb\u30c4|\u8d6b\u5179|\u8d6b)"
_WITH_HERTZ = re.compile(rf"{_NUMBER}\s*{_HERTZ}\b", re.IGNORECASE)
#: Hertz in a language that is not known: these are rates that watches have.
_WITH_A_WORD = re.compile(rf"{_NUMBER}\s*[^\d\s]\D*")
_WATCH_HZ = (100.0, 1000.0)
_RATE = re.compile(
    r"\b(?:sampl\w*[ _-]*(?:rate|freq\w*)|freq\w*|fs|rate)\b\s*"
    rf"(?:[\[(]?hz[\])]?)?[\"']?\s*[=:,;\t ]\s*[\"']?{_NUMBER}\s*(k?hz)?",
    re.IGNORECASE,
)
_INTERVAL = re.compile(
    rf"\b(?:sampl\w*[ _-]*)?interval\b\s*[=:,;\t ]\s*{_NUMBER}\s*(s|ms|us)\b",
    re.IGNORECASE,
)
#: What the ECG sensors of PLUX make of a millivolt: their supply in V and their gain,
#: by how the name of the device begins.
_PLUX = {"bitalino": (3.3, 1100.0), "": (3.0, 1000.0)}
_MOST_RATE = 1e6
_TABLES = (annotation_csv.COLUMNS[:3], rhythm_csv.COLUMNS[:3])
_LEAST_KEYS = 3


def said_in(head: Head) -> Said:
    """Return what the lines above the rows of a file say.

    Raises
    ------
    RecordError
        If it says that the file is something else than a recording.
    """
    _refuse_others(head)
    if head.lines[0].startswith("# OpenSignals"):
        return _of_open_signals(head)
    known = of_acqknowledge(head) or of_labchart(head) or _of_keys_and_values(head)
    return known or Said(fs=_rate(head), unit=_unit(head))


def what_else(head: Head) -> str:
    """Return what a file is that holds no recording, in words; empty if it may."""
    titles = tuple(split_cells(head.lines[0], _likely_delimiter(head.lines[0])))
    if titles[:3] in _TABLES:
        return "a table that ecgviewer exported. Open the recording that it is of"
    if head.lines[0].lower().startswith("kubios"):
        return (
            "a report of Kubios HRV, which holds no signal. Open the recording itself"
        )
    return ""


def _refuse_others(head: Head) -> None:
    other = what_else(head)
    if other:
        raise RecordError(f"{head.path} is {other}.")


def _likely_delimiter(line: str) -> str:
    return max(",;\t", key=line.count)


def _float(text: str) -> float:
    return float(text.replace(",", "."))


def _unit(head: Head) -> str:
    # Of OpenBCI, whatever the channels are used for.
    return "uV" if head.lines[0].startswith("%OpenBCI") else ""


def _rate(head: Head) -> float | None:
    """Return the sampling frequency that lines without values name."""
    for line in head.lines[:100]:
        if not any(letter.isalpha() for letter in line):
            break
        fs = rate_in(line)
        if fs is not None:
            return fs if 0 < fs <= _MOST_RATE else None
    return None


def rate_in(line: str) -> float | None:
    """Return the samples per second that a line names; None where it names none."""
    said, interval = _RATE.search(line), _INTERVAL.search(line)
    if said:
        return _float(said[1]) * (1000 if (said[2] or "").lower() == "khz" else 1)
    if interval and _float(interval[1]):
        return 1 / (_float(interval[1]) * TIME_UNITS[interval[2].lower()])
    return 0.0 if interval else None


def _of_keys_and_values(head: Head) -> Said | None:
    """Return what lines of a key and a value say, as Apple Health writes them.

    The keys are in the reader's language, and their order is always the same.
    """
    pairs = []
    for line in head.lines[:40]:
        cells = split_cells(line, ",")
        if len(cells) != 2 or not any(letter.isalpha() for letter in cells[0]):
            if any(cells):
                break
            continue
        pairs.append((cells[0].strip("\u200b"), cells[1]))
    rate = _rate_of([value for _, value in pairs])
    units = [value for _, value in pairs if mv_of(value) is not None]
    fs = _float(rate[1]) if rate else 0.0
    if len(pairs) < _LEAST_KEYS or not rate or not fs or not units:
        return None
    times = (clock_time(value)[0] for _, value in pairs)
    leads = (value.split()[-1] for _, value in pairs if value)
    known = ("Patient name", "Birthdate")
    details = tuple(
        (known[n] if n < len(known) else key, value)
        for n, (key, value) in enumerate(pairs)
        if value and value != rate[0] and value not in units
    )
    start = next(filter(None, times), None)
    return Said(
        fs=fs,
        unit=units[0],
        start_time=start.replace(tzinfo=None) if start else None,
        details=details,
        lead=next(filter(is_lead_name, leads), ""),
        single=True,
    )


def _rate_of(values: list[str]) -> re.Match[str] | None:
    """Return the sampling frequency among values: in hertz, or what alone can be."""
    said = [found for each in values if (found := _WITH_HERTZ.fullmatch(each))]
    low, high = _WATCH_HZ
    may_be = [
        found
        for each in values
        if (found := _WITH_A_WORD.fullmatch(each)) and low <= _float(found[1]) <= high
    ]
    return said[0] if said else may_be[0] if len(may_be) == 1 else None


def _of_open_signals(head: Head) -> Said:
    """Return what the JSON in the head of OpenSignals says of its devices."""
    text = next((line[1:].strip() for line in head.lines[:5] if line[:3] == "# {"), "")
    said: Any = None
    with suppress(ValueError, RecursionError):
        said = json.loads(text)
    devices = list(said.values()) if isinstance(said, dict) else []
    if not devices or not all(isinstance(device, dict) for device in devices):
        raise RecordError(
            f"{head.path}: the second line is not the JSON that OpenSignals writes. "
            "Save the recording with OpenSignals again."
        )
    try:
        return _of_devices(head, devices)
    except (KeyError, TypeError, ValueError, IndexError, OverflowError) as error:
        raise RecordError(
            f"{head.path}: the head of OpenSignals has no usable "
            f"{error.args[0] if isinstance(error, KeyError) else 'description'}. Save "
            "the recording with OpenSignals again."
        ) from error


def _of_devices(head: Head, devices: list[dict[str, Any]]) -> Said:
    names: list[str] = []
    steps: dict[str, Steps] = {}
    for device in devices:
        columns = [str(name) for name in device["column"]]
        sensors = dict(zip(device["label"], device["sensor"], strict=False))
        bits = device["resolution"][len(columns) - len(device["label"]) :]
        of_label = dict(zip(device["label"], bits, strict=False))
        supply, gain = _plux(str(device.get("device", "")))
        for name in columns:
            is_ecg = "ECG" in str(sensors.get(name, "")).upper()
            unique = f"ECG {name}" if is_ecg else f"other {name}"
            names.append(f"{unique} {len(names)}" if unique in names else unique)
            if is_ecg:
                n_bits = min(max(int(of_label[name]), 1), 32)
                mv = supply / 2**n_bits / gain * 1000
                steps[names[-1]] = Steps(mv, 2.0 ** (n_bits - 1), n_bits)
    first = devices[0]
    start, _ = clock_time(f"{first.get('date', '')} {first.get('time', '')}")
    fs = float(first["sampling rate"])
    if not 0 < fs <= _MOST_RATE:
        raise ValueError(fs)
    return Said(
        fs=fs,
        start_time=start.replace(tzinfo=None) if start else None,
        details=(("Recorder", str(first.get("device", "OpenSignals"))),),
        names=tuple(names),
        steps=steps,
    )


def _plux(device: str) -> tuple[float, float]:
    return next(v for k, v in _PLUX.items() if device.lower().startswith(k))
