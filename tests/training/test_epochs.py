import os

import numpy as np
import pytest

from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.preprocessing.spec import PreprocessingSpec
from training.dataset import Beats, labelled

pytestmark = pytest.mark.slow
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
SPEC = PreprocessingSpec()


@pytest.fixture(scope="module")
def beats() -> Beats:
    records = []
    for seed in (1, 2):
        synthetic = synthetic_record(120.0, seed=seed, name=f"r{seed}")
        records.append(labelled(synthetic.record, synthetic.beats, SPEC))
    return Beats.of(records)


def test_an_epoch_has_all_ectopic_and_some_normal_beats(beats: Beats) -> None:
    from training.epochs import draw_epoch

    epoch = draw_epoch(beats, 40, seed=1, epoch=0)
    counts = np.bincount(epoch.label)
    np.testing.assert_array_equal(counts[1:], np.bincount(beats.label)[1:])
    assert counts[0] == 40


def test_seed_and_epoch_decide_what_is_drawn(beats: Beats) -> None:
    from training.epochs import draw_epoch

    draws = [draw_epoch(beats, 40, 1, epoch) for epoch in (0, 0, 1)]
    np.testing.assert_array_equal(draws[0].sample, draws[1].sample)
    np.testing.assert_array_equal(
        draws[0].images(slice(8), SPEC), draws[1].images(slice(8), SPEC)
    )
    assert not np.array_equal(draws[0].sample, draws[2].sample)


def test_batches_hold_every_beat_once(beats: Beats) -> None:
    from training.epochs import Batches

    batches = Batches(beats.take(np.arange(150)), SPEC, 64)
    sizes = [len(batches[number][0]) for number in range(len(batches))]
    assert sizes == [64, 64, 22]
    labels = np.concatenate([batches[number][1] for number in range(3)])
    np.testing.assert_array_equal(labels, beats.label[:150])


def test_rare_classes_weigh_more_by_the_root_of_their_rarity() -> None:
    from training.epochs import class_weights

    weights = class_weights(np.repeat(np.array([0, 1, 2], np.uint8), [400, 4, 100]))
    np.testing.assert_allclose(weights / weights[0], [1, 10, 2], rtol=1e-6)
    assert np.average(weights, weights=[400, 4, 100]) == pytest.approx(1)
