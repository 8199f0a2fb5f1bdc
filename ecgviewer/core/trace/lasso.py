"""Which points a closed line drawn by hand encloses."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.arrays import BoolArray, Float64Array


def inside_polygon(
    x: Float64Array, y: Float64Array, corners: Float64Array
) -> BoolArray:
    """Return which points lie inside a polygon, by the even-odd rule.

    Parameters
    ----------
    x, y : ndarray of float64, shape (n,)
        The points.
    corners : ndarray of float64, shape (m, 2)
        The polygon, closed from its last corner to the first.

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    inside = np.zeros(len(x), bool)
    for (x1, y1), (x2, y2) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if y1 == y2:
            continue
        spans = (y1 > y) != (y2 > y)
        crossing = x1 + (y - y1) * (x2 - x1) / (y2 - y1)
        inside ^= spans & (x < crossing)
    return inside
