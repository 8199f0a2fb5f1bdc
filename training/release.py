"""Writes a trained network as a bundle, with its figures.

python -m training.release --bundle BUNDLE --twin DS1-BUNDLE

stores the DS2 figures of a bundle trained on DS1 beside those of another bundle that
was trained in the same way on more records.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import keras
import numpy as np

from ecgviewer.classifier.bundle import (
    BUNDLE_VERSION,
    DESCRIPTION,
    GOLDEN,
    NETWORK,
    TRAINABLE,
    Golden,
    file_digest,
    load_bundle,
)
from ecgviewer.classifier.runtime import BeatClassifier, golden_images
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.preprocessing.spec import PreprocessingSpec
from training.dataset import CLASSES, LabelledRecord
from training.detected import detected_figures
from training.evaluate import reference_figures, report
from training.export import export_keras, export_litert
from training.splits import Split, patient_of

_LOG = logging.getLogger("training")
_PACKAGES = ("tensorflow", "keras", "numpy", "scipy", "opencv-python-headless")
_GOLDEN_S = 10.0


def release(
    network: keras.Model,
    split: Split,
    spec: PreprocessingSpec,
    records: Sequence[LabelledRecord],
    out: Path,
    data: Path | None = None,
) -> None:
    """Write a bundle and score it, once, on the split's test records.

    Parameters
    ----------
    network : keras.Model
        Trained.
    split : Split
        What it was trained on.
    spec : PreprocessingSpec
        How its pictures were made.
    records : sequence of LabelledRecord
        At least the test records.
    out : Path
        The bundle's folder; its name begins the classifier's id.
    data : Path, optional
        Folder of the records; with it the found beats of DS2 are scored too.
    """
    write_bundle(network, split, spec, out)
    classifier = BeatClassifier(load_bundle(out))
    classifier.check_golden()
    tested = [record for record in records if record.name in split.test]
    if not tested:
        return
    figures = reference_figures(classifier, tested)
    _LOG.info("test records %s\n%s", " ".join(split.test), report(figures))
    origin = {"seed": split.seed, "test_records": list(split.test)}
    if split.name != "ds1":
        _store_metrics(out, {"patientwise": [figures | origin]})
        return
    ds2 = {"reference_peaks": figures | origin}
    if data:
        ds2["end_to_end"] = detected_figures(classifier, data, split.test) | origin
    _store_metrics(out, {"ds2": ds2})


def write_bundle(
    network: keras.Model, split: Split, spec: PreprocessingSpec, out: Path
) -> None:
    """Write a bundle that has no figures yet."""
    out.mkdir(parents=True, exist_ok=True)
    export_litert(network, out / NETWORK)
    export_keras(network, out / TRAINABLE)
    known = sorted({patient_of(r) for r in (*split.training, *split.validation)})
    digest = hashlib.sha256((out / NETWORK).read_bytes()).hexdigest()
    description = {
        "version": BUNDLE_VERSION,
        "classifier_id": f"{out.name}-{digest[:8]}",
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "classes": [c.name for c in CLASSES],
        "spec": spec.to_json(),
        "split": split.name,
        "training_records": list(split.training),
        "validation_records": list(split.validation),
        "test_records": list(split.test),
        "patients": known,
        "seeds": [split.seed],
        "packages": {name: version(name) for name in _PACKAGES},
        "metrics": {},
        "files": {},
    }
    golden = _golden(spec)
    _write_golden(out, golden)
    _write_description(out, description)
    # The scores are the application's own, so they need the bundle to be readable.
    scores = BeatClassifier(load_bundle(out)).classify(golden.images)[0]
    _write_golden(out, replace(golden, probabilities=scores))
    _write_description(out, description)


def _golden(spec: PreprocessingSpec) -> Golden:
    synthetic = synthetic_record(_GOLDEN_S, n_leads=1, name="golden")
    record = synthetic.record
    golden = Golden(
        record.signal[0],
        record.fs,
        synthetic.beats.sample,
        np.empty((0, 0, 0, 3), np.uint8),
        np.empty((0, len(CLASSES)), np.float32),
    )
    return replace(golden, images=golden_images(golden, spec))


def _write_golden(out: Path, golden: Golden) -> None:
    np.savez_compressed(
        out / GOLDEN,
        values=golden.values,
        fs=np.float64(golden.fs),
        samples=golden.samples,
        images=golden.images,
        probabilities=golden.probabilities,
    )


def _write_description(out: Path, description: dict[str, Any]) -> None:
    files = (NETWORK, TRAINABLE, GOLDEN)
    description["files"] = {name: file_digest(out / name) for name in files}
    text = json.dumps(description, indent=1) + "\n"
    (out / DESCRIPTION).write_text(text, encoding="utf-8")


def _store_metrics(out: Path, metrics: dict[str, Any]) -> None:
    description = json.loads((out / DESCRIPTION).read_text(encoding="utf-8"))
    description["metrics"] |= metrics
    _write_description(out, description)


def store_twin_figures(bundle: Path, twin: Path) -> None:
    """Store the DS2 figures of a bundle trained on DS1 in another bundle.

    Raises
    ------
    ValueError
        If the twin makes other pictures, or has no DS2 figures.
    """
    here, there = load_bundle(bundle), load_bundle(twin)
    if here.spec != there.spec or "ds2" not in there.metrics:
        raise ValueError(f"{twin} is no DS1-trained twin of {bundle}")
    note = (
        f"figures of {there.classifier_id}, trained in the same way on DS1 "
        "without 201, whose patient DS2 tests as 202; this bundle's own network was "
        "trained on patients of DS2"
    )
    figures = {
        kind: {**values, "note": note} for kind, values in there.metrics["ds2"].items()
    }
    _store_metrics(bundle, {"ds2": figures})


def main(argv: Sequence[str] | None = None) -> int:
    """Store a twin's figures; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.release")
    parser.add_argument("--bundle", type=Path, required=True)
    parser.add_argument("--twin", type=Path, required=True)
    args = parser.parse_args(argv)
    store_twin_figures(args.bundle, args.twin)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
