import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytestmark = pytest.mark.slow
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def _gradient_tape_heat(network: Any, image: np.ndarray, number: int) -> np.ndarray:
    import keras
    import tensorflow as tf

    names = [layer.name for layer in network.layers]
    behind = names[names.index("flat") : names.index("logits") + 1]
    block = keras.Model(network.input, network.get_layer("pool_3").output)
    features = block(image[None], training=False)
    with tf.GradientTape() as tape:
        tape.watch(features)
        x = features
        for name in behind:
            x = network.get_layer(name)(x, training=False)
        score = x[:, number]
    parts = tape.gradient(score, features) * features
    heat = tf.nn.relu(tf.reduce_sum(parts, axis=-1))[0].numpy()
    return np.asarray(heat / max(heat.max(), 1e-12))


def _randomised() -> Any:
    import keras

    from training.network import build_network

    keras.utils.set_random_seed(3)
    network = build_network()
    rng = np.random.default_rng(3)
    for norm in (layer for layer in network.layers if "normalisation" in layer.name):
        for weight in norm.weights:
            low = 0.5 if "variance" in weight.path else -0.5
            weight.assign(rng.uniform(low, 1.5, weight.shape))
    return network


def _images(n: int) -> np.ndarray:
    rng = np.random.default_rng(4)
    coarse = rng.integers(0, 256, (n, 16, 16, 3))
    return coarse.repeat(8, axis=1).repeat(8, axis=2).astype(np.uint8)


@pytest.mark.filterwarnings("ignore")
def test_heat_maps_are_those_of_a_gradient_tape() -> None:
    from ecgviewer.classifier.gradcam import heat_maps
    from training.export import explaining_network

    network, images = _randomised(), _images(4)
    outputs = explaining_network(network).predict_on_batch(images)
    dense, output = (
        np.asarray(network.get_layer(name).kernel).T for name in ("embedding", "logits")
    )
    for row, image in enumerate(images):
        features, embedding = outputs["features"][row], outputs["embedding"][row]
        for number, heat in enumerate(heat_maps(features, embedding, dense, output)):
            expected = _gradient_tape_heat(network, image, number)
            assert expected.any()
            np.testing.assert_allclose(heat, expected, atol=1e-4)


@pytest.mark.filterwarnings("ignore")
def test_shipped_network_explains_as_its_keras_twin() -> None:
    import keras

    from ecgviewer.classifier.bundle import load_golden
    from ecgviewer.classifier.runtime import load_classifier

    classifier = load_classifier()
    network = keras.models.load_model(classifier.bundle.trainable_network)
    images = load_golden(classifier.bundle).images[:6]
    scores = network.predict_on_batch(images)
    for image, expected in zip(images, scores, strict=True):
        probabilities, heat_maps = classifier.explain(image)
        np.testing.assert_allclose(probabilities, expected, atol=1e-5)
        for number, heat in enumerate(heat_maps):
            tape = _gradient_tape_heat(network, image, number)
            np.testing.assert_allclose(heat, tape, atol=1e-4)


@pytest.mark.filterwarnings("ignore")
def test_litert_computes_what_keras_does(tmp_path: Path) -> None:
    from ai_edge_litert.interpreter import Interpreter

    from training.export import explaining_network, export_litert

    network, images = _randomised(), _images(5)
    path = tmp_path / "network.tflite"
    export_litert(network, path)
    n_weights = sum(int(np.prod(weight.shape)) for weight in network.weights)
    assert path.stat().st_size < 1.1 * 4 * n_weights
    outputs = Interpreter(str(path)).get_signature_runner()(image=images)
    expected = explaining_network(network).predict_on_batch(images)
    for name, values in outputs.items():
        np.testing.assert_allclose(values, expected[name], rtol=1e-4, atol=1e-4)


@pytest.mark.filterwarnings("ignore")
def test_network_to_retrain_has_no_optimizer_state(tmp_path: Path) -> None:
    import keras

    from training.export import export_keras

    network = _randomised()
    network.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    network.train_on_batch(_images(3), np.array([0, 1, 2]))
    path = tmp_path / "network.keras"
    export_keras(network, path)
    loaded = keras.models.load_model(path)
    assert not loaded.compiled
    np.testing.assert_allclose(
        loaded.predict_on_batch(_images(3)), network.predict_on_batch(_images(3))
    )
