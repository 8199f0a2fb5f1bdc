"""What the waves at some peaks look like in the leads that show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ecgviewer.core.arrays import BoolArray, Float64Array, IndexArray
from ecgviewer.core.record import Samples
from ecgviewer.preprocessing.lead_fusion import FusedEnvelope
from ecgviewer.preprocessing.qrs_energy import QrsWaves

#: From a peak: the wave lies within the first, its outline within the second.
_WAVE_S, _OUTLINE_S = 0.07, 0.11
#: The levels before and after it, and those farther away that tell what stays.
_NEAR_S, _FAR_S = (0.07, 0.16), (0.09, 0.26)
#: This many peaks on either side are looked at for their likeness.
_NEIGHBOURS = 12
#: How fast the weight of another wave falls as its outline and size differ.
_STEEP, _SIZE_COST, _NO_KIN = 8.0, 0.5, 0.1
_LEAST = 1e-9


@dataclass(frozen=True, eq=False)
class WaveShapes:
    """Waves at peaks, each lead weighted as in the fused envelope there.

    Attributes
    ----------
    size : ndarray of float64, shape (n_peaks,)
        The range within 70 ms.
    beyond : ndarray of float64, shape (n_peaks,)
        Share of the range that lies above or below both levels beside the wave: about
        1 for a QRS, 0 for a step.
    jump : ndarray of float64, shape (n_peaks,)
        How far the level after differs from that before and stays so, in the unit of
        the size.
    outline : ndarray of float64, shape (n_peaks, n_values)
        All leads within 110 ms, less their means.
    """

    size: Float64Array
    beyond: Float64Array
    jump: Float64Array
    outline: Float64Array

    @classmethod
    def at(
        cls,
        peaks: Samples,
        leads: Sequence[QrsWaves],
        fused: FusedEnvelope,
        steps_per_s: float,
    ) -> WaveShapes:
        """Return the waves at peaks of a fused envelope, which are given in steps."""
        reach = round(_FAR_S[1] * steps_per_s)
        waves = np.stack(
            [
                _around(lead.mean, peaks, reach) * gain[peaks // fused.hop, None]
                for lead, gain in zip(leads, fused.gain, strict=True)
            ],
            axis=1,
        )
        wave = _part(waves, steps_per_s, -_WAVE_S, _WAVE_S)
        high, low = wave.max(axis=2), wave.min(axis=2)
        before, after = _levels(waves, steps_per_s, _NEAR_S)
        far_before, far_after = _levels(waves, steps_per_s, _FAR_S)
        above = np.maximum(high - np.maximum(before, after), 0)
        below = np.maximum(np.minimum(before, after) - low, 0)
        stays = np.minimum(np.abs(after - before), np.abs(far_after - far_before))
        outline = _part(waves, steps_per_s, -_OUTLINE_S, _OUTLINE_S)
        outline = outline - outline.mean(axis=2, keepdims=True)
        height = np.maximum((high - low).sum(axis=1), _LEAST)
        return cls(
            np.maximum(np.linalg.norm(high - low, axis=1), _LEAST),
            (above + below).sum(axis=1) / height,
            np.maximum(np.linalg.norm(stays, axis=1), _LEAST),
            outline.reshape(len(peaks), -1),
        )

    def kinship(self, which: IndexArray, beats: BoolArray) -> Float64Array:
        """Return how far waves that look alike are beats.

        Parameters
        ----------
        which : ndarray of intp, shape (n,)
            Rows of the waves that are asked about.
        beats : ndarray of bool, shape (n_peaks,)
            Which waves are taken for beats.

        Returns
        -------
        ndarray of float64, shape (n,)
            1 where all like it among the twelve on either side are beats, -1 where none
            are, 0 where nothing is like it.
        """
        apart = np.arange(-_NEIGHBOURS, _NEIGHBOURS + 1)
        others = which[:, None] + apart[apart != 0]
        there = (others >= 0) & (others < len(beats))
        others = np.clip(others, 0, len(beats) - 1)
        norm = np.maximum(np.linalg.norm(self.outline, axis=1), _LEAST)
        product = np.einsum("ij,ikj->ik", self.outline[which], self.outline[others])
        ratio = np.log(norm[which, None] / norm[others])
        like = product / (norm[which, None] * norm[others]) - _SIZE_COST * abs(ratio)
        weight = np.where(there, np.exp(_STEEP * (like - 1)), 0)
        vote = np.where(beats[others], weight, -weight)
        return np.asarray(vote.sum(axis=1) / (weight.sum(axis=1) + _NO_KIN))


def _around(values: np.ndarray, peaks: Samples, reach: int) -> Float64Array:
    padded = np.pad(values, reach, mode="edge")
    around = sliding_window_view(padded, 2 * reach + 1)[peaks]
    return np.asarray(around, np.float64)


def _part(
    waves: Float64Array, steps_per_s: float, start_s: float, end_s: float
) -> Float64Array:
    """Return what lies between two times from the peaks."""
    middle = waves.shape[2] // 2
    first, last = (middle + round(edge * steps_per_s) for edge in (start_s, end_s))
    return waves[:, :, first : last + 1]


def _levels(
    waves: Float64Array, steps_per_s: float, span_s: tuple[float, float]
) -> tuple[Float64Array, Float64Array]:
    """Return the mean of each lead before and after each peak."""
    near_s, far_s = span_s
    before = _part(waves, steps_per_s, -far_s, -near_s).mean(axis=2)
    return before, _part(waves, steps_per_s, near_s, far_s).mean(axis=2)
