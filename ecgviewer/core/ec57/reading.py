"""The beats, shutdowns and fibrillation of one annotator, read as bxb reads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecgviewer.core.annotations import AnnotationColumns
from ecgviewer.core.arrays import BoolArray, IndexArray, IntArray
from ecgviewer.core.ec57.rules import (
    NEVER,
    ComparisonRules,
    is_shutdown,
)
from ecgviewer.core.labels import UNSET, labels_of

#: Code of what is a QRS for the WFDB library but no beat of a class: a flutter wave.
NO_CLASS = 5
_FLUTTER_WAVE = "!"
_NONE_YET = -1


@dataclass(frozen=True, eq=False)
class Episodes:
    """Stretches of one kind in a record, as far as they were read at each beat.

    Attributes
    ----------
    start, end : ndarray of int64
        First and last sample of each episode; two that never were come first.
    read : ndarray of int64, shape (n_beats + 2,)
        How many episodes stand in the file before the beat, the last two before its
        end.
    """

    start: IntArray
    end: IntArray
    read: IntArray

    def latest(self, beats: IntArray) -> Iterator[tuple[IntArray, IntArray]]:
        """Yield start and end of the last and second last episode before each beat.

        ``bxb`` remembers no more than two.
        """
        for back in (1, 0):
            place = self.read[beats] + back
            yield self.start[place], self.end[place]

    def contain(self, samples: IntArray, next_beats: IntArray) -> BoolArray:
        """Return which samples are in an episode read before ``next_beats``."""
        inside = np.zeros(len(samples), np.bool_)
        for start, end in self.latest(next_beats):
            inside |= (start <= samples) & (samples <= end)
        return inside

    def interrupt(self, samples: IntArray) -> BoolArray:
        """Return before which of the beats an episode began, since the beat before."""
        before = np.concatenate(([0], samples[:-1]))[: len(samples)]
        began = np.zeros(len(samples), np.bool_)
        for start, _ in self.latest(np.arange(len(samples))):
            began |= (before <= start) & (start < samples)
        return began


@dataclass(frozen=True, eq=False)
class AnnotatorBeats:
    """What one annotator says of a record, outside its ventricular fibrillation.

    Attributes
    ----------
    sample : ndarray of int64, shape (n_beats,)
        Where the beats are.
    code : ndarray of uint8, shape (n_beats,)
        BeatClass of each, NO_CLASS for a flutter wave.
    rr : ndarray of int64, shape (n_beats + 1,)
        Interval from the beat before, in samples; 0 where there is none, and after
        the last beat.
    shutdowns, fibrillation : Episodes
        Where no lead was readable, and ventricular fibrillation or flutter.
    shutdown_samples : int
        Duration of all shutdowns, within the record.
    """

    sample: IntArray
    code: npt.NDArray[np.uint8]
    rr: IntArray
    shutdowns: Episodes
    fibrillation: Episodes
    shutdown_samples: int


def read_beats(
    columns: AnnotationColumns, rules: ComparisonRules, *, reference: bool
) -> AnnotatorBeats:
    """Sort an annotator's rows into beats, shutdowns and ventricular fibrillation.

    Parameters
    ----------
    columns : AnnotationColumns
        All annotations, in order of time.
    rules : ComparisonRules
        Class map, match window and length of the record.
    reference : bool
        Whether it is the reference annotator; a shutdown that its file leaves open
        lasts, after an earlier shutdown, for the reference alone.
    """
    codes = labels_of(columns.symbol, rules.class_map)
    codes[columns.symbol == _FLUTTER_WAVE] = NO_CLASS
    reading = _Reading(columns, codes != UNSET, rules)
    reading.read(reference)
    rows = np.flatnonzero(reading.beats)
    sample = columns.sample[rows].astype(np.int64)
    shutdowns = _episodes(reading.shutdowns, rows)
    fibrillation = _episodes(reading.fibrillation, rows)
    interrupted = shutdowns.interrupt(sample) | fibrillation.interrupt(sample)
    return AnnotatorBeats(
        sample=sample,
        code=codes[rows],
        rr=_rr(sample, interrupted),
        shutdowns=shutdowns,
        fibrillation=fibrillation,
        shutdown_samples=reading.shutdown_samples,
    )


def _rr(sample: IntArray, interrupted: BoolArray) -> IntArray:
    before = np.concatenate(([0], sample))[: len(sample)]
    rr = np.where((before == 0) | interrupted, 0, sample - before)
    return np.append(rr, 0)


def _episodes(found: list[tuple[int, int, int]], beat_rows: IntArray) -> Episodes:
    columns = np.array(found, np.int64).reshape(-1, 3)
    never = [_NONE_YET, _NONE_YET]
    read = np.searchsorted(columns[:, 0], beat_rows)
    return Episodes(
        start=np.concatenate((never, columns[:, 1])),
        end=np.concatenate((never, columns[:, 2])),
        read=np.concatenate((read, [len(found), len(found)])),
    )


class _Reading:
    """Goes once through the annotations that open a shutdown or fibrillation."""

    def __init__(
        self,
        columns: AnnotationColumns,
        beats: BoolArray,
        rules: ComparisonRules,
    ) -> None:
        self._sample = columns.sample
        self._symbol = columns.symbol
        self._shutdown = is_shutdown(columns.symbol, columns.subtype)
        self._rules = rules
        self.beats = beats
        self.shutdown_samples = 0
        #: Row of the annotation that opened it, first and last sample.
        self.shutdowns: list[tuple[int, int, int]] = []
        self.fibrillation: list[tuple[int, int, int]] = []

    def read(self, reference: bool) -> None:
        begun = self._symbol == "["
        ends = np.flatnonzero(self._symbol == "]")
        row = 0
        for mark in np.flatnonzero(begun | self._shutdown).tolist():
            if mark < row:
                continue
            if begun[mark]:
                row = self._read_fibrillation(mark, ends)
            else:
                row = self._read_shutdown(mark, reference)

    def _read_fibrillation(self, mark: int, ends: IndexArray) -> int:
        later = ends[np.searchsorted(ends, mark) :]
        past = int(later[0]) + 1 if len(later) else len(self._sample)
        self.beats[mark:past] = False
        end = int(self._sample[past - 1]) if len(later) else _last(self.fibrillation)
        self.fibrillation.append((mark, int(self._sample[mark]), end))
        return past

    def _read_shutdown(self, mark: int, reference: bool) -> int:
        start, row = int(self._sample[mark]), mark + 1
        if row == len(self._sample):
            self._count_shutdown(start, self._rules.n_samples or start)
            end = NEVER if reference else _last(self.shutdowns)
            self.shutdowns.append((mark, start, end))
            return row
        if self._symbol[row] == "~" and not self._shutdown[row]:
            end = int(self._sample[row])
            row += 1
        else:
            start, end = self._around(mark)
        self._count_shutdown(start, end)
        self.shutdowns.append((mark, start, end))
        return row

    def _count_shutdown(self, start: int, end: int) -> None:
        """Count what lies in the record; one left open has no length without it."""
        n_samples = self._rules.n_samples
        last = end if n_samples is None else min(end, n_samples)
        self.shutdown_samples += max(last - start, 0)

    def _around(self, mark: int) -> tuple[int, int]:
        """Return the extent of a shutdown with one mark in its midst (AHA database)."""
        beats = np.flatnonzero(self.beats[:mark])
        before = int(self._sample[beats[-1]]) if len(beats) else 0
        if self.fibrillation:
            before = max(before, _last(self.fibrillation))
        end = int(self._sample[mark + 1]) - self._rules.tolerance
        return min(before + self._rules.tolerance, end), end


def _last(episodes: list[tuple[int, int, int]]) -> int:
    """Return the end of the last episode, or what never ends."""
    return episodes[-1][2] if episodes else NEVER
