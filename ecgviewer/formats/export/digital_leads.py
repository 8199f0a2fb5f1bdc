"""The leads of a record of any format as integers, to be written into another file."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import Float32Array, Float64Array
from ecgviewer.core.record import Lead, Record, Steps

Integers = npt.NDArray[np.int64]
#: Samples looked at or written at a time.
CHUNK = 2**16
#: A value so near to a step, in steps, is on it; more by the precision of float32.
_ON_A_STEP, _PRECISION = 0.02, 2.0**-23


@dataclass(frozen=True)
class DigitalLead:
    """A lead and the integers that its values are written as.

    Attributes
    ----------
    lead : Lead
    steps : Steps
        Those that the lead was digitised in, or new ones.
    lowest, highest : int
        Of its integers; both 0 where it has no value.
    is_exact : bool
        Whether all values are on a step, so that nothing is lost.
    n_missing : int
        Samples without a value.
    """

    lead: Lead
    steps: Steps
    lowest: int
    highest: int
    is_exact: bool
    n_missing: int

    def integers(self, values: Float32Array, missing: int) -> Integers:
        """Return values as integers, with another one where there is no value."""
        scaled = np.rint(_scaled(values, self.steps))
        return np.where(np.isfinite(scaled), scaled, missing).astype(np.int64)


def digital_leads(record: Record, bits: int) -> tuple[DigitalLead, ...]:
    """Return the leads of a record as integers of some bits; it is read once.

    Leads keep their steps where their integers fit, moved by as many whole steps as
    that takes; others get new steps.
    """
    looks = [_Look(lead) for lead in record.leads]
    for block in blocks(record):
        for look, values in zip(looks, block, strict=True):
            look.take(values)
    return tuple(look.lead(bits) for look in looks)


def blocks(record: Record, step: int = CHUNK) -> Iterator[Float32Array]:
    """Yield all leads of a record, some samples at a time."""
    for start in range(0, record.n_samples, step):
        yield record.block(start, min(start + step, record.n_samples))


class _Look:
    """What was seen of the values of a lead so far."""

    def __init__(self, lead: Lead) -> None:
        self._lead = lead
        self._low, self._high = math.inf, -math.inf
        self._is_exact = lead.steps is not None
        self._n_missing = 0

    def take(self, values: Float32Array) -> None:
        known = values[np.isfinite(values)]
        self._n_missing += len(values) - len(known)
        if not len(known):
            return
        self._low = min(self._low, float(known.min()))
        self._high = max(self._high, float(known.max()))
        if self._is_exact and self._lead.steps:
            scaled = _scaled(known, self._lead.steps)
            allowed = _ON_A_STEP + np.abs(scaled - self._lead.steps.zero) * _PRECISION
            self._is_exact = bool(np.all(np.abs(scaled - np.rint(scaled)) <= allowed))

    def lead(self, bits: int) -> DigitalLead:
        low, high = (self._low, self._high) if self._low <= self._high else (0.0, 0.0)
        steps, kept = self._lead.steps, False
        if steps and self._is_exact:
            steps, kept = _moved(steps, low, high, bits)
        if not steps or not kept:
            steps = Steps(_round_step(max(abs(low), abs(high)), bits), 0.0, bits)
        ends = sorted(round(each / steps.size + steps.zero) for each in (low, high))
        return DigitalLead(self._lead, steps, ends[0], ends[1], kept, self._n_missing)


def _scaled(values: Float32Array, steps: Steps) -> Float64Array:
    return np.asarray(values, np.float64) / steps.size + steps.zero


def _moved(steps: Steps, low: float, high: float, bits: int) -> tuple[Steps, bool]:
    """Return steps in which all integers fit, and whether there are any."""
    ends = sorted(round(each / steps.size + steps.zero) for each in (low, high))
    # The lowest integer of all stands for a missing value in WFDB files.
    least, most = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1
    if ends[0] >= least and ends[1] <= most:
        return steps, True
    shift = -sum(ends) // 2
    fits = ends[0] + shift >= least and ends[1] + shift <= most
    return Steps(steps.size, steps.zero + shift, bits), fits


def _round_step(most: float, bits: int) -> float:
    """Return the smallest of 1, 2 and 5 times a power of ten that is wide enough."""
    wanted = most / (2 ** (bits - 1) - 1) or 1e-3
    tens = 10.0 ** math.floor(math.log10(wanted))
    return next(n * tens for n in (1, 2, 5, 10, 20) if n * tens >= wanted)
