import os

import numpy as np
import pytest

from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.preprocessing.spec import PreprocessingSpec
from training.networks.recipes import CONTEXT, Settings
from training.records.dataset import Beats, labelled

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
    from training.networks.epochs import draw_epoch

    epoch = draw_epoch(beats, 40, seed=1, epoch=0)
    counts = np.bincount(epoch.label)
    np.testing.assert_array_equal(counts[1:], np.bincount(beats.label)[1:])
    assert counts[0] == 40


def test_seed_and_epoch_decide_what_is_drawn(beats: Beats) -> None:
    from training.networks.epochs import draw_epoch

    draws = [draw_epoch(beats, 40, 1, epoch) for epoch in (0, 0, 1)]
    np.testing.assert_array_equal(draws[0].sample, draws[1].sample)
    np.testing.assert_array_equal(
        draws[0].inputs(slice(8), SPEC).images, draws[1].inputs(slice(8), SPEC).images
    )
    assert not np.array_equal(draws[0].sample, draws[2].sample)


def test_batches_hold_every_beat_once(beats: Beats) -> None:
    from training.networks.epochs import Batches

    batches = Batches(beats.take(np.arange(150)), SPEC, Settings(batch_size=64))
    sizes = [len(batches[number][0]["image"]) for number in range(len(batches))]
    assert sizes == [64, 64, 22]
    targets = np.concatenate([batches[number][1] for number in range(3)])
    np.testing.assert_array_equal(targets, np.eye(3)[beats.label[:150]])


def test_smoothed_targets_keep_their_sum_and_class(beats: Beats) -> None:
    from training.networks.epochs import Batches

    settings = Settings(batch_size=64, label_smoothing=0.3, class_weights=False)
    _, targets, weights = Batches(beats, SPEC, settings)[0]
    np.testing.assert_allclose(targets.sum(axis=1), 1, rtol=1e-6)
    np.testing.assert_array_equal(targets.argmax(axis=1), beats.label[:64])
    assert targets.min() == pytest.approx(0.1)
    np.testing.assert_array_equal(weights, 1)


def test_level_noise_changes_channels_as_far_as_asked() -> None:
    from training.networks.epochs import with_level_noise

    rng = np.random.default_rng(5)
    images = np.full((2000, 2, 2, 3), 128, np.uint8)
    offsets = with_level_noise(images, (0.0, 8.0), rng).astype(int) - 128
    assert (offsets == offsets[:, :1, :1]).all()
    assert offsets[:, 0, 0].std(axis=0) == pytest.approx([8, 8, 8], rel=0.1)
    images[:, 0] = 28
    varied = with_level_noise(images, (0.1, 0.0), rng).astype(int)
    assert (varied[:, 0, 0] - 28).std() == pytest.approx(10, rel=0.1)
    assert np.abs(varied[:, 1] - 128).max() <= 1


def test_the_same_batch_is_the_same_whenever_it_is_asked_for() -> None:
    from training.networks.epochs import Batches

    synthetic = synthetic_record(60.0)
    beats = Beats.of([labelled(synthetic.record, synthetic.beats, CONTEXT.spec)])
    settings = Settings(batch_size=32, level_noise=(0.1, 8.0), rhythm_noise=0.1)
    here, again, later = (
        Batches(beats, CONTEXT.spec, settings, epoch)[1][0] for epoch in (3, 3, 4)
    )
    for name in ("image", "rhythm"):
        np.testing.assert_array_equal(here[name], again[name])
        assert not np.array_equal(here[name], later[name])


def test_rare_classes_weigh_more_by_the_root_of_their_rarity() -> None:
    from training.networks.epochs import class_weights

    weights = class_weights(np.repeat(np.array([0, 1, 2], np.uint8), [400, 4, 100]))
    np.testing.assert_allclose(weights / weights[0], [1, 10, 2], rtol=1e-6)
    assert np.average(weights, weights=[400, 4, 100]) == pytest.approx(1)
