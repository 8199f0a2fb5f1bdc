"""One epoch of training beats, made while the network trains."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import numpy.typing as npt

from ecgviewer.core.labels import BeatClass
from ecgviewer.preprocessing.spec import PreprocessingSpec
from training.dataset import CLASSES, Beats

#: Spread of the R-peak's place among detected beats, measured at about 3 ms.
JITTER_S = 0.004


def class_weights(label: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """Return a weight for each class: the square root of its rarity, mean 1 a beat."""
    counts = np.bincount(label, minlength=len(CLASSES)).clip(1)
    weights = 1 / np.sqrt(counts)
    return np.asarray(weights / np.average(weights, weights=counts), np.float32)


def draw_epoch(beats: Beats, n_normal: int, seed: int, epoch: int) -> Beats:
    """Return all S and V beats and a fresh part of the N beats, shuffled and jittered.

    Parameters
    ----------
    beats : Beats
        All training beats.
    n_normal : int
        N beats of an epoch, at most.
    seed, epoch : int
        The same pair draws the same beats.
    """
    rng = np.random.default_rng((seed, epoch))
    is_normal = beats.label == CLASSES.index(BeatClass.N)
    normal = np.flatnonzero(is_normal)
    normal = rng.choice(normal, min(n_normal, len(normal)), replace=False)
    rows = rng.permutation(np.concatenate([np.flatnonzero(~is_normal), normal]))
    return beats.take(rows).jittered(rng, JITTER_S)


class Batches(keras.utils.PyDataset):  # type: ignore[misc]
    """Batches of pictures, labels and weights, computed ahead in one thread."""

    def __init__(self, beats: Beats, spec: PreprocessingSpec, batch_size: int) -> None:
        super().__init__(workers=1, max_queue_size=8)
        self._beats, self._spec, self._batch_size = beats, spec, batch_size
        self._weights = class_weights(beats.label)

    def __len__(self) -> int:
        """Return the number of batches; a rest smaller than a batch is one too."""
        return -(-len(self._beats) // self._batch_size)

    def __getitem__(self, number: int) -> tuple[npt.NDArray[Any], ...]:
        """Return one batch."""
        rows = slice(number * self._batch_size, (number + 1) * self._batch_size)
        label = self._beats.label[rows]
        return self._beats.images(rows, self._spec), label, self._weights[label]
