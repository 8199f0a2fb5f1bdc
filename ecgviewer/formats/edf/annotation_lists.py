"""The annotations inside an EDF+ or BDF+ file, and when its data records begin.

Each data record has time-stamped annotation lists (TALs): onset, perhaps a duration,
and texts. The first one of a data record has no text, and says when that record begins.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import Float64Array
from ecgviewer.core.errors import RecordError
from ecgviewer.formats.edf.header import EdfHeader, EdfSignal

#: Onset, duration, texts; each begins with a sign and ends with a NUL.
_SECONDS = rb"\d{1,15}(?:\.\d{0,20})?"
_LIST = re.compile(rb"([+-]%b)(?:\x15(%b)?)?\x14([^\0]*)" % (_SECONDS, _SECONDS))
#: Bytes of data records looked through at a time.
_CHUNK = 2**22


@dataclass(frozen=True, eq=False)
class AnnotationLists:
    """All that a file says in its annotation signals.

    Attributes
    ----------
    begins_s : ndarray of float64, shape (n_records,)
        Seconds from the start of the file to each data record; NaN where it says
        nothing.
    onset_s, duration_s : ndarray of float64, shape (n,)
        Of each annotation; a duration is NaN where there is none.
    text : tuple of bytes
        Of each annotation, as in the file.
    """

    begins_s: Float64Array
    onset_s: Float64Array
    duration_s: Float64Array
    text: tuple[bytes, ...]


def read_lists(header: EdfHeader) -> AnnotationLists:
    """Return what is in the annotation signals of a file.

    Raises
    ------
    RecordError
        If the file cannot be read.
    """
    try:
        return _read(header, stamp_of(header))
    except OSError as error:
        raise RecordError(f"{header.path} cannot be read: {error.strerror}.") from error


def stamp_of(header: EdfHeader) -> tuple[int, int]:
    """Return what changes when a file does.

    Raises
    ------
    RecordError
        If the file is not there any more.
    """
    try:
        stat = header.path.stat()
    except OSError as error:
        raise RecordError(f"{header.path} cannot be read: {error.strerror}.") from error
    return stat.st_mtime_ns, stat.st_size


@lru_cache(maxsize=2)
def _read(header: EdfHeader, stamp: tuple[int, int]) -> AnnotationLists:
    found = _Found(header.n_records if header.annotation_signals else 0)
    for number, signal in enumerate(header.annotation_signals):
        slot = signal.n_samples * header.width
        for first, slots in _slots(header, signal):
            found.take(first, slots, slot, is_clock=number == 0)
    return found.lists


class _Found:
    """What was found so far, in little room: there may be a hundred thousand."""

    def __init__(self, n_records: int) -> None:
        self._begins = np.full(n_records, np.nan)
        self._onset, self._duration = array("d"), array("d")
        self._text: list[bytes] = []
        self._known: dict[bytes, bytes] = {}

    def take(self, first: int, slots: bytes, slot: int, *, is_clock: bool) -> None:
        """Take the lists of some data records, each in a slot of its own."""
        last = -1
        for match in _LIST.finditer(slots):
            record = match.start() // slot
            onset, duration, texts = match.groups()
            if is_clock and record != last and texts[:1] in (b"", b"\x14"):
                self._begins[first + record] = float(onset)
            last = record
            for text in filter(None, texts.split(b"\x14")):
                self._onset.append(float(onset))
                self._duration.append(float(duration) if duration else np.nan)
                self._text.append(self._known.setdefault(text, text))

    @property
    def lists(self) -> AnnotationLists:
        onset, duration = np.frombuffer(self._onset), np.frombuffer(self._duration)
        return AnnotationLists(self._begins, onset, duration, tuple(self._text))


def _slots(header: EdfHeader, signal: EdfSignal) -> Iterator[tuple[int, bytes]]:
    """Yield the number of a data record, and the signal's bytes from there on."""
    slot = signal.n_samples * header.width
    many = max(_CHUNK // header.record_bytes, 1)
    with header.path.open("rb") as file:
        for first in range(0, header.n_records, many):
            n = min(many, header.n_records - first)
            file.seek(header.start_bytes + first * header.record_bytes)
            if n == 1:
                file.seek(signal.offset, 1)
                data = np.frombuffer(file.read(slot), np.uint8).reshape(1, -1)
            else:
                data = _of_records(file.read(n * header.record_bytes), header)
                data = data[:, signal.offset : signal.offset + slot]
            # A list that nothing ends must not run into the next data record.
            data = data.copy()
            data[:, -1:] = 0
            yield first, data.tobytes()


def _of_records(data: bytes, header: EdfHeader) -> npt.NDArray[np.uint8]:
    whole = len(data) // header.record_bytes * header.record_bytes
    return np.frombuffer(data[:whole], np.uint8).reshape(-1, header.record_bytes)
