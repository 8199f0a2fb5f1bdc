"""Turns the trained network into the one that the application runs."""

from __future__ import annotations

from pathlib import Path

import keras
import tensorflow as tf

from training.network import FILTERS


def explaining_network(network: keras.Model) -> keras.Model:
    """Return the network with what explanations need beside the probabilities.

    The heat maps follow from these and two layers' weights, which LiteRT hands out:
    in the graph they would need the dense layer's weights a second time.

    Returns
    -------
    keras.Model
        From ``image`` to ``probabilities`` (n, n_classes), ``embedding``
        (n, n_units) and ``features`` (n, h, w, n_maps), the output of the last
        convolution block.
    """
    outputs = {
        "probabilities": network.output,
        "embedding": network.get_layer("embedding").output,
        "features": network.get_layer(f"pool_{len(FILTERS)}").output,
    }
    return keras.Model(network.input, outputs)


def export_litert(network: keras.Model, path: Path) -> None:
    """Write the network, with features and embedding, for LiteRT."""
    converter = tf.lite.TFLiteConverter.from_keras_model(explaining_network(network))
    path.write_bytes(converter.convert())


def export_keras(network: keras.Model, path: Path) -> None:
    """Write the network for further training, without the optimizer's state."""
    bare = keras.Model.from_config(network.get_config())
    bare.set_weights(network.get_weights())
    bare.save(path)
