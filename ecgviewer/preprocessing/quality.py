"""How readable a lead is around each beat and in each second, 0 to 1.

Quality is about the signal alone: noise between the waves, abrupt changes, and where
the lead is missing, flat or cut off. What a beat looks like does not count, nor what
else the record holds.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ecgviewer.core.arrays import BoolArray, Float32Array, Float64Array
from ecgviewer.core.record import Samples
from ecgviewer.core.stopping import Stop, check, never
from ecgviewer.preprocessing.abrupt_changes import abrupt_changes
from ecgviewer.preprocessing.filters import fill_gaps
from ecgviewer.preprocessing.lead_noise import LeadNoise
from ecgviewer.preprocessing.signal_faults import faulty, limits_of

Quality = Float32Array

#: Logarithm of the odds of noise at which quality is one half, and how fast it falls:
#: at 1.48, where 0.5 % of true V and 89 % of false beats at 0 dB are, it is unreadable.
_EVEN_ODDS, _STEEPNESS = 1.2, 3.0
_FAULT_S, _CHANGE_S = 1.0, 0.3
#: Seconds looked at in one go, fewer of more samples, which bounds the memory, and
#: beside them.
_PART_S, _PART_SAMPLES, _SURROUNDINGS_S = 300.0, 2**20, 12.0


def beat_quality(
    values: Float32Array, fs: float, samples: Samples, stop: Stop = never
) -> Quality:
    """Return how readable a lead is around each beat.

    Parameters
    ----------
    values : ndarray of float32, shape (n_samples,)
        One lead, in any unit, NaN where it is missing.
    fs : float
        Sampling frequency in Hz.
    samples : ndarray of int64, shape (n_beats,)
        R-peaks, ascending.
    stop : callable
        Asked before each part of the work.

    Returns
    -------
    ndarray of float32, shape (n_beats,)
        0 to 1; below `core.predictions.UNREADABLE` nobody should be asked to label
        the beat. Lowered in proportion where the second around it is missing, flat or
        cut off; 0 beside a step or a spike.
    """
    quality = np.zeros(len(samples), np.float32)
    limits = limits_of(values, stop)
    for part, first, start, end in _parts(values, fs):
        check(stop)
        rows = slice(*np.searchsorted(samples, (start, end)))
        if rows.start < rows.stop:
            at = samples[rows] - first
            quality[rows] = _quality(part, fs, at, limits, _FAULT_S, beats=True)
    return quality


def stretch_quality(
    values: Float32Array, fs: float, samples: Samples, stretch_s: float = 1.0
) -> Quality:
    """Return how readable each stretch of a lead is.

    Parameters
    ----------
    values, fs, samples
        As for `beat_quality`.
    stretch_s : float
        Length of a stretch in seconds; the last may be shorter.

    Returns
    -------
    ndarray of float32, shape (n_stretches,)
        The mean quality of the beats in a stretch. In one without beats, a pause or
        a missed beat, how clean the lead is there.
    """
    length = max(1, round(stretch_s * fs))
    edges = np.append(np.arange(0, len(values), length), len(values))
    result = _pause_quality(values, fs, (edges[:-1] + edges[1:]) // 2, stretch_s)
    at = np.searchsorted(edges, samples, side="right") - 1
    beats = np.bincount(at, minlength=len(result))
    total = np.bincount(at, beat_quality(values, fs, samples), minlength=len(result))
    return np.where(beats > 0, total / np.maximum(beats, 1), result).astype(np.float32)


def _pause_quality(
    values: Float32Array, fs: float, centres: Samples, stretch_s: float
) -> Float64Array:
    result = np.zeros(len(centres))
    limits = limits_of(values)
    for part, first, start, end in _parts(values, fs):
        rows = slice(*np.searchsorted(centres, (start, end)))
        if rows.start < rows.stop:
            at = centres[rows] - first
            result[rows] = _quality(part, fs, at, limits, stretch_s, beats=False)
    return result


def _quality(
    part: Float32Array,
    fs: float,
    at: Samples,
    limits: tuple[float, float],
    span_s: float,
    *,
    beats: bool,
) -> Float64Array:
    """Return how readable a part of a lead is at some places."""
    values, _ = fill_gaps(part)
    noise = LeadNoise(values, fs)
    above = _STEEPNESS * (noise.at(at, beats=beats) - _EVEN_ODDS)
    clear = 1 / (1 + np.exp(np.clip(above, -50, 50)))
    abrupt = abrupt_changes(values, fs, noise.level, noise.ratio)
    changes = _share(abrupt, at, round(_CHANGE_S * fs / 2))
    sound = 1 - _share(faulty(part, fs, limits), at, round(span_s * fs / 2))
    quality: Float64Array = np.where(changes > 0, 0.0, sound * clear)
    return quality


def _parts(
    values: Float32Array, fs: float
) -> Iterator[tuple[Float32Array, int, int, int]]:
    """Yield parts with their surroundings: values, their first sample, start, stop."""
    length = min(round(_PART_S * fs), _PART_SAMPLES)
    surroundings = round(_SURROUNDINGS_S * fs)
    for start in range(0, len(values), length):
        first, stop = max(0, start - surroundings), start + length
        yield values[first : stop + surroundings], first, start, stop


def _share(marked: BoolArray, at: Samples, reach: int) -> Float64Array:
    """Return which share of the samples around each place is marked."""
    if not marked.any():
        return np.zeros(len(at))
    total = np.concatenate(([0], np.cumsum(marked)))
    first = np.clip(at - max(reach, 1), 0, len(marked))
    last = np.clip(at + max(reach, 1), 0, len(marked))
    share: Float64Array = (total[last] - total[first]) / np.maximum(last - first, 1)
    return share
