"""Writes ISHNE recordings."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.errors import InputError
from ecgviewer.core.record import Record
from ecgviewer.core.wording import said_once
from ecgviewer.formats.export.digital_leads import DigitalLead, blocks, digital_leads
from ecgviewer.formats.files.atomic import replace_file
from ecgviewer.formats.ishne.header import ECG_MAGIC, MOST_LEADS, read_header
from ecgviewer.formats.ishne.new_header import header_of, may_be_held
from ecgviewer.formats.ishne.record import LEAD_OFF, NV_PER_MV

#: Of a sampling frequency, a step in nV, and a sample; one less means that a lead is
#: off.
_LARGEST, _BITS = 32767, 16
#: A lead without steps of its own has none smaller than this, in nV.
_FINE_NV = 1000
_LEAST_ERROR = 1e-6


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
    rows = [n for n, lead in enumerate(record.leads) if may_be_held(lead)]
    _check(record, len(rows))
    looks = digital_leads(record, _BITS)
    leads = [looks[row] for row in rows]
    steps_nv = [_exact_step_nv(each) or _round_step_nv(each) for each in leads]
    names = [each.lead for each in leads]
    header = header_of(ECG_MAGIC, record, names, steps_nv)
    with replace_file(path) as file:
        file.write(header)
        for block in blocks(record):
            file.write(_digital(block[rows], steps_nv).T.tobytes())
    return (
        *said_once(
            (lead.title, "left out, since ISHNE has ECG leads in mV only.")
            for lead in record.leads
            if not may_be_held(lead)
        ),
        *said_once(_roundings(leads, steps_nv)),
        *said_once(_other_losses(path, record, leads)),
        *_of_start(record),
    )


def check_rate(record: Record) -> None:
    """Make sure that ISHNE can count samples of a record.

    Raises
    ------
    IshneError
        If it has no room for the sampling frequency.
    """
    fs = round(record.fs)
    if not 0 < fs <= _LARGEST or fs != record.fs:
        raise IshneError(
            f"{record.name} has {record.fs:g} samples per second, and ISHNE has whole "
            f"numbers up to {_LARGEST:,}. Save it in another format."
        )


def _check(record: Record, n_leads: int) -> None:
    check_rate(record)
    if not 1 <= n_leads <= MOST_LEADS:
        raise IshneError(
            f"{record.name} has {n_leads} ECG leads in mV, and ISHNE has 1 to "
            f"{MOST_LEADS}. Save it in another format."
        )


def _exact_step_nv(lead: DigitalLead) -> int:
    """Return the step of a lead where all its samples are whole steps, else 0."""
    step, zero = lead.steps.size * NV_PER_MV, lead.steps.zero
    whole = max(abs(step - round(step)), abs(zero - round(zero))) < _LEAST_ERROR
    fits = 1 <= round(step) <= _LARGEST and _most_steps(lead) <= _LARGEST
    return round(step) if lead.is_exact and whole and fits else 0


def _round_step_nv(lead: DigitalLead) -> int:
    """Return the finest step in which the samples of a lead fit, in reason."""
    own = math.floor(lead.lead.steps.size * NV_PER_MV) if lead.lead.steps else 0
    # Half a step more, since the limits of the lead are rounded themselves.
    most_nv = (_most_steps(lead) + 0.5) * lead.steps.size * NV_PER_MV
    finest = min(own, _FINE_NV) or _FINE_NV
    return min(max(finest, math.ceil(most_nv / _LARGEST)), _LARGEST)


def _most_steps(lead: DigitalLead) -> float:
    return max(abs(each - lead.steps.zero) for each in (lead.lowest, lead.highest))


def _digital(values: Float32Array, steps_nv: Sequence[int]) -> npt.NDArray[np.int16]:
    per_mv = NV_PER_MV / np.array(steps_nv, np.float64)[:, None]
    digital = np.clip(np.rint(values * per_mv), -_LARGEST, _LARGEST)
    return np.where(np.isnan(digital), LEAD_OFF, digital).astype("<i2")


#: Leads, and what is lost of each.
Losses = Iterator[tuple[str, str]]


def _roundings(leads: Sequence[DigitalLead], steps_nv: Sequence[int]) -> Losses:
    for lead, step_nv in zip(leads, steps_nv, strict=True):
        title, most = lead.lead.title, step_nv * _LARGEST / NV_PER_MV
        if not _exact_step_nv(lead):
            yield title, f"rounded to {step_nv / 1000:g} µV."
        if _most_steps(lead) * lead.steps.size > most * (1 + _LEAST_ERROR):
            yield title, f"what is beyond {most:.0f} mV was cut off."


def _other_losses(path: Path, record: Record, leads: Sequence[DigitalLead]) -> Losses:
    for each, name in zip(leads, read_header(path).leads, strict=True):
        lead = each.lead
        if name != lead.title:
            yield f"{lead.title} is called {name}", "ISHNE has no such name."
        if lead.own_fs:
            yield (
                lead.title,
                f"recorded at {lead.own_fs:g} Hz, written at the {record.fs:g} Hz of "
                "the record.",
            )


def _of_start(record: Record) -> Iterator[str]:
    if record.start_time and record.start_time.microsecond:
        yield "The start is written in whole seconds, which is what ISHNE has."
