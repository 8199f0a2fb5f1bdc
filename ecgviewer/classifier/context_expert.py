"""Says S or N of a beat in the light of its whole record, after the networks.

A small perceptron answers whether a beat that is not V is S or N, from `beat_context`.
Beats in a regular tachycardia that began abruptly are S: no sinus node does that, and
in a long run the beats before and after give a beat away as little as its shape does.
Whether a beat is V remains as the networks say, with odds that mean what they say.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Self

import numpy as np

from ecgviewer.classifier.beat_context import CONTEXT_NAMES, beat_context
from ecgviewer.classifier.perceptron import NOT_A_PERCEPTRON, Perceptron
from ecgviewer.core.arrays import BoolArray, Float32Array, Float64Array
from ecgviewer.core.errors import InputError
from ecgviewer.core.stopping import Stop, never

_N, _S, _V = range(3)
#: Inputs further from the mean than this, in spreads, say no more.
_FARTHEST = 4.0
#: This many beats are judged at once: of a week all would take hundreds of MB.
_AT_ONCE = 1 << 17
#: Odds of S against N in a tachycardia, at least: 400 to 1.
_RUN_ODDS = 6.0


class ContextExpertError(InputError):
    """A file that holds no context expert; the message is for users."""


@dataclass(frozen=True, eq=False)
class ContextExpert(Perceptron):
    """A perceptron with one output, the logarithm of the odds of S against N.

    Attributes
    ----------
    ventricular : tuple of float
        What the logarithm of the odds of V that the networks give is multiplied by,
        and what is then added.
    """

    ventricular: tuple[float, float] = (1.0, 0.0)

    def __post_init__(self) -> None:
        """Refuse layers that do not fit together."""
        super().__post_init__()
        if self.n_outputs != 1:
            raise ValueError("a context expert has one output")
        if not (np.isfinite(self.ventricular).all() and self.ventricular[0] > 0):
            raise ValueError("its odds of V are not to be multiplied by that")

    def calibrated(
        self, weight: float, shift: float, ventricular: tuple[float, float]
    ) -> Self:
        """Return the expert with other odds: times a weight, after a shift."""
        *weights, last = self.weights
        *biases, bias = self.biases
        return replace(
            self,
            weights=(*weights, (last * weight).astype(np.float32)),
            biases=(*biases, ((bias + shift) * weight).astype(np.float32)),
            ventricular=ventricular,
        )

    def write(self, path: Path) -> None:
        """Write the expert as arrays."""
        with path.open("wb") as file:
            arrays = self.arrays() | {"ventricular": np.array(self.ventricular)}
            np.savez_compressed(file, **arrays)

    @classmethod
    def read(cls, path: Path, n_features: int) -> Self:
        """Return the expert in a file; see `Perceptron.read`."""
        expert = super().read(path, n_features)
        with np.load(BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
            if "ventricular" not in arrays:
                return expert
            weight, shift = arrays["ventricular"].astype(np.float64).tolist()
        return replace(expert, ventricular=(weight, shift))

    def odds(self, context: Float32Array) -> Float64Array:
        """Return the logarithm of the odds of S against N, shape (n_beats,)."""
        parts = [
            self._odds(context[start : start + _AT_ONCE])
            for start in range(0, len(context), _AT_ONCE)
        ]
        return np.concatenate([np.empty(0), *parts])

    def _odds(self, context: Float32Array) -> Float64Array:
        reach = _FARTHEST * self.scale
        near = np.clip(context, self.mean - reach, self.mean + reach)
        return self.logits(near)[:, 0].astype(np.float64)


def read_context_expert(path: Path) -> ContextExpert:
    """Return the expert in a file; loading runs no code.

    Raises
    ------
    ContextExpertError
        If the file holds none, or one of other features.
    """
    try:
        return ContextExpert.read(path, len(CONTEXT_NAMES))
    except NOT_A_PERCEPTRON as error:
        raise ContextExpertError(
            f"{path} is not a context expert of this program: {error}. Get the "
            "classifier again."
        ) from error


def in_context(
    log_probabilities: Float64Array,
    rr_s: Float64Array,
    in_run: BoolArray,
    expert: ContextExpert,
    stop: Stop = never,
) -> Float64Array:
    """Return what is said of the beats of a record once all of them are known.

    Parameters
    ----------
    log_probabilities : ndarray of float64, shape (n_beats, 3)
        What the networks say on all leads together, as N, S and V.
    rr_s : ndarray of float64, shape (n_beats,)
        RR interval before each beat in seconds.
    in_run : ndarray of bool, shape (n_beats,)
        Which beats are in a regular tachycardia that began abruptly (`TACHYCARDIA`).
    expert : ContextExpert
    stop : callable
        Asked before each part of the work.

    Returns
    -------
    ndarray of float64, shape (n_beats, 3)
        Logarithms of probabilities.
    """
    context = beat_context(log_probabilities, rr_s, stop)
    return answered(log_probabilities, context, in_run, expert)


def answered(
    log_probabilities: Float64Array,
    context: Float32Array,
    in_run: BoolArray,
    expert: ContextExpert,
) -> Float64Array:
    """Return what `in_context` returns, of beats whose context is known already."""
    odds = runs_as_s(expert.odds(context), in_run)
    return with_odds(ventricular_as(log_probabilities, *expert.ventricular), odds)


def odds_of_s(log_probabilities: Float64Array) -> Float64Array:
    """Return the logarithm of the odds of S against N, shape (n_beats,)."""
    return log_probabilities[:, _S] - log_probabilities[:, _N]


def ventricular_as(
    log_probabilities: Float64Array, weight: float, shift: float
) -> Float64Array:
    """Return log-probabilities with other odds of V, and the same of S against N."""
    rest = np.logaddexp(log_probabilities[:, _N], log_probabilities[:, _S])
    odds = (log_probabilities[:, _V] - rest) * weight + shift
    others = log_probabilities[:, :_V] - rest[:, None]
    return np.column_stack(
        [others - np.logaddexp(0, odds)[:, None], -np.logaddexp(0, -odds)]
    )


def runs_as_s(odds: Float64Array, in_run: BoolArray) -> Float64Array:
    """Return odds of S against N that are high in runs of tachycardia."""
    return np.where(in_run, np.maximum(odds, _RUN_ODDS), odds)


def with_odds(log_probabilities: Float64Array, odds: Float64Array) -> Float64Array:
    """Return log-probabilities with other odds of S against N, and the same of V."""
    rest = np.logaddexp(log_probabilities[:, _N], log_probabilities[:, _S])
    total = np.logaddexp(rest, log_probabilities[:, _V])
    return np.column_stack(
        [
            rest - total - np.logaddexp(0, odds),
            rest - total - np.logaddexp(0, -odds),
            log_probabilities[:, _V] - total,
        ]
    )
