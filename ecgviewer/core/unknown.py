"""Stretches of a record about which nothing is known: no signal, or marked as noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import BoolArray
from ecgviewer.core.record import Samples


@dataclass(frozen=True, eq=False)
class UnknownStretches:
    """Half-open stretches of samples, ascending, that neither overlap nor touch.

    Attributes
    ----------
    start, stop : ndarray of int64, shape (n_stretches,)
        From 0 on. First sample of each stretch, and the one after its last; read-only.
    """

    start: Samples
    stop: Samples

    @classmethod
    def of(cls, start: npt.ArrayLike, stop: npt.ArrayLike) -> UnknownStretches:
        """Return stretches in any order; those that overlap or touch become one.

        Parameters
        ----------
        start, stop : array_like of int, shape (n_stretches,)
            A stretch whose stop is not above its start is left out.
        """
        first, last = (np.asarray(edge, np.int64).reshape(-1) for edge in (start, stop))
        order = np.argsort(first, kind="stable")
        order = order[first[order] < last[order]]
        first, reached = first[order], np.maximum.accumulate(last[order])
        apart = np.append(True, first[1:] > reached[:-1])[: len(first)]
        ends = np.append(apart[1:], True)[: len(first)]
        return cls(_frozen(first[apart]), _frozen(reached[ends]))

    @classmethod
    def none(cls) -> UnknownStretches:
        """Return no stretch at all."""
        return cls.of([], [])

    def __len__(self) -> int:
        """Return the number of stretches."""
        return len(self.start)

    def same_as(self, other: UnknownStretches) -> bool:
        """Return whether the same samples are unknown here and there."""
        return np.array_equal(self.start, other.start) and np.array_equal(
            self.stop, other.stop
        )

    def joined(self, other: UnknownStretches) -> UnknownStretches:
        """Return what is unknown here or there."""
        return UnknownStretches.of(
            np.append(self.start, other.start), np.append(self.stop, other.stop)
        )

    def n_samples(self, start: npt.ArrayLike, stop: npt.ArrayLike) -> Samples:
        """Return how many samples of [start, stop) are unknown, in the shape of both.

        Parameters
        ----------
        start, stop : int or array_like of int
            Each stop at or above its start.
        """
        return self._before(stop) - self._before(start)

    def holds(self, sample: npt.ArrayLike) -> BoolArray:
        """Return whether each sample lies in an unknown stretch."""
        at = np.asarray(sample, np.int64)
        return np.asarray(self.n_samples(at, at + 1) > 0)

    def across(self, sample: Samples) -> BoolArray:
        """Return before which beats an unknown stretch lies, after the beat before.

        There is no RR interval there. False for the first beat.

        Parameters
        ----------
        sample : ndarray of int64, shape (n_beats,)
            Ascending.

        Returns
        -------
        ndarray of bool, shape (n_beats,)
        """
        crossed = np.zeros(len(sample), bool)
        crossed[1:] = self.n_samples(sample[:-1], sample[1:]) > 0
        return crossed

    def _before(self, sample: npt.ArrayLike) -> Samples:
        """Return how many samples before each are unknown."""
        at = np.maximum(np.asarray(sample, np.int64), 0)
        row = np.searchsorted(self.start, at)
        total = np.append(0, np.cumsum(self.stop - self.start))[row]
        # Of the stretch that began last, what lies behind the sample does not count.
        last = np.append(0, self.stop)[row]
        return np.asarray(total - np.maximum(last - at, 0), np.int64)


def _frozen(samples: Samples) -> Samples:
    samples.flags.writeable = False
    return samples
