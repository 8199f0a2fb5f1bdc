"""T and P waves, however high: they bend less sharply than the QRS complex beside."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.arrays import BoolArray, Float64Array

#: A peak this long after one that is this many times as sharp, and not much lower, is a
#: T wave; of ectopic beats so soon after another one, 1 % are that blunt.
_QT_S, _BLUNT_RATIO, _QRS_HEIGHT = (0.14, 0.42), 0.3, 0.3
_USUAL_S, _USUAL_SHARE = 6.0, 0.4
_PR_S, _NEAR_PEAKS, _SHARP = (0.08, 0.24), 4, 0.5
_BLUNT_COST, _MOST_BLUNT, _LEAST_SHARPNESS = 6.0, 5.0, 1e-12


def blunt_costs(
    time_s: Float64Array, height: Float64Array, sharpness: Float64Array
) -> Float64Array:
    """Return the cost of peaks that are T or P waves by their shape, however high.

    A QRS lies beside, that is several times as sharp, and so it does for most QRS: a
    wide ectopic beat now and then is as blunt.

    Parameters
    ----------
    time_s, height, sharpness : ndarray of float64, shape (n_peaks,)
        Where the peaks of a `FusedEnvelope` are, ascending, and its values there.
    """
    t_wave, p_wave = (np.zeros(len(time_s)) for _ in range(2))
    for apart in range(1, min(_NEAR_PEAKS, len(time_s) - 1) + 1):
        first, second = slice(-apart), slice(apart, None)
        gap_s = time_s[second] - time_s[first]
        qrs = (gap_s >= _QT_S[0]) & (gap_s <= _QT_S[1])
        qrs &= height[first] >= _QRS_HEIGHT * height[second]
        _raise(t_wave[second], np.where(qrs, sharpness[first], 0))
        qrs = (gap_s >= _PR_S[0]) & (gap_s <= _PR_S[1])
        qrs &= height[second] >= _QRS_HEIGHT * height[first]
        _raise(p_wave[first], np.where(qrs, sharpness[second], 0))
    high = height >= _QRS_HEIGHT
    sharp = high & (sharpness >= _SHARP * np.maximum(t_wave, p_wave))
    return np.maximum(
        *(
            _usual(time_s, _blunt_cost(sharpness, qrs), high, sharp)
            for qrs in (t_wave, p_wave)
        )
    )


def _raise(values: Float64Array, least: Float64Array) -> None:
    np.maximum(values, least, out=values)


def _blunt_cost(sharpness: Float64Array, qrs: Float64Array) -> Float64Array:
    """Return what it costs to be blunter than the QRS beside."""
    ratio = _BLUNT_RATIO * qrs / np.maximum(sharpness, _LEAST_SHARPNESS)
    return np.clip(_BLUNT_COST * np.log(np.maximum(ratio, 1)), 0, _MOST_BLUNT)


def _usual(
    time_s: Float64Array, cost: Float64Array, high: BoolArray, sharp: BoolArray
) -> Float64Array:
    """Return the costs where most QRS around have such a wave, else none."""
    usual = _share_around(time_s, high & (cost > 0), sharp) >= _USUAL_SHARE
    return np.where(usual, cost, 0.0)


def _share_around(
    time_s: Float64Array, blunt: BoolArray, sharp: BoolArray
) -> Float64Array:
    """Return how many blunt peaks there are around for each of the sharp ones."""
    first = np.searchsorted(time_s, time_s - _USUAL_S)
    last = np.searchsorted(time_s, time_s + _USUAL_S)
    n_blunt, n_sharp = (
        np.diff(np.append(0, np.cumsum(some))[np.stack([first, last])], axis=0)[0]
        for some in (blunt, sharp)
    )
    return np.asarray(n_blunt / np.maximum(n_sharp, 1), np.float64)
