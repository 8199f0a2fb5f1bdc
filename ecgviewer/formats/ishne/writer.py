"""Writes ISHNE recordings, and annotations that Holter programs import."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import numpy as np

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.errors import InputError, RecordError
from ecgviewer.core.labels import LITERATURE_MAP, BeatClass
from ecgviewer.core.record import Lead, Record
from ecgviewer.formats.files.atomic import Check, replace_file
from ecgviewer.formats.ishne.annotations import GOES_ON, ROW, SYMBOLS
from ecgviewer.formats.ishne.header import (
    ANN_MAGIC,
    BEGIN,
    ECG_MAGIC,
    FIXED,
    LEAD_NAMES,
    MOST_LEADS,
    N_FIXED,
    checksum_of,
    read_header,
)
from ecgviewer.formats.ishne.record import LEAD_OFF, NV_PER_MV
from ecgviewer.formats.wfdb.annotations import Annotations

_VERSION, _NOT_KNOWN, _ONE_LEAD_OF_ANY = 1, -9, 1
_LARGEST = 32767
_CHUNK = 2**18
_FARTHEST = 65535
#: A lead without known steps has those of this size, in nV, where its values fit.
_FINE_NV = 1000
_LETTERS = {symbol: letter for letter, symbol in SYMBOLS.items() if symbol != '"'}
#: Of WFDB mnemonics that the standard has no letter for, by the beat's class.
_BY_CLASS = {BeatClass.N: "N", BeatClass.S: "S", BeatClass.V: "V"}
_BUNDLE_BRANCH = ("L", "R", "B")
_PACED = ("/", "f")


class IshneError(InputError):
    """A recording that ISHNE cannot hold; the message is for users."""


def write_record(path: Path, record: Record) -> tuple[str, ...]:
    """Write the ECG leads of a record, and return what the file cannot hold, in words.

    Samples are exact where the steps of a lead are whole nanovolts.

    Parameters
    ----------
    path : Path
    record : Record

    Raises
    ------
    IshneError
        If the format has no room for the sampling frequency or the leads.
    OSError
        If the file cannot be written.
    """
    rows = [n for n, lead in enumerate(record.leads) if _has_room(lead)]
    fs = round(record.fs)
    if not 0 < fs <= _LARGEST or fs != record.fs:
        raise IshneError(
            f"{record.name} has {record.fs:g} samples per second, and ISHNE has whole "
            f"numbers up to {_LARGEST:,}. Save it in another format."
        )
    if not 1 <= len(rows) <= MOST_LEADS:
        raise IshneError(
            f"{record.name} has {len(rows)} ECG leads in mV, and ISHNE has 1 to "
            f"{MOST_LEADS}. Save it in another format."
        )
    steps = [_step_nv(record, row) for row in rows]
    header = _header(record, [record.leads[row] for row in rows], steps)
    with replace_file(path) as file:
        file.write(header)
        for start in range(0, record.n_samples, _CHUNK):
            block = record.block(start, start + _CHUNK)[rows]
            file.write(_digital(block, steps).T.tobytes())
    left_out = [lead.title for lead in record.leads if not _has_room(lead)]
    rounded = [
        (record.leads[row].title, step)
        for row, step in zip(rows, steps, strict=True)
        if not _is_exact(record.leads[row])
    ]
    return (
        *(
            f"{title} was left out: ISHNE has ECG leads in mV only."
            for title in left_out
        ),
        *(f"{title} was rounded to {step / 1000:g} µV." for title, step in rounded),
    )


def write_annotations(
    path: Path, record: Record, annotations: Annotations, check: Check | None = None
) -> None:
    """Write the beats of a review; what is not a beat has no place in the format.

    Fusion beats are unclassified there, and text is lost.

    Parameters
    ----------
    path : Path
    record : Record
        Its header is taken over where it is an ISHNE recording.
    annotations : Annotations
        In samples of the record.
    check : callable, optional
        See `replace_file`.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    letters = [letter_of(symbol) for symbol in annotations.symbol.tolist()]
    beats = [n for n, letter in enumerate(letters) if letter]
    rows: list[tuple[bytes, bytes, int]] = []
    before = 0
    for n in beats:
        sample = int(annotations.sample[n])
        far, after = divmod(sample - before, _FARTHEST)
        rows += [(GOES_ON.encode(), b"#", _FARTHEST)] * far
        rows.append((letters[n].encode(), b"#", after))
        before = sample
    with replace_file(path, check) as file:
        file.write(_header_of_annotations(record))
        file.write((0).to_bytes(4, "little"))
        file.write(np.array(rows, ROW).tobytes())


def letter_of(symbol: str) -> str:
    """Return the letter of a WFDB mnemonic; empty where it is not a beat's."""
    if symbol in _BUNDLE_BRANCH:
        return "B"
    if symbol in _PACED:
        return "P"
    if symbol in _LETTERS:
        return _LETTERS[symbol]
    code = LITERATURE_MAP.get(symbol)
    if code is None:
        return ""
    return _BY_CLASS.get(BeatClass(code), "U")


def _header_of_annotations(record: Record) -> bytes:
    try:
        known = read_header(record.path).raw if record.path else b""
    except RecordError:
        known = b""
    if not known:
        leads = [lead for lead in record.leads if _has_room(lead)][:MOST_LEADS]
        known = _header(record, leads, [_FINE_NV] * len(leads))
    return _with_checksum(ANN_MAGIC, known[BEGIN.size :])


def _header(record: Record, leads: Sequence[Lead], steps: Sequence[int]) -> bytes:
    details = dict(record.details)
    numbers = {name: number for number, name in LEAD_NAMES.items()}
    specs = [numbers.get(lead.title, _ONE_LEAD_OF_ANY) for lead in leads]
    start = record.start_time
    fields = FIXED.pack(
        *(0, record.n_samples, N_FIXED, N_FIXED, _VERSION),
        b"",
        details.get("Patient name", "").encode("latin-1", "replace"),
        details.get("Patient code", "").encode("latin-1", "replace"),
        *(_sex(details.get("Sex", "")), 0),
        *_date(None),
        *_date(start),
        *_date(None),
        *((start.hour, start.minute, start.second) if start else (_NOT_KNOWN,) * 3),
        len(leads),
        *_twelve(specs, _NOT_KNOWN),
        *_twelve([0] * len(leads), _NOT_KNOWN),
        *_twelve(steps, 0),
        0,
        details.get("Recorder", "").encode("latin-1", "replace"),
        round(record.fs),
        *(b"", b"", b""),
    )
    return _with_checksum(ECG_MAGIC, fields)


def _with_checksum(magic: bytes, fields: bytes) -> bytes:
    return BEGIN.pack(magic, checksum_of(fields)) + fields


def _sex(text: str) -> int:
    return {"male": 1, "female": 2}.get(text, 0)


def _date(time: datetime | None) -> tuple[int, int, int]:
    # Of the year 1 where a file has a time and no date.
    if time is None or time.year == 1:
        return (_NOT_KNOWN,) * 3
    return time.day, time.month, time.year


def _twelve(values: Sequence[int], other: int) -> list[int]:
    return [*values, *[other] * (MOST_LEADS - len(values))]


def _has_room(lead: Lead) -> bool:
    return lead.is_ecg is not False and lead.unit == "mV"


def _is_exact(lead: Lead) -> bool:
    if lead.steps is None:
        return False
    step_nv = lead.steps.size * NV_PER_MV
    return (
        lead.unit == "mV"
        and 1 <= round(step_nv) <= _LARGEST
        and (abs(step_nv - round(step_nv)) < 1e-6)
    )


def _step_nv(record: Record, row: int) -> int:
    """Return the step of a lead: its own, or the finest in which its values fit."""
    lead = record.leads[row]
    if lead.steps is not None and _is_exact(lead):
        return round(lead.steps.size * NV_PER_MV)
    highest = 0.0
    for start in range(0, record.n_samples, _CHUNK):
        values = np.abs(record.values(row, start, start + _CHUNK))
        highest = max(highest, float(np.nanmax(values, initial=0.0)))
    return min(max(_FINE_NV, int(np.ceil(highest * NV_PER_MV / _LARGEST))), _LARGEST)


def _digital(values: Float32Array, steps: Sequence[int]) -> np.ndarray:
    per_mv = NV_PER_MV / np.array(steps, np.float64)[:, None]
    digital = np.rint(values.astype(np.float64) * per_mv)
    digital = np.where(np.isnan(digital), LEAD_OFF, digital)
    return np.clip(digital, LEAD_OFF, _LARGEST).astype("<i2")
