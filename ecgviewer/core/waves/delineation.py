"""Where QRS and T wave of a median beat begin and end.

QRS onset and J point are where the slope falls below a share of the steepest one. The
end of T is where the tangent to its steepest descent meets the isoelectric line
(Lepeschkin & Surawicz, Circulation 6 (1952) 378). Shares and widths were chosen on the
records of odd numbers of LUDB; `python -m ecgviewer.bench waves` measures the others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecgviewer.core.arrays import Float64Array

#: What of the steepest slope begins and ends a QRS, and surely belongs to it.
_ONSET_SHARE, _J_SHARE, _CORE_SHARE = 0.03, 0.045, 0.4
#: How many times the slopes of the noise before the P wave must be exceeded.
_ABOVE_NOISE = 2.0
#: A slope is measured over twice this, and must stay low for as long as that.
_SLOPE_S, _QUIET_S = 0.01, 0.008
_QRS_BEFORE_S, _QRS_AFTER_S, _QRS_LATEST_S = 0.12, 0.14, 0.2
_NOISE_S = (0.3, 0.14)
#: The isoelectric line is the level just before the QRS.
_LEVEL_S = (0.024, 0.004)
_T_SMOOTH_S, _T_SLOPE_S = 0.04, 0.008
#: A T wave begins after the J point, and peaks before a QTc of about 600 ms allows.
_T_AFTER_J_S, _T_LATEST_S = 0.06, 0.47
#: A second part of the wave, against the first, counts from this share of it on.
_BIPHASIC, _BIPHASIC_S = 0.5, 0.16
_DESCENT_S, _LONGEST_DESCENT_S = 0.14, 0.2
#: The P wave and QRS that follow are nearer than this.
_BEFORE_NEXT_S = 0.1
#: The end of a lower T wave is not found well enough.
LEAST_T_MV = 0.1


@dataclass(frozen=True)
class Delineation:
    """Where the waves of a beat are, in values from its first one.

    Attributes
    ----------
    onset, j_point : int
        Of the QRS.
    level_mv : float
        The isoelectric line.
    t_end : float or None
        None where the T wave is too low, or its end is not to be seen.
    """

    onset: int
    j_point: int
    level_mv: float
    t_end: float | None


def delineate(
    beat_mv: Float64Array, peak: int, fs: float, rr_s: float
) -> Delineation | None:
    """Return where the waves of a beat of one lead are.

    Parameters
    ----------
    beat_mv : ndarray of float64, shape (n_values,)
        A median beat, in mV, from 0.3 s before its R-peak to 0.7 s behind it or more.
    peak : int
        Its R-peak.
    fs : float
        Values a second.
    rr_s : float
        To the beat that follows.

    Returns
    -------
    Delineation or None
        None where the lead has no value, or nothing but zeros.
    """
    slope = np.abs(_difference(beat_mv, round(_SLOPE_S * fs)))
    first, last = peak - round(_QRS_BEFORE_S * fs), peak + round(_QRS_AFTER_S * fs)
    steepest = float(slope[first:last].max())
    if not steepest > 0:
        return None
    quiet = slope[slice(*(peak - round(at_s * fs) for at_s in _NOISE_S))]
    noise = _ABOVE_NOISE * _middle(quiet)
    core = first + np.flatnonzero(slope[first:last] >= _CORE_SHARE * steepest)
    hold, spread = max(round(_QUIET_S * fs), 1), max(round(_SLOPE_S * fs), 1) // 2
    onset_low = slope < max(_ONSET_SHARE * steepest, noise)
    onset = _quiet_from(onset_low[int(core[0]) :: -1], hold)
    j_low = slope < max(_J_SHARE * steepest, noise)
    j = _quiet_from(j_low[int(core[-1]) : peak + round(_QRS_LATEST_S * fs)], hold)
    # A difference over some values sees an edge half of them too early or too late.
    start, end = int(core[0]) - onset + spread, int(core[-1]) + j - spread
    from_v, to_v = (max(start - round(at_s * fs), 0) for at_s in _LEVEL_S)
    level = _middle(beat_mv[from_v : max(to_v, from_v + 1)])
    t_end = _t_end(beat_mv - level, (end, peak), fs, rr_s)
    return Delineation(start, end, level, t_end)


def _quiet_from(low: np.ndarray[tuple[int], np.dtype[np.bool_]], hold: int) -> int:
    """Return after how many values as many in a row are low; all of them if none."""
    windows = np.lib.stride_tricks.sliding_window_view(low, min(hold, len(low)))
    rows = np.flatnonzero(windows.all(axis=1))
    return int(rows[0]) if len(rows) else len(low) - 1


def _t_end(
    beat_mv: Float64Array, after: tuple[int, int], fs: float, rr_s: float
) -> float | None:
    """Return the end of the T wave of a beat about its isoelectric line."""
    j_point, peak = after
    smooth = _smoothed(beat_mv, round(_T_SMOOTH_S * fs))
    first = j_point + round(_T_AFTER_J_S * fs)
    last = peak + round(_T_LATEST_S * rr_s**0.5 * fs)
    if last - first < round(_T_SMOOTH_S * fs):
        return None
    at = first + int(np.argmax(np.abs(smooth[first : last + 1])))
    sign = np.sign(smooth[at])
    behind = -sign * smooth[at : min(last, at + round(_BIPHASIC_S * fs)) + 1]
    if behind.max() > _BIPHASIC * abs(smooth[at]):
        at, sign = at + int(np.argmax(behind)), -sign
    # A wave that is highest where the search begins or ends is another one.
    if at in (first, last) or abs(smooth[at]) < LEAST_T_MV:
        return None
    step = max(round(_T_SLOPE_S * fs), 1)
    stop = min(at + round(_DESCENT_S * fs), peak + round((rr_s - _BEFORE_NEXT_S) * fs))
    descent = -sign * _difference(smooth, step)[at:stop] / (2 * step)
    if not len(descent) or descent.max() <= 0:
        return None
    steepest = at + int(np.argmax(descent))
    end = steepest + float(sign * smooth[steepest] / descent.max())
    return end if steepest < end <= at + _LONGEST_DESCENT_S * fs else None


def _middle(values: Float64Array) -> float:
    """Return the median of a few values, faster than NumPy's own."""
    return float(np.sort(values)[len(values) // 2])


def _difference(values: Float64Array, step: int) -> Float64Array:
    """Return values behind each one minus those before it; 0 at both ends."""
    found = np.zeros_like(values)
    wide = max(step, 1)
    found[wide:-wide] = values[2 * wide :] - values[: -2 * wide]
    return found


def _smoothed(values: Float64Array, width: int) -> Float64Array:
    """Return the means of this many values around each one."""
    half = max(width // 2, 0)
    sums = np.cumsum(np.pad(values, (half + 1, half), mode="edge"))
    return np.asarray((sums[2 * half + 1 :] - sums[: -2 * half - 1]) / (2 * half + 1))
