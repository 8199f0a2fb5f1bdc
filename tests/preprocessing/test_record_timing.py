"""The timing of all beats without their signal, as the classifier is given it."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.core.record import Lead, Record
from ecgviewer.core.unknown import UnknownStretches
from ecgviewer.preprocessing import pipeline
from ecgviewer.preprocessing.rhythm_features import FEATURE_NAMES, TACHYCARDIA
from ecgviewer.preprocessing.spec import DIFFERENCE, PreprocessingSpec

_RR = FEATURE_NAMES.index("RR in s")


def _beats(fs: float) -> np.ndarray:
    """Return a steady rhythm, an abrupt tachycardia, and a pause of a minute."""
    rr = np.concatenate([np.full(60, 0.8), np.full(40, 0.4), np.full(60, 0.8)])
    rr += np.random.default_rng(4).normal(0, 0.01, len(rr))
    rr[130] = 60
    return np.rint(np.cumsum(rr) * fs).astype(np.int64)


@pytest.mark.parametrize("fs", [128.0, 250.0, 360.0])
@pytest.mark.parametrize("lost", [False, True])
def test_it_is_what_the_networks_are_given(fs: float, *, lost: bool) -> None:
    samples = _beats(fs)
    values = np.random.default_rng(5).normal(0, 0.2, int(samples[-1] + 2 * fs))
    if lost:
        values[samples[129] + round(fs) : samples[130] - round(fs)] = np.nan
    record = Record("r", fs, (Lead("II"),), values[None].astype(np.float32))
    spec = PreprocessingSpec(picture=DIFFERENCE, rhythm=True, n_fft=360, win=48)
    prepared = pipeline.know_patient(
        pipeline.prepare_lead(record, 0, spec), samples, spec
    )
    rhythm = pipeline.beat_inputs(prepared, samples, spec).rhythm
    unknown = pipeline.find_gaps(record, 0).unknown
    assert len(unknown) == lost
    rr_s, in_run = pipeline.beat_timing(record, samples, spec, unknown)
    np.testing.assert_allclose(rr_s, np.exp(rhythm[:, _RR]), rtol=1e-5)
    np.testing.assert_array_equal(in_run, rhythm[:, TACHYCARDIA] > 0)
    assert 30 <= in_run.sum() <= 42
    assert (rr_s[130] < 1) == lost


@pytest.mark.parametrize("n", [0, 1])
def test_there_may_be_no_interval(n: int) -> None:
    record = Record("r", 250.0, (Lead("II"),), np.zeros((1, 500), np.float32))
    none = UnknownStretches.none()
    rr_s, in_run = pipeline.beat_timing(
        record, np.arange(n) * 100, PreprocessingSpec(), none
    )
    assert len(rr_s) == len(in_run) == n
    assert not in_run.any()
