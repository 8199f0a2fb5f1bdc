import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ecgviewer.classifier.bundle_folders import DEFAULT_BUNDLE
from ecgviewer.preprocessing.beat_inputs import BeatInputs
from ecgviewer.preprocessing.rhythm_features import FEATURE_NAMES
from training.networks.recipes import CONTEXT, SEED, Recipe

pytestmark = pytest.mark.slow
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


recipes = pytest.mark.parametrize("recipe", [SEED, CONTEXT], ids=["seed", "context"])


def _gradient_tape_heat(
    network: Any, fed: dict[str, np.ndarray], number: int, layer: str
) -> np.ndarray:
    """Return the heat map of a class, by the derivative at a layer of each member."""
    import keras
    import tensorflow as tf

    blocks = [x.output for x in network.layers if x.name.startswith(layer)]
    logit = network.get_layer("logits").output
    # Keras functions of intermediate tensors: what comes behind, from the blocks on.
    rest = [network.get_layer("rhythm_units" + s).output for s in _suffixes(network)]
    before = keras.Model(network.input, [*blocks, *rest])
    behind = keras.Model([*blocks, *rest], logit)
    values = before(fed, training=False)
    values = list(values) if isinstance(values, (list, tuple)) else [values]
    with tf.GradientTape() as tape:
        tape.watch(values)
        score = behind(values, training=False)[:, number]
    slopes = tape.gradient(score, values)[: len(blocks)]
    parts = [slope * value for slope, value in zip(slopes, values, strict=False)]
    heat = tf.nn.relu(tf.reduce_sum(tf.add_n(parts), axis=-1))[0].numpy()
    return np.asarray(heat / max(heat.max(), 1e-12))


def _suffixes(network: Any) -> list[str]:
    names = [layer.name for layer in network.layers]
    return [n.removeprefix("rhythm_units") for n in names if "rhythm_units" in n]


def _randomised(recipe: Recipe) -> Any:
    import keras

    from training.networks.network import build_network

    keras.utils.set_random_seed(3)
    network = build_network(recipe.spec, recipe.shape)
    rng = np.random.default_rng(3)
    for norm in (layer for layer in network.layers if "normalisation" in layer.name):
        for weight in norm.weights:
            low = 0.5 if "variance" in weight.path else -0.5
            weight.assign(rng.uniform(low, 1.5, weight.shape))
    return network


def _fed(recipe: Recipe, n: int) -> dict[str, np.ndarray]:
    from training.networks.network import fed_to_network

    rng = np.random.default_rng(4)
    coarse = rng.integers(0, 256, (n, 16, 16, 3))
    images = coarse.repeat(8, axis=1).repeat(8, axis=2).astype(np.uint8)
    n_features = len(FEATURE_NAMES) if recipe.spec.rhythm else 0
    rhythm = rng.normal(size=(n, n_features)).astype(np.float32)
    return fed_to_network(BeatInputs(images, rhythm), recipe.spec)


def _row(fed: dict[str, np.ndarray], row: int) -> dict[str, np.ndarray]:
    return {name: values[row : row + 1] for name, values in fed.items()}


@recipes
@pytest.mark.filterwarnings("ignore")
def test_heat_maps_are_those_of_a_gradient_tape(recipe: Recipe, tmp_path: Path) -> None:
    from ai_edge_litert.interpreter import Interpreter

    from ecgviewer.classifier.gradcam import heat_maps
    from ecgviewer.classifier.runtime import _head_weights
    from training.networks.export import export_litert

    network, fed = _randomised(recipe), _fed(recipe, 4)
    export_litert(network, tmp_path / "network.tflite")
    interpreter = Interpreter(str(tmp_path / "network.tflite"))
    dense, output = _head_weights(interpreter, 3)
    run = interpreter.get_signature_runner()
    for row in range(4):
        outputs = run(**_row(fed, row))
        features, embedding = outputs["features"][0], outputs["embedding"][0]
        for number, heat in enumerate(heat_maps(features, embedding, dense, output)):
            tape = _gradient_tape_heat(
                network, _row(fed, row), number, "normalisation_3"
            )
            assert tape.any()
            np.testing.assert_allclose(heat, tape, atol=1e-4)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("name", "layer"), [("seed-cnn", "pool_3"), (DEFAULT_BUNDLE, "normalisation_3")]
)
def test_shipped_networks_explain_as_their_keras_twins(name: str, layer: str) -> None:
    import keras

    from ecgviewer.classifier.bundle import load_golden
    from ecgviewer.classifier.runtime import load_classifier
    from training.networks.network import fed_to_network

    classifier = load_classifier(name)
    network = keras.models.load_model(classifier.bundle.trainable_network)
    golden = load_golden(classifier.bundle)
    inputs = BeatInputs(golden.images[:6], golden.rhythm[:6])
    fed = fed_to_network(inputs, classifier.spec)
    scores = network.predict_on_batch(fed)
    for row, expected in enumerate(scores):
        probabilities, heat_maps = classifier.explain(inputs[row : row + 1])
        np.testing.assert_allclose(probabilities, expected, atol=1e-5)
        for number, heat in enumerate(heat_maps):
            tape = _gradient_tape_heat(network, _row(fed, row), number, layer)
            np.testing.assert_allclose(heat, tape, atol=1e-4)


@recipes
@pytest.mark.filterwarnings("ignore")
def test_litert_computes_what_keras_does(recipe: Recipe, tmp_path: Path) -> None:
    from ai_edge_litert.interpreter import Interpreter

    from training.networks.export import explaining_network, export_litert

    network, fed = _randomised(recipe), _fed(recipe, 5)
    path = tmp_path / "network.tflite"
    export_litert(network, path)
    n_weights = sum(int(np.prod(weight.shape)) for weight in network.weights)
    assert path.stat().st_size < 1.1 * 4 * n_weights
    outputs = Interpreter(str(path)).get_signature_runner()(**fed)
    expected = explaining_network(network).predict_on_batch(fed)
    for name, values in outputs.items():
        np.testing.assert_allclose(values, expected[name], rtol=1e-4, atol=1e-4)


@pytest.mark.filterwarnings("ignore")
def test_network_to_retrain_has_no_optimizer_state(tmp_path: Path) -> None:
    import keras

    from training.networks.export import export_keras

    network, fed = _randomised(CONTEXT), _fed(CONTEXT, 3)
    network.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    network.train_on_batch(fed, np.array([0, 1, 2]))
    path = tmp_path / "network.keras"
    export_keras(network, path)
    loaded = keras.models.load_model(path)
    assert not loaded.compiled
    np.testing.assert_allclose(
        loaded.predict_on_batch(fed), network.predict_on_batch(fed)
    )
