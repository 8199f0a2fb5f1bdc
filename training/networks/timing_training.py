"""Trains the timing expert: a perceptron of two small layers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecgviewer.classifier.timing_expert import OUTPUTS, TimingExpert
from ecgviewer.core.arrays import Float32Array
from training.command_line import extra_packages
from training.networks.perceptron_training import fit
from training.records.timing_beats import TimingBeats

with extra_packages():
    import keras
    import tensorflow as tf
    from keras import layers


@dataclass(frozen=True)
class TimingSettings:
    """Numbers of the training of a timing expert; `share` as in `balanced_weights`."""

    seed: int = 1
    units: tuple[int, ...] = (64, 32)
    epochs: int = 8
    batch_size: int = 1024
    learning_rate: float = 3e-3
    weight_decay: float = 0.01
    dropout: float = 0.1
    noise: float = 0.02
    share: float = 1.0


def train_timing_expert(
    beats: TimingBeats, weights: Float32Array, settings: TimingSettings
) -> TimingExpert:
    """Return an expert of the beats.

    Parameters
    ----------
    beats : TimingBeats
    weights : ndarray of float32, shape (n_beats,)
        What each beat counts, from `balanced_weights`.
    settings : TimingSettings
    """
    keras.utils.set_random_seed(settings.seed)
    tf.config.experimental.enable_op_determinism()
    mean = beats.timing.mean(axis=0)
    scale = beats.timing.std(axis=0) + np.float32(0.01)
    network = _network(len(mean), settings)
    fit(
        network,
        (beats.timing - mean) / scale,
        beats.target,
        weights,
        settings,
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    dense = [layer for layer in network.layers if isinstance(layer, layers.Dense)]
    kernels, biases = zip(*(layer.get_weights() for layer in dense), strict=True)
    return TimingExpert(mean, scale, kernels, biases)


def _network(n_features: int, settings: TimingSettings) -> keras.Model:
    parts = [keras.Input((n_features,)), layers.GaussianNoise(settings.noise)]
    for units in settings.units:
        parts += [
            layers.Dense(units, activation="relu"),
            layers.Dropout(settings.dropout),
        ]
    return keras.Sequential([*parts, layers.Dense(len(OUTPUTS))])
