"""The header of an ISHNE file that is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from ecgviewer import __version__
from ecgviewer.core.record import Lead, Record
from ecgviewer.formats.birthdate import birthdate_of
from ecgviewer.formats.ishne.header import (
    BEGIN,
    FIXED,
    LEAD_NAMES,
    MOST_LEADS,
    N_FIXED,
    PACEMAKERS,
    RACES,
    SEXES,
    checksum_of,
)

#: In the field that the standard leaves to programs.
WRITER = b"ecgviewer"
_VERSION, _NOT_KNOWN, _ONE_LEAD_OF_ANY = 1, -9, 1
_MOST_SAMPLES = 2**31 - 1


def may_be_held(lead: Lead) -> bool:
    """Return whether ISHNE has room for a lead: it is ECG, in mV."""
    return lead.is_ecg is not False and lead.unit == "mV"


def header_of(
    magic: bytes,
    record: Record,
    leads: Sequence[Lead],
    steps_nv: Sequence[int],
) -> bytes:
    """Return the header of a file.

    Parameters
    ----------
    magic : bytes
        What the file begins with.
    record : Record
        Its start, sampling frequency, length and details.
    leads : sequence of Lead
        Those in the file.
    steps_nv : sequence of int
        One step of each.
    """
    numbers = {name: number for number, name in LEAD_NAMES.items()}
    details, start = dict(record.details), record.start_time
    fields = FIXED.pack(
        *(0, min(record.n_samples, _MOST_SAMPLES), N_FIXED, N_FIXED, _VERSION),
        b"",
        details.get("Patient name", "").encode("latin-1", "replace"),
        details.get("Patient code", "").encode("latin-1", "replace"),
        *(_code(SEXES, details, "Sex"), _code(RACES, details, "Race")),
        *_date(birthdate_of(details)),
        # Of the year 1 where a file has a time and no date.
        *_date(start if start and start.year > 1 else None),
        *_date(None),
        *_clock(start),
        len(leads),
        *_twelve(
            [numbers.get(lead.title, _ONE_LEAD_OF_ANY) for lead in leads], _NOT_KNOWN
        ),
        *_twelve([0] * len(leads), _NOT_KNOWN),
        *_twelve(steps_nv, 0),
        _code(PACEMAKERS, details, "Pacemaker"),
        details.get("Recorder", "").encode("latin-1", "replace"),
        round(record.fs),
        *(b"", b"", WRITER + f" {__version__}".encode()),
    )
    return BEGIN.pack(magic, checksum_of(fields)) + fields


def _code(words: Mapping[int, str], details: Mapping[str, str], name: str) -> int:
    """Return the number of the standard for a detail, 0 where nothing is known."""
    return {word: code for code, word in words.items()}.get(details.get(name, ""), 0)


def _date(day: date | None) -> tuple[int, int, int]:
    return (day.day, day.month, day.year) if day else (_NOT_KNOWN,) * 3


def _clock(start: datetime | None) -> tuple[int, int, int]:
    return (start.hour, start.minute, start.second) if start else (_NOT_KNOWN,) * 3


def _twelve(values: Sequence[int], other: int) -> list[int]:
    return [*values, *[other] * (MOST_LEADS - len(values))]
