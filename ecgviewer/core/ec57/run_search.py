"""Runs of ectopic beats of one annotator, and the longest in a window, as in rxr."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ecgviewer.core.ec57.rhythm import (
    AF_OFF,
    AF_ON,
    UNREADABLE,
    VF_OFF,
    VF_ON,
    RhythmRows,
)
from ecgviewer.core.ec57.rules import NEVER, ComparisonRules

#: Longer runs are counted as runs of six.
LONGEST = 6
_IGNORED, _EXTEND, _STOP, _UNREADABLE, _ON, _OFF, _OTHER_ON, _OTHER_OFF = range(8)
#: Sample and kind of what makes or breaks runs.
Events = list[tuple[int, int]]

VENTRICULAR = {
    **dict.fromkeys("VF", _EXTEND),
    **dict.fromkeys("NQS", _STOP),
    UNREADABLE: _UNREADABLE,
    VF_ON: _ON,
    VF_OFF: _OFF,
    AF_ON: _OTHER_ON,
    AF_OFF: _OTHER_OFF,
}
SUPRAVENTRICULAR = {
    "S": _EXTEND,
    **dict.fromkeys("NQVF", _STOP),
    UNREADABLE: _UNREADABLE,
    AF_ON: _ON,
    AF_OFF: _OFF,
    VF_ON: _OTHER_ON,
    VF_OFF: _OTHER_OFF,
}


def events_of(rows: RhythmRows, kinds: Mapping[str, int], start: int) -> Events:
    """Return what makes or breaks runs; of the beats in a row that do not, the first.

    Parameters
    ----------
    rows : RhythmRows
        The annotations of one annotator.
    kinds : mapping of str to int
        VENTRICULAR or SUPRAVENTRICULAR.
    start : int
        First sample of the test period; its first beat stays.
    """
    kind = np.full(len(rows.name), _IGNORED)
    for name, code in kinds.items():
        kind[rows.name == name] = code
    stays = np.ones(len(kind), np.bool_)
    stays[1:] = (kind[1:] != _STOP) | (kind[:-1] != _STOP)
    stays[np.searchsorted(rows.sample, start) :][:1] = True
    stays[-1:] = True
    return list(zip(rows.sample[stays].tolist(), kind[stays].tolist(), strict=True))


def runs_of(events: Events, rules: ComparisonRules) -> list[tuple[int, int, int]]:
    """Return length, and first and last sample of its window, of each run.

    A run still open where the record ends counts only if no annotation follows.
    """
    tolerance, start = rules.tolerance, rules.start
    end = NEVER if rules.n_samples is None else rules.n_samples
    length = _length_at_start(events, start)
    first, last = start - tolerance, (start + tolerance if length else 0)
    runs: list[tuple[int, int, int]] = []
    for sample, kind in events:
        if sample < start:
            continue
        if sample > end:
            return runs
        if kind == _EXTEND:
            first = first if length else sample - tolerance
            last = sample + tolerance
            length = min(length + 1, LONGEST)
        elif length and kind in (_STOP, _UNREADABLE):
            runs.append((length, first, last))
            length = 0
        elif length and kind == _OFF:
            last = sample + tolerance
        elif not length and kind == _ON:
            length, first = LONGEST, sample - tolerance
    return [*runs, (length, first, last)] if length else runs


def _length_at_start(events: Events, start: int) -> int:
    """Return the longest length if fibrillation began before the test period."""
    length = 0
    for sample, kind in events:
        if sample >= start:
            break
        if kind == _ON:
            length = LONGEST
        elif kind in (_OFF, _OTHER_OFF):
            length = 0
    return length


class LongestRuns:
    """Finds the longest run in each of a row of windows, going forward only.

    What one window has passed, an overlapping one does not see again.
    """

    def __init__(self, events: Events) -> None:
        self._events = events
        self._next = 0
        self._fibrillation_until = 0

    def between(self, first: int, last: int) -> int:
        """Return the length of the longest run with beats in [first, last]."""
        if self._fibrillation_until > first:
            return LONGEST
        if self._fibrillation_at(first):
            return LONGEST
        return self._longest_until(last)

    def _fibrillation_at(self, first: int) -> bool:
        """Go to a sample, and return whether an episode lasts beyond it."""
        while self._next < len(self._events) and self._events[self._next][0] < first:
            if self._events[self._next][1] == _ON:
                until = self._end_of_fibrillation()
                if until > first:
                    self._fibrillation_until = until
                    return True
            else:
                self._next += 1
        return False

    def _longest_until(self, last: int) -> int:
        longest = length = 0
        while self._next < len(self._events) and self._events[self._next][0] <= last:
            kind = self._events[self._next][1]
            if kind == _ON:
                self._fibrillation_until = self._end_of_fibrillation()
                return LONGEST
            if kind == _EXTEND:
                length = min(length + 1, LONGEST)
                longest = max(longest, length)
            elif kind in (_STOP, _UNREADABLE, _OTHER_ON):
                length = 0
            self._next += 1
        return longest

    def _end_of_fibrillation(self) -> int:
        """Go past an episode's end, and return its sample."""
        while True:
            self._next += 1
            if self._next == len(self._events):
                return NEVER
            sample, kind = self._events[self._next]
            if kind in (_OFF, _OTHER_ON, _UNREADABLE):
                self._next += 1
                return sample
