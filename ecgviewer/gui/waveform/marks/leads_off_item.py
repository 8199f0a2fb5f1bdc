"""Where a lead is off: its lane hatched, and said so in words."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QGraphicsItem

from ecgviewer.core.leads_off import LeadOff, LeadsOff, OffLead
from ecgviewer.gui.waveform.paper.lead_stack import Lane
from ecgviewer.gui.waveform.paper.sheet import Sheet, SheetItem

_HATCH_ALPHA, _BESIDE_PX = 90, 4.0
#: What is narrower cannot be seen; more stretches in view than this are one pattern.
_LEAST_PX, _MOST = 1.0, 500


class LeadsOffItem(SheetItem):
    """Hatches each lead where it is off, above its trace."""

    def __init__(self, parent: QGraphicsItem) -> None:
        super().__init__(parent, z=5)
        self._leads_off: LeadsOff = ()
        # Qt passes over what is hidden: in few recordings is a lead off.
        self.hide()

    def show_leads_off(self, leads_off: LeadsOff) -> None:
        """Show other leads as off."""
        if leads_off is not self._leads_off:
            self._leads_off = leads_off
            self.setVisible(bool(leads_off))
            self.update()

    def places(self, sheet: Sheet) -> Iterator[tuple[OffLead, QRectF]]:
        """Yield which lead is off, and where on the sheet, for what is in view."""
        for each in self._leads_off:
            for lane in sheet.lanes:
                if lane.number == each.lead.number:
                    for area in _areas(each, lane, sheet):
                        yield each.lead, area

    def paint_sheet(self, painter: QPainter, sheet: Sheet) -> None:
        colour = QColor(sheet.colours.faint_text)
        colour.setAlpha(_HATCH_ALPHA)
        hatch = QBrush(colour, Qt.BrushStyle.BDiagPattern)
        painter.setFont(sheet.font)
        metrics = QFontMetricsF(sheet.font)
        for lead, area in self.places(sheet):
            painter.fillRect(area, hatch)
            width = metrics.horizontalAdvance(lead.text) + 2 * _BESIDE_PX
            if width <= area.width():
                chip = QRectF(0.0, 0.0, width, metrics.height() + 2)
                chip.moveCenter(area.center())
                painter.fillRect(chip, sheet.colours.paper)
                painter.setPen(sheet.colours.text)
                painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, lead.text)


def _areas(off: LeadOff, lane: Lane, sheet: Sheet) -> Iterator[QRectF]:
    first, last = sheet.samples_between(lane.left, lane.right)
    stretches = off.stretches
    # Ascending, and none overlaps another.
    rows = slice(
        *np.searchsorted(stretches.stop, first, side="right").reshape(1),
        *np.searchsorted(stretches.start, last).reshape(1),
    )
    left = np.maximum(sheet.x(stretches.start[rows]), lane.left * sheet.width)
    right = np.minimum(sheet.x(stretches.stop[rows]), lane.right * sheet.width)
    wide = np.flatnonzero(right - left >= _LEAST_PX)[:_MOST]
    for row in wide.tolist():
        width = float(right[row] - left[row])
        yield QRectF(float(left[row]), lane.top, width, lane.bottom - lane.top)
