"""The rhythms in a lane above the trace: bands with their names, suggestions hollow."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem

from ecgviewer.core.arrays import Float64Array
from ecgviewer.gui.look.rhythm_badge import rhythm_colour, rhythm_colours
from ecgviewer.gui.model.rhythm_entries import EntryState, RhythmEntry, RhythmKey
from ecgviewer.gui.model.rhythm_places import RhythmPlaces
from ecgviewer.gui.waveform.paper.line_batch import hairline
from ecgviewer.gui.waveform.paper.sheet import Sheet, SheetItem

#: So near to an end it is grasped; a band is never narrower than it can be seen.
_GRASP_PX, _LEAST_PX = 5.0, 3.0
_BESIDE_PX, _RADIUS_PX = 4.0, 2.5
#: No name fits into less.
_LEAST_TEXT_PX = 14.0
#: An episode and where it would be if the end that is dragged were let go.
Preview = tuple[RhythmKey, int, int]


class RhythmItem(SheetItem):
    """Paints episodes and open suggestions, the long ones below the short ones."""

    def __init__(self, parent: QGraphicsItem) -> None:
        super().__init__(parent, z=8)
        self._places = RhythmPlaces()
        self._chosen: tuple[RhythmKey, ...] = ()
        self._stretch: tuple[int, int] | None = None
        self._preview: Preview | None = None

    def show_places(self, places: RhythmPlaces) -> None:
        """Show other rhythms."""
        self._places = places
        self.update()

    def show_chosen(
        self, keys: tuple[RhythmKey, ...], stretch: tuple[int, int] | None
    ) -> None:
        """Frame the rhythms that are chosen, and the stretch that was marked."""
        self._chosen, self._stretch = keys, stretch
        self.update()

    def show_preview(self, preview: Preview | None) -> None:
        """Draw an episode as it would be, or as it is."""
        self._preview = preview
        self.update()

    def lay(self, sheet: Sheet) -> None:
        super().lay(sheet)
        self.setVisible(sheet.rhythm_px > 0)

    def height_px(self, font: QFont) -> float:
        """Return how much room the lane needs."""
        return QFontMetricsF(font).height() + 4

    def entry_at(self, at: QPointF) -> RhythmEntry | None:
        """Return the rhythm at a place of the sheet, the shortest of several."""
        sheet = self.sheet
        if sheet is None or not sheet.rhythm_px or not _lane(sheet).contains(at):
            return None
        left, right = self._edges(sheet)
        spare = _GRASP_PX / 2
        there = np.flatnonzero((left - spare <= at.x()) & (at.x() <= right + spare))
        return self._places.entries[int(there[-1])] if len(there) else None

    def end_at(self, at: QPointF) -> tuple[RhythmEntry, bool] | None:
        """Return the episode of which an end is at a place, and whether it is the last.

        One that is chosen is grasped before others.
        """
        sheet = self.sheet
        if sheet is None or not sheet.rhythm_px or not _lane(sheet).contains(at):
            return None
        left, right = self._edges(sheet)
        off = np.minimum(np.abs(left - at.x()), np.abs(right - at.x()))
        near = [
            (entry.key not in self._chosen, float(off[row]), -row)
            for row in np.flatnonzero(off <= _GRASP_PX).tolist()
            if (entry := self._places.entries[row]).state is EntryState.CONFIRMED
        ]
        if not near:
            return None
        row: int = -min(near)[2]
        last = abs(right[row] - at.x()) <= abs(left[row] - at.x())
        return self._places.entries[row], bool(last)

    def _edges(self, sheet: Sheet) -> tuple[Float64Array, Float64Array]:
        left, right = sheet.x(self._places.start), sheet.x(self._places.stop)
        return left, np.maximum(right, left + _LEAST_PX)

    def paint_sheet(self, painter: QPainter, sheet: Sheet) -> None:
        if not sheet.rhythm_px:
            return
        painter.setFont(sheet.font)
        left, right = self._edges(sheet)
        for row in self._places.seen(left, right, sheet.width, _LEAST_PX):
            self._paint_entry(painter, sheet, self._places.entries[row])
        for entry in self._places.entries if self._chosen else ():
            if entry.key in self._chosen:
                self._paint_entry(painter, sheet, entry, chosen=True)
        if self._stretch is not None:
            painter.setPen(QPen(sheet.colours.selection, 1.5, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(_band(sheet, *self._stretch))
        y = _lane(sheet).bottom() - 0.5
        painter.setPen(hairline(sheet.colours.grid_major))
        painter.drawLine(QPointF(0.0, y), QPointF(sheet.width, y))

    def _paint_entry(
        self,
        painter: QPainter,
        sheet: Sheet,
        entry: RhythmEntry,
        *,
        chosen: bool = False,
    ) -> None:
        start, stop = entry.start, entry.stop
        if self._preview is not None and self._preview[0] == entry.key:
            _, start, stop = self._preview
        area = _band(sheet, start, stop)
        ground, ink = rhythm_colours(entry.role, entry.look, sheet.colours)
        painter.setPen(QPen(rhythm_colour(entry.role, sheet.colours), 1.2))
        painter.setBrush(ground)
        painter.drawRoundedRect(area, _RADIUS_PX, _RADIUS_PX)
        if chosen:
            self._paint_frame(painter, sheet, area)
        if area.width() < _LEAST_TEXT_PX:
            return
        text, room = _text(entry, sheet, self._room(sheet, entry, area))
        if text:
            painter.setPen(ink)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)

    def _room(self, sheet: Sheet, entry: RhythmEntry, area: QRectF) -> QRectF:
        """Return the widest part of a band that no shorter one is in front of."""
        length = entry.stop - entry.start
        above = (self._places.start < entry.stop) & (self._places.stop > entry.start)
        above &= self._places.stop - self._places.start < length
        rows = np.flatnonzero(above)
        left, right = self._edges(sheet)
        order = np.argsort(left[rows])
        edges = [*left[rows][order].tolist(), min(area.right(), sheet.width)]
        covered = np.maximum.accumulate(
            [max(area.left(), 0.0), *right[rows][order].tolist()]
        )
        gaps = np.minimum(np.array(edges), sheet.width) - covered
        widest = int(np.argmax(gaps))
        x, width = float(covered[widest]), max(float(gaps[widest]), 0.0)
        return QRectF(x, area.top(), width, area.height())

    def _paint_frame(self, painter: QPainter, sheet: Sheet, area: QRectF) -> None:
        painter.setPen(QPen(QColor(sheet.colours.selection), 2.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(
            area.adjusted(-1, -1, 1, 1), _RADIUS_PX + 1, _RADIUS_PX + 1
        )


def _lane(sheet: Sheet) -> QRectF:
    return QRectF(0.0, sheet.band_px, sheet.width, sheet.rhythm_px)


def _band(sheet: Sheet, start: int, stop: int) -> QRectF:
    """Return where a stretch is in the lane, what is far beyond the sheet cut off."""
    lane = _lane(sheet)
    left = max(float(sheet.x(start)), -20.0)
    right = min(float(sheet.x(stop)), sheet.width + 20.0)
    width = max(right - left, _LEAST_PX)
    return QRectF(left, lane.top() + 1.5, width, lane.height() - 4.0)


def _text(entry: RhythmEntry, sheet: Sheet, area: QRectF) -> tuple[str, QRectF]:
    """Return the longest name of a rhythm that fits into an area, and where."""
    room = area.adjusted(_BESIDE_PX, 0, -_BESIDE_PX, 0)
    metrics = QFontMetricsF(sheet.font)
    names = (entry.title, entry.title.split(",")[0], entry.kind.code)
    fitting = (n for n in names if metrics.horizontalAdvance(n) <= room.width())
    return next(fitting, ""), room
