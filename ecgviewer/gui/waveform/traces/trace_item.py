"""The traces: every sample where there is room, else one vertical line per pixel."""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem

from ecgviewer.core.arrays import Float64Array
from ecgviewer.core.trace.envelope import Envelope
from ecgviewer.gui.look.time_text import moment_text
from ecgviewer.gui.waveform.paper.lead_stack import Lane
from ecgviewer.gui.waveform.paper.line_batch import LineBatch, hairline
from ecgviewer.gui.waveform.paper.sheet import Sheet, SheetItem
from ecgviewer.gui.waveform.traces.overrun import draw_row, mark_cuts, overruns
from ecgviewer.gui.waveform.traces.trace_colours import trace_colours
from ecgviewer.gui.waveform.traces.trace_columns import ColumnPlaces, columns

#: From this many samples in a dot, lines between them would only fill the column.
_DENSE = 3.0
#: Antialiasing pays where a sample is at least this many pixels wide.
_SMOOTH_PX = 0.3
#: Wider than this, samples are shown as dots as well.
_DOT_PX = 9.0


_PENDING_ALPHA = 90
_NO_SIGNAL = "No signal here"


class DrawnTrace(Protocol):
    """What is drawn of the leads in place of their recorded values."""

    @property
    def is_raw(self) -> bool:
        """Return whether the recorded values are drawn."""
        ...

    def drawn(
        self, lead: int, start: int, stop: int, samples_per_dot: float
    ) -> tuple[int, Envelope] | None:
        """Return what is drawn of [start, stop): first sample, and values or bins.

        None until it is there.
        """
        ...


class TraceItem(SheetItem):
    """The leads of a record."""

    def __init__(self, parent: QGraphicsItem) -> None:
        super().__init__(parent, z=10)
        self._envelopes: tuple[Envelope, ...] = ()
        self._filtered: DrawnTrace | None = None
        self._filled = 1.0
        self._batch = LineBatch()
        self._places: dict[tuple[float, float], ColumnPlaces] = {}

    def lay(self, sheet: Sheet) -> None:
        super().lay(sheet)
        self._places.clear()

    def show_leads(
        self,
        envelopes: tuple[Envelope, ...],
        filtered: DrawnTrace | None = None,
    ) -> None:
        """Draw other leads from now on, filtered where that is wanted."""
        self._envelopes, self._filtered = envelopes, filtered
        self._filled = float(not any(each.pending for each in envelopes))
        self.update()

    def show_filling(self, share: float) -> None:
        """Draw again: so much of the record has been looked at."""
        self._filled = share
        self.update()

    def paint_sheet(self, painter: QPainter, sheet: Sheet) -> None:
        dense = sheet.samples_per_dot >= _DENSE
        paint = self._paint_columns if dense else self._paint_samples
        if not paint(painter, sheet):
            self._say_nothing_is_here(painter, sheet)

    def _source(
        self, sheet: Sheet, lane: Lane, colour: QColor
    ) -> tuple[int, Envelope, QColor]:
        """Return what is drawn in a lane: its first sample, values, colour.

        What has not been filtered yet is drawn as it is, faint.
        """
        raw = self._envelopes[lane.number]
        if self._filtered is None or self._filtered.is_raw:
            return 0, raw, colour
        width = sheet.samples_per_dot
        edge = math.ceil(2 * width) + 2
        start, stop = sheet.samples_between(lane.left, lane.right)
        found = self._filtered.drawn(lane.number, start - edge, stop + edge, width)
        if found is None:
            pending = QColor(colour)
            pending.setAlpha(_PENDING_ALPHA)
            return 0, raw, pending
        return *found, colour

    def _say_nothing_is_here(self, painter: QPainter, sheet: Sheet) -> None:
        area = QRectF(0.0, sheet.top_px, sheet.width, sheet.height - sheet.top_px)
        painter.setClipRect(area)
        painter.setFont(sheet.font)
        painter.setPen(sheet.colours.faint_text)
        reading = f"Reading the record: {self._filled:.0%}"
        text = reading if self._filled < 1 else self._where_there_is(sheet)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)

    def _where_there_is(self, sheet: Sheet) -> str:
        shown = {lane.number for lane in sheet.lanes}
        stop = sheet.samples[1]
        later = [self._envelopes[number].next_valid(stop) for number in shown]
        known = [sample for sample in later if sample is not None]
        if not known:
            return _NO_SIGNAL
        longest_s = sheet.n_samples / sheet.fs
        at = moment_text(min(known) / sheet.fs, 0, longest_s, sheet.start_time)
        return f"{_NO_SIGNAL}; the next begins at {at}"

    def _paint_columns(self, painter: QPainter, sheet: Sheet) -> bool:
        """Paint one vertical line per dot, and return whether there was anything."""
        dots = sheet.width * sheet.pixel_ratio
        # Leads beside each other are one picture: there are half a dozen, not a dozen.
        rows: dict[tuple[float, int], tuple[Lane, QColor, Float64Array]] = {}
        for lane, colour in zip(sheet.lanes, trace_colours(sheet), strict=True):
            first, envelope, ink = self._source(sheet, lane, colour)
            places = self._places_of(sheet, lane)
            low, high = columns(places, envelope, first)
            blank = lane, ink, np.full((2, math.ceil(dots)), np.nan)
            ends = rows.setdefault((lane.top, ink.rgba()), blank)[-1]
            left, right = round(lane.left * dots), round(lane.right * dots)
            part = slice(left - places.first, right - places.first)
            ends[:: lane.sign, left:right] = lane.y(high[part]), lane.y(low[part])
        drawn = [draw_row(painter, sheet, *row) for row in rows.values()]
        return any(drawn)

    def _places_of(self, sheet: Sheet, lane: Lane) -> ColumnPlaces:
        part = lane.left, lane.right
        if part not in self._places:
            self._places[part] = ColumnPlaces.of(sheet, *part)
        return self._places[part]

    def _paint_samples(self, painter: QPainter, sheet: Sheet) -> bool:
        """Paint the lines between samples, and return whether there was anything."""
        smooth = 1 / sheet.samples_per_dot >= _SMOOTH_PX
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
        drawn = False
        for lane, colour in zip(sheet.lanes, trace_colours(sheet), strict=True):
            left, right = lane.left * sheet.width, lane.right * sheet.width
            high = lane.bottom - lane.ink_top
            painter.setClipRect(QRectF(left, lane.ink_top, right - left, high))
            source = self._source(sheet, lane, colour)
            drawn |= self._paint_lane(painter, sheet, lane, source)
        return drawn

    def _paint_lane(
        self,
        painter: QPainter,
        sheet: Sheet,
        lane: Lane,
        source: tuple[int, Envelope, QColor],
    ) -> bool:
        first, envelope, ink = source
        start, stop = sheet.samples_between(lane.left, lane.right)
        start = max(start - 1, first)
        values = envelope.values[start - first : stop + 1 - first]
        x = sheet.x(np.arange(start, start + len(values)))
        y = lane.y(values)
        self._paint_lines(painter, sheet, ink, x, y)
        if overruns(lane, y):
            mark_cuts(painter, sheet, lane, self._batch, x, y)
        return not np.isnan(y).all()

    def _paint_lines(
        self,
        painter: QPainter,
        sheet: Sheet,
        ink: QColor,
        x: Float64Array,
        y: Float64Array,
    ) -> None:
        painter.setPen(hairline(ink, sheet.pixel_ratio))
        joined = ~(np.isnan(y[:-1]) | np.isnan(y[1:]))
        self._batch.draw(
            painter, x[:-1][joined], y[:-1][joined], x[1:][joined], y[1:][joined]
        )
        if 1 / sheet.samples_per_px >= _DOT_PX:
            there = ~np.isnan(y)
            dots = x[there], y[there]
            self._batch.draw(painter, dots[0] - 1, dots[1], dots[0] + 1, dots[1])
