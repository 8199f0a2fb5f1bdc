"""All marks of all beats in view, painted by one item."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem

from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.gui.look.badge_style import label_source
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform.marks.badges import Badge, BadgeSet
from ecgviewer.gui.waveform.marks.marks import (
    Marks,
    density_columns,
    is_dense,
    marks_in_view,
    runs,
    tick_columns,
)
from ecgviewer.gui.waveform.paper.line_batch import LineBatch, hairline
from ecgviewer.gui.waveform.paper.sheet import Sheet, SheetItem
from ecgviewer.gui.waveform.paper.text_set import TextSet, in_font

#: A beat's highlight reaches this far to both sides of its R-peak.
_HIGHLIGHT_S = 0.11
_MIN_HIGHLIGHT_PX = 2.0
_LINE_ALPHA = 70
#: Lines through the traces are in the way where they are nearer than this.
_LINE_PX = 28.0


class BeatMarksItem(SheetItem):
    """A band with the label of every beat, and lines through the traces below it."""

    def __init__(self, parent: QGraphicsItem, selection: Selection) -> None:
        # Below the traces: no line may hide the top of an R wave.
        super().__init__(parent, z=5)
        self._selection = selection
        self._batch = LineBatch()
        self._marks: Marks | None = None
        self._texts: TextSet | None = None
        self.badges: BadgeSet | None = None
        self.columns: BeatColumns | None = None

    def show_beats(self, columns: BeatColumns | None) -> None:
        """Show other beats, or the same beats labelled otherwise."""
        self.columns = columns
        self.refresh()

    def restyle(self, badges: BadgeSet) -> None:
        """Use another set of badges, as after a change of colours."""
        self.badges = badges
        self.refresh()

    def lay(self, sheet: Sheet) -> None:
        super().lay(sheet)
        self.refresh()

    def refresh(self) -> None:
        """Paint again: sheet, beats or selection have changed."""
        self._marks = None
        self.update()

    def marks(self) -> Marks | None:
        """Return the marks in view; None without a record."""
        if self.sheet is None or self.columns is None or self.badges is None:
            return None
        if self._marks is None:
            self._marks = marks_in_view(
                self.columns,
                self.sheet,
                self.badges.size + 1,
                self._selection.selected,
                self._selection.current,
            )
        return self._marks

    def paint_sheet(self, painter: QPainter, sheet: Sheet) -> None:
        marks = self.marks()
        if marks is None:
            return
        self._paint_highlights(painter, sheet, marks)
        self._paint_lines(painter, sheet, marks)
        self._paint_ticks(painter, sheet, marks)
        self._paint_intervals(painter, sheet, marks)
        self._paint_badges(painter, sheet, marks)

    def _paint_highlights(self, painter: QPainter, sheet: Sheet, marks: Marks) -> None:
        half = max(_HIGHLIGHT_S * sheet.px_per_s, _MIN_HIGHLIGHT_PX)
        tint = QColor(sheet.colours.selection)
        for rows, alpha in ((marks.selected & ~marks.current, 34), (marks.current, 64)):
            tint.setAlpha(alpha)
            for left, right in runs(marks.x[rows], half, sheet.width):
                area = QRectF(left, 0.0, right - left, sheet.height)
                painter.fillRect(area, tint)

    def _paint_lines(self, painter: QPainter, sheet: Sheet, marks: Marks) -> None:
        shown = np.ones(len(marks), bool)
        if len(marks) * _LINE_PX > sheet.width:
            shown = np.isin(marks.label, marks.scheme.ectopic)
            shown &= np.count_nonzero(shown) * _LINE_PX <= sheet.width
        places, label = np.floor(marks.x[shown]) + 0.5, marks.label[shown]
        for code in marks.scheme.draw_order if len(label) else ():
            x = places[label == code]
            if not len(x):
                continue
            colour = QColor(sheet.colours.beat[code])
            colour.setAlpha(_LINE_ALPHA)
            painter.setPen(hairline(colour))
            self._batch.draw(painter, x, sheet.top_px, x, sheet.height)
        painter.setPen(hairline(sheet.colours.selection))
        x = np.floor(marks.x[marks.current]) + 0.5
        self._batch.draw(painter, x, sheet.top_px, x, sheet.height)

    def _paint_ticks(self, painter: QPainter, sheet: Sheet, marks: Marks) -> None:
        bottom = sheet.band_px - 1
        if is_dense(marks, sheet):
            height = bottom - 3.0
            for code, x, low, high in density_columns(marks, sheet):
                painter.setPen(hairline(sheet.colours.beat[code]))
                y = bottom - high * height
                self._batch.draw(painter, x, y, x, bottom - low * height)
            return
        for code, x in tick_columns(marks, sheet):
            ectopic = code in marks.scheme.ectopic
            top = 2.0 if ectopic else sheet.band_px * 0.5
            painter.setPen(hairline(sheet.colours.beat[code]))
            self._batch.draw(painter, x, top, x, bottom)
            if ectopic and len(x) * _LINE_PX <= sheet.width:
                self._batch.draw(painter, x + 1, top, x + 1, bottom)

    def _paint_intervals(self, painter: QPainter, sheet: Sheet, marks: Marks) -> None:
        badges, columns = self.badges, self.columns
        if badges is None or columns is None or not marks.lettered.any():
            return
        texts = self._texts = in_font(self._texts, sheet.font)
        gap = np.diff(marks.x) - badges.size
        both = marks.lettered[1:] & marks.lettered[:-1]
        rr_ms = columns.rr_previous_s[marks.rows][1:] * 1000
        three, four = texts.width("888"), texts.width("8888")
        fits = both & (gap >= np.where(rr_ms < 999.5, three, four) + 7)
        painter.setPen(sheet.colours.faint_text)
        middle, y = (marks.x[1:] + marks.x[:-1]) / 2, sheet.band_px / 2
        for x, ms in zip(middle[fits].tolist(), rr_ms[fits].tolist(), strict=True):
            texts.draw_centred(painter, x, y, f"{ms:.0f}")

    def _paint_badges(self, painter: QPainter, sheet: Sheet, marks: Marks) -> None:
        badges, columns = self.badges, self.columns
        if badges is None or columns is None:
            return
        half = badges.size / 2
        whole = (marks.x >= half) & (marks.x <= sheet.width - half)
        rows = np.flatnonzero(marks.lettered & (whole | marks.current))
        # The current beat comes last, so that none of its neighbours covers it.
        for i in sorted(rows, key=lambda i: bool(marks.current[i])):
            row = marks.rows.start + int(i)
            badge = Badge(
                int(columns.label[row]),
                label_source(columns, row),
                bool(columns.readable[row]),
                int(columns.predicted[row]) if columns.disagrees[row] else None,
                bool(marks.selected[i]),
                bool(marks.current[i]),
            )
            badges.draw(painter, badge, float(marks.x[i]), sheet.band_px / 2)

    def row_near(self, at: QPointF) -> int | None:
        """Return the row of the beat whose badge or R-peak line is at a place."""
        marks, sheet = self.marks(), self.sheet
        if marks is None or sheet is None or self.badges is None or not len(marks):
            return None
        distance = np.abs(marks.x - at.x())
        in_band = at.y() <= sheet.band_px
        reach = np.where(marks.lettered & in_band, self.badges.size / 2 + 2, 5.0)
        distance[distance > reach] = np.inf
        nearest = int(np.argmin(distance))
        if not np.isfinite(distance[nearest]):
            return None
        return int(marks.rows.start) + nearest
