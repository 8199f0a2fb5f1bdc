"""What experts of timing say of the beats of a record, remembered across edits."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ecgviewer.classifier.timing_expert import OUTPUTS, TimingExpert
from ecgviewer.core.arrays import BoolArray, Float32Array
from ecgviewer.core.record import Samples
from ecgviewer.core.stopping import Stop, check
from ecgviewer.preprocessing.rhythm_features import Features
from ecgviewer.preprocessing.timing_window import TIMING_REACH

#: Returns what experts are given of some beats among all; see `pipeline.some_timing`.
SomeTiming = Callable[[Samples, BoolArray, range], Features]

#: Beats that are looked at in one go: of a week all would take half a gigabyte.
_AT_ONCE = 2**14


class TimingAnswers:
    """Asks only of beats near which something changed: a day takes seconds.

    Parameters
    ----------
    experts : sequence of TimingExpert
    timing : callable
    stop : callable
        Asked before each part of the work.
    """

    def __init__(
        self, experts: Sequence[TimingExpert], timing: SomeTiming, stop: Stop
    ) -> None:
        self._experts, self._timing, self._stop = experts, timing, stop
        self._samples: Samples = np.empty(0, np.int64)
        self._in_run: BoolArray = np.empty(0, bool)
        self._logits = self._empty(0)

    def of(self, samples: Samples, in_run: BoolArray) -> Float32Array:
        """Return the experts' logits, shape (n_beats, n_experts, 3).

        Parameters
        ----------
        samples : ndarray of int64, shape (n_beats,)
            All beats of the record.
        in_run : ndarray of bool, shape (n_beats,)
            Which are in a regular tachycardia that began abruptly.
        """
        n, before = len(samples), self._logits
        logits = self._empty(n)
        if not self._experts:
            return logits
        first, last = self._changed(samples, in_run)
        logits[:first] = before[:first]
        logits[last:] = before[len(before) - (n - last) :]
        for start in range(first, last, _AT_ONCE):
            check(self._stop)
            rows = range(start, min(start + _AT_ONCE, last))
            asked = self._timing(samples, in_run, rows)
            for number, expert in enumerate(self._experts):
                logits[rows.start : rows.stop, number] = expert.logits(asked)
        self._samples, self._in_run, self._logits = samples, in_run, logits
        return logits

    def _empty(self, n_beats: int) -> Float32Array:
        return np.empty((n_beats, len(self._experts), len(OUTPUTS)), np.float32)

    def _changed(self, samples: Samples, in_run: BoolArray) -> tuple[int, int]:
        """Return the rows, [first, last), of whom other answers may be due."""
        n, shorter = len(samples), min(len(samples), len(self._samples))
        here = np.stack([samples, in_run], axis=1)
        there = np.stack([self._samples, self._in_run], axis=1)
        alike = _leading(here[:shorter], there[:shorter])
        if alike == n == len(self._samples):
            return n, n
        after = _leading(here[::-1][:shorter], there[::-1][:shorter])
        first = max(alike - TIMING_REACH, 0)
        return first, max(min(n - after + TIMING_REACH, n), first)


def _leading(some: Samples, others: Samples) -> int:
    """Return how many rows are alike before the first that differs."""
    other = np.flatnonzero((some != others).any(axis=1))
    return int(other[0]) if len(other) else len(some)
