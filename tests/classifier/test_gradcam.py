import numpy as np
import pytest

from ecgviewer.classifier.gradcam import heat_maps

RNG = np.random.default_rng(2)


def _network(n_classes: int = 3) -> tuple[np.ndarray, np.ndarray]:
    dense = RNG.normal(size=(10, 4 * 4 * 5)).astype(np.float32)
    return dense, RNG.normal(size=(n_classes, 10)).astype(np.float32)


def _embedding(features: np.ndarray, dense: np.ndarray) -> np.ndarray:
    return np.asarray(np.maximum(dense @ features.ravel(), 0))


def test_by_hand() -> None:
    # Two classes, two units of which the second rests, 1x2 cells of two maps.
    features = np.array([[[1, 2], [3, 4]]], np.float32)
    dense = np.array([[1, 1, -1, 2], [9, 9, 9, 9]], np.float32)
    output = np.array([[2, 5], [-1, 5]], np.float32)
    heat = heat_maps(features, np.array([8, 0], np.float32), dense, output)
    # Parts of the first unit: 1 + 2 = 3 and -3 + 8 = 5; times 2 and times -1.
    np.testing.assert_allclose(heat[:, 0], [[0.6, 1.0], [0.0, 0.0]], rtol=1e-6)


def test_parts_add_up_to_the_logit() -> None:
    dense = np.abs(_network()[0])
    output = np.ones((1, 10), np.float32)
    features = RNG.uniform(size=(4, 4, 5)).astype(np.float32)
    # With no negative weight nothing is cut off, so the map is the logit, scaled.
    (heat,) = heat_maps(features, np.ones(10, np.float32), dense, output)
    logit = output[0] @ _embedding(features, dense)
    parts = (dense.sum(axis=0) * features.ravel()).reshape(4, 4, 5).sum(axis=2)
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
