"""Signals of FLAC files, read whole by soundfile.

This module alone imports it, and is itself imported only for records with such files.
"""

from __future__ import annotations

import numpy as np
import soundfile

from ecgviewer.core.errors import RecordError, message_of
from ecgviewer.formats.wfdb.signals import Integers, SignalFile

_BITS = {"PCM_S8": 8, "PCM_16": 16, "PCM_24": 24}
#: libsndfile refuses to read more than 2**24 values in one go.
_CHUNK_VALUES = 2**20


def flac_frames(file: SignalFile, n_frames: int) -> Integers:
    """Return every frame of a FLAC file.

    Parameters
    ----------
    file : SignalFile
        Of format 508, 516 or 524.
    n_frames : int
        How many frames to read; the file announces them.

    Returns
    -------
    ndarray of int32, shape (n_frames, samples a frame)

    Raises
    ------
    RecordError
        If the file cannot be read.
    """
    try:
        with file.path.open("rb") as stream, soundfile.SoundFile(stream) as flac:
            per_frame = _samples_per_frame(flac, file)
            samples = _samples(flac, file.signals[0].byte_offset, n_frames * per_frame)
    except MemoryError:
        raise
    except Exception as error:
        raise RecordError(
            f"The signals of {file.path} cannot be read ({message_of(error)}). "
            "The file may be damaged; get it again from its source."
        ) from error
    # A frame has all samples of the first signal before those of the second.
    frames = samples.reshape(n_frames, per_frame, -1).swapaxes(1, 2)
    return frames.reshape(n_frames, -1)


def _samples_per_frame(flac: soundfile.SoundFile, file: SignalFile) -> int:
    """Return the samples of each signal in a frame, and check what the header says."""
    numbers = {signal.samples_per_frame for signal in file.signals}
    if len(numbers) > 1:
        raise ValueError("the header gives its signals several rates")
    if flac.channels != len(file.signals):
        raise ValueError(
            f"it has {flac.channels} signals, and the header {len(file.signals)}"
        )
    bits, most = _BITS.get(flac.subtype, 32), int(file.fmt) - 500
    if bits > most:
        raise ValueError(f"it has samples of {flac.subtype} and not of {most} bits")
    return numbers.pop()


def _samples(flac: soundfile.SoundFile, first: int, n: int) -> Integers:
    """Return some samples of each channel, shape (n, n_channels)."""
    flac.seek(first)
    values = np.empty((n, flac.channels), np.int32)
    step = max(_CHUNK_VALUES // flac.channels, 1)
    for start in range(0, n, step):
        part = values[start : start + step]
        n_read = len(flac.read(out=part))
        if n_read < len(part):
            raise ValueError(f"it ends after {start + n_read:,} of {n:,} samples")
    # Each is moved up until it fills 32 bits.
    values >>= 32 - _BITS[flac.subtype]
    return values
