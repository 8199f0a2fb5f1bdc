"""The header of an EDF or BDF file, field by field.

EDF: Kemp et al., Electroencephalogr Clin Neurophysiol 82 (1992) 391. EDF+: Kemp and
Olivan, Clin Neurophysiol 114 (2003) 1755. BDF is BioSemi's EDF of 24 bits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from pathlib import Path

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.edf.start_time import start_of
from ecgviewer.formats.files.ordinary_file import check_ordinary

#: What the file begins with.
EDF_MARK, BDF_MARK = b"0".ljust(8), b"\xffBIOSEMI"
#: Bytes of the fields of the whole file, and of those of each signal.
_FIXED = (8, 80, 80, 8, 8, 8, 44, 8, 8, 4)
_PER_SIGNAL = (16, 80, 8, 8, 8, 8, 8, 80, 8, 32)
_BLOCK = sum(_FIXED)
#: What signals are called that hold annotations, in small letters.
ANNOTATIONS = ("edf annotations", "bdf annotations")
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d{1,3})?", re.IGNORECASE)
#: Of a data record; beyond, numbers of seconds and samples have no room.
_SHORTEST_S, _LONGEST_S = Fraction(1, 10**9), Fraction(10**9)
_REMEDY = "Correct it with the header editor of EDFbrowser, or export the file again."


@dataclass(frozen=True)
class EdfSignal:
    """One signal of a file.

    Attributes
    ----------
    label, transducer, unit, prefilter : str
        As in the file.
    physical, digital : tuple of float
        Lowest and highest value; NaN where the file has no number.
    n_samples : int
        In each data record.
    offset : int
        Of its first sample within a data record, in bytes.
    """

    label: str
    transducer: str
    unit: str
    physical: tuple[float, float]
    digital: tuple[float, float]
    prefilter: str
    n_samples: int
    offset: int

    @property
    def is_annotations(self) -> bool:
        """Return whether it holds annotations and no samples."""
        return self.label.lower() in ANNOTATIONS


@dataclass(frozen=True)
class EdfHeader:
    """What a file says of itself; sizes are checked against the file.

    Attributes
    ----------
    path : Path
    width : int
        Bytes a sample: 2 of EDF, 3 of BDF.
    patient, recording : str
        The fields of the same names.
    start : datetime or None
        Clock time at which the file says that it begins, in whole seconds.
    start_bytes : int
        Where the first data record begins.
    discontinuous : bool
        Whether data records need not follow each other: EDF+D and BDF+D.
    plus : bool
        Whether the file says that it is EDF+ or BDF+.
    n_records : int
        Whole data records that are there.
    record_s : Fraction
        Seconds that a data record lasts.
    signals : tuple of EdfSignal
    record_bytes : int
        Bytes of a data record.
    notices : tuple of str
    """

    path: Path
    width: int
    patient: str
    recording: str
    start: datetime | None
    start_bytes: int
    discontinuous: bool
    plus: bool
    n_records: int
    record_s: Fraction
    signals: tuple[EdfSignal, ...]
    record_bytes: int
    notices: tuple[str, ...] = field(default=())

    @property
    def ordinary(self) -> tuple[EdfSignal, ...]:
        """The signals with samples."""
        return tuple(s for s in self.signals if not s.is_annotations and s.n_samples)

    @property
    def annotation_signals(self) -> tuple[EdfSignal, ...]:
        """The signals with annotations."""
        return tuple(s for s in self.signals if s.is_annotations and s.n_samples)


def is_edf(first: bytes, path: Path) -> bool:
    """Return whether a file begins as EDF does."""
    return first.startswith(EDF_MARK) and _counts_bytes(first)


def is_bdf(first: bytes, path: Path) -> bool:
    """Return whether a file begins as BDF does."""
    return first.startswith(BDF_MARK)


def _counts_bytes(first: bytes) -> bool:
    """Return whether the header's size, or number of signals, is where it should be."""
    fields = first[184:192], first[252:256]
    return any(part.strip(b" \0").isdigit() for part in fields)


def read_header(path: Path) -> EdfHeader:
    """Read and check the header of a file.

    Raises
    ------
    RecordError
        If the file cannot be opened as EDF or BDF; the message names the file, the
        place and the remedy.
    """
    try:
        check_ordinary(path, float("inf"))
        size = path.stat().st_size
        with path.open("rb") as file:
            fixed = file.read(_BLOCK)
            _check_mark(path, fixed)
            n_signals = _n_signals(path, fixed)
            signals = file.read(min(n_signals * _BLOCK, size))
    except FileNotFoundError as error:
        raise RecordError(f"{path} does not exist. Check its name.") from error
    except (OSError, ValueError) as error:
        raise RecordError(
            f"{path} cannot be read: {getattr(error, 'strerror', None) or error}."
        ) from error
    if len(signals) < n_signals * _BLOCK:
        raise RecordError(
            f"{path} ends within its header, which has {n_signals} signals. The copy "
            "is incomplete; get it again from its source."
        )
    return _parsed(path, size, fixed, signals)


def _check_mark(path: Path, fixed: bytes) -> None:
    if not fixed.startswith((EDF_MARK, BDF_MARK)) and fixed[:8].strip(b" \0") != b"0":
        eye = " EyeLink eye trackers write such files." if b"SR_RES" in fixed else ""
        raise RecordError(
            f"{path} is not an EDF or BDF recording: it begins with {fixed[:8]!r}, not "
            f"with 0 and spaces or with BIOSEMI.{eye} Choose another file, or export "
            "it as EDF with the program that wrote it."
        )
    if len(fixed) < _BLOCK:
        raise RecordError(
            f"{path} ends within the first {_BLOCK} bytes of its header. The copy is "
            "incomplete; get it again from its source."
        )


def _n_signals(path: Path, fixed: bytes) -> int:
    said = _text(fixed[252:256])
    if not said.isascii() or not said.isdigit() or not int(said):
        raise RecordError(
            f"{path}, bytes 252 to 255: the number of signals is {said!r}. {_REMEDY}"
        )
    return int(said)


def _parsed(path: Path, size: int, fixed: bytes, block: bytes) -> EdfHeader:
    _, patient, recording, day, clock, n_bytes, kind, n_records, length, _ = (
        _text(part) for part in _cut(fixed, _FIXED)
    )
    width = 3 if fixed.startswith(BDF_MARK) else 2
    signals = _signals(path, block, width)
    start, untold = start_of(day, clock, recording)
    start_bytes = len(fixed) + len(block)
    record_bytes = sum(signal.n_samples for signal in signals) * width
    if not record_bytes:
        raise RecordError(
            f"{path}: all of its {len(signals)} signals have 0 samples in a data "
            f"record. {_REMEDY}"
        )
    there, rest = divmod(size - start_bytes, record_bytes)
    n_there, of_records = _n_records(path, n_records, there, rest)
    notices = [*_of_size(path, n_bytes, start_bytes), *of_records]
    if untold:
        notices.append(
            f"{path.name} gives {untold} of its start as {day} {clock}, which cannot "
            f"be told. {_REMEDY}"
        )
    return EdfHeader(
        path=path,
        width=width,
        patient=patient,
        recording=recording,
        start=start,
        start_bytes=start_bytes,
        discontinuous=kind[:5].upper() in ("EDF+D", "BDF+D"),
        plus=kind[:4].upper() in ("EDF+", "BDF+"),
        n_records=n_there,
        record_s=_record_s(path, length, signals),
        signals=signals,
        record_bytes=record_bytes,
        notices=tuple(notices),
    )


def _of_size(path: Path, said: str, start_bytes: int) -> list[str]:
    if said == str(start_bytes):
        return []
    return [
        f"{path.name}, bytes 184 to 191: the header says that it has {said or 'no'} "
        f"bytes; by its number of signals it has {start_bytes}, which is taken."
    ]


def _n_records(path: Path, said: str, there: int, rest: int) -> tuple[int, list[str]]:
    """Return the whole data records to open, and what to say of them."""
    number = int(said) if re.fullmatch(r"[-+]?\d+", said, re.ASCII) else -1
    if number < 0 or (number == 0 and there):
        notice = (
            f"{path.name} does not say how many data records it has, as one that was "
            f"not closed: all {there:,} that are there are opened."
        )
        return there, [notice]
    if number > there:
        left = f", and {rest:,} bytes of another that is left out" if rest else ""
        notice = (
            f"{path.name} is shorter than its header says: {there:,} of {number:,} "
            f"data records are there{left}. The rest may be lost, or the copy "
            "incomplete."
        )
        return there, [notice]
    if number < there:
        notice = (
            f"{path.name} goes on after the {number:,} data records of its header, "
            f"which are opened. {there - number:,} more would fit in: if they belong "
            f"to it, correct the number. {_REMEDY}"
        )
        return number, [notice]
    return number, []


def _record_s(path: Path, text: str, signals: tuple[EdfSignal, ...]) -> Fraction:
    """Return how long a data record lasts, as the file spells it."""
    text = text.replace(",", ".")
    length = Fraction(text) if _NUMBER.fullmatch(text) else Fraction(-1)
    if _SHORTEST_S <= length <= _LONGEST_S or (
        length == 0 and all(s.is_annotations for s in signals)
    ):
        return length
    raise RecordError(
        f"{path}, bytes 244 to 251: a data record lasts {text or 'no'} s, so that the "
        f"sampling frequency is not known. {_REMEDY}"
    )


def _signals(path: Path, block: bytes, width: int) -> tuple[EdfSignal, ...]:
    n = len(block) // _BLOCK
    columns = [
        [_text(part) for part in _cut(column, (size,) * n)]
        for column, size in zip(
            _cut(block, tuple(n * size for size in _PER_SIGNAL)),
            _PER_SIGNAL,
            strict=True,
        )
    ]
    signals, offset = [], 0
    for number, row in enumerate(zip(*columns, strict=True), 1):
        label, transducer, unit, *limits, prefilter, n_samples, _ = row
        where = f"{path}, signal {number} ({label})"
        if not re.fullmatch(r"\d+", n_samples, re.ASCII):
            raise RecordError(
                f"{where}: the number of samples in a data record is {n_samples!r}. "
                f"{_REMEDY}"
            )
        low, high, lowest, highest = map(_number, limits)
        signals.append(
            EdfSignal(
                label,
                transducer,
                unit,
                (low, high),
                (lowest, highest),
                prefilter,
                int(n_samples),
                offset,
            )
        )
        offset += int(n_samples) * width
    return tuple(signals)


def _cut(data: bytes, sizes: tuple[int, ...]) -> list[bytes]:
    parts, start = [], 0
    for size in sizes:
        parts.append(data[start : start + size])
        start += size
    return parts


def _text(data: bytes) -> str:
    """Return a field, in ASCII as the standard has it or in what people write."""
    data = data.partition(b"\0")[0].strip()
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _number(text: str) -> float:
    text = text.replace(",", ".")
    return float(text) if _NUMBER.fullmatch(text) else float("nan")
