"""What a reader's marks say of the time between beats: noise, and pacing."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.arrays import BoolArray
from ecgviewer.core.beats import BeatTable
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.record import Samples
from ecgviewer.core.rhythm.intervals import stretches
from ecgviewer.core.unknown import UnknownStretches

#: What is marked as noise reaches this far beyond its first and last beat, or to the
#: next one that is not.
_REACH_S = 1.0
_PACED = ("/", "f")
#: A pacemaker spike lies this far before the R-peak of its beat, or this far after it.
_BEFORE_S, _BEHIND_S = 0.15, 0.03


def noise_ranges(beats: BeatTable, fs: float) -> UnknownStretches:
    """Return the ranges that are marked as noise: runs of marked beats."""
    if not beats.noise.any():
        return UnknownStretches.none()
    reach, last_row = round(_REACH_S * fs), len(beats) - 1
    start, stop = [], []
    for first, last in stretches(beats.noise):
        before = int(beats.sample[first - 1]) + 1 if first else 0
        start.append(max(int(beats.sample[first]) - reach, before))
        end = int(beats.sample[last]) + reach + 1
        stop.append(min(end, int(beats.sample[last + 1])) if last < last_row else end)
    return UnknownStretches.of(start, stop)


def beats_around(beats: BeatTable, span: tuple[int, int]) -> Samples:
    """Return the ids of the beats within a span, and of the one on either side.

    The intervals of these change, too, where the span becomes noise.
    """
    first, beyond = np.searchsorted(beats.sample, span).tolist()
    return beats.beat_id[max(first - 1, 0) : beyond + 1]


def in_noise(beats: BeatTable, marked: UnknownStretches) -> BoolArray:
    """Return which beats lie in noise: marked themselves, or within an episode."""
    return beats.noise | marked.holds(beats.sample) if len(marked) else beats.noise


def paced_beats(
    beats: BeatTable, human: BoolArray, spikes: Samples, fs: float
) -> BoolArray:
    """Return which beats a pacemaker made: by their symbol, or by a spike before them.

    Parameters
    ----------
    beats : BeatTable
    human : ndarray of bool, shape (n_beats,)
        Labelled by the reader: another label than Q is believed more than a spike.
    spikes : ndarray of int64, shape (n_spikes,)
        Ascending.
    fs : float
        Sampling frequency in Hz.
    """
    paced = np.isin(beats.symbol, _PACED)
    if len(spikes):
        first = np.searchsorted(spikes, beats.sample - round(_BEFORE_S * fs))
        last = np.searchsorted(spikes, beats.sample + round(_BEHIND_S * fs))
        paced |= (first < last) & (~human | (beats.label == BeatClass.Q))
    return paced
