"""Says S or N of a beat in the light of its whole record, after the networks.

A small perceptron answers whether a beat that is not V is S or N, from `beat_context`
and, where it has experts of timing, from what these say of the beats (`timed_context`).
Beats in a regular tachycardia that began abruptly are S: no sinus node does that, and
in a long run the beats before and after give a beat away as little as its shape does.
Where most beats may be S the networks' own answer counts instead (`TrustedNetworks`).
Whether a beat is V remains as the networks say, with odds that mean what they say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np

from ecgviewer.classifier.beat_context import (
    CONTEXT_NAMES,
    TIMED_NAMES,
    beat_context,
    timed_context,
)
from ecgviewer.classifier.perceptron import (
    NOT_A_PERCEPTRON,
    Perceptron,
)
from ecgviewer.classifier.timing_expert import TimingExpert, supraventricular_logit
from ecgviewer.classifier.trusted_networks import TrustedNetworks
from ecgviewer.core.arrays import BoolArray, Float32Array, Float64Array
from ecgviewer.core.errors import InputError
from ecgviewer.core.stopping import Stop, never
from ecgviewer.preprocessing.timing_window import TIMING_NAMES

_N, _S, _V = range(3)
#: Inputs further from the mean than this, in spreads, say no more.
_FARTHEST = 4.0
#: This many beats are judged at once: of a week all would take hundreds of MB.
_AT_ONCE = 1 << 17
#: Odds of S against N in a tachycardia, at least: 400 to 1.
_RUN_ODDS = 6.0
#: Names of the arrays of a timing expert in the file begin so.
_TIMING = "timing_{}_"
_TRUSTED = "trusted"


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
    timing : tuple of TimingExpert
        Whose odds of S are inputs too, after `beat_context`.
    trusted : TrustedNetworks, optional
        Where the networks' answer of S or N counts; nowhere if there is none.
    """

    ventricular: tuple[float, float] = (1.0, 0.0)
    timing: tuple[TimingExpert, ...] = ()
    trusted: TrustedNetworks | None = None

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

    def arrays(self) -> dict[str, Any]:
        """Return what is written, by name."""
        arrays = super().arrays() | {"ventricular": np.array(self.ventricular)}
        for number, expert in enumerate(self.timing):
            named = expert.arrays().items()
            arrays |= {_TIMING.format(number) + name: array for name, array in named}
        if self.trusted:
            arrays[_TRUSTED] = self.trusted.array()
        return arrays

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, Any], n_features: int) -> Self:
        """Return the expert that `arrays` gave; see `Perceptron.of_arrays`."""
        timing = _timing_experts(arrays)
        expert = super().of_arrays(arrays, n_features + len(timing) * len(TIMED_NAMES))
        if "ventricular" in arrays:
            weight, shift = arrays["ventricular"].astype(np.float64).tolist()
            expert = replace(expert, ventricular=(weight, shift))
        if _TRUSTED in arrays:
            trusted = TrustedNetworks.of_array(arrays[_TRUSTED])
            expert = replace(expert, trusted=trusted)
        return replace(expert, timing=timing)

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


def _timing_experts(arrays: Mapping[str, Any]) -> tuple[TimingExpert, ...]:
    experts: list[TimingExpert] = []
    while True:
        beginning = _TIMING.format(len(experts))
        own = {
            name.removeprefix(beginning): array
            for name, array in arrays.items()
            if name.startswith(beginning)
        }
        if not own:
            return tuple(experts)
        experts.append(TimingExpert.of_arrays(own, len(TIMING_NAMES)))


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


def expert_inputs(
    log_probabilities: Float64Array,
    rr_s: Float64Array,
    timing: Float32Array,
    stop: Stop = never,
) -> Float32Array:
    """Return what an expert is given of the beats of a record.

    Parameters
    ----------
    log_probabilities : ndarray of float64, shape (n_beats, 3)
        What the networks say on all leads together, as N, S and V.
    rr_s : ndarray of float64, shape (n_beats,)
        RR interval before each beat in seconds.
    timing : ndarray of float32, shape (n_beats, n_experts, 3)
        Logits of its timing experts.
    stop : callable
        Asked before each part of the work.

    Returns
    -------
    ndarray of float32, shape (n_beats, n_features)
        `beat_context`, then `timed_context` of each timing expert.
    """
    odds = [supraventricular_logit(said) for said in timing.swapaxes(0, 1)]
    timed: Sequence[Float32Array] = [timed_context(some, stop) for some in odds]
    context = beat_context(log_probabilities, rr_s, stop)
    return np.concatenate([context, *timed], axis=1) if timed else context


def answered(
    log_probabilities: Float64Array,
    context: Float32Array,
    hours: Float64Array,
    in_run: BoolArray,
    expert: ContextExpert,
) -> Float64Array:
    """Return what is said of the beats of a record once all of them are known.

    Parameters
    ----------
    log_probabilities : ndarray of float64, shape (n_beats, 3)
        What the networks say on all leads together, as N, S and V.
    context : ndarray of float32, shape (n_beats, n_features)
        From `expert_inputs`.
    hours : ndarray of float64, shape (n_beats, 3)
        From `trusted_networks.of_hours`.
    in_run : ndarray of bool, shape (n_beats,)
        Which beats are in a regular tachycardia that began abruptly (`TACHYCARDIA`).
    expert : ContextExpert

    Returns
    -------
    ndarray of float64, shape (n_beats, 3)
        Logarithms of probabilities.
    """
    odds = expert.odds(context)
    if expert.trusted:
        odds = expert.trusted.blended(odds, odds_of_s(log_probabilities), hours)
    before = ventricular_as(log_probabilities, *expert.ventricular)
    return with_odds(before, runs_as_s(odds, in_run))


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
