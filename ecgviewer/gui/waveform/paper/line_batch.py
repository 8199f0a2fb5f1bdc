"""Many straight lines drawn from NumPy arrays in one call."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from pyqtgraph.Qt import internals
from PySide6.QtCore import QLineF
from PySide6.QtGui import QColor, QPainter, QPen


def hairline(colour: QColor, width_dots: float = 1.0) -> QPen:
    """Return a pen one dot wide at every zoom: the only width that Qt draws fast."""
    pen = QPen(colour, width_dots)
    pen.setCosmetic(True)
    return pen


class LineBatch:
    """A buffer of lines, kept between frames."""

    def __init__(self) -> None:
        self._lines = internals.PrimitiveArray(QLineF, 4)

    def draw(
        self,
        painter: QPainter,
        x1: npt.ArrayLike,
        y1: npt.ArrayLike,
        x2: npt.ArrayLike,
        y2: npt.ArrayLike,
    ) -> None:
        """Draw lines from (x1, y1) to (x2, y2); numbers are broadcast to arrays."""
        sizes = [np.size(values) for values in (x1, y1, x2, y2)]
        if not all(sizes):
            return
        self._lines.resize(max(sizes))
        ends = self._lines.ndarray()
        for column, values in enumerate((x1, y1, x2, y2)):
            ends[:, column] = values
        painter.drawLines(*self._lines.drawargs())
