"""QRS, QT and ST of the median beats of some leads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.waves.delineation import Delineation, delineate

#: ST is measured so long behind the J point, sooner above a rate: as in the European
#: ST-T Database (Taddei et al., Eur Heart J 13 (1992) 1164).
ST_AFTER_J_MS, ST_AFTER_J_FAST_MS, FAST_BPM = 80.0, 60.0, 120.0
#: The P wave covers the end of T at higher rates.
FASTEST_QT_BPM = 150.0
#: Halves of the beats that differ by more, a small square of paper in height and half
#: a one in width, are too noisy.
MOST_APART_MV, MOST_APART_MS = 0.1, 20.0
_ST_MEAN_MS = 8.0
_MS = 1000.0


@dataclass(frozen=True)
class WaveMeasures:
    """What is measured of a beat; None where that was not possible.

    Attributes
    ----------
    qrs_ms, qt_ms : float or None
        Medians of the leads.
    st_mv : tuple of float or None
        Of each lead, against the isoelectric line before its QRS.
    """

    qrs_ms: float | None
    qt_ms: float | None
    st_mv: tuple[float | None, ...]


def measure_waves(
    beats_mv: Float32Array, peak: int, fs: float, rr_s: float
) -> WaveMeasures:
    """Return what is measured of the median beats of some leads.

    Parameters
    ----------
    beats_mv : ndarray of float32, shape (n_leads, n_values)
        NaN in a lead without a signal.
    peak : int
        The R-peak.
    fs : float
        Values a second.
    rr_s : float
        To the beat that follows.
    """
    found = [
        delineate(beat, peak, fs, rr_s) if np.isfinite(beat).all() else None
        for beat in beats_mv.astype(float)
    ]
    waves = [each for each in found if each is not None]
    if not waves:
        return WaveMeasures(None, None, (None,) * len(found))
    bpm, to_ms = 60 / rr_s, _MS / fs
    # The J point of one lead alone is less certain than that of all.
    j_point = float(np.median([each.j_point for each in waves]))
    after_ms = ST_AFTER_J_FAST_MS if bpm > FAST_BPM else ST_AFTER_J_MS
    at, half = j_point + after_ms / to_ms, _ST_MEAN_MS / to_ms / 2
    st = slice(round(at - half), max(round(at + half), round(at - half) + 1))
    qrs = float(np.median([each.j_point - each.onset for each in waves]))
    qt = [each.t_end - each.onset for each in waves if each.t_end is not None]
    return WaveMeasures(
        qrs * to_ms,
        float(np.median(qt)) * to_ms if qt and bpm <= FASTEST_QT_BPM else None,
        tuple(_st(beat[st], each) for beat, each in zip(beats_mv, found, strict=True)),
    )


def _st(values_mv: Float32Array, waves: Delineation | None) -> float | None:
    return None if waves is None else float(values_mv.mean()) - waves.level_mv


def alike(one: WaveMeasures, other: WaveMeasures, whole: WaveMeasures) -> WaveMeasures:
    """Return of a measure what two halves of the beats agree on.

    Parameters
    ----------
    one, other : WaveMeasures
        Of every other beat.
    whole : WaveMeasures
        Of all of them.
    """
    pairs = zip(one.st_mv, other.st_mv, whole.st_mv, strict=True)
    return WaveMeasures(
        _agreed(one.qrs_ms, other.qrs_ms, whole.qrs_ms, MOST_APART_MS),
        _agreed(one.qt_ms, other.qt_ms, whole.qt_ms, MOST_APART_MS),
        tuple(_agreed(*each, MOST_APART_MV) for each in pairs),
    )


def _agreed(
    one: float | None, other: float | None, whole: float | None, most: float
) -> float | None:
    if one is None or other is None or abs(one - other) > most:
        return None
    return whole
