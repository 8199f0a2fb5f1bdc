"""Reads any stretch of an EDF or BDF recording from where it lies in the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.errors import RecordError
from ecgviewer.formats.edf.header import EdfHeader
from ecgviewer.formats.edf.leads import EdfLead, EdfLeads
from ecgviewer.formats.edf.timeline import Timeline

#: Data records up to this size are read whole, of larger ones what is asked for.
_LARGEST_WHOLE = 2**18
Digital = npt.NDArray[np.int32]


class EdfSource:
    """The leads of a file, read where they are; gaps are NaN.

    Parameters
    ----------
    header : EdfHeader
    leads : EdfLeads
    timeline : Timeline
    """

    def __init__(self, header: EdfHeader, leads: EdfLeads, timeline: Timeline) -> None:
        self._header, self._leads, self._timeline = header, leads, timeline
        self.shape = len(leads.leads), timeline.n_samples

    def read(self, start: int, stop: int) -> Float32Array:
        """Return all leads in [start, stop), shape (n_leads, stop - start).

        Raises
        ------
        RecordError
            If the file has become shorter or cannot be read any more.
        """
        values = np.full((self.shape[0], stop - start), np.nan, np.float32)
        try:
            with self._header.path.open("rb") as file:
                for first, at, n_records in self._runs(start, stop):
                    self._fill(file, values, (first, at - start, n_records))
        except OSError as error:
            raise RecordError(
                f"{self._header.path} cannot be read: {error.strerror}."
            ) from error
        return values

    def _runs(self, start: int, stop: int) -> Iterator[tuple[int, int, int]]:
        """Yield data records in sight: the first, where it begins, how many."""
        line, spr = self._timeline, self._leads.spr
        low = max(int(np.searchsorted(line.start, start, "right")) - 1, 0)
        high = int(np.searchsorted(line.start, stop, "left"))
        for run in range(low, high):
            begin = int(line.start[run])
            first = max(start - begin, 0) // spr
            last = min(-(-(stop - begin) // spr), int(line.n_records[run]))
            if first < last:
                yield int(line.first[run]) + first, begin + first * spr, last - first

    def _fill(
        self, file: BinaryIO, values: Float32Array, run: tuple[int, int, int]
    ) -> None:
        first, at, n = run
        if self._header.record_bytes > _LARGEST_WHOLE:
            for record in range(n):
                self._fill_from_large(
                    file, values, first + record, at + record * self._leads.spr
                )
            return
        records = self._bytes(file, first * self._header.record_bytes, n)
        low, high = max(-at, 0), min(values.shape[1] - at, n * self._leads.spr)
        for row, lead in zip(values, self._leads.leads, strict=True):
            size = lead.signal.n_samples * self._header.width
            part = records[:, lead.signal.offset : lead.signal.offset + size]
            digital = _integers(part, self._header.width)
            held = _at_rate(digital, self._leads.spr).ravel()[low:high]
            row[at + low : at + high] = _physical(held, lead)

    def _bytes(self, file: BinaryIO, place: int, n: int) -> npt.NDArray[np.uint8]:
        size = self._header.record_bytes
        return self._exactly(file, place, n * size).reshape(n, size)

    def _fill_from_large(
        self, file: BinaryIO, values: Float32Array, record: int, at: int
    ) -> None:
        """Fill in what is in sight of a data record that is too large to be read."""
        spr, width = self._leads.spr, self._header.width
        low, high = max(-at, 0), min(values.shape[1] - at, spr)
        for row, lead in zip(values, self._leads.leads, strict=True):
            n = lead.signal.n_samples
            wanted = np.arange(low, high) * n // spr
            begin, end = int(wanted[0]), int(wanted[-1]) + 1
            place = record * self._header.record_bytes + lead.signal.offset
            data = self._exactly(file, place + begin * width, (end - begin) * width)
            digital = _integers(data.reshape(1, -1), width)[0]
            row[at + low : at + high] = _physical(digital[wanted - begin], lead)

    def _exactly(self, file: BinaryIO, place: int, n: int) -> npt.NDArray[np.uint8]:
        file.seek(self._header.start_bytes + place)
        data = np.frombuffer(file.read(n), np.uint8)
        if len(data) < n:
            raise RecordError(
                f"{self._header.path} has become shorter since it was opened."
            )
        return data


def _integers(data: npt.NDArray[np.uint8], width: int) -> Digital:
    """Return little-endian integers of 2 or 3 bytes, shape (n, n_samples)."""
    data = np.ascontiguousarray(data)
    if width == 2:
        return data.view("<i2").astype(np.int32)
    parts = data.reshape(len(data), -1, 3)
    wide = np.zeros((*parts.shape[:2], 4), np.uint8)
    wide[..., 1:] = parts
    return np.asarray(wide.view("<i4")[..., 0] >> 8, np.int32)


def _at_rate(digital: Digital, spr: int) -> Digital:
    """Return values of data records at the rate of the record, held or left out."""
    n = digital.shape[1]
    return digital if n == spr else digital[:, np.arange(spr) * n // spr]


def _physical(digital: Digital, lead: EdfLead) -> Float32Array:
    return ((digital - lead.steps.zero) * lead.steps.size).astype(np.float32)
