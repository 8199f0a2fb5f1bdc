"""Reads any stretch of a record from files whose samples have a fixed width."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ecgviewer.core.record import Signal
from ecgviewer.formats.wfdb.header import RecordError, SignalLine
from ecgviewer.formats.wfdb.layout import Layout, Stretch
from ecgviewer.formats.wfdb.signals import SignalFile, signal_files
from ecgviewer.formats.wfdb.values import held, physical

_Integers = npt.NDArray[np.int32]

_WIDTHS = {"16": 2, "61": 2, "160": 2, "24": 3, "32": 4, "80": 1}
#: Format 212 packs two samples of 12 bits into three bytes.
_PACKED = "212"


def can_be_read_in_blocks(layout: Layout) -> bool:
    """Tell whether every file of a record has samples of a fixed width."""
    lines = (line for part in layout.stretches for line in part.header.signals)
    return all(line.fmt in _WIDTHS or line.fmt == _PACKED for line in lines)


@dataclass(frozen=True)
class _Column:
    """One signal of a file: its place in a frame, and the record's lead it is."""

    line: SignalLine
    place: int
    lead: int


@dataclass(frozen=True)
class _Part:
    """One file of a stretch, and those of its signals that are leads."""

    file: SignalFile
    columns: tuple[_Column, ...]
    start: int
    n_frames: int


class LayoutSignal:
    """The signals of a record, read where they are.

    Parameters
    ----------
    layout : Layout
        The record's files, looked at already.
    header : Path
        For messages.
    """

    def __init__(self, layout: Layout, header: Path) -> None:
        self._rate = layout.samples_per_frame
        self._header = header
        self.shape = len(layout.signals), layout.n_frames * self._rate
        self._parts = [part for stretch in layout.stretches for part in _parts(stretch)]

    def read(self, start: int, stop: int) -> Signal:
        """Return all leads in [start, stop), shape (n_leads, stop - start).

        Raises
        ------
        RecordError
            If a file has become unreadable.
        """
        signal = np.full((self.shape[0], stop - start), np.nan, np.float32)
        first, last = start // self._rate, -(-stop // self._rate)
        for part in self._parts:
            low, high = max(first, part.start), min(last, part.start + part.n_frames)
            if low < high:
                self._fill(signal, part, (low, high), start)
        return signal

    def _fill(
        self, signal: Signal, part: _Part, frames: tuple[int, int], start: int
    ) -> None:
        low, high = (frame - part.start for frame in frames)
        skews = [column.line.skew for column in part.columns]
        begin = low + min(skews)
        end = min(high + max(skews), part.n_frames)
        samples = self._samples(part.file, begin, max(end, begin))
        for column in part.columns:
            spf, skew = column.line.samples_per_frame, column.line.skew
            own = samples[
                max(low + skew - begin, 0) : max(high + skew - begin, 0),
                column.place : column.place + spf,
            ]
            values = held(physical(own.ravel(), column.line), spf, self._rate)
            at = (part.start + low) * self._rate - start
            cut = max(-at, 0)
            row = signal[column.lead, max(at, 0) :]
            values = values[cut : cut + len(row)]
            row[: len(values)] = values

    def _samples(self, file: SignalFile, begin: int, end: int) -> _Integers:
        """Return frames [begin, end) of a file, shape (n_frames, samples a frame)."""
        spf = file.samples_per_frame
        try:
            flat = samples_of(file, begin * spf, end * spf)
        except OSError as error:
            raise RecordError(
                f"{file.path} cannot be read: {error.strerror}."
            ) from error
        if len(flat) < (end - begin) * spf:
            raise RecordError(
                f"{file.path} has become shorter since {self._header.name} was opened."
            )
        return flat.reshape(end - begin, spf)


def _parts(stretch: Stretch) -> list[_Part]:
    parts, number = [], 0
    for file in signal_files(stretch.header):
        columns, place = [], 0
        for line in file.signals:
            lead = stretch.leads[number]
            if lead is not None:
                columns.append(_Column(line, place, lead))
            place += line.samples_per_frame
            number += 1
        if columns:
            parts.append(_Part(file, tuple(columns), stretch.start, stretch.n_frames))
    return parts


def samples_of(file: SignalFile, start: int, stop: int) -> _Integers:
    """Return samples [start, stop) of a signal file, all signals in turn.

    Parameters
    ----------
    file : SignalFile
        Of a format with samples of a fixed width.
    start, stop : int
        Counted over all signals of the file.
    """
    fmt, offset = file.signals[0].fmt, file.signals[0].byte_offset
    if fmt == _PACKED:
        pair = start // 2
        raw = _bytes(file.path, offset + 3 * pair, 3 * (-(-stop // 2) - pair))
        return _unpacked(raw)[start - 2 * pair : stop - 2 * pair]
    width = _WIDTHS[fmt]
    raw = _bytes(file.path, offset + width * start, width * (stop - start))
    return _decoded(raw, fmt)


def _bytes(path: Path, start: int, n: int) -> npt.NDArray[np.uint8]:
    with path.open("rb") as file:
        file.seek(start)
        return np.frombuffer(file.read(n), np.uint8)


def _unpacked(raw: npt.NDArray[np.uint8]) -> _Integers:
    if len(raw) % 3:
        # The last sample of an odd number has no partner.
        raw = np.append(raw, np.zeros(3 - len(raw) % 3, np.uint8))
    low, middle, high = raw.reshape(-1, 3).astype(np.int32).T
    samples = np.empty(2 * len(low), np.int32)
    samples[0::2] = low | (middle & 0x0F) << 8
    samples[1::2] = high | (middle & 0xF0) << 4
    samples[samples > 2047] -= 4096
    return samples


def _decoded(raw: npt.NDArray[np.uint8], fmt: str) -> _Integers:
    whole = raw[: len(raw) // _WIDTHS[fmt] * _WIDTHS[fmt]]
    if fmt == "80":
        return whole.astype(np.int32) - 128
    if fmt == "160":
        return whole.view("<u2").astype(np.int32) - 32768
    if fmt == "24":
        low, middle, high = whole.reshape(-1, 3).astype(np.int32).T
        return low | middle << 8 | (high ^ 0x80) - 0x80 << 16
    kind = {"16": "<i2", "61": ">i2", "32": "<i4"}[fmt]
    return whole.view(kind).astype(np.int32)
