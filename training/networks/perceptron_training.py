"""Fits small perceptrons of numbers, as those of timing and context."""

from __future__ import annotations

from typing import Any, Protocol

import numpy.typing as npt

from ecgviewer.core.arrays import Float32Array
from training.command_line import extra_packages

with extra_packages():
    import keras


class FitSettings(Protocol):
    """Numbers of a training."""

    @property
    def epochs(self) -> int:
        """How often all beats are looked at."""

    @property
    def batch_size(self) -> int:
        """Beats of a step."""

    @property
    def learning_rate(self) -> float:
        """At the first step; it falls to nothing as a cosine does."""

    @property
    def weight_decay(self) -> float:
        """Of AdamW."""


def fit(
    network: keras.Model,
    inputs: Float32Array,
    target: npt.NDArray[Any],
    weights: npt.NDArray[Any],
    settings: FitSettings,
    loss: keras.losses.Loss,
) -> None:
    """Train a network in place.

    Parameters
    ----------
    network : keras.Model
    inputs : ndarray of float32, shape (n_beats, n_features)
    target : ndarray, shape (n_beats, ...)
    weights : ndarray of float, shape (n_beats,)
        What each beat counts.
    settings : FitSettings
    loss : keras.losses.Loss
    """
    steps = -(-len(inputs) // settings.batch_size) * settings.epochs
    network.compile(
        optimizer=keras.optimizers.AdamW(
            keras.optimizers.schedules.CosineDecay(settings.learning_rate, steps),
            weight_decay=settings.weight_decay,
        ),
        loss=loss,
        jit_compile=False,
    )
    network.fit(
        inputs,
        target,
        batch_size=settings.batch_size,
        epochs=settings.epochs,
        sample_weight=weights,
        verbose=0,
    )
