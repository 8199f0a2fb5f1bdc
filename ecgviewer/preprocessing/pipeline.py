"""From a record to R-peaks and pictures: the only entry points of preprocessing.

The application and the training call these same functions with the bundle's spec.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import cast

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import BoolArray, Float32Array
from ecgviewer.core.record import Record, Samples
from ecgviewer.core.stopping import Stop, never
from ecgviewer.core.units import millivolts
from ecgviewer.preprocessing import lead_choice, quality, record_timing, rpeaks
from ecgviewer.preprocessing import patient as patients
from ecgviewer.preprocessing.beat_inputs import BeatInputs
from ecgviewer.preprocessing.bridged_lead import BridgedLead
from ecgviewer.preprocessing.ecg_leads import ecg_leads
from ecgviewer.preprocessing.filtered_lead import FilteredLead
from ecgviewer.preprocessing.filters import (
    BandPass,
    fill_gaps,
    resampled,
    resampling_ratio,
)
from ecgviewer.preprocessing.lead_gaps import GappedLead
from ecgviewer.preprocessing.patient import Patient, TypicalBeats
from ecgviewer.preprocessing.qrs_extremum import move_to_extremum, usual_polarity
from ecgviewer.preprocessing.record_gaps import AllGaps, RecordGaps, record_gaps
from ecgviewer.preprocessing.segmentation import FLAT_MV, cut, normalised
from ecgviewer.preprocessing.spec import (
    BY_TIME,
    COLOURED,
    DIFFERENCE,
    PreprocessingSpec,
)
from ecgviewer.preprocessing.spectrogram import (
    Images,
    bins,
    coloured,
    images_of,
    spectrogram_levels,
    with_difference,
)

#: Beats whose stretches are cut at once; bounds the memory, not the result.
_CHUNK = 1024
#: Beats of this many seconds come at once: every view takes them in each time, which
#: for a day of single minutes costs more than finding them.
_STRETCH_S = 600.0
#: Values of longer leads are filtered as they are needed: 33 MB, six hours.
_LARGEST_WHOLE = 2**23
#: A microvolt of what an ECG deviates by.
_FLAT_SHARE = 0.005
#: More of a lead than a search for the nearest R-peak looks at.
_AROUND_S = 2.0

choose_lead = lead_choice.choose_lead
choose_leads = lead_choice.choose_leads
beat_timing = record_timing.beat_timing
some_timing = record_timing.some_timing


@dataclass(frozen=True, eq=False)
class PreparedLead:
    """One lead, filtered, at the spec's sampling frequency.

    Attributes
    ----------
    values : ndarray of float32, shape (n,)
        Read-only, in the lead's unit. Of a long lead a `FilteredLead` to be indexed.
    fs : float
        Sampling frequency of `values`.
    ratio : Fraction
        Samples of `values` for one sample of the record.
    patient : Patient or None
        What the beats of the lead are compared with, from `know_patient`.
    gaps : RecordGaps or None
        Where the signal of the record is lost, in samples of the record.
    flat_below : float
        Standard deviation below which a stretch counts as flat, in the lead's unit.
    """

    values: Float32Array
    fs: float
    ratio: Fraction
    patient: Patient | None = None
    gaps: RecordGaps | None = None
    flat_below: float = FLAT_MV

    def from_record(self, samples: npt.ArrayLike) -> Samples:
        """Return the indexes in `values` of samples of the record."""
        return resampled(samples, self.ratio)


@dataclass(frozen=True, slots=True)
class ImageAxes:
    """What the edges of a picture mean; row 0 is the highest frequency.

    Attributes
    ----------
    time_s : tuple of float
        Seconds from the R-peak of the first and the last column.
    frequency_hz : tuple of float
        Frequency of the bottom and of the top row.
    """

    time_s: tuple[float, float]
    frequency_hz: tuple[float, float]


def find_gaps(record: Record, lead: int, stop: Stop = never) -> RecordGaps:
    """Return where the record's signal is lost, in this lead and in all of an ECG."""
    return find_all_gaps(record, [lead], stop).of_leads[0]


def find_all_gaps(record: Record, leads: Sequence[int], stop: Stop = never) -> AllGaps:
    """Return what `find_gaps` returns for each of several leads, and leads off."""
    return record_gaps(record, sorted({*ecg_leads(record), *leads}), leads, stop)


def prepare_lead(
    record: Record,
    lead: int,
    spec: PreprocessingSpec,
    stop: Stop = never,
    gaps: RecordGaps | None = None,
) -> PreparedLead:
    """Return a lead without gaps, resampled and band-passed.

    Parameters
    ----------
    record : Record
    lead : int
        Position of the lead.
    spec : PreprocessingSpec
    stop : callable
        Asked before each part of the work.
    gaps : RecordGaps, optional
        From `find_gaps`, where they are known already.

    Raises
    ------
    ValueError
        If the record is empty or its sampling frequency is outside the range
        supported for ECG.
    """
    if not record.n_samples:
        raise ValueError(f"record {record.name} has no samples")
    ratio = resampling_ratio(record.fs, spec.fs)
    gapped = GappedLead(record.lead_values(lead), record.fs)
    bridged = BridgedLead(gapped, stop)
    filtered = FilteredLead(bridged, ratio, BandPass(spec.fs, spec.band_hz), stop)
    if len(filtered) > _LARGEST_WHOLE:
        values = cast("Float32Array", filtered)
    else:
        values = filtered.whole()
        values.flags.writeable = False
    return PreparedLead(
        values,
        float(spec.fs),
        ratio,
        gaps=gaps or find_gaps(record, lead, stop),
        flat_below=_flat_below(record, lead),
    )


def _flat_below(record: Record, lead: int) -> float:
    scale = millivolts(record.leads[lead].unit)
    if scale is not None:
        return FLAT_MV / scale
    # Of a unit that says nothing, a small part of what the lead usually does.
    stop = round(lead_choice.PROBE_S * record.fs)
    values = fill_gaps(record.values(lead, 0, stop))[0]
    return max(_FLAT_SHARE * float(np.std(values)), float(np.finfo(np.float32).tiny))


def detect_beats(record: Record, lead: int, spec: PreprocessingSpec) -> Samples:
    """Return the R-peaks of a record, in its samples, placed on the given lead.

    Returns
    -------
    ndarray of int64, shape (n_beats,)
        Ascending.
    """
    parts = list(iter_beats(record, lead, spec))
    return np.concatenate(parts) if parts else np.empty(0, np.int64)


def iter_beats(
    record: Record, lead: int, spec: PreprocessingSpec, stop: Stop = never
) -> Iterator[Samples]:
    """Yield what `detect_beats` returns piece by piece, never an empty one."""
    # The detector has its own filters: one that serves every classifier alike.
    del spec
    leads = sorted({*ecg_leads(record), lead})
    # Rows that are read from files as they are sliced; the detector knows arrays.
    signal = cast("Float32Array", record.rows(leads))
    return rpeaks.iter_r_peaks(signal, record.fs, leads.index(lead), _STRETCH_S, stop)


def refine_beats(record: Record, lead: int, samples: Samples) -> Samples:
    """Return beats moved to the QRS extremum of a lead, as detected ones lie there."""
    values = cast("Float32Array", record.lead_values(lead))
    return rpeaks.refine_r_peaks(values, record.fs, samples)


def polarity_of(record: Record, lead: int, samples: Samples) -> int:
    """Return which way the R-peaks of most beats point in a lead, 1 or -1."""
    values = cast("Float32Array", record.lead_values(lead))
    return usual_polarity(values, record.fs, samples)


def place_beats(record: Record, lead: int, samples: Samples, polarity: int) -> Samples:
    """Return beats moved to the QRS extremum of a lead whose polarity is known."""
    values = cast("Float32Array", record.lead_values(lead))
    return move_to_extremum(values, record.fs, samples, polarity)


def snap_to_r_peak(record: Record, lead: int, sample: int) -> int:
    """Return the R-peak nearest to a sample that a reviewer pointed at."""
    first = max(sample - round(_AROUND_S * record.fs), 0)
    values = record.values(lead, first, sample + round(_AROUND_S * record.fs))
    return first + rpeaks.snap_to_r_peak(values, record.fs, sample - first)


def beat_quality(
    record: Record, lead: int, samples: Samples, stop: Stop = never
) -> Float32Array:
    """Return how readable the lead is around each beat, 0 to 1, shape (n_beats,)."""
    # Values that are read from files as they are sliced, as in `iter_beats`.
    values = cast("Float32Array", record.lead_values(lead))
    return quality.beat_quality(values, record.fs, samples, stop)


def know_patient(
    prepared: PreparedLead,
    samples: Samples,
    spec: PreprocessingSpec,
    stop: Stop = never,
) -> PreparedLead:
    """Return the lead with what the classifier must know of the patient, if anything.

    Parameters
    ----------
    prepared : PreparedLead
    samples : ndarray of int64, shape (n_beats,)
        All R-peaks of the record, in its samples.
    spec : PreprocessingSpec
    """
    if not (spec.rhythm or spec.picture == DIFFERENCE):
        return prepared
    patient = patients.know_patient(
        prepared.from_record(samples),
        prepared.fs,
        len(prepared.values),
        TypicalBeats(lambda at: _levels(prepared, at, spec), spec.typical == BY_TIME),
        stop,
        prepared.gaps and prepared.gaps.moved(prepared.from_record),
    )
    return replace(prepared, patient=patient)


def after_edit(
    prepared: PreparedLead,
    samples: Samples,
    spec: PreprocessingSpec,
    stop: Stop = never,
) -> tuple[PreparedLead, BoolArray]:
    """Return the lead with other R-peaks, and which of them differ in their timing.

    Parameters
    ----------
    prepared : PreparedLead
        From `know_patient`.
    samples : ndarray of int64, shape (n_beats,)
        All R-peaks of the record as they are now, in its samples.
    spec : PreprocessingSpec

    Returns
    -------
    prepared : PreparedLead
    differs : ndarray of bool, shape (n_beats,)
        True beside R-peaks that came, went or moved, where timing is looked at.
    """
    if not spec.rhythm:
        return prepared, np.zeros(len(samples), bool)
    patient, at = _known(prepared), prepared.from_record(samples)
    edited = replace(prepared, patient=patient.with_r_peaks(at, stop))
    return edited, patient.timed_anew(at)


def beat_inputs(
    prepared: PreparedLead, samples: Samples, spec: PreprocessingSpec
) -> BeatInputs:
    """Return the classifier's input for each beat.

    A beat gives the same bits alone and among others.

    Parameters
    ----------
    prepared : PreparedLead
        From `know_patient`.
    samples : ndarray of int64, shape (n_beats,)
        R-peaks in the record's samples.
    spec : PreprocessingSpec

    Raises
    ------
    ValueError
        If the spec needs the patient, who is not known.
    """
    at = prepared.from_record(np.atleast_1d(samples))
    parts = [
        images_of(_pictures(prepared, at[start : start + _CHUNK], spec), spec)
        for start in range(0, max(len(at), 1), _CHUNK)
    ]
    images = parts[0] if len(parts) == 1 else np.concatenate(parts)
    if not spec.rhythm:
        return BeatInputs(images, np.empty((len(at), 0), np.float32))
    return BeatInputs(images, _known(prepared).rhythm_of(at))


def _pictures(prepared: PreparedLead, at: Samples, spec: PreprocessingSpec) -> Images:
    levels = _levels(prepared, at, spec)
    if spec.picture == COLOURED:
        return coloured(levels, spec)
    return with_difference(levels, _known(prepared).typical_of(at))


def _levels(prepared: PreparedLead, at: Samples, spec: PreprocessingSpec) -> Images:
    # The window of an even length ends one sample before its mirror image.
    margin = spec.win // 2
    stretches = cut(prepared.values, at, spec.before + margin, spec.after + margin)
    return spectrogram_levels(normalised(stretches, margin, prepared.flat_below), spec)


def _known(prepared: PreparedLead) -> Patient:
    if prepared.patient is None:
        raise ValueError("this classifier compares beats: give it all of the record's")
    return prepared.patient


def beat_trace(
    prepared: PreparedLead, sample: int, spec: PreprocessingSpec
) -> tuple[Float32Array, Float32Array]:
    """Return the filtered lead under a beat's picture.

    Returns
    -------
    time_s : ndarray of float32, shape (n,)
        Seconds from the R-peak.
    values : ndarray of float32, shape (n,)
        In the lead's unit.
    """
    at = prepared.from_record(np.array([sample]))
    values = cut(prepared.values, at, spec.before, spec.after)[0]
    time_s = np.arange(-spec.before, spec.after + 1, dtype=np.float32) / spec.fs
    return time_s.astype(np.float32), values


def image_axes(spec: PreprocessingSpec) -> ImageAxes:
    """Return the times and frequencies at the edges of a picture."""
    columns = (spec.before + spec.after) // spec.hop * spec.hop
    hz = bins(spec) * spec.fs / spec.n_fft
    start_s = -spec.before / spec.fs
    return ImageAxes(
        (start_s, start_s + columns / spec.fs), (float(hz[0]), float(hz[-1]))
    )


def channel_titles(spec: PreprocessingSpec) -> tuple[str, str, str]:
    """Return what each channel of a picture is, for people."""
    if spec.picture == DIFFERENCE:
        return ("This beat", "Difference from typical", "Typical beat")
    return (
        f"{spec.colour_map} red",
        f"{spec.colour_map} green",
        f"{spec.colour_map} blue",
    )
