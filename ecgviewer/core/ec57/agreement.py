"""Agreement of readers beyond chance: Cohen's and Fleiss' kappa, with intervals.

J Cohen, Educ Psychol Meas 20 (1960) 37; JL Fleiss, Psychol Bull 76 (1971) 378.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import Float64Array, IntArray
from ecgviewer.core.labels import UNSET

#: From statistics summed over beats, shape (n, n_statistics), the observed and the
#: expected agreement, each of shape (n, 1 + n_classes): over all, then by class.
_Terms = Callable[[Float64Array], tuple[Float64Array, Float64Array]]
_BOUNDS = (0.025, 0.975)


@dataclass(frozen=True)
class Kappa:
    """Agreement beyond chance: 1 is perfect, 0 that of chance.

    Attributes
    ----------
    value : float
        NaN where all readers gave all beats the same class.
    low, high : float
        Bounds of the 95 % confidence interval, NaN where there is none.
    """

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Agreement:
    """Agreement of readers on the classes of beats.

    Attributes
    ----------
    overall : Kappa
        Over all classes.
    by_class : tuple of Kappa
        Each class against the rest.
    observed : float
        Share of the pairs of readers that agree on a beat, over all beats.
    n_beats : int
        Beats that all readers have labelled.
    """

    overall: Kappa
    by_class: tuple[Kappa, ...]
    observed: float
    n_beats: int


def cohen_kappa(
    ratings: npt.ArrayLike,
    n_classes: int,
    *,
    records: Sequence[str] | None = None,
    n_resamples: int = 2000,
    seed: int = 0,
) -> Agreement:
    """Return Cohen's kappa of two readers.

    Parameters
    ----------
    ratings : array_like of int, shape (n_beats, 2)
        Class that each reader gave each beat, from 0 to ``n_classes - 1``. Beats
        that a reader left at UNSET are left out.
    n_classes : int
        Number of classes.
    records : sequence of str, optional
        The record of each beat. The beats of one record are not independent, so
        where there are several records the bootstrap draws records, not beats.
    n_resamples, seed : int
        Draws of the percentile bootstrap, and where its random numbers begin.

    Returns
    -------
    Agreement

    Raises
    ------
    ValueError
        If the ratings are not of two readers, a class is out of range, or no beat
        has been labelled by both.
    """
    beats, groups = _complete(ratings, n_classes, records)
    if beats.shape[1] != 2:
        raise ValueError(f"Cohen's kappa is of two readers, not {beats.shape[1]}")
    cells = np.eye(n_classes**2)[beats[:, 0] * n_classes + beats[:, 1]]
    return _agreement(_grouped(cells, groups), _cohen_terms, n_resamples, seed)


def kappa_of_tables(
    tables: npt.ArrayLike, *, n_resamples: int = 2000, seed: int = 0
) -> Agreement:
    """Return Cohen's kappa of two readers from their tables, one for each patient.

    Parameters
    ----------
    tables : array_like of int, shape (n_patients, n_classes, n_classes)
        How many beats of each patient got a class from one reader, in rows, and one
        from the other, in columns. The bootstrap draws patients; of one patient it
        draws beats.
    n_resamples, seed : int
        As for `cohen_kappa`.

    Returns
    -------
    Agreement

    Raises
    ------
    ValueError
        If the tables are not square, or hold no beat.
    """
    counts = np.asarray(tables, np.int64)
    if counts.ndim != 3 or counts.shape[1] != counts.shape[2]:
        raise ValueError("tables have one row and one column for each class")
    cells = counts.reshape(len(counts), -1)
    cells = cells[cells.sum(axis=1) > 0]
    if not len(cells):
        raise ValueError("no beat has been labelled by both readers")
    n_beats = int(cells.sum())
    units = _Units(cells.astype(np.float64), np.ones(len(cells), np.int64), n_beats)
    if len(cells) == 1:
        units = _Units(np.eye(cells.shape[1]), cells[0], n_beats)
    return _agreement(units, _cohen_terms, n_resamples, seed)


def fleiss_kappa(
    ratings: npt.ArrayLike,
    n_classes: int,
    *,
    records: Sequence[str] | None = None,
    n_resamples: int = 2000,
    seed: int = 0,
) -> Agreement:
    """Return Fleiss' kappa of two or more readers.

    Parameters
    ----------
    ratings : array_like of int, shape (n_beats, n_readers)
        As for `cohen_kappa`. The readers need not be the same for all beats, only
        as many.
    n_classes, records, n_resamples, seed
        As for `cohen_kappa`.

    Returns
    -------
    Agreement

    Raises
    ------
    ValueError
        If there are fewer than two readers, a class is out of range, or no beat has
        been labelled by all.
    """
    beats, groups = _complete(ratings, n_classes, records)
    n_readers = beats.shape[1]
    if n_readers < 2:
        raise ValueError("Fleiss' kappa needs two readers or more")
    votes = np.stack([np.sum(beats == c, axis=1) for c in range(n_classes)], axis=1)
    both = np.concatenate((votes, votes * (votes - 1)), axis=1).astype(np.float64)
    terms = partial(_fleiss_terms, n_readers=n_readers)
    return _agreement(_grouped(both, groups), terms, n_resamples, seed)


def _complete(
    ratings: npt.ArrayLike, n_classes: int, records: Sequence[str] | None
) -> tuple[IntArray, IntArray]:
    """Return the beats that all readers labelled, and the record of each, numbered."""
    table = np.asarray(ratings, np.int64)
    if table.ndim != 2:
        raise ValueError("ratings have one row for each beat and one column a reader")
    if records is not None and len(records) != len(table):
        raise ValueError(f"{len(records)} records given for {len(table)} beats")
    complete = np.all(table != UNSET, axis=1)
    beats = table[complete]
    if not len(beats):
        raise ValueError("no beat has been labelled by all readers")
    if beats.min() < 0 or beats.max() >= n_classes:
        raise ValueError(f"classes must be from 0 to {n_classes - 1}")
    names = np.zeros(len(table), np.int64) if records is None else np.array(records)
    return beats, np.unique(names[complete], return_inverse=True)[1]


@dataclass(frozen=True, eq=False)
class _Units:
    """What the bootstrap draws: statistics of a record or a beat, and how many."""

    sums: Float64Array
    count: IntArray
    n_beats: int


def _grouped(statistics: Float64Array, groups: IntArray) -> _Units:
    n_groups = int(groups.max()) + 1
    if n_groups == 1:
        sums, count = np.unique(statistics, axis=0, return_counts=True)
        return _Units(sums, count, len(statistics))
    sums = np.zeros((n_groups, statistics.shape[1]))
    np.add.at(sums, groups, statistics)
    return _Units(sums, np.ones(n_groups, np.int64), len(statistics))


def _agreement(units: _Units, terms: _Terms, n_resamples: int, seed: int) -> Agreement:
    total = units.count[np.newaxis] @ units.sums
    observed, expected = terms(total)
    values = _kappa(observed, expected)[0]
    n_units = units.count.sum()
    draws = np.random.default_rng(seed).multinomial(
        n_units, units.count / n_units, size=n_resamples
    )
    resampled = _kappa(*terms(draws @ units.sums))
    kappas = [
        _with_interval(float(value), column)
        for value, column in zip(values, resampled.T, strict=True)
    ]
    return Agreement(
        overall=kappas[0],
        by_class=tuple(kappas[1:]),
        observed=float(observed[0, 0]),
        n_beats=units.n_beats,
    )


def _kappa(observed: Float64Array, expected: Float64Array) -> Float64Array:
    """Return NaN where chance alone agrees on everything."""
    beyond = 1.0 - expected
    undefined = np.isclose(beyond, 0.0)
    return np.where(
        undefined, np.nan, (observed - expected) / np.where(undefined, 1.0, beyond)
    )


def _with_interval(value: float, resampled: Float64Array) -> Kappa:
    defined = resampled[~np.isnan(resampled)]
    if np.isnan(value) or not len(defined):
        return Kappa(value, np.nan, np.nan)
    low, high = np.quantile(defined, _BOUNDS)
    return Kappa(value, float(low), float(high))


def _cohen_terms(sums: Float64Array) -> tuple[Float64Array, Float64Array]:
    n_classes = round(sums.shape[1] ** 0.5)
    table = sums.reshape(-1, n_classes, n_classes)
    n = table.sum(axis=(1, 2))[:, np.newaxis]
    first, second = table.sum(axis=2) / n, table.sum(axis=1) / n
    same = np.diagonal(table, axis1=1, axis2=2) / n
    by_class = 1.0 - first - second + 2.0 * same
    by_chance = first * second + (1.0 - first) * (1.0 - second)
    return (
        np.column_stack((same.sum(axis=1), by_class)),
        np.column_stack(((first * second).sum(axis=1), by_chance)),
    )


def _fleiss_terms(
    sums: Float64Array, n_readers: int
) -> tuple[Float64Array, Float64Array]:
    votes, pairs = np.split(sums, 2, axis=1)
    n_votes = votes.sum(axis=1, keepdims=True)
    share, same = votes / n_votes, pairs / (n_votes * (n_readers - 1))
    by_class = 1.0 - 2.0 * (share - same)
    by_chance = 1.0 - 2.0 * share * (1.0 - share)
    return (
        np.column_stack((same.sum(axis=1), by_class)),
        np.column_stack(((share**2).sum(axis=1), by_chance)),
    )
