"""Episode-by-episode comparison of two annotators, as ANSI/AAMI EC57 has it.

The counts, durations and percentages are those of the program ``epicmp`` of the WFDB
Software Package 10.7. They follow the definitions of its manual: G. B. Moody, WFDB
Applications Guide, epicmp(1) and "Evaluating ECG Analyzers".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecgviewer.core.annotations import AnnotationColumns
from ecgviewer.core.arrays import BoolArray, IntArray
from ecgviewer.core.ec57.rules import ComparisonRules, Ratio

_AF, _FLUTTER = "(AFIB", "(AFL"
_NO_EPISODES: IntArray = np.empty((0, 2), np.int64)


@dataclass(frozen=True)
class EpisodeRules:
    """Which episodes are compared; by default all, as EC57 has it.

    Attributes
    ----------
    shortest_s : float
        Shorter episodes are not counted, though a longer one of the other annotator
        may still be found by them; in seconds.
    without_flutter : bool
        Whether what the reference calls atrial flutter is left out of the positive
        predictivity of atrial fibrillation (``epicmp -x``), as EC38:1998 asked.
    """

    shortest_s: float = 0.0
    without_flutter: bool = False


@dataclass(frozen=True)
class EpisodeComparison:
    """How episodes of one kind agree.

    Attributes
    ----------
    sensitivity, predictivity : Ratio
        Episodes of the reference that the test overlaps at all, and of the test that
        the reference overlaps.
    duration_sensitivity, duration_predictivity : Ratio
        What both call an episode, of the reference's and of the test's, in ms.
    """

    sensitivity: Ratio
    predictivity: Ratio
    duration_sensitivity: Ratio
    duration_predictivity: Ratio

    @property
    def ratios(self) -> tuple[Ratio, Ratio, Ratio, Ratio]:
        """All four, in the order in which they are printed."""
        return (
            self.sensitivity,
            self.predictivity,
            self.duration_sensitivity,
            self.duration_predictivity,
        )


#: As EC57 has it.
ALL_EPISODES = EpisodeRules()
_NONE = Ratio(0, 0)
#: What most records have, of which nothing need be worked out.
_NEITHER = EpisodeComparison(_NONE, _NONE, _NONE, _NONE)


def compare_episodes(
    reference: AnnotationColumns,
    test: AnnotationColumns,
    rules: ComparisonRules,
    episodes: EpisodeRules = ALL_EPISODES,
) -> tuple[EpisodeComparison, EpisodeComparison]:
    """Compare the episodes of fibrillation of two annotators of a record.

    Atrial fibrillation begins with a rhythm ``(AFIB`` and ends with any other rhythm;
    ventricular fibrillation or flutter begins with ``[`` and ends with ``]``, whatever
    the rhythms say. What does not end lasts as long as the record. Shutdown changes
    nothing: an episode that was missed in it was missed.

    Parameters
    ----------
    reference, test : AnnotationColumns
        All annotations of each, in order of time.
    rules : ComparisonRules
        What is compared; an episode of the learning period counts from its end on.
    episodes : EpisodeRules, optional
        Which episodes; all by default.

    Returns
    -------
    tuple of EpisodeComparison
        Of atrial, and of ventricular fibrillation.
    """
    last = int(reference.sample[-1]) if len(reference.sample) else 0
    period = rules.start, last if rules.n_samples is None else rules.n_samples
    flutter = _NO_EPISODES
    if episodes.without_flutter:
        flutter = _of_rhythm(reference, _FLUTTER, period)
    return (
        _compare(
            _of_rhythm(reference, _AF, period),
            _of_rhythm(test, _AF, period),
            flutter,
            episodes.shortest_s * rules.fs,
            rules.fs,
        ),
        _compare(
            _of_fibrillation(reference, period),
            _of_fibrillation(test, period),
            _NO_EPISODES,
            episodes.shortest_s * rules.fs,
            rules.fs,
        ),
    )


def _of_rhythm(
    columns: AnnotationColumns, name: str, period: tuple[int, int]
) -> IntArray:
    rows = np.flatnonzero(columns.symbol == "+")
    begins = np.array(
        [columns.aux[row].startswith(name) for row in rows.tolist()], np.bool_
    )
    return _episodes(columns.sample[rows], begins, period)


def _of_fibrillation(columns: AnnotationColumns, period: tuple[int, int]) -> IntArray:
    rows = np.flatnonzero((columns.symbol == "[") | (columns.symbol == "]"))
    return _episodes(columns.sample[rows], columns.symbol[rows] == "[", period)


def _episodes(sample: IntArray, begins: BoolArray, period: tuple[int, int]) -> IntArray:
    """Return first sample and end of what begins at some marks and ends at others."""
    if not begins.any():
        return _NO_EPISODES
    changes = np.diff(begins.astype(np.int64), prepend=0)
    first = sample[changes == 1]
    end = np.append(sample[changes == -1], period[1])[: len(first)]
    inside: IntArray = np.clip(np.column_stack((first, end)), *period)
    return inside[inside[:, 1] > inside[:, 0]]


def _compare(
    reference: IntArray, test: IntArray, flutter: IntArray, shortest: float, fs: float
) -> EpisodeComparison:
    if not len(reference) and not len(test):
        return _NEITHER
    test = test[_shared(test, flutter) < _length(test)]
    ours = reference[_length(reference) >= shortest]
    theirs = test[_length(test) >= shortest]
    found, true = _shared(ours, test), _shared(theirs, reference)
    return EpisodeComparison(
        sensitivity=Ratio(int(np.count_nonzero(found)), len(ours)),
        predictivity=Ratio(int(np.count_nonzero(true)), len(theirs)),
        duration_sensitivity=_durations(found, _length(ours), fs),
        duration_predictivity=_durations(true, _outside(theirs, flutter), fs),
    )


def _length(episodes: IntArray) -> IntArray:
    return episodes[:, 1] - episodes[:, 0]


def _shared(episodes: IntArray, others: IntArray) -> IntArray:
    """Return how many samples of each episode are in the others."""
    return _passed(others, episodes[:, 1]) - _passed(others, episodes[:, 0])


def _passed(episodes: IntArray, places: IntArray) -> IntArray:
    """Return how many samples of all episodes lie before each place."""
    begun = np.searchsorted(episodes[:, 0], places)
    total = np.concatenate(([0], np.cumsum(_length(episodes))))
    return total[begun] - _to_come(episodes, places, begun)


def _to_come(episodes: IntArray, places: IntArray, begun: IntArray) -> IntArray:
    """Return how many samples of the episode at each place lie after it."""
    ends = np.concatenate(([0], episodes[:, 1]))
    return np.maximum(ends[begun] - places, 0)


def _outside(episodes: IntArray, flutter: IntArray) -> IntArray:
    """Return what of each episode is not flutter, as ``epicmp -x`` counts it.

    There an episode that begins in flutter is longer by that part, not shorter: the
    duration printed for record 202 of mitdb has it so.
    """
    begun = np.searchsorted(flutter[:, 0], episodes[:, 0], side="right")
    at_begin = _to_come(flutter, episodes[:, 0], begun)
    return _length(episodes) - _shared(episodes, flutter) + 2 * at_begin


def _durations(shared: IntArray, length: IntArray, fs: float) -> Ratio:
    return Ratio(*(int(part.sum() * 1000 / fs + 0.5) for part in (shared, length)))
