"""Reads any stretch of a record from the signal files that hold it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ecgviewer.core.arrays import Float32Array, Float64Array
from ecgviewer.core.errors import RecordError
from ecgviewer.formats.wfdb.header import (
    SignalLine,
)
from ecgviewer.formats.wfdb.layout import Layout, Stretch
from ecgviewer.formats.wfdb.samples import FrameReader, frame_reader
from ecgviewer.formats.wfdb.signals import (
    FLAC,
    Integers,
    signal_files,
)
from ecgviewer.formats.wfdb.values import held, physical

#: Frames converted at a time, so that what this takes stays in the processor's cache.
_CHUNK = 2**16


def can_be_read_in_blocks(layout: Layout) -> bool:
    """Return whether a stretch of every file can be read without the rest of it."""
    lines = (line for part in layout.stretches for line in part.header.signals)
    return not any(line.fmt in FLAC for line in lines)


@dataclass(frozen=True)
class _Column:
    """One signal of a file: its place in a frame, and the record's lead it is."""

    line: SignalLine
    place: int
    lead: int


@dataclass(frozen=True)
class _Part:
    """One file of a stretch, and those of its signals that are leads."""

    path: Path
    reader: FrameReader
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

    Raises
    ------
    OSError, RecordError
        If a file that has to be read at once cannot be.
    """

    def __init__(self, layout: Layout, header: Path) -> None:
        self._rate = layout.samples_per_frame
        self._header = header
        self.shape = len(layout.signals), layout.n_frames * self._rate
        self._parts = [part for stretch in layout.stretches for part in _parts(stretch)]

    def read(self, start: int, stop: int) -> Float32Array:
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
            for begin in range(low, high, _CHUNK):
                self._fill(signal, part, (begin, min(begin + _CHUNK, high)), start)
        return signal

    def _fill(
        self, signal: Float32Array, part: _Part, frames: tuple[int, int], start: int
    ) -> None:
        low, high = (frame - part.start for frame in frames)
        skews = [divmod(c.line.skew, c.line.samples_per_frame) for c in part.columns]
        begin = low + min(whole for whole, _ in skews)
        end = min(
            high + max(whole + (rest > 0) for whole, rest in skews), part.n_frames
        )
        samples = self._samples(part, begin, max(end, begin))
        for column, (whole, rest) in zip(part.columns, skews, strict=True):
            spf = column.line.samples_per_frame
            own = samples[
                max(low + whole - begin, 0) :, column.place : column.place + spf
            ].ravel()[rest : rest + (high - low) * spf]
            values = _padded(physical(own, column.line), (high - low) * spf)
            values = held(values, spf, self._rate)
            at = (part.start + low) * self._rate - start
            cut = max(-at, 0)
            row = signal[column.lead, max(at, 0) :]
            values = values[cut : cut + len(row)]
            row[: len(values)] = values

    def _samples(self, part: _Part, begin: int, end: int) -> Integers:
        """Return frames [begin, end) of a file, shape (n_frames, samples a frame)."""
        try:
            frames = part.reader.read(begin, end)
        except OSError as error:
            raise RecordError(
                f"{part.path} cannot be read: {error.strerror}."
            ) from error
        if len(frames) < end - begin:
            raise RecordError(
                f"{part.path} has become shorter since {self._header.name} was opened."
            )
        return frames


def _padded(values: Float64Array, n: int) -> Float64Array:
    """Return values with NaN behind them, `n` in all."""
    if len(values) == n:
        return values
    return np.append(values, np.full(n - len(values), np.nan))


def _parts(stretch: Stretch) -> list[_Part]:
    parts = []
    for file in signal_files(stretch.header):
        columns, place = [], 0
        for number, line in enumerate(file.signals, file.first):
            lead = stretch.leads[number]
            if lead is not None:
                columns.append(_Column(line, place, lead))
            place += line.samples_per_frame
        n_frames = min(stretch.n_frames, file.n_frames)
        if columns and n_frames:
            reader = frame_reader(file, n_frames)
            found = _Part(file.path, reader, tuple(columns), stretch.start, n_frames)
            parts.append(found)
    return parts
