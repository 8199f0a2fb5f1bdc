"""A network follows from its seed, whatever other threads draw meanwhile."""

from __future__ import annotations

import os
import random

import numpy as np
import numpy.typing as npt
import pytest

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def test_seeds_of_layers_are_those_of_a_process_of_one_thread() -> None:
    import keras

    from training.networks.own_seeds import own_seeds

    def weights(*, disturbed: bool) -> npt.NDArray[np.float32]:
        keras.utils.set_random_seed(5)
        layers = []
        for _ in range(2):
            if disturbed:
                random.random()
            layers.append(keras.layers.Dense(3))
            layers[-1].build((None, 4))
        return np.stack([layer.get_weights()[0] for layer in layers])

    alone = weights(disturbed=False)
    assert not np.array_equal(weights(disturbed=True), alone)
    with own_seeds(5):
        assert np.array_equal(weights(disturbed=True), alone)
    assert np.array_equal(weights(disturbed=False), alone)
