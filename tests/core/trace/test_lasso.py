"""Points inside a line drawn by hand."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.arrays import Float64Array
from ecgviewer.core.trace.lasso import inside_polygon


def inside(corners: list[tuple[float, float]], *points: tuple[float, float]) -> object:
    x, y = np.array(points, np.float64).T
    polygon: Float64Array = np.array(corners, np.float64)
    return inside_polygon(x, y, polygon).tolist()


def test_a_square_holds_its_middle_only() -> None:
    square = [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)]
    around = [(1.0, 1.0), (3.0, 1.0), (-1.0, 1.0), (1.0, 3.0), (1.0, -1.0)]
    assert inside(square, *around) == [True, False, False, False, False]
    assert inside(square[::-1], *around) == [True, False, False, False, False]


def test_a_notch_is_outside() -> None:
    horseshoe = [(0.0, 0.0), (3.0, 0.0), (3.0, 3.0), (2.0, 3.0), (1.5, 1.0), (1.0, 3.0)]
    assert inside([*horseshoe, (0.0, 3.0)], (1.5, 2.0), (0.5, 2.0), (2.5, 2.0)) == [
        False,
        True,
        True,
    ]


def test_a_line_that_crosses_itself_counts_by_the_even_odd_rule() -> None:
    twice_round = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)]
    twice_round += [(0.0, 1.0), (3.0, 1.0), (3.0, 3.0), (0.0, 3.0)]
    assert inside(twice_round, (3.5, 2.0), (1.0, 2.0)) == [True, False]


def test_no_line_holds_nothing() -> None:
    assert inside([(1.0, 1.0)], (1.0, 1.0), (0.0, 0.0)) == [False, False]
