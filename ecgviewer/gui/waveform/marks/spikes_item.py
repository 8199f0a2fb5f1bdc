"""Pacemaker spikes, as ticks above the traces."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem

from ecgviewer.core.record import Samples
from ecgviewer.gui.waveform.paper.line_batch import LineBatch
from ecgviewer.gui.waveform.paper.sheet import Sheet, SheetItem

_HEIGHT_PX, _WIDTH_PX = 9.0, 2.0
#: Nearer than this they would be a bar.
_LEAST_PX = 3.0


class SpikesItem(SheetItem):
    """A short tick at each spike in view, below the marks of beats."""

    def __init__(self, parent: QGraphicsItem) -> None:
        super().__init__(parent, z=6)
        self._spikes: Samples = np.empty(0, np.int64)
        self._batch = LineBatch()
        # Qt passes over what is hidden: few recordings have any.
        self.hide()

    def show_spikes(self, spikes: Samples) -> None:
        """Show other spikes."""
        if spikes is not self._spikes:
            self._spikes = spikes
            self.setVisible(len(spikes) > 0)
            self.update()

    def places(self, sheet: Sheet) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """Return where the ticks in view are, none where there are too many."""
        first, last = np.searchsorted(self._spikes, sheet.samples)
        if (last - first) * _LEAST_PX > sheet.width:
            return np.empty(0)
        x = np.floor(sheet.x(self._spikes[first:last])) + 0.5
        return np.asarray(x, np.float64)

    def paint_sheet(self, painter: QPainter, sheet: Sheet) -> None:
        x = self.places(sheet)
        if not len(x):
            return
        painter.setPen(QPen(sheet.colours.text, _WIDTH_PX))
        top = sheet.top_px + 1
        self._batch.draw(painter, x, top, x, top + _HEIGHT_PX)
