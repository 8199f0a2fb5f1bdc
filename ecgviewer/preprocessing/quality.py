"""How readable a lead is around each beat and in each second, 0 to 1.

A beat is readable if its QRS stands out from what lies between the beats, or if it
looks like the clear beats of the lead: an ectopic beat in a clean lead does the one, a
normal beat in a poor lead the other, what a detector takes for a beat in noise neither.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.ndimage import maximum_filter1d

from ecgviewer.core.arrays import Float32Array, Float64Array
from ecgviewer.core.record import Samples
from ecgviewer.core.stopping import Stop, check, never
from ecgviewer.preprocessing.beat_similarity import similarity
from ecgviewer.preprocessing.lead_fusion import background_level, qrs_level
from ecgviewer.preprocessing.qrs_energy import qrs_envelope, samples_per_step
from ecgviewer.preprocessing.signal_faults import faulty, limits_of

Quality = Float32Array

#: Quality rises from 0 to 1 between these.
_CONTRAST_RANGE = (3.0, 7.0)
_CORRELATION_RANGE = (0.5, 0.95)
_LEAST_BACKGROUND = 0.03
_QRS_S, _FAULT_S = 0.16, 1.0
_PART_S, _SURROUNDINGS_S = 60.0, 12.0


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
        cut off.
    """
    contrast, sound = np.zeros(len(samples)), np.zeros(len(samples))
    limits = limits_of(values, stop)
    for part, first, start, end in _parts(values, fs):
        check(stop)
        rows = slice(*np.searchsorted(samples, (start, end)))
        if rows.start < rows.stop:
            at = samples[rows] - first
            contrast[rows] = _contrast(part, fs, at)
            sound[rows] = _sound_share(part, fs, at, limits)
    clear = _rise(contrast, _CONTRAST_RANGE)
    alike = similarity(values, fs, samples, contrast, stop)
    similar = _rise(alike, _CORRELATION_RANGE)
    return (sound * np.maximum(clear, similar)).astype(np.float32)


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
        a missed beat, how far the beats around stand out from what is there.
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
        at = centres[rows] - first
        envelope, steps = qrs_envelope(part, fs), at // samples_per_step(fs)
        steps_per_s = fs / samples_per_step(fs)
        level = qrs_level(envelope, steps_per_s)
        background = background_level(envelope, steps_per_s)
        contrast = level / np.maximum(background, _LEAST_BACKGROUND * level)
        sound = _sound_share(part, fs, at, limits, stretch_s)
        result[rows] = sound * _rise(contrast[steps], _CONTRAST_RANGE)
    return result


def _parts(
    values: Float32Array, fs: float
) -> Iterator[tuple[Float32Array, int, int, int]]:
    """Yield parts with their surroundings: values, their first sample, start, stop."""
    length, surroundings = round(_PART_S * fs), round(_SURROUNDINGS_S * fs)
    for start in range(0, len(values), length):
        first, stop = max(0, start - surroundings), start + length
        yield values[first : stop + surroundings], first, start, stop


def _rise(values: Float64Array, between: tuple[float, float]) -> Float64Array:
    lowest, highest = between
    return np.clip((values - lowest) / (highest - lowest), 0.0, 1.0)


def _contrast(part: Float32Array, fs: float, at: Samples) -> Float64Array:
    """Return how often a beat is as high as the background, at most as QRSs around."""
    steps_per_s = fs / samples_per_step(fs)
    envelope, steps = qrs_envelope(part, fs), at // samples_per_step(fs)
    level = qrs_level(envelope, steps_per_s)
    height = maximum_filter1d(envelope, max(1, round(_QRS_S * steps_per_s)))
    background = background_level(envelope, steps_per_s)
    least = np.maximum(background, _LEAST_BACKGROUND * level)
    contrast: Float64Array = np.minimum(height, level)[steps] / least[steps]
    return contrast


def _sound_share(
    part: Float32Array,
    fs: float,
    at: Samples,
    limits: tuple[float, float],
    span_s: float = _FAULT_S,
) -> Float64Array:
    """Return which share of the span around each sample is free of faults."""
    faults = np.concatenate(([0], np.cumsum(faulty(part, fs, limits))))
    reach = max(1, round(span_s * fs / 2))
    first = np.clip(at - reach, 0, len(part))
    last = np.clip(at + reach, 0, len(part))
    share: Float64Array = 1 - (faults[last] - faults[first]) / np.maximum(
        last - first, 1
    )
    return share
