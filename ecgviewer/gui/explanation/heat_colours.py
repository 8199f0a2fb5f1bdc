"""A Grad-CAM heat map in the colours of heat, laid over a grey picture.

From nearly black over purple and orange to light yellow (inferno): the hotter, the
lighter, so that it reads alike in colour, in grey and to a colour-blind reader.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg

from ecgviewer.core.arrays import Float32Array, Float64Array

#: Heat at the line drawn around the hottest places.
CONTOUR = 0.5
_STEPS = 256
#: How bright each channel is to the eye (ITU-R BT.601).
_LIGHT = np.array([0.299, 0.587, 0.114], np.float32)


@cache
def _ramp() -> npt.NDArray[np.uint8]:
    ramp = pg.colormap.get("inferno").getLookupTable(0.0, 1.0, _STEPS)
    return np.asarray(ramp, np.uint8)


def heat_rgba(
    heat: Float32Array, opacity_percent: float, *, cold_is_clear: bool = False
) -> npt.NDArray[np.uint8]:
    """Return the colours of a heat map.

    Parameters
    ----------
    heat : ndarray of float32, shape (height, width)
        0 to 1.
    opacity_percent : float
    cold_is_clear : bool
        The opacity falls with the heat, to none: for paper, on which dark would not
        read as cold.

    Returns
    -------
    ndarray of uint8, shape (height, width, 4)
    """
    heat = np.clip(np.nan_to_num(heat), 0, 1)
    rgba = np.empty((*heat.shape, 4), np.uint8)
    rgba[..., :3] = _ramp()[(heat * (_STEPS - 1)).astype(np.uint8)]
    share = heat if cold_is_clear else np.ones_like(heat)
    rgba[..., 3] = share * opacity_percent * 2.55
    return rgba


def grey(image: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Return a picture in grey: its own colours would mix with those of heat.

    Parameters
    ----------
    image : ndarray of uint8, shape (height, width, 3) or (height, width)
    """
    if image.ndim < 3:
        return image
    return np.asarray((image[..., :3] @ _LIGHT).round(), np.uint8)


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
