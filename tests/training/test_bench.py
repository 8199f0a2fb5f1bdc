"""The benchmark against the method as its description reads."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.wfdb.writer import write_record
from ecgviewer.preprocessing import pipeline
from ecgviewer.preprocessing.spec import PreprocessingSpec

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
SPEC = PreprocessingSpec()


def test_figures_are_of_one_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from training.bench import main

    path = write_record(tmp_path, synthetic_record(30.0).record)
    assert main(["--record", str(path), "--beats", "20", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert set(figures) == {"literal_beats_per_s", "ours_beats_per_s", "ratio"}
    expected = figures["ours_beats_per_s"] / figures["literal_beats_per_s"]
    assert figures["ratio"] == pytest.approx(expected, rel=0.02)


def test_the_literal_picture_shows_what_ours_does() -> None:
    """Other decibels and colours, but energy in the same places of the picture."""
    from training.networks.literal import literal_image

    ecg = synthetic_record(30.0)
    samples = ecg.beats.sample[:10]
    prepared = pipeline.prepare_lead(ecg.record, 0, SPEC)
    ours = pipeline.beat_inputs(prepared, samples, SPEC).images.astype(float)
    for sample, image in zip(samples, ours, strict=True):
        stretch = pipeline.beat_trace(prepared, int(sample), SPEC)[1]
        literal = literal_image(stretch, SPEC)
        assert literal.shape == (SPEC.image_size, SPEC.image_size, 3)
        # Red says loud and blue quiet in both; OpenCV has blue first.
        heat = image[..., 0] - image[..., 2]
        literal_heat = literal[..., 2].astype(float) - literal[..., 0]
        assert np.corrcoef(heat.ravel(), literal_heat.ravel())[0, 1] > 0.7


def test_the_literal_network_is_that_of_the_method() -> None:
    from training.networks.literal import literal_network

    network = literal_network(SPEC.image_size)
    assert network.output_shape == (None, 3)
    # 896 + 18,496 + 73,856 of the convolutions, 896 of the normalisations,
    # 4,194,432 and 387 of the dense layers.
    assert network.count_params() == 4_288_963
