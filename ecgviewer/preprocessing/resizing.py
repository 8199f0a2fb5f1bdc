"""Resizes pictures bilinearly, as two matrix products with exact weights.

Between pixels of a picture and those of one of 128 pixels all distances are whole
256ths. So are the weights, and no product or sum of bytes with two of them needs more
than the 24 bits of a float: nothing is rounded before the end, and a picture is the
same alone and among others, whatever multiplies the matrices.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import prod

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import Float32Array

#: Pictures a step. Its products stay in the processor's cache, and below what OpenBLAS
#: starts threads for (`spectrogram` has more about that).
_STEP = 8
#: Values of a row, and rows, that are made at once: all of them lie near each other, so
#: that most of the picture does not count for them and is left out of the product.
_ACROSS, _DOWN = 16, 8
#: Weights are multiples of this part of a pixel.
_PARTS = 256
#: Added so that the rest can be cut off in the end. OpenCV, whose pictures the networks
#: learned from, rounds too, but cuts off an eighth on average before: 94 % of values
#: are the same, and the rest differ by 1.
_ROUNDING = np.float32(0.375)


@dataclass(frozen=True, eq=False)
class _Band:
    """Values of the new picture, the old ones that count for them, and how much.

    Attributes
    ----------
    made, used : slice
        Values along the new and the old picture.
    weights : ndarray of float32, shape (n_made, n_used)
    turned : ndarray of float32, shape (n_used, n_made)
        The same the other way round, as a product with columns wants it.
    """

    made: slice
    used: slice
    weights: Float32Array
    turned: Float32Array


def bilinear_weights(n_old: int, n_new: int) -> Float32Array:
    """Return how much each old pixel counts for each new one, shape (n_new, n_old).

    Pixels are squares, whose centres are compared; the outermost go on beyond the
    edge, as in OpenCV.
    """
    place = (np.arange(n_new) + 0.5) * n_old / n_new - 0.5
    left = np.floor(place).astype(np.int64)
    share = np.rint((place - left) * _PARTS) / _PARTS
    weights = np.zeros((n_new, n_old), np.float32)
    rows = np.arange(n_new)
    for pixel, count in ((left, 1 - share), (left + 1, share)):
        np.add.at(weights, (rows, np.clip(pixel, 0, n_old - 1)), count)
    return weights


@lru_cache(maxsize=8)
def _bands(n_old: int, n_new: int, most: int, n_channels: int = 1) -> tuple[_Band, ...]:
    """Return bands of at most this many values, a pixel being `n_channels` of them."""
    weights = np.kron(bilinear_weights(n_old, n_new), np.eye(n_channels))
    bands = []
    for first in range(0, len(weights), most):
        made = slice(first, min(first + most, len(weights)))
        counting = np.flatnonzero(weights[made].any(axis=0))
        used = slice(int(counting[0]), int(counting[-1]) + 1)
        part = np.ascontiguousarray(weights[made, used], np.float32)
        turned = np.ascontiguousarray(part.T)
        for each in (part, turned):
            each.flags.writeable = False
        bands.append(_Band(made, used, part, turned))
    return tuple(bands)


def resized(pictures: npt.NDArray[np.uint8], size: int) -> npt.NDArray[np.uint8]:
    """Return pictures in another size.

    Parameters
    ----------
    pictures : ndarray of uint8, shape (n, n_rows, n_columns, n_channels)
    size : int
        Rows and columns of the new ones.

    Returns
    -------
    ndarray of uint8, shape (n, size, size, n_channels)
    """
    n, n_rows, n_columns, n_channels = pictures.shape
    most, width = min(_STEP, n), size * n_channels
    result = np.empty((n, size, width), np.uint8)
    # Asked for once: the system takes as long to give memory as we to fill it.
    room = [
        np.empty(n_values * most, np.float32)
        for n_values in (n_rows * n_columns * n_channels, n_rows * width, _DOWN * width)
    ]
    across = _bands(n_columns, size, _ACROSS, n_channels)
    for start in range(0, n, _STEP):
        some = pictures[start : start + _STEP]
        # The first row of all of them, then the second: a product is of them all.
        small = _part(room[0], n_rows, len(some), n_columns, n_channels)
        np.copyto(small, some.transpose(1, 0, 2, 3))
        # The weights of a pixel make 1, so that this comes out at the end as well.
        small += _ROUNDING
        wide = _part(room[1], n_rows * len(some), width)
        rows = small.reshape(len(wide), -1)
        for band in across:
            np.matmul(rows[:, band.used], band.turned, out=wide[:, band.made])
        # Whole pictures of floats would not stay in the cache.
        wide = wide.reshape(n_rows, -1)
        made = result[start : start + _STEP].transpose(1, 0, 2)
        for band in _bands(n_rows, size, _DOWN):
            high = _part(room[2], len(band.weights), len(some), width)
            np.matmul(band.weights, wide[band.used], out=high.reshape(len(high), -1))
            made[band.made] = high
    return result.reshape(n, size, size, n_channels)


def _part(room: Float32Array, *shape: int) -> Float32Array:
    return room[: prod(shape)].reshape(shape)
