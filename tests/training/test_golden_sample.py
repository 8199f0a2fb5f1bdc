"""The golden sample of a bundle, made again after pictures changed by rounding."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.classifier.bundle import BundleError, load_bundle, load_golden
from ecgviewer.classifier.runtime import (
    BeatClassifier,
    golden_inputs,
    load_classifier,
)
from ecgviewer.preprocessing.beat_inputs import BeatInputs
from tests.classifier.own_bundle import own_bundle
from training.golden_sample import write_golden

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def _with_images(bundle: Path, add: int) -> None:
    """Write pictures that are brighter, and tell of them in the description."""
    from training import release

    classifier = BeatClassifier(load_bundle(bundle))
    golden = load_golden(classifier.bundle)
    images = np.minimum(golden.images, 255 - add) + np.uint8(add)
    scores = classifier.classify(BeatInputs(images, golden.rhythm))[0]
    write_golden(bundle, replace(golden, images=images, probabilities=scores))
    release.store_metrics(bundle, {})


def test_a_renewed_sample_is_what_this_program_makes(tmp_path: Path) -> None:
    from training import release

    bundle = own_bundle(tmp_path / "mine")
    _with_images(bundle, 1)
    before = load_bundle(bundle)
    assert release.main(["--bundle", str(bundle), "--golden"]) == 0
    after = load_bundle(bundle)
    golden = load_golden(after)
    inputs = golden_inputs(golden, after.spec)
    np.testing.assert_array_equal(golden.images, inputs.images)
    np.testing.assert_array_equal(
        load_classifier(str(bundle)).classify(inputs)[0], golden.probabilities
    )
    assert after.classifier_id == before.classifier_id
    changed = {n for n in after.digests if after.digests[n] != before.digests[n]}
    assert changed == {"golden.npz"}


def test_a_sample_that_differs_by_more_than_rounding_stays(tmp_path: Path) -> None:
    from training import release

    bundle = own_bundle(tmp_path / "mine")
    _with_images(bundle, 40)
    digests = load_bundle(bundle).digests
    with pytest.raises(BundleError, match="other inputs"):
        release.renew_golden(bundle)
    assert load_bundle(bundle).digests == digests
