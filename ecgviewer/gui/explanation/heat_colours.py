"""A Grad-CAM heat map as a veil to lay over a picture: what is hot stays clear."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import Float32Array, Float64Array

# A colour over the hot places would mix with those of the picture, which carry meaning.
# This grey is lighter than the dark of a picture and darker than its bright places, so
# that both lose contrast under it, on any paper.
_VEIL_GREY = 160
#: Heat at the line drawn around the hottest places.
CONTOUR = 0.5


def veil_rgba(heat: Float32Array, opacity_percent: float) -> npt.NDArray[np.uint8]:
    """Return the veil that dims what is cold; what is hot is clear as glass.

    Parameters
    ----------
    heat : ndarray of float32, shape (height, width)
        0 to 1.
    opacity_percent : float
        Opacity at heat 0; it falls in proportion to the heat, to none at heat 1.

    Returns
    -------
    ndarray of uint8, shape (height, width, 4)
    """
    heat = np.clip(np.nan_to_num(heat), 0, 1)
    rgba = np.empty((*heat.shape, 4), np.uint8)
    rgba[..., :3] = _VEIL_GREY
    rgba[..., 3] = (1 - heat) * opacity_percent * 2.55
    return rgba


def upscaled(heat: Float32Array, shape: tuple[int, int]) -> Float32Array:
    """Return a heat map at the size of a picture, bilinear between cell centres.

    Parameters
    ----------
    heat : ndarray of float32, shape (h, w)
    shape : tuple of int
        Height and width to bring it to.

    Returns
    -------
    ndarray of float32
    """
    down, across = (
        _weights(old, new) for old, new in zip(heat.shape, shape, strict=True)
    )
    return np.asarray(down @ heat @ across.T, np.float32)


def _weights(n_old: int, n_new: int) -> Float64Array:
    centres = (np.arange(n_new) + 0.5) * n_old / n_new - 0.5
    cells = np.arange(n_old)
    return np.stack([np.interp(centres, cells, one) for one in np.eye(n_old)], axis=1)


def over_time(heat: Float32Array) -> Float32Array:
    """Return how hot each moment is over all frequencies, 1 for the hottest.

    Parameters
    ----------
    heat : ndarray of float32, shape (height, width)

    Returns
    -------
    ndarray of float32, shape (width,)
        All 0 where the map is.
    """
    marginal: Float32Array = heat.mean(axis=0)
    top = float(marginal.max(initial=0.0))
    return marginal / top if top > 0 else marginal
