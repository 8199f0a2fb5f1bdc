"""Trains the context expert: some small perceptrons whose odds are averaged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecgviewer.classifier.context_expert import ContextExpert
from ecgviewer.core.arrays import BoolArray, Float32Array, Float64Array
from ecgviewer.core.labels import Labels
from training.command_line import extra_packages
from training.networks.perceptron_training import fit

with extra_packages():
    import keras
    import tensorflow as tf
    from keras import layers

_N, _S = range(2)


@dataclass(frozen=True)
class ContextSettings:
    """Numbers of the training of a context expert.

    Attributes
    ----------
    most_s, most_n : int
        Beats of S and of N of a record that count in full; more count as many.
    stride : int
        One in this many normal beats is looked at, for that many.
    """

    seed: int = 1
    members: int = 5
    units: int = 8
    epochs: int = 6
    batch_size: int = 512
    learning_rate: float = 3e-3
    weight_decay: float = 0.01
    dropout: float = 0.3
    most_s: int = 30
    most_n: int = 300
    stride: int = 4


def record_counts(
    record: npt.NDArray[np.str_], label: Labels, settings: ContextSettings
) -> Float64Array:
    """Return what beats of N and S count if no record counts more than its share.

    Parameters
    ----------
    record : ndarray of str, shape (n_beats,)
    label : ndarray of uint8, shape (n_beats,)
        N or S as 0 and 1; what is neither counts nothing.
    settings : ContextSettings
    """
    counts = np.zeros(len(label))
    for place, most in ((_N, settings.most_n), (_S, settings.most_s)):
        rows = np.flatnonzero(label == place)
        _, own, n = np.unique(record[rows], return_inverse=True, return_counts=True)
        counts[rows] = np.minimum(1.0, most / n)[own]
    return counts


def train_context_expert(
    context: Float32Array,
    label: Labels,
    record: npt.NDArray[np.str_],
    in_run: BoolArray,
    settings: ContextSettings,
) -> ContextExpert:
    """Return an expert of beats that are N or S and not in a run of tachycardia.

    Parameters
    ----------
    context : ndarray of float32, shape (n_beats, n_features)
        From `beat_context`.
    label : ndarray of uint8, shape (n_beats,)
        N, S and V as 0, 1 and 2.
    record : ndarray of str, shape (n_beats,)
    in_run : ndarray of bool, shape (n_beats,)
        Which beats are in a tachycardia: no beat-by-beat answer fits those.
    settings : ContextSettings
    """
    keras.utils.set_random_seed(settings.seed)
    tf.config.experimental.enable_op_determinism()
    counts = record_counts(record, label, settings) * ~in_run
    normal = np.flatnonzero((label == _N) & (counts > 0))[:: settings.stride]
    rows = np.sort(np.append(normal, np.flatnonzero((label == _S) & (counts > 0))))
    counts = counts[rows] * np.where(label[rows] == _N, settings.stride, 1)
    inputs = context[rows]
    mean = np.average(inputs, axis=0, weights=counts).astype(np.float32)
    spread = np.sqrt(np.average((inputs - mean) ** 2, axis=0, weights=counts))
    # The training's own spread may be nothing: a feature that never changes.
    scale = (spread + 1e-3).astype(np.float32)
    network = _network(context.shape[1], settings)
    fit(
        network,
        np.clip((inputs - mean) / scale, -4, 4),
        np.repeat((label[rows] == _S)[:, None], settings.members, axis=1),
        counts / counts.mean(),
        settings,
        keras.losses.BinaryCrossentropy(from_logits=True),
    )
    return _averaged(network, mean, scale, settings.members)


def _network(n_features: int, settings: ContextSettings) -> keras.Model:
    """Return members side by side, an output each, that share nothing."""
    inputs = keras.Input((n_features,))
    outputs = []
    for member in range(settings.members):
        inside = layers.Dropout(settings.dropout)(inputs)
        inside = layers.Dense(
            settings.units, activation="relu", name=f"hidden_{member}"
        )(inside)
        outputs.append(layers.Dense(1, name=f"odds_{member}")(inside))
    joined = layers.Concatenate()(outputs) if len(outputs) > 1 else outputs[0]
    return keras.Model(inputs, joined)


def _averaged(
    network: keras.Model, mean: Float32Array, scale: Float32Array, members: int
) -> ContextExpert:
    """Return one perceptron whose output is the mean of the members' odds."""
    weights = {
        name: [network.get_layer(f"{name}_{m}").get_weights() for m in range(members)]
        for name in ("hidden", "odds")
    }
    hidden = [np.concatenate(w, axis=-1) for w in zip(*weights["hidden"], strict=True)]
    kernels, biases = zip(*weights["odds"], strict=True)
    return ContextExpert(
        mean,
        scale,
        (hidden[0], (np.concatenate(kernels) / members).astype(np.float32)),
        (hidden[1], np.mean(biases, axis=0).astype(np.float32)),
    )
