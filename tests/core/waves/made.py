"""Beats of known waves."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.arrays import Float64Array, IntArray
from ecgviewer.core.record import Lead, Record

FS = 500.0
#: Half the length of a QRS, and where a T wave peaks, in seconds from the R-peak.
QRS_S, T_S, T_HALF_S = 0.04, 0.28, 0.1


def beat_mv(
    time_s: Float64Array,
    *,
    t_mv: float = 0.4,
    st_mv: float = 0.0,
    second_mv: float = 0.0,
) -> Float64Array:
    """Return a triangle for a QRS, a level behind it, and triangles for T waves.

    The tangent to the descent of a triangle is its own side.
    """

    def triangle(middle_s: float, half_s: float) -> Float64Array:
        return np.maximum(1 - np.abs(time_s - middle_s) / half_s, 0)

    within = (time_s > QRS_S) & (time_s < T_S - T_HALF_S)
    t_wave = t_mv * triangle(T_S, T_HALF_S)
    second = second_mv * triangle(T_S + 0.12, 0.06)
    return triangle(0.0, QRS_S) + st_mv * within + t_wave + second


def record_of(
    peaks: IntArray,
    *,
    n_samples: int,
    fs: float = FS,
    leads: tuple[Lead, ...] = (Lead("II"), Lead("V5")),
    st_mv: Float64Array | float = 0.0,
    t_mv: float = 0.4,
    details: tuple[tuple[str, str], ...] = (),
) -> Record:
    """Return a record of such beats, the same in each lead; ST may differ by beat."""
    signal = np.zeros(n_samples)
    for peak, st in zip(peaks, np.broadcast_to(st_mv, len(peaks)), strict=True):
        first, stop = max(peak - round(0.3 * fs), 0), peak + round(0.6 * fs)
        time_s = (np.arange(first, min(stop, n_samples)) - peak) / fs
        made = beat_mv(time_s, t_mv=t_mv, st_mv=float(st))
        signal[first : first + len(made)] += made
    values = np.repeat(signal[None].astype(np.float32), len(leads), axis=0)
    return Record("made", fs, leads, values, details=details)
