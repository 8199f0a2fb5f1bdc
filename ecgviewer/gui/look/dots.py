"""Pictures out of arrays of dots."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

#: 32 bits a dot: opacity, red, green, blue.
Dots = npt.NDArray[np.uint32]


def image_of(
    dots: Dots,
    ratio: float = 1.0,
    form: QImage.Format = QImage.Format.Format_ARGB32_Premultiplied,
) -> QImage:
    """Return an image that shows an array of dots and shares its memory.

    The image must not outlive the array: where it would, the caller takes a copy.

    Parameters
    ----------
    dots : ndarray of uint32, shape (height, width)
        Contiguous, from the top.
    ratio : float
        Dots in a pixel.
    form : QImage.Format
        What the 32 bits of a dot are.
    """
    high, wide = dots.shape
    image = QImage(dots.data, wide, high, 4 * wide, form)
    image.setDevicePixelRatio(ratio)
    return image
