"""Keeps each trace in its own lane; where it is cut off there, a mark says so."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor, QPainter

from ecgviewer.core.arrays import Float64Array
from ecgviewer.gui.waveform.paper.lead_stack import Lane
from ecgviewer.gui.waveform.paper.line_batch import LineBatch, hairline
from ecgviewer.gui.waveform.paper.sheet import Sheet
from ecgviewer.gui.waveform.traces.column_dots import draw_columns

#: How high the mark is where a trace is cut off.
_MARK_PX = 3.0


def overruns(lane: Lane, y: Float64Array) -> bool:
    """Return whether any of these heights is outside of the lane."""
    if not y.size:
        return False
    return bool(
        np.fmin.reduce(y, None) < lane.ink_top or np.fmax.reduce(y, None) > lane.bottom
    )


def mark_cuts(
    painter: QPainter,
    sheet: Sheet,
    lane: Lane,
    batch: LineBatch,
    x: Float64Array,
    y: Float64Array,
) -> None:
    """Mark where samples are above or below their lane."""
    painter.setPen(hairline(_mark_ink(sheet), 2 * sheet.pixel_ratio))
    for edge, inward, out in (
        (lane.ink_top, _MARK_PX, y < lane.ink_top),
        (lane.bottom, -_MARK_PX, y > lane.bottom),
    ):
        batch.draw(painter, x[out], edge, x[out], edge + inward)


def draw_row(
    painter: QPainter, sheet: Sheet, lane: Lane, ink: QColor, ends: Float64Array
) -> bool:
    """Draw columns as `draw_columns` does, cut off and marked at the lane's edges."""
    if not overruns(lane, ends):
        return draw_columns(painter, sheet, ink, ends)
    top, bottom = lane.ink_top, lane.bottom
    inside = np.clip(ends, top, bottom)
    inside[:, (ends[1] < top) | (ends[0] > bottom)] = np.nan
    drawn = draw_columns(painter, sheet, ink, inside)
    for edge, inward, out in (
        (top, _MARK_PX, ends[0] < top),
        (bottom, -_MARK_PX, ends[1] > bottom),
    ):
        marks = np.full_like(ends, np.nan)
        marks[:, out] = np.sort([edge, edge + inward])[:, np.newaxis]
        drawn |= draw_columns(painter, sheet, _mark_ink(sheet), marks)
    return drawn


def _mark_ink(sheet: Sheet) -> QColor:
    return QColor(sheet.colours.cursor)
