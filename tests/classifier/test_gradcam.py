import numpy as np
import pytest

from ecgviewer.classifier.gradcam import heat_maps

RNG = np.random.default_rng(2)


def _network(n_classes: int = 3) -> tuple[np.ndarray, np.ndarray]:
    dense = RNG.normal(size=(10, 4 * 4 * 5)).astype(np.float32)
    return dense[None], RNG.normal(size=(n_classes, 10)).astype(np.float32)


def _embedding(features: np.ndarray, dense: np.ndarray) -> np.ndarray:
    return np.asarray(np.maximum(dense[0] @ features.ravel(), 0))


def test_by_hand() -> None:
    # Two classes, two units of which the second rests, 1x2 cells of two maps.
    features = np.array([[[1, 2], [3, 4]]], np.float32)
    dense = np.array([[1, 1, -1, 2], [9, 9, 9, 9]], np.float32)
    output = np.array([[2, 5], [-1, 5]], np.float32)
    heat = heat_maps(features, np.array([8, 0], np.float32), dense[None], output)
    # Parts of the first unit: 1 + 2 = 3 and -3 + 8 = 5; times 2 and times -1.
    np.testing.assert_allclose(heat[:, 0], [[0.6, 1.0], [0.0, 0.0]], rtol=1e-6)


def test_parts_add_up_to_the_logit() -> None:
    dense = np.abs(_network()[0])
    output = np.ones((1, 10), np.float32)
    features = RNG.uniform(size=(4, 4, 5)).astype(np.float32)
    # With no negative weight nothing is cut off, so the map is the logit, scaled.
    (heat,) = heat_maps(features, np.ones(10, np.float32), dense, output)
    logit = output[0] @ _embedding(features, dense)
    parts = (dense[0].sum(axis=0) * features.ravel()).reshape(4, 4, 5).sum(axis=2)
    assert parts.sum() == pytest.approx(logit, rel=1e-5)
    np.testing.assert_allclose(heat / heat.sum(), parts / logit, rtol=1e-4)


def test_resting_units_say_nothing() -> None:
    dense, output = _network()
    features = RNG.normal(size=(4, 4, 5)).astype(np.float32)
    heat = heat_maps(features, np.zeros(10, np.float32), dense, output)
    assert not heat.any()


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_maps_are_0_to_1_whatever_the_size(scale: float) -> None:
    dense, output = _network()
    features = (scale * RNG.normal(size=(4, 4, 5))).astype(np.float32)
    heat = heat_maps(features, _embedding(features, dense), dense, output)
    assert heat.dtype == np.float32
    assert heat.min() == 0
    np.testing.assert_allclose(heat.max(axis=(1, 2)), 1, rtol=1e-6)


def test_an_ensemble_adds_up_its_members() -> None:
    (dense, output), features = (
        _network(),
        RNG.normal(size=(4, 4, 5)).astype(np.float32),
    )
    embedding = _embedding(features, dense)
    alone = heat_maps(features, embedding, dense, output)
    twice = heat_maps(
        np.concatenate([features, features], axis=2),
        np.concatenate([embedding, embedding]),
        np.concatenate([dense, dense]),
        np.concatenate([output, output], axis=1),
    )
    np.testing.assert_allclose(twice, alone, atol=1e-6)


def test_before_pooling_the_largest_of_each_pool_speaks() -> None:
    dense, output = _network()
    pooled = RNG.uniform(1, 2, size=(4, 4, 5)).astype(np.float32)
    embedding = _embedding(pooled, dense)
    features = np.zeros((8, 8, 5), np.float32)
    features[1::2, ::2] = pooled
    fine = heat_maps(features, embedding, dense, output)
    coarse = heat_maps(pooled, embedding, dense, output)
    np.testing.assert_allclose(fine[:, 1::2, ::2], coarse, rtol=1e-6)
    assert not fine[:, ::2].any()
    assert not fine[:, :, 1::2].any()
