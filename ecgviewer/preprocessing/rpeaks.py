"""R-peaks of a record: where its beats are, in samples.

Long records are worked through in chunks of a fixed grid, each with its surroundings,
so that memory is bounded and what is found does not depend on how it is asked for.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from scipy.signal import find_peaks

from ecgviewer.core.arrays import BoolArray, Float32Array, Float64Array, IndexArray
from ecgviewer.core.beats import REFRACTORY_S
from ecgviewer.core.record import Samples
from ecgviewer.core.stopping import Stop, check, never
from ecgviewer.preprocessing.beat_path import Candidates, choose_beats
from ecgviewer.preprocessing.false_beats import false_beats
from ecgviewer.preprocessing.filters import check_fs, resample
from ecgviewer.preprocessing.lead_fusion import fuse_leads, steps_per_level
from ecgviewer.preprocessing.lead_gaps import edges_of, without_gaps
from ecgviewer.preprocessing.lead_spikes import lead_spikes
from ecgviewer.preprocessing.qrs_energy import (
    bridge_gaps,
    qrs_waves,
    samples_per_step,
)
from ecgviewer.preprocessing.qrs_extremum import (
    move_to_extremum,
    nearest_extremum,
    usual_polarity,
)
from ecgviewer.preprocessing.wave_shapes import WaveShapes

#: Below it a lead is resampled, to this or more, so that peaks are told apart.
_LOWEST_FS, _DETECTION_FS = 100.0, 200.0
_MINUTE_S = 60.0
#: Minutes worked through at a time, fewer of more samples, which bounds the memory.
_CHUNK_MINUTES, _CHUNK_SAMPLES = 5, 2**20
#: Beyond this distance no threshold looks.
_SURROUNDINGS_S = 12.0
_SHORTEST_S = 0.5
#: Across a shorter gap the leads are bridged: what lies beside it belongs together.
_BRIDGED_S = 0.3
_EDGE_S = 0.05
_LOWEST_PEAK = 0.08
_BETWEEN_PEAKS_S, _QRS_S = 0.08, 0.16
_POLARITY_PROBES, _PROBE_S = 12, 10.0


def detect_r_peaks(signal: Float32Array, fs: float, lead: int = 0) -> Samples:
    """Return the R-peaks of a record, found in all its leads together.

    Parameters
    ----------
    signal : ndarray of float32, shape (n_leads, n_samples)
        In any unit; NaN where a lead is missing.
    fs : float
        Sampling frequency, 50 to 32,000 Hz.
    lead : int
        The lead on whose QRS extremum the R-peaks are placed, of the same polarity
        for all beats but those that point clearly the other way.

    Returns
    -------
    ndarray of int64, shape (n_beats,)
        Ascending; empty for noise and for less than half a second.

    Raises
    ------
    ValueError
        If the signal is not two-dimensional or fs is outside 50 to 32,000 Hz.
    """
    whole_s = max(signal.shape[-1] / fs, _MINUTE_S)
    found = list(iter_r_peaks(signal, fs, lead, whole_s))
    return np.concatenate(found) if found else np.empty(0, np.int64)


def iter_r_peaks(
    signal: Float32Array,
    fs: float,
    lead: int = 0,
    block_s: float = _MINUTE_S,
    stop: Stop = never,
) -> Iterator[Samples]:
    """Yield what `detect_r_peaks` returns piece by piece, never an empty one.

    Parameters
    ----------
    signal, fs, lead
        As for `detect_r_peaks`.
    block_s : float
        Seconds of signal per piece, rounded up to whole minutes.
    stop : callable
        Asked before each lead of each minutes' worth of work.

    Raises
    ------
    Stopped
        If `stop` asks for it.
    """
    if signal.ndim != 2 or not len(signal):
        raise ValueError(f"a signal of leads is needed, not one of {signal.shape}")
    check_fs(fs)
    if signal.shape[1] < _SHORTEST_S * fs:
        return
    polarity = _lead_polarity(signal, fs, lead, stop)
    minute, n_samples = round(_MINUTE_S * fs), signal.shape[1]
    block = minute * max(1, -(-round(block_s * fs) // minute))
    waiting, done = np.empty(0, np.int64), 0
    for end, beats in _chunks(signal, fs, minute, stop):
        beats = move_to_extremum(signal[lead], fs, beats, polarity)
        waiting = np.concatenate([waiting, beats])
        if end >= done + block or end == n_samples:
            until = n_samples if end == n_samples else end // block * block
            n_done = int(np.searchsorted(waiting, until))
            yield from _by_block(waiting[:n_done], done, block)
            waiting, done = waiting[n_done:], until


def _chunks(
    signal: Float32Array, fs: float, minute: int, stop: Stop
) -> Iterator[tuple[int, Samples]]:
    """Yield the end of each chunk and the beats in it, before they are placed."""
    n_samples, last = signal.shape[1], -minute
    chunk = minute * max(1, min(_CHUNK_MINUTES, _CHUNK_SAMPLES // minute))
    for start in range(0, n_samples, chunk):
        end = min(start + chunk, n_samples)
        beats = _beats_between(signal, fs, start, end, stop)
        beats = beats[beats >= last + REFRACTORY_S * fs]
        last = int(beats[-1]) if len(beats) else last
        yield end, beats


def _by_block(beats: Samples, first: int, block: int) -> Iterator[Samples]:
    """Yield the beats from a sample on block by block, none of those that are empty."""
    edges = np.flatnonzero(np.diff(np.maximum(beats, first) // block)) + 1
    yield from (part for part in np.split(beats, edges) if len(part))


def refine_r_peaks(values: Float32Array, fs: float, samples: Samples) -> Samples:
    """Return beats moved to the extremum of their QRS, as detected ones lie there.

    Parameters
    ----------
    values : ndarray of float32, shape (n_samples,)
        One lead, in any unit.
    fs : float
        Sampling frequency in Hz.
    samples : ndarray of int64, shape (n_beats,)
        Ascending, each within about 60 ms of its R-peak.

    Returns
    -------
    ndarray of int64, shape (n_beats,)
        One for each given, never descending.
    """
    polarity = usual_polarity(values, fs, samples)
    return move_to_extremum(values, fs, samples, polarity)


def snap_to_r_peak(values: Float32Array, fs: float, sample: int) -> int:
    """Return the QRS extremum of a lead within 120 ms of where a reviewer pointed."""
    return nearest_extremum(values, fs, sample)


def _beats_between(
    signal: Float32Array, fs: float, start: int, end: int, stop: Stop
) -> Samples:
    surroundings = round(_SURROUNDINGS_S * fs)
    first = _on_grid(max(0, start - surroundings), fs)
    check(stop)
    beats = first + _beats_of_part(signal[:, first : end + surroundings], fs, stop)
    # A beat at the edge may lie on either side of it, seen from either.
    edge = round(_EDGE_S * fs)
    return beats[(beats >= start - edge) & (beats < end + edge)]


def _beats_of_part(signal: Float32Array, fs: float, stop: Stop) -> Samples:
    """Return the beats of a part: between gaps, each stretch on its own."""
    known = without_gaps(signal, fs)
    found = [np.empty(0, np.int64)]
    for start, end in _stretches_with_signal(known, fs):
        start = _on_grid(start, fs)
        found.append(start + _beats_of(known[:, start:end], fs, stop))
    return np.concatenate(found)


def _on_grid(sample: int, fs: float) -> int:
    """Return the sample, or one before, where an envelope may begin.

    On one grid, its values do not depend on where it begins, so that a gap
    changes nothing far away from it.
    """
    finer = _times_finer(fs) * fs
    step = samples_per_step(finer)
    grid = step * steps_per_level(finer / step)
    return sample // grid * grid


def _times_finer(fs: float) -> int:
    """Return how many samples a lead is resampled to for each that it has."""
    return math.ceil(_DETECTION_FS / fs) if fs < _LOWEST_FS else 1


def _stretches_with_signal(signal: Float32Array, fs: float) -> list[tuple[int, int]]:
    """Return the stretches between gaps of all leads that are too long to bridge."""
    lost = np.asarray(np.isnan(signal).all(axis=0))
    if not lost.any():
        return [(0, signal.shape[1])]
    starts, stops = edges_of(lost)
    long = stops - starts >= _BRIDGED_S * fs
    begins = np.append(0, stops[long]).tolist()
    ends = np.append(starts[long], signal.shape[1]).tolist()
    pairs = zip(begins, ends, strict=True)
    return [(start, end) for start, end in pairs if end - start >= _SHORTEST_S * fs]


def _beats_of(signal: Float32Array, fs: float, stop: Stop) -> Samples:
    times = _times_finer(fs)
    if times > 1:
        bridged = (bridge_gaps(values).astype(np.float32) for values in signal)
        finer = np.stack([resample(values, Fraction(times)) for values in bridged])
        return _beats_of(finer, times * fs, stop) // times
    step = samples_per_step(fs)
    steps_per_s = fs / step
    leads = []
    for values in signal:
        check(stop)
        leads.append(qrs_waves(values, fs))
    fused = fuse_leads(leads, steps_per_s, stop)
    distance = max(1, round(_BETWEEN_PEAKS_S * steps_per_s))
    peaks, _ = find_peaks(fused.height, height=_LOWEST_PEAK, distance=distance)
    spikes_s = lead_spikes(leads, fs, step)

    def refuse(candidates: Candidates, chosen: IndexArray) -> BoolArray:
        return false_beats(
            candidates.time_s,
            candidates.contrast,
            candidates.sharpness,
            WaveShapes.at(peaks[candidates.index], leads, fused, steps_per_s),
            chosen,
            spikes_s,
        )

    beats = choose_beats(
        peaks / steps_per_s,
        fused.height[peaks],
        fused.background[peaks],
        _sharpest(fused.bend, peaks, steps_per_s),
        refuse,
    )
    return (peaks[beats] * step).astype(np.int64)


def _sharpest(bend: Float64Array, peaks: Samples, steps_per_s: float) -> Float64Array:
    """Return how sharply the wave at each peak bends where it does most."""
    reach = max(0, round(_QRS_S * steps_per_s) // 2)
    around = peaks[:, None] + np.arange(-reach, reach + 1)
    most = bend[np.clip(around, 0, len(bend) - 1)].max(axis=1)
    return np.asarray(np.sqrt(most))


def _lead_polarity(signal: Float32Array, fs: float, lead: int, stop: Stop) -> int:
    """Return which way the R-peaks of a lead point, from probes all over the record."""
    length = round(_PROBE_S * fs)
    last = max(0, signal.shape[1] - length)
    starts = np.unique(np.linspace(0, last, _POLARITY_PROBES).astype(int))
    # One after the other as one signal, which takes a third of the time.
    probes = np.concatenate([signal[:, at : at + length] for at in starts], axis=1)
    beats = _beats_of_part(probes, fs, stop)
    return usual_polarity(probes[lead], fs, beats)
