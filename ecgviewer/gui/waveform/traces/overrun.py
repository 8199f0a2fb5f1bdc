"""What of a trace runs far into the lanes of others, as artefact does: drawn faint."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from ecgviewer.core.arrays import Float64Array
from ecgviewer.gui.waveform.paper.lead_stack import Lane
from ecgviewer.gui.waveform.paper.sheet import Sheet
from ecgviewer.gui.waveform.traces.column_dots import draw_columns

#: A high R wave may reach this far into the next lane, as a share of its own.
_BESIDE = 0.2
_FAINT = 0.3


def overruns(sheet: Sheet, lane: Lane, y: Float64Array) -> bool:
    """Return whether any of these heights is far in the lane of another lead."""
    top, bottom = _reach(lane)
    if not y.size or all(other.top == lane.top for other in sheet.lanes):
        return False
    return bool(np.fmin.reduce(y, None) < top or np.fmax.reduce(y, None) > bottom)


def faint(ink: QColor) -> QColor:
    """Return the ink of what runs far into the lanes of others."""
    fainter = QColor(ink)
    fainter.setAlphaF(_FAINT * ink.alphaF())
    return fainter


def clip_to_reach(painter: QPainter, sheet: Sheet, lane: Lane) -> None:
    """Draw from now on only what is in a lane or near it."""
    top, bottom = _reach(lane)
    near = QRectF(0.0, top, sheet.width, bottom - top)
    painter.setClipRect(near, Qt.ClipOperation.IntersectClip)


def draw_row(
    painter: QPainter, sheet: Sheet, lane: Lane, ink: QColor, ends: Float64Array
) -> bool:
    """Draw columns as `draw_columns` does, faint where they are far from their lane."""
    if not overruns(sheet, lane, ends):
        return draw_columns(painter, sheet, ink, ends)
    top, bottom = _reach(lane)
    drawn = draw_columns(painter, sheet, faint(ink), ends)
    near = np.clip(ends, top, bottom)
    near[:, (ends[1] < top) | (ends[0] > bottom)] = np.nan
    draw_columns(painter, sheet, ink, near)
    return drawn


def _reach(lane: Lane) -> tuple[float, float]:
    beside = _BESIDE * (lane.bottom - lane.top)
    return lane.top - beside, lane.bottom + beside
