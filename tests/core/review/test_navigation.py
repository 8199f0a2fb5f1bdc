from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.core.review.navigation import neighbour_row, next_listed, next_row_where

SAMPLES = np.array([100, 200, 300, 400])


@pytest.mark.parametrize(
    ("at", "step", "row"),
    [
        (200, 1, 2),
        (200, -1, 0),
        (250, 1, 2),
        (250, -1, 1),
        (200, 2, 3),
        (400, 1, 3),
        (100, -1, 0),
        (0, -1, 0),
        (999, 1, 3),
    ],
)
def test_neighbour(at: float, step: int, row: int) -> None:
    assert neighbour_row(SAMPLES, at, step) == row


def test_no_neighbour_without_beats() -> None:
    assert neighbour_row(np.empty(0, np.int64), 0, 1) is None


@pytest.mark.parametrize(
    ("at", "forward", "row"),
    [
        (100, True, 1),
        (200, True, 3),
        (400, True, 1),
        (400, False, 1),
        (200, False, 3),
        (100, False, 3),
    ],
)
def test_next_of_a_kind_goes_round_the_end(at: float, forward: bool, row: int) -> None:
    wanted = np.array([False, True, False, True])
    assert next_row_where(wanted, SAMPLES, at, forward=forward) == row


def test_nothing_of_a_kind() -> None:
    assert next_row_where(np.zeros(4, bool), SAMPLES, 0) is None


@pytest.mark.parametrize(
    ("beat_id", "step", "expected"),
    [(7, 1, 3), (7, -1, 9), (9, -1, 9), (3, 5, 3), (None, 1, 9), (4, 1, 9)],
)
def test_the_next_in_an_order_of_its_own(
    beat_id: int | None, step: int, expected: int
) -> None:
    assert next_listed(np.array([9, 7, 3]), beat_id, step) == expected
    assert next_listed(np.empty(0, np.int64), beat_id, step) is None
