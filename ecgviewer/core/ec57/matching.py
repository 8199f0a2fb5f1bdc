"""Pairing of the beats of two annotators, by the rule of EC57 as bxb applies it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import IndexArray, IntArray

#: ANSI/AAMI EC57: beats of one annotator match those of the other within 150 ms.
MATCH_WINDOW_S = 0.15
#: Stands for the time of the beat after the last one.
_NEVER = 2**62


@dataclass(frozen=True, eq=False)
class Matches:
    """Which beats of a reference and of a test annotator are the same beats.

    Attributes
    ----------
    pairs : ndarray of int64, shape (n_pairs, 2)
        Index in the reference and in the test of each matched beat, in order of time.
    missed, extra : ndarray of int64
        Beats of the reference alone, and of the test alone.
    facing_missed, facing_extra : ndarray of int64
        The beat of the other annotator that stood next in line when the missed or
        extra beat was passed over; its number of beats when none was left.
    """

    pairs: IntArray
    missed: IntArray
    extra: IntArray
    facing_missed: IntArray
    facing_extra: IntArray


def match_beats(
    reference_samples: npt.ArrayLike,
    test_samples: npt.ArrayLike,
    tolerance: int,
    *,
    start: int = 0,
    end: int | None = None,
) -> Matches:
    """Pair the beats of two annotators one to one.

    The earlier of the two next beats is paired with the other annotator's next beat
    if that lies within the tolerance and is nearer to it than its own annotator's
    following beat is, or if the two following beats are nearer to each other
    (ANSI/AAMI EC57; ``bxb`` of the WFDB Software Package 10.7).

    Parameters
    ----------
    reference_samples, test_samples : array_like of int, shapes (n,) and (m,)
        Samples of the beats, ascending.
    tolerance : int
        Largest distance of a pair, in samples (MATCH_WINDOW_S times fs).
    start : int
        First sample compared. A reference beat after it may still be paired with a
        test beat just before it; a test beat just after it that belongs to a
        reference beat before it is left out.
    end : int, optional
        Last sample compared, otherwise to the last beat. One beat of the last pair
        may lie after it.

    Returns
    -------
    Matches

    Raises
    ------
    ValueError
        If the samples of an annotator are not one ascending column.
    """
    reference = _ascending(reference_samples, "reference")
    test = _ascending(test_samples, "test")
    first = _first_beats(reference, test, tolerance, start)
    return _walk(reference, test, tolerance, first, _NEVER - 1 if end is None else end)


def _ascending(samples: npt.ArrayLike, annotator: str) -> list[int]:
    """Return the samples, followed by two that stand for the end."""
    column = np.asarray(samples, np.int64)
    if column.ndim != 1 or np.any(np.diff(column) < 0):
        raise ValueError(
            f"the {annotator} beats must be one column of samples in order of time"
        )
    return [*column.tolist(), _NEVER, _NEVER]


def _first_beats(
    reference: list[int], test: list[int], tolerance: int, start: int
) -> tuple[int, int]:
    """Return the indices of the beats at which the comparison begins."""
    i, j = bisect_left(reference, start), bisect_left(test, start)
    before = reference[i] - test[j - 1] if j else _NEVER
    if before <= tolerance and before < abs(reference[i] - test[j]):
        return i, j - 1
    at_start = test[j] - start <= tolerance
    nearer = abs(reference[i] - test[j + 1]) < abs(reference[i] - test[j])
    # In a comparison of the whole record nothing comes before the first beat.
    return i, j + 1 if start > 0 and at_start and nearer else j


def _walk(
    reference: list[int],
    test: list[int],
    tolerance: int,
    first: tuple[int, int],
    end: int,
) -> Matches:
    """Go through both annotators side by side, one beat or one pair a step."""
    pairs, missed, extra = [], [], []
    i, j = first
    while reference[i] <= end or test[j] <= end:
        gap = test[j] - reference[i]
        rival = test[j + 1] - reference[i] if gap < 0 else test[j] - reference[i + 1]
        following = test[j + 1] - reference[i + 1]
        nearest = min(abs(gap), abs(following)) < abs(rival)
        if abs(gap) <= tolerance and nearest:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif gap < 0:
            extra.append((j, i))
            j += 1
        else:
            missed.append((i, j))
            i += 1
    missed_of, extra_of = _pairs_of(missed), _pairs_of(extra)
    return Matches(
        pairs=_pairs_of(pairs),
        missed=missed_of[:, 0],
        extra=extra_of[:, 0],
        facing_missed=missed_of[:, 1],
        facing_extra=extra_of[:, 1],
    )


def _pairs_of(pairs: list[tuple[int, int]]) -> IntArray:
    return np.array(pairs, np.int64).reshape(-1, 2)


def nearest_beats(
    samples: IntArray, places: npt.ArrayLike, tolerance: float
) -> IndexArray:
    """Return the row of the beat that is nearest to each place, -1 where none is near.

    Of two that are as near it is the earlier one. Unlike `match_beats`, one beat may be
    the nearest to several places.

    Parameters
    ----------
    samples : ndarray of int64, shape (n,)
        Samples of the beats, ascending.
    places : array_like of int, shape (m,)
        Where beats are looked for.
    tolerance : float
        Largest distance in samples (MATCH_WINDOW_S times fs).
    """
    wanted = np.asarray(places, np.int64)
    if not len(samples):
        return np.full(len(wanted), -1)
    after = np.searchsorted(samples, wanted).clip(0, len(samples) - 1)
    before = (after - 1).clip(0)
    earlier = np.abs(wanted - samples[before]) <= np.abs(samples[after] - wanted)
    rows = np.where(earlier, before, after)
    return np.where(np.abs(samples[rows] - wanted) <= tolerance, rows, -1)
