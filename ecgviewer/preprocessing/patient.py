"""What the classifier knows of the patient: all R-peaks, and typical beats.

A beat is judged by how it differs from the patient's own. Typical beats are taken
again every half hour, the length of the records that the classifier learned from.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise

import numpy as np

from ecgviewer.core.arrays import BoolArray, IndexArray, IntArray
from ecgviewer.core.ec57.matching import MATCH_WINDOW_S
from ecgviewer.core.record import Samples
from ecgviewer.core.stopping import Stop, check, never
from ecgviewer.core.unknown import UnknownStretches
from ecgviewer.preprocessing.record_gaps import RecordGaps
from ecgviewer.preprocessing.rhythm_features import (
    FEATURE_NAMES,
    REACH,
    TACHYCARDIA,
    Features,
    rhythm_features,
    tachycardia,
)
from ecgviewer.preprocessing.spectrogram import Images

#: Length of a stretch that has a typical beat of its own.
PART_S = 1800.0
#: Beats that a typical beat is made of, at most, and how many of them are kept.
_SAMPLE, _KEPT = 120, 0.6
_FEW = 20
#: RR intervals before and after a beat this near to the local median are regular.
_REGULAR = np.log(1.12)
#: More than the intervals beside any beat can be off.
_NEVER = np.float32(100)
#: A beat this near to lost signal has a part of its picture, or its intervals, there.
_BESIDE_S = 1.5
#: The timing of a beat depends mostly on this many RR intervals on each side.
_TIMED = 8
_RR = FEATURE_NAMES.index("RR +0 / near median")
_NEXT_RR = FEATURE_NAMES.index("RR +1 / near median")
_USUAL_RR = FEATURE_NAMES.index("near median in s")


@dataclass(frozen=True)
class TypicalBeats:
    """How typical beats are made.

    Attributes
    ----------
    levels_of : callable
        Returns the spectrogram levels of beats at given R-peaks.
    by_time : bool
        Whether beats are picked from slots of time, and not by counting: then what is
        lost changes nothing elsewhere.
    """

    levels_of: Callable[[Samples], Images]
    by_time: bool = False


@dataclass(frozen=True, eq=False)
class Patient:
    """The beats of a record, which each of its beats is compared with.

    Attributes
    ----------
    r_peaks : ndarray of int64, shape (n_beats,)
        Ascending, in samples at `fs`.
    fs : float
        Sampling frequency of the prepared lead, Hz.
    rhythm : ndarray of float32, shape (n_beats, n_features)
        Timing of each beat.
    typical : ndarray of uint8, shape (n_parts, n_bins, n_windows)
        Levels of the spectrogram of the typical beat of each half hour.
    part_samples : int
        Length of a part in samples at `fs`.
    unknown : UnknownStretches
        Where the signal was lost, in samples at `fs`: no RR interval goes across.
    """

    r_peaks: Samples
    fs: float
    rhythm: Features
    typical: Images
    part_samples: int
    unknown: UnknownStretches = field(default_factory=UnknownStretches.none)

    def typical_of(self, at: Samples) -> Images:
        """Return the typical beat around each place, (n, n_bins, n_windows)."""
        part = np.clip(at // self.part_samples, 0, len(self.typical) - 1)
        return self.typical[part]

    def rhythm_of(self, at: Samples) -> Features:
        """Return the timing of beats, (n, n_features).

        A beat that is none of the known ones is seen as one more among them.
        """
        if not len(self.r_peaks):
            return rhythm_features(at / self.fs)
        rows = np.searchsorted(self.r_peaks, at)
        earlier = np.maximum(rows - 1, 0)
        rows = np.minimum(rows, len(self.r_peaks) - 1)
        nearer = at - self.r_peaks[earlier] < self.r_peaks[rows] - at
        rows = np.where(nearer, earlier, rows)
        features = self.rhythm[rows]
        # One that is nearer is the beat that it was, moved by a reviewer.
        new = np.abs(self.r_peaks[rows] - at) > MATCH_WINDOW_S * self.fs
        for number in np.flatnonzero(new):
            run = features[number, TACHYCARDIA]
            features[number] = self._rhythm_of_new(int(at[number]))
            features[number, TACHYCARDIA] = run
        return features

    def with_r_peaks(self, r_peaks: Samples, stop: Stop = never) -> Patient:
        """Return the patient with other R-peaks, as after an edit.

        Only the timing around what differs is worked out again; typical beats stay.
        """
        old, new = self.r_peaks, np.unique(r_peaks)
        n_same = _n_alike(old, new)
        start = max(n_same - REACH, 0)
        n_same_after = _n_alike(old[n_same:][::-1], new[n_same:][::-1])
        last = min(len(new) - n_same_after + REACH, len(new))
        around = slice(max(start - REACH, 0), last + REACH)
        rhythm = self._timing(new[around], stop)
        parts = (
            self.rhythm[:start],
            rhythm[start - around.start : last - around.start],
            self.rhythm[len(old) - (len(new) - last) :],
        )
        rhythm = np.concatenate(parts)
        across = self.unknown.across(new)
        rhythm[:, TACHYCARDIA] = tachycardia(new / self.fs, stop, across)
        return replace(self, r_peaks=new, rhythm=rhythm)

    def timed_anew(self, r_peaks: Samples) -> BoolArray:
        """Return which of other R-peaks have another one than before near them."""
        others = np.setxor1d(self.r_peaks, r_peaks)
        ordered = np.sort(r_peaks)
        row = np.searchsorted(ordered, r_peaks)
        before = np.searchsorted(others, ordered[np.maximum(row - _TIMED, 0)])
        last = ordered[np.minimum(row + _TIMED, len(ordered) - 1)]
        return np.asarray(np.searchsorted(others, last, side="right") > before)

    def _rhythm_of_new(self, at: int) -> Features:
        row = int(np.searchsorted(self.r_peaks, at))
        first = max(row - REACH, 0)
        around = np.insert(self.r_peaks[first : row + REACH], row - first, at)
        one: Features = self._timing(around)[row - first]
        return one

    def _timing(self, r_peaks: Samples, stop: Stop = never) -> Features:
        return rhythm_features(r_peaks / self.fs, stop, self.unknown.across(r_peaks))


def _n_alike(one: Samples, other: Samples) -> int:
    """Return how many R-peaks are the same from the first on."""
    n = min(len(one), len(other))
    unlike = np.flatnonzero(one[:n] != other[:n])
    return int(unlike[0]) if len(unlike) else n


def know_patient(
    r_peaks: Samples,
    fs: float,
    n_samples: int,
    made: TypicalBeats,
    stop: Stop = never,
    gaps: RecordGaps | None = None,
) -> Patient:
    """Return what there is to know of a patient.

    Parameters
    ----------
    r_peaks : ndarray of int64, shape (n_beats,)
        All R-peaks of the record in samples at `fs`, in any order.
    fs : float
        Sampling frequency in Hz.
    n_samples : int
        Length of the lead.
    made : TypicalBeats
        How typical beats are made.
    stop : callable
        Asked before each part of the work.
    gaps : RecordGaps, optional
        Where the signal was lost, in samples at `fs`.
    """
    r_peaks = np.unique(r_peaks)
    gaps = gaps or RecordGaps(UnknownStretches.none(), UnknownStretches.none())
    rhythm = rhythm_features(r_peaks / fs, stop, gaps.unknown.across(r_peaks))
    beside = _beside(r_peaks, gaps, round(_BESIDE_S * fs))
    lost = _lost_before(r_peaks, fs, rhythm, gaps.unknown)
    n_parts = max(1, round(n_samples / (PART_S * fs)))
    part_samples = -(-n_samples // n_parts)
    edges = np.searchsorted(r_peaks, np.arange(n_parts + 1) * part_samples)
    slot = part_samples / _SAMPLE

    @cache
    def typical(first: int, last: int) -> Images:
        check(stop)
        part = slice(first, last)
        if made.by_time:
            rows = _rows_by_time(rhythm[part], beside[part], r_peaks[part], slot)
        else:
            rows = _regular_rows(rhythm[part], lost[part])
        if not beside[part][rows].all():
            rows = rows[~beside[part][rows]]
        return _typical_beat(r_peaks[part][rows], made.levels_of)

    everywhere = 0, len(r_peaks)
    beats = [
        typical(*(part if n_parts > 1 and part[1] - part[0] >= _FEW else everywhere))
        for part in pairwise(edges.tolist())
    ]
    return Patient(r_peaks, fs, rhythm, np.stack(beats), part_samples, gaps.unknown)


def _beside(r_peaks: Samples, gaps: RecordGaps, reach: int) -> BoolArray:
    """Return which beats have lost signal so near that they are not typical."""
    near = np.zeros(len(r_peaks), bool)
    for lost in (gaps.unknown, gaps.lead):
        near |= lost.n_samples(r_peaks - reach, r_peaks + reach) > 0
    return near


def _lost_before(
    r_peaks: Samples, fs: float, rhythm: Features, unknown: UnknownStretches
) -> IntArray:
    """Return how many beats must have been lost between each and the one before."""
    usual = fs * np.exp(rhythm[:, _USUAL_RR])
    intervals = np.diff(r_peaks, prepend=r_peaks[:1]) / usual
    lost = np.maximum(np.rint(intervals).astype(np.int64) - 1, 0)
    return np.where(unknown.across(r_peaks), lost, 0)


def _typical_beat(r_peaks: Samples, levels_of: Callable[[Samples], Images]) -> Images:
    """Return the mean of those beats that are nearest to their median."""
    if not len(r_peaks):
        return np.zeros_like(levels_of(np.zeros(1, np.int64))[0])
    levels = levels_of(r_peaks).astype(np.float32)
    distance = np.abs(levels - np.median(levels, axis=0)).mean(axis=(1, 2))
    kept = distance <= np.quantile(distance, _KEPT)
    return np.asarray(np.rint(levels[kept].mean(axis=0)), np.uint8)


def _rows_by_time(
    rhythm: Features, beside: BoolArray, r_peaks: Samples, slot: float
) -> IndexArray:
    """Return the regular beat in the middle of each slot of time, if it has one."""
    rows = _most_regular(_off(rhythm) + np.where(beside, _NEVER, 0))
    place = r_peaks[rows] / slot
    number = place.astype(np.int64)
    order = np.lexsort((np.abs(place - number - 0.5), number))
    _, first = np.unique(number[order], return_index=True)
    return np.asarray(rows[order[first]], np.intp)


def _off(rhythm: Features) -> Features:
    """Return how far the RR intervals beside each beat are from the usual one."""
    return np.maximum(np.abs(rhythm[:, _RR]), np.abs(rhythm[:, _NEXT_RR]))


def _most_regular(off: Features) -> IndexArray:
    rows = np.flatnonzero(off < _REGULAR)
    if len(rows) < _FEW:
        rows = np.sort(np.argsort(off, kind="stable")[:_SAMPLE])
    return np.asarray(rows, np.intp)


def _regular_rows(rhythm: Features, lost: IntArray) -> IndexArray:
    """Return regular beats from all over, the same whatever else was lost."""
    rows = _most_regular(_off(rhythm))
    number = np.arange(len(rows)) + np.cumsum(lost)[rows]
    total = int(number.max(initial=-1)) + 1
    even = np.linspace(0, total - 1, min(total, _SAMPLE)).astype(np.intp)
    return np.asarray(rows[np.isin(number, even)], np.intp)
