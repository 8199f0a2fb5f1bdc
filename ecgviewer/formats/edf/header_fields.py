"""The fields of an EDF+ header to be written."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from ecgviewer.formats.birthdate import MONTHS, birthdate_of
from ecgviewer.formats.edf.header import ANNOTATIONS, BDF_MARK, EDF_MARK

_WIDTHS = (16, 80, 8, 8, 8, 8, 8, 80, 8, 32)
_BLOCK = sum(_WIDTHS)
#: A recording whose date is not known (EDF+, rules 3 and 4).
_NO_DATE = "01.01.85"


@dataclass(frozen=True)
class SignalFields:
    """What the header says of one signal."""

    label: str
    unit: str
    physical: tuple[str, str]
    digital: tuple[str, str]
    n_samples: int

    def row(self) -> tuple[str, ...]:
        """Return the fields in their order."""
        limits = (*self.physical, *self.digital)
        return (self.label, "", self.unit, *limits, "", str(self.n_samples), "")


@dataclass(frozen=True)
class FileFields:
    """What the header says of the whole file."""

    width: int
    start: datetime | None
    details: Mapping[str, str]
    is_discontinuous: bool
    n_records: int
    record_s: str


def annotation_fields(n: int, width: int) -> SignalFields:
    """Return what the header says of a signal that holds annotations.

    Parameters
    ----------
    n : int
        Its samples in a data record.
    width : int
        Bytes a sample.
    """
    most = 2 ** (8 * width - 1)
    word = "EDF" if width == 2 else "BDF"
    limits = (str(-most), str(most - 1))
    return SignalFields(f"{word} Annotations", "", ("-1", "1"), limits, n)


def label_of(name: str) -> str:
    """Return the label of a signal by its name: never that of annotations."""
    written = _field(name, _WIDTHS[0]).decode().strip()
    return f"lead {name}" if written.lower() in ANNOTATIONS else name


def header_of(file: FileFields, signals: list[SignalFields]) -> bytes:
    """Return the header of a file, in ASCII as the standard wants it."""
    word = "EDF" if file.width == 2 else "BDF"
    day, clock, said = _start(file.start)
    fixed = (
        (_patient(file.details), 80),
        (f"Startdate {said} {_recording(file.details)}", 80),
        (day, 8),
        (clock, 8),
        (str(_BLOCK * (len(signals) + 1)), 8),
        (f"{word}+{'D' if file.is_discontinuous else 'C'}", 44),
        (str(file.n_records), 8),
        (file.record_s, 8),
        (str(len(signals)), 4),
    )
    mark = EDF_MARK if file.width == 2 else BDF_MARK
    rows = [signal.row() for signal in signals]
    columns = [_field(row[n], width) for n, width in enumerate(_WIDTHS) for row in rows]
    return b"".join((mark, *(_field(*each) for each in fixed), *columns))


def _field(text: str, width: int) -> bytes:
    plain = unicodedata.normalize("NFKD", text.replace("\u00b5", "u"))
    return plain.encode("ascii", "ignore")[:width].ljust(width)


def _start(start: datetime | None) -> tuple[str, str, str]:
    """Return the fields of date and time, and the date within the recording field."""
    if start is None:
        return _NO_DATE, "00.00.00", "X"
    clock = start.strftime("%H.%M.%S")
    if start.year == 1:
        return _NO_DATE, clock, "X"
    return f"{start.day:02}.{start.month:02}.{start.year % 100:02}", clock, _day(start)


def _day(day: date) -> str:
    return f"{day.day:02}-{MONTHS[day.month - 1]}-{day.year:04}"


def _patient(details: Mapping[str, str]) -> str:
    sex = {"female": "F", "male": "M"}.get(details.get("Sex", ""), "")
    name = details.get("Patient name") or details.get("Patient", "")
    birthdate = birthdate_of(details)
    day = _day(birthdate) if birthdate else ""
    # What is not a date would make readers refuse the file; it follows the others.
    more = () if birthdate else (details.get("Birthdate", ""),)
    fields = (details.get("Patient code", ""), sex, day, name, *filter(None, more))
    return " ".join(map(_subfield, fields))


def _recording(details: Mapping[str, str]) -> str:
    names = ("Administration code", "Technician", "Equipment")
    return " ".join(_subfield(details.get(name, "")) for name in names)


def _subfield(text: str) -> str:
    return "_".join(text.split()) or "X"
