"""Writes a record of any format as EDF+ or BDF+, piece by piece."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO, TypeVar

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import BoolArray, Float32Array
from ecgviewer.core.ecg_lead import may_be_ecg
from ecgviewer.core.errors import InputError
from ecgviewer.core.record import Record, is_lead_name
from ecgviewer.core.wording import said_once
from ecgviewer.formats.edf.header_fields import (
    FileFields,
    SignalFields,
    annotation_fields,
    header_of,
    label_of,
)
from ecgviewer.formats.edf.notes import (
    RECORDING_ENDS,
    EdfNote,
    clock_of,
    fraction_s,
    lists_of,
    seconds,
    slots_of,
)
from ecgviewer.formats.edf.scale import EdfScale, scale_for
from ecgviewer.formats.export.digital_leads import CHUNK, DigitalLead, blocks
from ecgviewer.formats.files.atomic import Check, replace_file

T = TypeVar("T", bound=np.generic)
#: Data records last this many seconds at most, so that a rate is a whole number in it.
_LONGEST_S = 100
#: Samples of a data record that may last less than a second, and how much less.
_MOST_SAMPLES, _SHORTEST = 2**16, 10**6
_LABEL = 16
#: Of a step; less is below the precision of values in memory.
_LEAST_ERROR = 1e-3


class RateError(InputError):
    """A rate that EDF has no room for; the message is for users."""


@dataclass(frozen=True)
class _Plan:
    """How a record is cut into data records."""

    spr: int
    record_s: Fraction
    is_kept: BoolArray
    begins_s: float

    @property
    def fs(self) -> float:
        return float(self.spr / self.record_s)

    def n_of(self, lead: DigitalLead) -> int:
        """Return the samples of a lead in a data record: of a slower one its own."""
        n = lead.lead.own_fs * float(self.record_s)
        return round(n) if 0 < n < self.spr and n.is_integer() else self.spr

    def clocks(self) -> list[bytes]:
        """Return the list of each data record that says when it begins."""
        return [
            clock_of(self.begins_s + float(n * self.record_s))
            for n in np.flatnonzero(self.is_kept).tolist()
        ]


def write_edf(
    path: Path,
    record: Record,
    leads: tuple[DigitalLead, ...],
    notes: list[EdfNote],
    details: Mapping[str, str],
    check: Check | None = None,
) -> tuple[str, ...]:
    """Write a record with annotations, and return what the file cannot hold.

    Stretches in which no lead has a value are left out, as EDF+D has them, as far as
    they fill data records.

    Parameters
    ----------
    path : Path
        A file that ends with ``.edf``, or with ``.bdf`` for 24 bits.
    record : Record
        What to write, in steps of `leads`.
    leads : tuple of DigitalLead
        Of the record, for as many bits.
    notes : list of EdfNote
        By onset.
    details : mapping of str
        Of patient and recording, as in `Record.details`.
    check : callable, optional
        See `replace_file`.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    width = 3 if path.suffix.lower() == ".bdf" else 2
    plan = _plan(record)
    scales = [_scale(lead, width) for lead in leads]
    end = record.n_samples % plan.spr
    if end and plan.is_kept[-1]:
        notes = [*notes, EdfNote(record.n_samples, 0, RECORDING_ENDS)]
    lists = list(lists_of(notes, plan.fs, plan.begins_s))
    slots = slots_of(plan.clocks(), lists, width)
    fields = [
        SignalFields(_label(lead), s.unit, s.physical, s.digital, plan.n_of(lead))
        for lead, s in zip(leads, scales, strict=True)
    ]
    fields.append(annotation_fields(len(slots[0]) // width, width))
    header = header_of(_file(record.start_time, details, plan, width), fields)
    with replace_file(path, check) as file:
        file.write(header)
        _write_records(file, record, leads, plan, (slots, width))
    return (*_rate(record, plan), *said_once(_losses(leads, scales)))


def _plan(record: Record) -> _Plan:
    spr, record_s = _data_record(record.fs)
    kept = np.concatenate([_has_values(b, spr) for b in _in_records(record, spr)])
    kept[0] = True
    return _Plan(spr, record_s, kept, fraction_s(record.start_time))


def _data_record(fs: float) -> tuple[int, Fraction]:
    """Return the samples of a data record, and the seconds that it lasts."""
    fraction = Fraction(str(fs))
    if fraction.denominator > _LONGEST_S:
        fraction = fraction.limit_denominator(_LONGEST_S)
    shorter = 1
    while fraction.numerator // shorter > _MOST_SAMPLES:
        shorter *= 10
    if not fraction or shorter > _SHORTEST:
        raise RateError(
            f"A sampling frequency of {fs:g} Hz cannot be written as EDF. Write it as "
            "WFDB."
        )
    return round(fraction.numerator / shorter), Fraction(fraction.denominator, shorter)


def _in_records(record: Record, spr: int) -> Iterator[Float32Array]:
    """Yield all leads, whole data records at a time; the last may be incomplete."""
    return blocks(record, max(CHUNK // spr, 1) * spr)


def _has_values(block: Float32Array, spr: int) -> BoolArray:
    """Return in which data records some lead has a value."""
    known: BoolArray = np.asarray(np.isfinite(block).any(axis=0))
    return np.asarray(_filled(known, spr, last=0).reshape(-1, spr).any(axis=1))


def _filled(values: npt.NDArray[T], spr: int, last: int) -> npt.NDArray[T]:
    """Return values made as long as whole data records."""
    more = np.full(-len(values) % spr, last, values.dtype)
    return np.concatenate([values, more])


def _write_records(
    file: BinaryIO,
    record: Record,
    leads: tuple[DigitalLead, ...],
    plan: _Plan,
    annotations: tuple[list[bytes], int],
) -> None:
    slots, width = annotations
    number, written = 0, 0
    for block in _in_records(record, plan.spr):
        columns = [
            _bytes(lead, values, plan, width)
            for lead, values in zip(leads, block, strict=True)
        ]
        rows = np.concatenate(columns, axis=1)
        for row in rows:
            if plan.is_kept[number]:
                file.write(row.tobytes())
                file.write(slots[written])
                written += 1
            number += 1


def _bytes(
    lead: DigitalLead, values: Float32Array, plan: _Plan, width: int
) -> npt.NDArray[np.uint8]:
    """Return data records of a lead; where it has no value they say 0 in its unit."""
    zero = min(max(round(lead.steps.zero), lead.lowest), lead.highest)
    whole = _filled(lead.integers(values, zero), plan.spr, zero).reshape(-1, plan.spr)
    n = plan.n_of(lead)
    own = whole[:, -(-np.arange(n) * plan.spr // n)]
    parts = np.ascontiguousarray(own, "<i4").view(np.uint8).reshape(-1, 4)[:, :width]
    return np.ascontiguousarray(parts).reshape(-1, n * width)


def _scale(lead: DigitalLead, width: int) -> EdfScale:
    return scale_for(lead.steps, lead.lead.unit, lead.lowest, lead.highest, width)


def _label(lead: DigitalLead) -> str:
    name = lead.lead.name
    ecg = is_lead_name(name) and may_be_ecg(lead.lead)
    return label_of(f"ECG {name}" if ecg else name)


def _file(
    start: datetime | None, details: Mapping[str, str], plan: _Plan, width: int
) -> FileFields:
    return FileFields(
        width,
        start,
        details,
        not plan.is_kept.all(),
        int(plan.is_kept.sum()),
        seconds(float(plan.record_s)),
    )


def _rate(record: Record, plan: _Plan) -> tuple[str, ...]:
    if math.isclose(plan.fs, record.fs, rel_tol=1e-12):
        return ()
    return (
        f"The sampling frequency of {record.fs:.10g} Hz is written as {plan.fs:.10g}.",
    )


def _losses(
    leads: tuple[DigitalLead, ...], scales: list[EdfScale]
) -> Iterator[tuple[str, str]]:
    for lead, scale in zip(leads, scales, strict=True):
        name = lead.lead.name
        if scale.error > _LEAST_ERROR:
            yield (
                f"{name} (off by up to {scale.error:.2g} steps)",
                "limits are rounded to eight characters, which is what EDF has.",
            )
        if len(_label(lead)) > _LABEL:
            yield name, f"EDF has room for {_LABEL} characters of the name."
