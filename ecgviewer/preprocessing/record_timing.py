"""The timing of all beats of a record, for what looks at no signal."""

from __future__ import annotations

from ecgviewer.core.arrays import BoolArray, Float64Array
from ecgviewer.core.record import Record, Samples
from ecgviewer.core.stopping import Stop, never
from ecgviewer.core.unknown import UnknownStretches
from ecgviewer.preprocessing.filters import resampled, resampling_ratio
from ecgviewer.preprocessing.rhythm_features import (
    Features,
    rr_intervals,
    tachycardia,
)
from ecgviewer.preprocessing.spec import PreprocessingSpec
from ecgviewer.preprocessing.timing_window import timing_of_some


def beat_timing(
    record: Record,
    samples: Samples,
    spec: PreprocessingSpec,
    unknown: UnknownStretches,
    stop: Stop = never,
) -> tuple[Float64Array, BoolArray]:
    """Return the timing of all beats of a record as the classifier is given it.

    Parameters
    ----------
    record : Record
    samples : ndarray of int64, shape (n_beats,)
        All R-peaks of the record, ascending, in its samples.
    spec : PreprocessingSpec
    unknown : UnknownStretches
        Where the signal is lost, in samples of the record.
    stop : callable
        Asked before each part of the work.

    Returns
    -------
    rr_s : ndarray of float64, shape (n_beats,)
        RR interval before each beat; of the first beat that of the second, and across
        lost signal what is usual around.
    in_run : ndarray of bool, shape (n_beats,)
        Which are in a regular tachycardia that began abruptly.
    """
    r_peaks_s = _r_peaks_s(record, samples, spec)
    across = unknown.across(samples)
    in_run = tachycardia(r_peaks_s, stop, across) > 0
    return rr_intervals(r_peaks_s, across), in_run


def some_timing(
    record: Record,
    samples: Samples,
    in_run: BoolArray,
    rows: range,
    spec: PreprocessingSpec,
    unknown: UnknownStretches,
) -> Features:
    """Return what a timing expert is given of some beats of a record.

    Parameters
    ----------
    record : Record
    samples : ndarray of int64, shape (n_beats,)
        All R-peaks of the record.
    in_run : ndarray of bool, shape (n_beats,)
        From `beat_timing`.
    rows : range
        Of the beats asked for.
    spec : PreprocessingSpec
    unknown : UnknownStretches
    """
    r_peaks_s = _r_peaks_s(record, samples, spec)
    across = unknown.across(samples)
    return timing_of_some(r_peaks_s, in_run, rows.start, rows.stop, across)


def _r_peaks_s(
    record: Record, samples: Samples, spec: PreprocessingSpec
) -> Float64Array:
    return resampled(samples, resampling_ratio(record.fs, spec.fs)) / spec.fs
