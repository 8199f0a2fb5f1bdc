"""A small network of timing alone: supraventricular or normal, and fibrillation.

It learned from annotations that come without signals, of far more patients than the
networks that see pictures. It knows nothing of shapes, so it says nothing of
ventricular beats.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from ecgviewer.core.arrays import Float32Array, Float64Array
from ecgviewer.core.errors import InputError
from ecgviewer.preprocessing.rhythm_features import Features
from ecgviewer.preprocessing.timing_window import TIMING_NAMES

#: The outputs: normal, premature supraventricular, in atrial fibrillation or flutter.
OUTPUTS = ("N", "S", "AF")


class TimingExpertError(InputError):
    """A file that holds no timing expert; the message is for users."""


@dataclass(frozen=True, eq=False)
class TimingExpert:
    """Layers of a perceptron with rectified units between them.

    Attributes
    ----------
    mean, scale : ndarray of float32, shape (n_features,)
        What inputs are centred and divided by.
    weights, biases : tuple of ndarray of float32
        Of each layer, shapes (n_in, n_out) and (n_out,).
    """

    mean: Float32Array
    scale: Float32Array
    weights: tuple[Float32Array, ...]
    biases: tuple[Float32Array, ...]

    def __post_init__(self) -> None:
        """Refuse layers that do not fit together."""
        widths = [len(self.mean), *(len(b) for b in self.biases)]
        shapes = list(pairwise(widths))
        fits = [w.shape for w in self.weights] == shapes
        if not fits or len(self.scale) != widths[0] or widths[-1] != len(OUTPUTS):
            raise ValueError("the layers of a timing expert do not fit together")

    def logits(self, timing: Features) -> Float32Array:
        """Return the logits of OUTPUTS, shape (n_beats, 3).

        Parameters
        ----------
        timing : ndarray of float32, shape (n_beats, n_features)
            From `timing_window`.
        """
        values = (timing - self.mean) / self.scale
        last = len(self.weights) - 1
        for number, (weight, bias) in enumerate(
            zip(self.weights, self.biases, strict=True)
        ):
            values = values @ weight + bias
            if number < last:
                values = np.maximum(values, 0)
        return np.asarray(values, np.float32)

    def write(self, path: Path) -> None:
        """Write the expert as arrays."""
        layers: dict[str, Any] = {f"weights_{n}": w for n, w in enumerate(self.weights)}
        layers |= {f"biases_{n}": b for n, b in enumerate(self.biases)}
        with path.open("wb") as file:
            np.savez_compressed(file, mean=self.mean, scale=self.scale, **layers)


def read_timing_expert(path: Path) -> TimingExpert:
    """Return the expert in a file; loading runs no code.

    Raises
    ------
    TimingExpertError
        If the file holds none, or one of other features.
    """
    try:
        with np.load(BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
            n_layers = sum(name.startswith("weights_") for name in arrays)
            expert = TimingExpert(
                arrays["mean"],
                arrays["scale"],
                tuple(arrays[f"weights_{n}"] for n in range(n_layers)),
                tuple(arrays[f"biases_{n}"] for n in range(n_layers)),
            )
        if len(expert.mean) != len(TIMING_NAMES):
            raise ValueError(f"it takes {len(expert.mean)} features")
    except (ValueError, EOFError, KeyError, BadZipFile) as error:
        raise TimingExpertError(
            f"{path} is not a timing expert of this program: {error}. Get the "
            "classifier again."
        ) from error
    return expert


def supraventricular_logit(logits: Float32Array) -> Float64Array:
    """Return how far S is above N and AF together: a logarithm of odds."""
    rest = np.logaddexp(
        logits[:, 0].astype(np.float64), logits[:, 2].astype(np.float64)
    )
    return np.asarray(logits[:, 1] - rest, np.float64)


def fibrillation_logit(logits: Float32Array) -> Float64Array:
    """Return how far AF is above N and S together: a logarithm of odds."""
    rest = np.logaddexp(
        logits[:, 0].astype(np.float64), logits[:, 1].astype(np.float64)
    )
    return np.asarray(logits[:, 2] - rest, np.float64)
