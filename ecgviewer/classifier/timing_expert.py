"""A small network of timing alone: supraventricular or normal, and fibrillation.

It learned from annotations that come without signals, of far more patients than the
networks that see pictures. It knows nothing of shapes, so it says nothing of
ventricular beats.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ecgviewer.classifier.perceptron import NOT_A_PERCEPTRON, Perceptron
from ecgviewer.core.arrays import Float32Array, Float64Array
from ecgviewer.core.errors import InputError
from ecgviewer.preprocessing.timing_window import TIMING_NAMES

#: The outputs: normal, premature supraventricular, in atrial fibrillation or flutter.
OUTPUTS = ("N", "S", "AF")


class TimingExpertError(InputError):
    """A file that holds no timing expert; the message is for users."""


@dataclass(frozen=True, eq=False)
class TimingExpert(Perceptron):
    """A perceptron of `timing_window` that gives the logits of OUTPUTS."""

    def __post_init__(self) -> None:
        """Refuse layers that do not fit together."""
        super().__post_init__()
        if self.n_outputs != len(OUTPUTS):
            raise ValueError("the outputs of a timing expert do not fit")


def read_timing_expert(path: Path) -> TimingExpert:
    """Return the expert in a file; loading runs no code.

    Raises
    ------
    TimingExpertError
        If the file holds none, or one of other features.
    """
    try:
        return TimingExpert.read(path, len(TIMING_NAMES))
    except NOT_A_PERCEPTRON as error:
        raise TimingExpertError(
            f"{path} is not a timing expert of this program: {error}. Get the "
            "classifier again."
        ) from error


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
