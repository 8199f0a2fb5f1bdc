"""Beats that go with a bundle, to check that a program makes and scores them alike."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from ecgviewer.classifier.bundle import GOLDEN, Golden
from ecgviewer.classifier.runtime import golden_inputs
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.preprocessing.spec import PreprocessingSpec

_LENGTH_S = 10.0


def made_golden(spec: PreprocessingSpec, n_classes: int) -> Golden:
    """Return a golden sample with inputs, and without scores."""
    synthetic = synthetic_record(_LENGTH_S, n_leads=1, name="golden")
    record = synthetic.record
    golden = Golden(
        record.signal[0],
        record.fs,
        synthetic.beats.sample,
        np.empty((0, 0, 0, 3), np.uint8),
        np.empty((0, 0), np.float32),
        np.empty((0, n_classes), np.float32),
    )
    inputs = golden_inputs(golden, spec)
    return replace(golden, images=inputs.images, rhythm=inputs.rhythm)


def write_golden(out: Path, golden: Golden) -> None:
    """Write a golden sample into the folder of a bundle."""
    np.savez_compressed(
        out / GOLDEN,
        values=golden.values,
        fs=np.float64(golden.fs),
        samples=golden.samples,
        images=golden.images,
        rhythm=golden.rhythm,
        probabilities=golden.probabilities,
    )
