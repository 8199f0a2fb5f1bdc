"""Samples of signal files as integers; all formats of signal.5 but FLAC by own code."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from ecgviewer.formats.wfdb.signals import FLAC, Integers, SignalFile

_Bytes = npt.NDArray[np.uint8]

_WIDTHS = {"8": 1, "16": 2, "24": 3, "32": 4, "61": 2, "80": 1, "160": 2}
#: Samples that share bytes, and how many bytes, of the packed formats.
_GROUPS = {"212": (2, 3), "310": (3, 4), "311": (3, 4)}
#: Frames between two places of a file of differences where the values are known.
_STRIDE = 2**14


class FrameReader(Protocol):
    """Reads stretches of one signal file."""

    def read(self, begin: int, end: int) -> Integers:
        """Return frames [begin, end), or fewer of a file that has become shorter.

        Returns
        -------
        ndarray of int32, shape (n_frames, samples a frame)
        """
        ...


def frame_reader(file: SignalFile, n_frames: int) -> FrameReader:
    """Return the reader of a signal file.

    Parameters
    ----------
    file : SignalFile
    n_frames : int
        How many frames of it are wanted; the file holds them.

    Raises
    ------
    OSError, RecordError
        If what has to be read at once, as of FLAC, cannot be.
    """
    if file.fmt in FLAC:
        # Late, since soundfile is for these alone.
        from ecgviewer.formats.wfdb.flac import flac_frames  # noqa: PLC0415

        return _FramesInMemory(flac_frames(file, n_frames))
    if file.fmt == "8":
        return _DifferenceFrames(file, n_frames)
    return _StoredFrames(file)


class _FramesInMemory:
    def __init__(self, frames: Integers) -> None:
        self._frames = frames

    def read(self, begin: int, end: int) -> Integers:
        return self._frames[begin:end]


class _StoredFrames:
    """A file whose samples can be read wherever they are."""

    def __init__(self, file: SignalFile) -> None:
        self._file = file

    def read(self, begin: int, end: int) -> Integers:
        spf = self._file.samples_per_frame
        samples = samples_of(self._file, begin * spf, end * spf)
        return samples[: len(samples) // spf * spf].reshape(-1, spf)


class _DifferenceFrames:
    """A file of format 8, which stores how much each sample differs from the last.

    The values at every `_STRIDE` frames are summed up when it is opened, so that a
    stretch is read from the nearest of these places and not from the beginning.
    """

    def __init__(self, file: SignalFile, n_frames: int) -> None:
        self._differences = _StoredFrames(file)
        self._spf = [signal.samples_per_frame for signal in file.signals]
        before = np.array([s.initial_value for s in file.signals], np.int64)
        self._before = [before]
        for begin in range(0, n_frames - _STRIDE, _STRIDE):
            frames = self._differences.read(begin, begin + _STRIDE)
            steps = [part.sum(dtype=np.int64) for part in self._by_signal(frames)]
            self._before.append(self._before[-1] + np.array(steps))

    def read(self, begin: int, end: int) -> Integers:
        # A skew may ask for what lies behind the end.
        place = min(begin // _STRIDE, len(self._before) - 1)
        frames = self._differences.read(place * _STRIDE, end)
        values = [
            (np.cumsum(part, dtype=np.int64) + before).reshape(part.shape)
            for part, before in zip(
                self._by_signal(frames), self._before[place], strict=True
            )
        ]
        return np.hstack(values)[begin - place * _STRIDE :].astype(np.int32)

    def _by_signal(self, frames: Integers) -> list[Integers]:
        return np.split(frames, np.cumsum(self._spf)[:-1], axis=1)


def samples_of(file: SignalFile, start: int, stop: int) -> Integers:
    """Return samples [start, stop) as they are stored, all signals in turn.

    Parameters
    ----------
    file : SignalFile
        Of any format but FLAC; of format 8 the differences are returned.
    start, stop : int
        Counted over all signals of the file.
    """
    fmt, offset = file.fmt, file.signals[0].byte_offset
    n_samples, n_bytes = _GROUPS.get(fmt, (1, _WIDTHS.get(fmt, 0)))
    first, last = start // n_samples, -(-stop // n_samples)
    raw = _bytes(file.path, offset + n_bytes * first, n_bytes * (last - first))
    if fmt in _GROUPS:
        samples = _unpacked(raw, fmt)
        return samples[start - n_samples * first : stop - n_samples * first]
    return _decoded(raw[: len(raw) // n_bytes * n_bytes], fmt)


def _bytes(path: Path, start: int, n: int) -> _Bytes:
    with path.open("rb") as file:
        file.seek(start)
        return np.frombuffer(file.read(n), np.uint8)


def _unpacked(raw: _Bytes, fmt: str) -> Integers:
    n_samples, n_bytes = _GROUPS[fmt]
    # The last samples may be without the others of their group.
    rest = -len(raw) % n_bytes
    groups = np.append(raw, np.zeros(rest, np.uint8)) if rest else raw
    if fmt == "212":
        return _of_12_bits(groups)
    samples = np.empty((len(groups) // n_bytes, n_samples), np.int32)
    if fmt == "310":
        # Two words of 16 bits: a sample above the lowest bit of each, and a third one
        # in what is left of both.
        first, second = groups.view("<u2").reshape(-1, 2).astype(np.int32).T
        samples[:, 0] = first >> 1 & 0x3FF
        samples[:, 1] = second >> 1 & 0x3FF
        samples[:, 2] = first >> 11 | second >> 11 << 5
        return _signed(samples.ravel(), 10)
    # Format 311: one word of 32 bits with a sample in each 10 of the lower 30.
    word = groups.view("<u4")
    for place in range(3):
        samples[:, place] = word >> np.uint32(10 * place) & np.uint32(0x3FF)
    return _signed(samples.ravel(), 10)


def _of_12_bits(groups: _Bytes) -> Integers:
    """Return the two samples in each 3 bytes; most recordings are in this format."""
    low, middle, high = groups.reshape(-1, 3).T
    # At the top of 16 bits, which are shifted back with their sign.
    upper = middle.astype(np.int16) << 8
    samples = np.empty((len(low), 2), np.int32)
    samples[:, 0] = upper << 4 >> 4 | low
    samples[:, 1] = upper >> 4 & ~0xFF | high
    return samples.ravel()


def _signed(samples: Integers, bits: int) -> Integers:
    """Read the lower bits of each sample as a number in two's complement."""
    sign = 1 << bits - 1
    return (samples ^ sign) - sign


def _decoded(raw: _Bytes, fmt: str) -> Integers:
    if fmt == "80":
        return raw.astype(np.int32) - 128
    if fmt == "160":
        return raw.view("<u2").astype(np.int32) - 32768
    if fmt == "24":
        low, middle, high = raw.reshape(-1, 3).astype(np.int32).T
        return low | middle << 8 | (high ^ 0x80) - 0x80 << 16
    kind = {"8": "i1", "16": "<i2", "61": ">i2", "32": "<i4"}[fmt]
    return raw.view(kind).astype(np.int32)
