"""One epoch of training beats, made while the network trains."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import Float32Array
from ecgviewer.preprocessing.beat_inputs import BeatInputs
from ecgviewer.preprocessing.spec import PreprocessingSpec
from training.networks.network import fed_to_network
from training.networks.recipes import Settings
from training.records.dataset import AAMI_OUTPUTS, Beats

#: Spread of the R-peak's place among detected beats, measured at about 3 ms.
JITTER_S = 0.004


def class_weights(
    label: npt.NDArray[np.uint8], n_classes: int = len(AAMI_OUTPUTS)
) -> Float32Array:
    """Return a weight for each class: the square root of its rarity, mean 1 a beat."""
    counts = np.bincount(label, minlength=n_classes).clip(1)
    weights = 1 / np.sqrt(counts)
    return np.asarray(weights / np.average(weights, weights=counts), np.float32)


def draw_epoch(beats: Beats, n_normal: int, seed: int, epoch: int) -> Beats:
    """Return all other beats and a fresh part of the normal ones, shuffled, jittered.

    Parameters
    ----------
    beats : Beats
        All training beats.
    n_normal : int
        Normal beats of an epoch, at most.
    seed, epoch : int
        The same pair draws the same beats.
    """
    rng = np.random.default_rng((seed, epoch))
    is_normal = np.isin(beats.label, beats.classes.normal)
    normal = np.flatnonzero(is_normal)
    normal = rng.choice(normal, min(n_normal, len(normal)), replace=False)
    rows = rng.permutation(np.concatenate([np.flatnonzero(~is_normal), normal]))
    return beats.take(rows).jittered(rng, JITTER_S)


class Batches:
    """Batches of inputs, labels and weights."""

    def __init__(
        self, beats: Beats, spec: PreprocessingSpec, settings: Settings, epoch: int = 0
    ) -> None:
        self._beats, self._spec, self._settings = beats, spec, settings
        self._epoch = epoch
        n_classes = self._n_classes = len(beats.classes)
        self._weights = (
            class_weights(beats.label, n_classes)
            if settings.class_weights
            else np.ones(n_classes, np.float32)
        )

    def __len__(self) -> int:
        """Return the number of batches; a rest smaller than a batch is one too."""
        return -(-len(self._beats) // self._settings.batch_size)

    def __getitem__(self, number: int) -> tuple[Any, ...]:
        """Return one batch."""
        size = self._settings.batch_size
        rows = slice(number * size, (number + 1) * size)
        label = self._beats.label[rows]
        inputs = self._beats.inputs(rows, self._spec)
        rng = np.random.default_rng((self._settings.seed, self._epoch, number))
        fed = fed_to_network(self._varied(inputs, rng), self._spec)
        return fed, self._targets(label), self._weights[label]

    def _targets(self, label: npt.NDArray[np.uint8]) -> Float32Array:
        smoothing = np.float32(self._settings.label_smoothing)
        certain = np.eye(self._n_classes, dtype=np.float32)[label]
        return certain * (1 - smoothing) + smoothing / self._n_classes

    def _varied(self, inputs: BeatInputs, rng: np.random.Generator) -> BeatInputs:
        """Return inputs as other recorders and detectors might give them."""
        settings = self._settings
        images, rhythm = inputs.images, inputs.rhythm
        if any(settings.level_noise):
            images = with_level_noise(images, settings.level_noise, rng)
        if settings.rhythm_noise:
            noise = rng.normal(0, settings.rhythm_noise, rhythm.shape)
            rhythm = rhythm + noise.astype(np.float32)
        return BeatInputs(images, rhythm)


def with_level_noise(
    images: npt.NDArray[np.uint8], noise: tuple[float, float], rng: np.random.Generator
) -> npt.NDArray[np.uint8]:
    """Return each channel of each picture with another contrast and brightness.

    Parameters
    ----------
    images : ndarray of uint8, shape (n, height, width, 3)
    noise : tuple of float
        Standard deviation of the contrast (1 is unchanged) and of the brightness in
        levels.
    rng : Generator
    """
    shape = (len(images), images.shape[-1], 1)
    gain, offset = rng.normal(1, noise[0], shape), rng.normal(0, noise[1], shape)
    levels = (np.arange(256) - 127.5) * gain + (127.5 + offset)
    tables = np.clip(levels, 0, 255).astype(np.uint8)
    varied = np.empty_like(images)
    for image, table, result in zip(images, tables, varied, strict=True):
        for channel, levels_of in enumerate(table):
            result[..., channel] = levels_of[image[..., channel]]
    return varied
