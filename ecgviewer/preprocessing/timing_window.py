"""What a classifier of timing alone is given of a beat: some forty RR intervals.

The features of `rhythm_features`, and the RR intervals of the twenty beats on either
side relative to their median: enough to see a run begin and end, a pause and what it
compensates, and whether an early beat is one of many.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import BoolArray
from ecgviewer.core.stopping import Stop, never
from ecgviewer.preprocessing.rhythm_features import (
    FEATURE_NAMES,
    REACH,
    TACHYCARDIA,
    Features,
    rhythm_features,
)

#: Beats on either side.
BESIDE = 20
TIMING_NAMES = (
    *FEATURE_NAMES,
    *(f"RR {k:+d} / median of 41" for k in range(-BESIDE, BESIDE + 1)),
)
#: Logarithms of ratios stay within this: an eighth to eight times the median.
_LIMIT = 2.0
#: Beats that a beat depends on, on either side; the first one has no interval.
TIMING_REACH = REACH + 1


def timing_window(
    r_peaks_s: npt.ArrayLike,
    stop: Stop = never,
    across: BoolArray | None = None,
) -> Features:
    """Return the timing of each beat and of those around it.

    Parameters
    ----------
    r_peaks_s : array_like of float, shape (n_beats,)
        Ascending times of all beats of a record in seconds.
    stop : callable
        Asked before each part of the work.
    across : ndarray of bool, shape (n_beats,), optional
        Before which beats the signal was lost, so that nobody knows their RR interval.

    Returns
    -------
    ndarray of float32, shape (n_beats, len(TIMING_NAMES))
        `rhythm_features`, and logarithms of RR intervals relative to the median of the
        41; an interval that is not known, or beyond an end, counts as the median.
    """
    features = rhythm_features(r_peaks_s, stop, across)
    times = np.asarray(r_peaks_s, np.float64)
    if not len(times):
        return np.zeros((0, len(TIMING_NAMES)), np.float32)
    rr = np.diff(times, prepend=np.nan)
    if across is not None:
        rr = np.where(across, np.nan, rr)
    beside = np.pad(rr, BESIDE, constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(beside, 2 * BESIDE + 1)
    return np.concatenate([features, _relative(windows[: len(times)])], axis=1)


def timing_of_some(
    r_peaks_s: npt.ArrayLike,
    in_run: BoolArray,
    start: int,
    stop: int,
    across: BoolArray,
) -> Features:
    """Return `timing_window` of the rows from start to stop, from those around.

    Parameters
    ----------
    r_peaks_s : array_like of float, shape (n_beats,)
        Of all beats of the record.
    in_run : ndarray of bool, shape (n_beats,)
        Which are in a regular tachycardia that began abruptly: TACHYCARDIA, which
        depends on all beats before.
    start, stop : int
    across : ndarray of bool, shape (n_beats,)
    """
    first = max(start - TIMING_REACH, 0)
    around = slice(first, stop + TIMING_REACH)
    timing = timing_window(np.asarray(r_peaks_s)[around], across=across[around])
    own = timing[start - first : stop - first]
    own[:, TACHYCARDIA] = in_run[start:stop]
    return own


def _relative(windows: npt.NDArray[np.float64]) -> Features:
    relative = np.zeros(windows.shape, np.float32)
    known = np.isfinite(windows)
    rows = known.any(axis=1)
    median = np.nanmedian(windows[rows], axis=1, keepdims=True)
    ratio = np.where(known[rows], windows[rows] / median, 1.0)
    relative[rows] = np.clip(np.log(np.maximum(ratio, 1e-3)), -_LIMIT, _LIMIT)
    return relative
