"""A small perceptron in NumPy, and its file: arrays without pickle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any, Self
from zipfile import BadZipFile

import numpy as np

from ecgviewer.core.arrays import Float32Array

#: What reading a file raises that holds no perceptron.
NOT_A_PERCEPTRON = (ValueError, EOFError, KeyError, BadZipFile)


@dataclass(frozen=True, eq=False)
class Perceptron:
    """Layers with rectified units between them.

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
        """Refuse layers that do not fit together, or are not of finite numbers."""
        widths = [len(self.mean), *(len(b) for b in self.biases)]
        fits = [w.shape for w in self.weights] == list(pairwise(widths))
        if not fits or len(self.scale) != widths[0]:
            raise ValueError("the layers of a perceptron do not fit together")
        parts = (self.mean, self.scale, *self.weights, *self.biases)
        if not all(each.dtype.kind == "f" for each in parts):
            raise ValueError("a perceptron is made of real numbers")
        finite = all(np.isfinite(each).all() for each in parts)
        if not finite or not (self.scale > 0).all():
            raise ValueError("a perceptron is made of finite numbers, spreads above 0")

    @property
    def n_outputs(self) -> int:
        """The width of the last layer."""
        return len(self.biases[-1]) if self.biases else 0

    def logits(self, inputs: Float32Array) -> Float32Array:
        """Return what the last layer says, shape (n_beats, n_outputs).

        Parameters
        ----------
        inputs : ndarray of float32, shape (n_beats, n_features)
        """
        values = (inputs - self.mean) / self.scale
        last = len(self.weights) - 1
        for number, (weight, bias) in enumerate(
            zip(self.weights, self.biases, strict=True)
        ):
            values = values @ weight + bias
            if number < last:
                values = np.maximum(values, 0)
        return np.asarray(values, np.float32)

    def arrays(self) -> dict[str, Any]:
        """Return what is written, by name."""
        layers: dict[str, Any] = {f"weights_{n}": w for n, w in enumerate(self.weights)}
        layers |= {f"biases_{n}": b for n, b in enumerate(self.biases)}
        return {"mean": self.mean, "scale": self.scale, **layers}

    def write(self, path: Path) -> None:
        """Write the perceptron as arrays."""
        with path.open("wb") as file:
            np.savez_compressed(file, **self.arrays())

    @classmethod
    def read(cls, path: Path, n_features: int) -> Self:
        """Return the perceptron in a file; loading runs no code.

        Raises
        ------
        ValueError, EOFError, KeyError, BadZipFile
            If the file holds none, or one of another number of features.
        """
        return cls.of_arrays(read_arrays(path), n_features)

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, Any], n_features: int) -> Self:
        """Return the perceptron that `arrays` gave.

        Raises
        ------
        ValueError, KeyError
            If they are of none, or of one of another number of features.
        """
        n_layers = sum(name.startswith("weights_") for name in arrays)
        made = cls(
            arrays["mean"],
            arrays["scale"],
            tuple(arrays[f"weights_{n}"] for n in range(n_layers)),
            tuple(arrays[f"biases_{n}"] for n in range(n_layers)),
        )
        if len(made.mean) != n_features:
            raise ValueError(f"it takes {len(made.mean)} features")
        return made


def read_arrays(path: Path) -> dict[str, Any]:
    """Return the arrays in a file; loading runs no code.

    Raises
    ------
    ValueError, EOFError, KeyError, BadZipFile
        If the file holds none.
    """
    with np.load(BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
        return dict(arrays)
