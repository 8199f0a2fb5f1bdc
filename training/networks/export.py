"""Turns the trained network into the one that the application runs."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

from training.command_line import extra_packages
from training.networks.network import FILTERS

with extra_packages():
    import keras
    import tensorflow as tf


def explaining_network(network: keras.Model) -> keras.Model:
    """Return the network with what explanations need beside the probabilities.

    The heat maps follow from these and two layers' weights, which LiteRT hands out:
    in the graph they would need the dense layer's weights a second time.

    Returns
    -------
    keras.Model
        To ``probabilities`` (n, n_classes), ``embedding`` (n, n_units) and
        ``features`` (n, h, w, n_maps), the last convolution block before its pooling,
        which halves the places; those of an ensemble's members one after the other.
    """
    outputs = {
        "probabilities": network.output,
        "embedding": network.get_layer("dropout").input,
        "features": _joined_outputs(network, f"normalisation_{len(FILTERS)}"),
    }
    return keras.Model(network.input, outputs)


def _joined_outputs(network: keras.Model, name: str) -> keras.KerasTensor:
    found = [layer.output for layer in network.layers if layer.name.startswith(name)]
    return found[0] if len(found) == 1 else keras.layers.Concatenate()(found)


def export_litert(network: keras.Model, path: Path) -> None:
    """Write the network, with features and embedding, for LiteRT."""
    converter = tf.lite.TFLiteConverter.from_keras_model(explaining_network(network))
    with _without_their_words():
        converted = converter.convert()
    path.write_bytes(converted)


@contextmanager
def _without_their_words() -> Iterator[None]:
    """Keep what Keras and TensorFlow say of their files from a user, who has none."""
    level = (log := tf.get_logger()).level
    log.setLevel("WARNING")
    try:
        with redirect_stdout(io.StringIO()), warnings.catch_warnings():
            # The converter passes inputs by their order and not by name.
            warnings.filterwarnings("ignore", "The structure of `inputs`")
            yield
    finally:
        log.setLevel(level)


def export_keras(network: keras.Model, path: Path) -> None:
    """Write the network for further training, without the optimizer's state."""
    bare = keras.Model.from_config(network.get_config())
    bare.set_weights(network.get_weights())
    bare.save(path)
