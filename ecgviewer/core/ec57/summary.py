"""Sums, gross and average figures over records, as sumstats gives them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ecgviewer.core.arrays import IntArray
from ecgviewer.core.ec57.episodes import EpisodeComparison
from ecgviewer.core.ec57.matrix import BeatComparison
from ecgviewer.core.ec57.rules import Ratio
from ecgviewer.core.ec57.runs import RunComparison

#: Rows of the matrix (N S V F Q O X) that make those of a line: N S V F' O'.
_LINE_ROWS = np.array([0, 1, 2, 3, 3, 4, 4])
#: Columns of the matrix (n s v f q o x) that make those of a line: n' s v o'.
_LINE_COLUMNS = np.array([0, 1, 2, 0, 0, 3, 3])
_N, _S, _V, _F, _O = range(5)
_MISSED = 3


@dataclass(frozen=True, eq=False)
class BeatSummary:
    """Beat-by-beat figures over all records.

    Attributes
    ----------
    counts : ndarray of int64, shape (5, 4)
        Sum of the `line_counts`.
    gross : tuple of Ratio
        Sensitivity and predictivity of QRS, VEB and SVEB over all beats.
    average : tuple of float or None
        Mean over records of the same, in percent; None where no record has one.
    rr_error_ms : float or None
        Mean over records of the RR error.
    """

    counts: IntArray
    gross: tuple[Ratio, ...]
    average: tuple[float | None, ...]
    rr_error_ms: float | None


@dataclass(frozen=True, eq=False)
class RunSummary:
    """Run-by-run figures over all records.

    Attributes
    ----------
    gross : tuple of Ratio
        Sensitivity and predictivity of couplets, short and long runs over all runs.
    average : tuple of float or None
        Mean over records of the same, in percent; None where no record has one.
    """

    gross: tuple[Ratio, ...]
    average: tuple[float | None, ...]


@dataclass(frozen=True, eq=False)
class EpisodeSummary:
    """Episode-by-episode figures of one kind over all records.

    Attributes
    ----------
    gross : tuple of Ratio
        Sensitivity and predictivity of episodes over all episodes, then of durations
        in ms.
    average : tuple of float or None
        Mean over records of the same, in percent; None where no record has one.
    """

    gross: tuple[Ratio, ...]
    average: tuple[float | None, ...]


@dataclass(frozen=True, eq=False)
class ShutdownSummary:
    """Beats missed in shutdown, over all records.

    Attributes
    ----------
    missed : ndarray of int64, shape (5,)
        By class of the reference: N S V F Q.
    shutdown_s : int
        Duration of all shutdowns.
    """

    missed: IntArray
    shutdown_s: int


def line_counts(comparison: BeatComparison) -> IntArray:
    """Return the counts of a record that a line has room for.

    Returns
    -------
    ndarray of int64, shape (5, 4)
        Rows N, S, V, F' (F and Q), O' (O and X); columns n' (n, f and q), s, v,
        o' (o and x).
    """
    counts = np.zeros((5, 4), np.int64)
    place = np.ix_(_LINE_ROWS, _LINE_COLUMNS)
    np.add.at(counts, place, comparison.matrix)
    return counts


def summarise_beats(comparisons: Sequence[BeatComparison]) -> BeatSummary:
    """Return gross and average figures of a beat-by-beat comparison.

    They are taken from the counts of the lines, as ``sumstats`` does; SVEBs
    detected in place of fusion beats are not false ones here, while in the figures of
    one record they are.
    """
    lines = [line_counts(comparison) for comparison in comparisons]
    total = sum(lines, np.zeros((5, 4), np.int64))
    errors = [
        float(f"{comparison.rr_error_ms:.2f}")
        for comparison in comparisons
        if comparison.rr_error_ms is not None
    ]
    return BeatSummary(
        counts=total,
        gross=_line_ratios(total),
        average=_average([_line_ratios(line) for line in lines]),
        rr_error_ms=float(np.mean(errors)) if errors else None,
    )


def summarise_runs(comparisons: Sequence[RunComparison]) -> RunSummary:
    """Return gross and average figures of a run-by-run comparison of one kind."""
    lines = [comparison.ratios for comparison in comparisons]
    return RunSummary(gross=_pooled(lines), average=_average(lines))


def summarise_episodes(comparisons: Sequence[EpisodeComparison]) -> EpisodeSummary:
    """Return gross and average figures of a comparison of episodes of one kind."""
    lines = [comparison.ratios for comparison in comparisons]
    return EpisodeSummary(gross=_pooled(lines), average=_average(lines))


def summarise_shutdowns(comparisons: Sequence[BeatComparison]) -> ShutdownSummary:
    """Return how many beats were missed in shutdown, and how long that was."""
    missed = [comparison.matrix[:5, -1] for comparison in comparisons]
    return ShutdownSummary(
        missed=sum(missed, np.zeros(5, np.int64)),
        shutdown_s=sum(comparison.shutdown_s for comparison in comparisons),
    )


def _line_ratios(line: IntArray) -> tuple[Ratio, ...]:
    beats, detections = line[:_O], line[:, :_MISSED]
    found = int(line[:_O, :_MISSED].sum())
    true_or_false = line[[_N, _S, _V, _O]]
    return (
        Ratio(found, int(beats.sum())),
        Ratio(found, int(detections.sum())),
        Ratio(int(line[_V, 2]), int(line[_V].sum())),
        Ratio(int(line[_V, 2]), int(true_or_false[:, 2].sum())),
        Ratio(int(line[_S, 1]), int(line[_S].sum())),
        Ratio(int(line[_S, 1]), int(true_or_false[:, 1].sum())),
    )


def _pooled(lines: Sequence[tuple[Ratio, ...]]) -> tuple[Ratio, ...]:
    """Add up counts and totals of each figure."""
    return tuple(
        Ratio(sum(r.count for r in column), sum(r.total for r in column))
        for column in zip(*lines, strict=True)
    )


def _average(lines: Sequence[tuple[Ratio, ...]]) -> tuple[float | None, ...]:
    """Average each figure over the records that have one."""
    columns = (
        [percent for ratio in column if (percent := ratio.percent) is not None]
        for column in zip(*lines, strict=True)
    )
    return tuple(float(np.mean(column)) if column else None for column in columns)
