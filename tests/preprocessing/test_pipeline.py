from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.preprocessing import pipeline
from ecgviewer.preprocessing.ecg_leads import ecg_leads
from ecgviewer.preprocessing.spec import DIFFERENCE, PreprocessingSpec

SPEC = PreprocessingSpec()
PATIENT_SPEC = replace(SPEC, picture=DIFFERENCE, rhythm=True)


def _record(names: Sequence[str], signal: np.ndarray, fs: float = 360.0) -> Record:
    leads = tuple(Lead(name) for name in names)
    return Record("made", fs, leads, signal.astype(np.float32))


def _noise(n_leads: int, n: int = 3600) -> np.ndarray:
    return np.random.default_rng(3).normal(size=(n_leads, n))


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("V5", "MLII"), 1),
        (("V1", "mlii "), 1),
        (("I", "ii", "V5"), 1),
        (("ML2",), 0),
    ],
)
def test_preferred_lead_is_chosen(names: Sequence[str], expected: int) -> None:
    lead = synthetic_record(10.0).record.signal[:1]
    record = _record(names, np.repeat(lead, len(names), axis=0))
    assert pipeline.choose_lead(record, SPEC) == expected


def test_without_a_preferred_lead_the_readable_one_is_chosen() -> None:
    beats = synthetic_record(30.0, n_leads=1).record.signal[0]
    noise = np.random.default_rng(1).normal(0, 1, len(beats))
    gap = np.full(len(beats), np.nan)
    record = _record(("a", "b", "c"), np.stack([noise, gap, beats]))
    assert pipeline.choose_lead(record, SPEC) == 2


def test_only_a_record_without_leads_is_refused() -> None:
    with pytest.raises(ValueError, match="made has no lead"):
        pipeline.choose_lead(_record((), np.zeros((0, 100))), SPEC)
    flat = _record(("x", "y"), np.zeros((2, 1000)))
    assert pipeline.choose_lead(flat, SPEC) in (0, 1)


def test_record_without_samples_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="made has no samples"):
        pipeline.prepare_lead(_record(("II",), np.zeros((1, 0))), 0, SPEC)


@pytest.mark.parametrize("fs", [100.0, 128.0, 250.0, 360.0, 500.0, 1000.0, 2000.0])
def test_samples_map_to_the_same_time(fs: float) -> None:
    record = _record(("II",), _noise(1, round(10 * fs)), fs)
    prepared = pipeline.prepare_lead(record, 0, SPEC)
    samples = np.array([0, 17, round(5 * fs), round(9.9 * fs)])
    there = prepared.from_record(samples)
    np.testing.assert_allclose(there / prepared.fs, samples / fs, atol=0.5 / 360)


@pytest.mark.parametrize("fs", [128.0, 250.0, 1000.0])
def test_picture_is_the_same_at_every_sampling_frequency(fs: float) -> None:
    pictures = []
    for rate in (360.0, fs):
        time_s = np.arange(round(10 * rate)) / rate
        wave = np.exp(-(((time_s - 5) / 0.02) ** 2)) + 0.2 * np.exp(
            -(((time_s - 5.3) / 0.05) ** 2)
        )
        prepared = pipeline.prepare_lead(_record(("II",), wave[None], rate), 0, SPEC)
        beat = np.array([round(5 * rate)])
        pictures.append(
            pipeline.beat_inputs(prepared, beat, SPEC).images[0].astype(int)
        )
    assert np.abs(pictures[0] - pictures[1]).mean() < 4


def test_detected_beats_are_the_true_ones() -> None:
    synthetic = synthetic_record(60.0)
    found = pipeline.detect_beats(synthetic.record, 0, SPEC)
    true = synthetic.beats.sample
    distance = np.abs(true[:, None] - found).min(axis=1)
    assert found.dtype == np.int64
    assert np.mean(distance <= 0.05 * 360) > 0.95
    assert len(found) <= 1.05 * len(true)


def test_detection_piece_by_piece_is_the_same() -> None:
    record = synthetic_record(150.0).record
    pieces = list(pipeline.iter_beats(record, 0, SPEC))
    assert all(len(piece) for piece in pieces)
    np.testing.assert_array_equal(
        np.concatenate(pieces), pipeline.detect_beats(record, 0, SPEC)
    )


@pytest.mark.parametrize("spec", [SPEC, PATIENT_SPEC], ids=["coloured", "patient"])
def test_a_batch_equals_beat_by_beat(spec: PreprocessingSpec) -> None:
    synthetic = synthetic_record(60.0)
    prepared = pipeline.prepare_lead(synthetic.record, 0, spec)
    prepared = pipeline.know_patient(prepared, synthetic.beats.sample, spec)
    # The first and last beats reach beyond the ends of the record.
    last = synthetic.record.n_samples - 1
    samples = np.concatenate([[0, 3], synthetic.beats.sample, [last - 2, last]])
    together = pipeline.beat_inputs(prepared, samples, spec)
    alone = [
        pipeline.beat_inputs(prepared, samples[i : i + 1], spec)
        for i in range(len(samples))
    ]
    assert together.images.shape == (len(samples), 128, 128, 3)
    for one, image, rhythm in zip(alone, together.images, together.rhythm, strict=True):
        np.testing.assert_array_equal(one.images[0], image)
        np.testing.assert_array_equal(one.rhythm[0], rhythm)


@pytest.mark.parametrize("value", [np.nan, 0.0, 5.0])
def test_flat_and_missing_leads_give_dark_pictures(value: float) -> None:
    record = _record(("II",), np.full((1, 3600), value))
    prepared = pipeline.prepare_lead(record, 0, SPEC)
    images = pipeline.beat_inputs(prepared, np.array([0, 1800, 3599]), SPEC).images
    assert (images == images[0, 0, 0]).all()
    assert len(pipeline.detect_beats(record, 0, SPEC)) == 0
    quality = pipeline.beat_quality(record, 0, np.array([1800]))
    assert quality.shape == (1,)
    assert quality[0] < 0.3


def test_gap_in_a_lead_leaves_other_beats_alone() -> None:
    synthetic = synthetic_record(60.0, n_leads=1)
    signal = synthetic.record.signal.copy()
    signal[0, 9000:9900] = np.nan
    samples = synthetic.beats.sample
    far = samples[np.abs(samples - 9450) > 3000]
    pictures = [
        pipeline.beat_inputs(pipeline.prepare_lead(record, 0, SPEC), far, SPEC).images
        for record in (synthetic.record, _record(("II",), signal))
    ]
    assert np.abs(pictures[0].astype(int) - pictures[1]).mean() < 1


def test_record_of_a_few_samples() -> None:
    record = _record(("II",), _noise(1, 5))
    prepared = pipeline.prepare_lead(record, 0, SPEC)
    assert len(pipeline.beat_inputs(prepared, np.array([2]), SPEC)) == 1
    assert len(pipeline.detect_beats(record, 0, SPEC)) == 0


def test_trace_and_picture_have_the_same_axis() -> None:
    synthetic = synthetic_record(20.0)
    prepared = pipeline.prepare_lead(synthetic.record, 0, SPEC)
    sample = int(synthetic.beats.sample[5])
    time_s, trace = pipeline.beat_trace(prepared, sample, SPEC)
    axes = pipeline.image_axes(SPEC)
    assert time_s[[0, -1]] == pytest.approx(axes.time_s, abs=SPEC.hop / SPEC.fs)
    assert axes.frequency_hz == (0.5, 40.0)
    at_peak = trace[np.flatnonzero(time_s == 0)[0]]
    assert at_peak == prepared.values[sample]
    assert trace.shape == time_s.shape


def test_snap_finds_the_peak_nearby() -> None:
    synthetic = synthetic_record(20.0)
    sample = int(synthetic.beats.sample[5])
    found = pipeline.snap_to_r_peak(synthetic.record, 0, sample + 15)
    assert abs(found - sample) <= 3


def test_refined_beats_lie_on_the_peaks() -> None:
    synthetic = synthetic_record(20.0, n_leads=1)
    refined = pipeline.refine_beats(synthetic.record, 0, synthetic.beats.sample + 8)
    normal = synthetic.beats.symbol == "N"
    assert np.abs(refined - synthetic.beats.sample)[normal].max() <= 3


def test_patient_must_be_known_where_beats_are_compared() -> None:
    prepared = pipeline.prepare_lead(_record(("II",), _noise(1)), 0, PATIENT_SPEC)
    with pytest.raises(ValueError, match="all of the record's"):
        pipeline.beat_inputs(prepared, np.array([5]), PATIENT_SPEC)


def test_channels_are_beat_difference_and_typical_beat() -> None:
    synthetic = synthetic_record(60.0, n_leads=1)
    prepared = pipeline.prepare_lead(synthetic.record, 0, PATIENT_SPEC)
    samples = synthetic.beats.sample
    prepared = pipeline.know_patient(prepared, samples, PATIENT_SPEC)
    images = pipeline.beat_inputs(prepared, samples, PATIENT_SPEC).images.astype(int)
    beat, difference, typical = np.moveaxis(images, -1, 0)
    assert (typical == typical[0]).all()
    error = np.abs(difference - np.clip(beat - typical + 128, 0, 255))
    # Resizing rounds each channel on its own, and blends with levels cut off at 255.
    assert np.quantile(error, 0.98) <= 2
    normal = synthetic.beats.symbol == "N"
    ventricular = synthetic.beats.symbol == "V"
    away = np.abs(difference - 128).mean(axis=(1, 2))
    assert away[ventricular].min() > 2 * np.median(away[normal])


@pytest.mark.parametrize("spec", [SPEC, PATIENT_SPEC], ids=["coloured", "patient"])
def test_channels_have_three_titles(spec: PreprocessingSpec) -> None:
    assert len(set(pipeline.channel_titles(spec))) == 3


def _record_of(*leads: tuple[str, str, Float32Array]) -> Record:
    signal = np.stack([values for _, _, values in leads])
    return Record("r", 360.0, tuple(Lead(n, unit) for n, unit, _ in leads), signal)


def test_pressure_and_breathing_are_no_ecg() -> None:
    ecg = synthetic_record(30.0).record.signal
    record = _record_of(
        ("ABP", "mmHg", ecg[0]), ("RESP", "mV", ecg[0]), ("V", "mV", ecg[1])
    )
    assert ecg_leads(record) == [2]
    assert ecg_leads(_record_of(("X", "NU", ecg[0]))) == [0]


def test_no_beat_is_found_where_only_the_pressure_pulses() -> None:
    ecg = synthetic_record(60.0).record.signal
    silent = ecg[0].copy()
    silent[: 20 * 360] = np.nan
    record = _record_of(("II", "mV", silent), ("ABP", "mmHg", ecg[0] * 40 + 80))
    found = pipeline.detect_beats(record, 0, PreprocessingSpec())
    assert len(found) > 30
    assert found.min() > 19.5 * 360


def test_a_preferred_lead_of_noise_is_not_chosen() -> None:
    ecg = synthetic_record(60.0).record.signal
    rng = np.random.default_rng(1)
    noise: Float32Array = rng.standard_normal(ecg[0].shape, np.float32)
    record = _record_of(("MLII", "mV", noise), ("V5", "mV", ecg[0]))
    assert pipeline.choose_lead(record, PreprocessingSpec()) == 1


@pytest.mark.parametrize("spec", [SPEC, PATIENT_SPEC], ids=["coloured", "patient"])
@pytest.mark.parametrize("factor", [1e-3, 1e4])
def test_a_lead_in_a_unit_that_says_nothing_is_classified_by_its_shape(
    spec: PreprocessingSpec, factor: float
) -> None:
    ecg = synthetic_record(30.0)
    values, samples = ecg.record.signal[0], ecg.beats.sample
    images = []
    for record in (
        _record_of(("II", "mV", values)),
        _record_of(("II", "NU", values * np.float32(factor))),
    ):
        prepared = pipeline.prepare_lead(record, 0, spec)
        prepared = pipeline.know_patient(prepared, samples, spec)
        images.append(pipeline.beat_inputs(prepared, samples, spec).images)
    assert np.ptp(images[0]) > 0
    np.testing.assert_allclose(images[1].astype(int), images[0], atol=8)


def test_a_flat_lead_in_a_unit_that_says_nothing_gives_finite_pictures() -> None:
    record = _record_of(("II", "NU", np.zeros(3600, np.float32)))
    prepared = pipeline.prepare_lead(record, 0, SPEC)
    images = pipeline.beat_inputs(prepared, np.array([1800]), SPEC).images
    assert np.isfinite(images).all()
