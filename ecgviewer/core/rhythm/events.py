"""Rhythm told by classes and RR intervals: ectopic runs, pauses, fast and slow heart.

What is found follows from the labels as they are now; every correction counts at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

import numpy as np

from ecgviewer.core.arrays import BoolArray, Float64Array, IndexArray
from ecgviewer.core.labels import UNSET, BeatClass, Labels
from ecgviewer.core.record import Samples
from ecgviewer.core.rhythm.fibrillation import irregular, stretches

#: A rate is that of so many RR intervals on end.
_RATE_INTERVALS = 8
_LETTER = np.full(UNSET + 1, ord("."), np.uint8)
_LETTER[list(BeatClass)] = [ord(beat_class.name) for beat_class in BeatClass]


def rr_previous_s(sample: Samples, fs: float) -> Float64Array:
    """Return the seconds from the beat before, NaN for the first beat."""
    return np.diff(sample, prepend=np.nan) / fs


def rr_next_s(sample: Samples, fs: float) -> Float64Array:
    """Return the seconds to the beat after, NaN for the last beat."""
    return np.diff(sample, append=np.nan) / fs


class RhythmKind(Enum):
    """What a stretch of beats is; the value is what people call it."""

    VT = "V run (VT)"
    V_COUPLET = "V couplet"
    V_BIGEMINY = "V bigeminy"
    V_TRIGEMINY = "V trigeminy"
    SVT = "S run (SVT)"
    S_COUPLET = "S couplet"
    S_BIGEMINY = "S bigeminy"
    S_TRIGEMINY = "S trigeminy"
    PAUSE = "Pause"
    TACHYCARDIA = "Tachycardia"
    BRADYCARDIA = "Bradycardia"
    AF = "Suspected AF"


@dataclass(frozen=True)
class RhythmThresholds:
    """From where on a rhythm is listed.

    Attributes
    ----------
    run_beats : int
        Ectopic beats on end that make a run; two are a couplet.
    cycles : int
        Cycles on end that make bigeminy or trigeminy.
    pause_s : float
        RR interval that is a pause, in seconds.
    tachycardia_bpm, bradycardia_bpm : float
        Mean rate of eight intervals above and below which a stretch is listed.
    af_cells : int
        Irregularity from which atrial fibrillation is suspected, see `irregular`.
    """

    run_beats: int = 3
    cycles: int = 3
    pause_s: float = 2.0
    tachycardia_bpm: float = 120.0
    bradycardia_bpm: float = 50.0
    af_cells: int = 50


@dataclass(frozen=True)
class RhythmEvent:
    """A stretch of beats.

    Attributes
    ----------
    kind : RhythmKind
    first, last : int
        Rows of its first and last beat; of a pause the beats on either side.
    rate_bpm : float
        Mean rate from the first to the last beat, NaN of a single beat; of
        tachycardia the highest and of bradycardia the lowest of eight intervals, as
        is held against the threshold.
    duration_s : float
        From the first to the last beat.
    """

    kind: RhythmKind
    first: int
    last: int
    rate_bpm: float
    duration_s: float

    @property
    def n_beats(self) -> int:
        """Beats of the stretch."""
        return self.last - self.first + 1


def find_rhythms(
    sample: Samples,
    labels: Labels,
    readable: BoolArray,
    fs: float,
    thresholds: RhythmThresholds,
) -> list[RhythmEvent]:
    """Return all stretches of a rhythm, in order of time.

    Parameters
    ----------
    sample : ndarray of int64, shape (n_beats,)
        R-peaks in order.
    labels : ndarray of uint8, shape (n_beats,)
        Class of each beat.
    readable : ndarray of bool, shape (n_beats,)
        False where noise allows no judgement: no rhythm goes across such a beat.
    fs : float
        Sampling frequency in Hz.
    thresholds : RhythmThresholds
        From where on a rhythm is listed.
    """
    if len(sample) < 2:
        return []
    rr_s = rr_previous_s(sample, fs)
    rr_s[~readable | ~np.append(False, readable[:-1])] = np.nan
    means_s = _means_s(rr_s)
    spans = [
        *_patterns(labels, readable, thresholds),
        *((RhythmKind.PAUSE, row - 1, row) for row in _pauses(rr_s, thresholds)),
        *_rates(means_s, thresholds),
        *_suspected_af(rr_s, labels, thresholds),
    ]
    events = [
        _event((kind, int(first), int(last)), sample, fs, means_s)
        for kind, first, last in spans
    ]
    return sorted(events, key=lambda e: (e.first, e.kind.name))


_Span = tuple[RhythmKind, int, int]


def _event(
    span: _Span, sample: Samples, fs: float, means_s: Float64Array
) -> RhythmEvent:
    kind, first, last = span
    duration_s = float(sample[last] - sample[first]) / fs
    rr_s = duration_s / max(last - first, 1)
    # Those of eight intervals that lie between the first and the last beat.
    eight_s = means_s[first + 1 : last + 2 - _RATE_INTERVALS]
    if kind is RhythmKind.TACHYCARDIA:
        rr_s = float(np.nanmin(eight_s))
    elif kind is RhythmKind.BRADYCARDIA:
        rr_s = float(np.nanmax(eight_s))
    return RhythmEvent(kind, first, last, 60 / rr_s if rr_s else np.nan, duration_s)


def _means_s(rr_s: Float64Array) -> Float64Array:
    """Return the mean of eight intervals from each row on that has as many."""
    if len(rr_s) < _RATE_INTERVALS:
        return np.empty(0)
    windows = np.lib.stride_tricks.sliding_window_view(rr_s, _RATE_INTERVALS)
    return np.asarray(windows.mean(axis=1))


def _patterns(
    labels: Labels, readable: BoolArray, thresholds: RhythmThresholds
) -> Iterator[_Span]:
    """Find sequences of classes, each beat a letter; a gap in reading breaks them."""
    letters = np.where(readable, _LETTER[labels], ord(".")).tobytes()
    run, cycles = thresholds.run_beats, thresholds.cycles
    for letter in "VS":
        name = "VT" if letter == "V" else "SVT"
        for kind, pattern in (
            (RhythmKind[name], f"{letter}{{{run},}}"),
            (
                RhythmKind[f"{letter}_COUPLET"],
                f"(?<!{letter}){letter}{letter}(?!{letter})",
            ),
            # One N is enough: HScribe asks for three cycles NVNVNV as well.
            (RhythmKind[f"{letter}_BIGEMINY"], f"(?:N{letter}){{{cycles},}}"),
            (RhythmKind[f"{letter}_TRIGEMINY"], f"(?:NN{letter}){{{cycles},}}"),
        ):
            for found in re.finditer(pattern.encode(), letters):
                yield kind, found.start(), found.end() - 1


def _pauses(rr_s: Float64Array, thresholds: RhythmThresholds) -> IndexArray:
    return np.flatnonzero(rr_s >= thresholds.pause_s)


def _rates(means_s: Float64Array, thresholds: RhythmThresholds) -> Iterator[_Span]:
    for kind, wanted in (
        (RhythmKind.TACHYCARDIA, means_s < 60 / thresholds.tachycardia_bpm),
        (RhythmKind.BRADYCARDIA, means_s > 60 / thresholds.bradycardia_bpm),
    ):
        # A window that counts makes all of its intervals count.
        covered = np.zeros(len(means_s) + _RATE_INTERVALS, np.int64)
        np.add.at(covered, np.flatnonzero(wanted), 1)
        np.add.at(covered, np.flatnonzero(wanted) + _RATE_INTERVALS, -1)
        for first, last in stretches(np.cumsum(covered)[:-1] > 0):
            yield kind, max(first - 1, 0), last


def _suspected_af(
    rr_s: Float64Array, labels: Labels, thresholds: RhythmThresholds
) -> Iterator[_Span]:
    ventricular = np.isin(labels, (BeatClass.V, BeatClass.F))
    usable = ~np.isnan(rr_s) & ~ventricular
    usable[1:] &= ~ventricular[:-1]
    for first, last in stretches(irregular(rr_s, usable, thresholds.af_cells)):
        yield RhythmKind.AF, first, last
