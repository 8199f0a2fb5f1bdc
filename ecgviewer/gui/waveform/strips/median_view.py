"""The median beat of each lead, over each other, beside a page of twelve leads."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ecgviewer.core.arrays import IntArray
from ecgviewer.core.trace.median_beats import AFTER_S, BEFORE_S, MedianBeats
from ecgviewer.core.units import millivolts
from ecgviewer.gui.look.guarded import Painted
from ecgviewer.gui.look.theme import colours
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.waveform.paper.line_batch import LineBatch, hairline
from ecgviewer.gui.waveform.paper.paper import number_text
from ecgviewer.gui.waveform.paper.sheet import Sheet
from ecgviewer.gui.waveform.throttle import Throttle
from ecgviewer.worker.record_tasks import MedianRequest
from ecgviewer.worker.task import Background

#: Twice as fast as the page, four times where there is room, and twice as high.
_MM_S, _WIDE_MM_S, _TALLER = 50.0, 100.0, 2.0
_BESIDE_MM = 2.0
#: The width at which it is shown unasked: never at the cost of the page.
WIDTH_MM = (BEFORE_S + AFTER_S) * _MM_S + 2 * _BESIDE_MM
_RECOMPUTE_MS = 500
_COLUMNS, _HUE_STEP = 3, 137
_BOX_MM = 5


class MedianView(Painted, QWidget):
    """Shows the medians of the beats of the class that most beats have."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._medians: MedianBeats | None = None
        self._sheet: Sheet | None = None
        self._class_name = ""
        self._background = Background(self)
        self._batch = LineBatch()
        self._beats = Throttle(_RECOMPUTE_MS, self._ask, self)
        document.record_opened.connect(self._forget)
        document.beats_changed.connect(self._beats.trigger)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        self.setAccessibleName("Median beats")
        self.hide()

    @property
    def medians(self) -> MedianBeats | None:
        """What is shown; None until it is known."""
        return self._medians

    def show_at(self, sheet: Sheet, width_px: int) -> None:
        """Show the medians at the scale of a page, this many pixels wide."""
        self._sheet = sheet
        self.setFixedWidth(width_px)
        if self.isHidden():
            self.show()
            self._ask()
        self.update()

    def _forget(self) -> None:
        self._medians = None
        self._beats.trigger()

    def _ask(self) -> None:
        session = self._document.session
        if session is None or self.isHidden():
            return
        beats, self._class_name = self._usual_beats()
        self._background.run(MedianRequest(session.record, beats), self._take)

    def _usual_beats(self) -> tuple[IntArray, str]:
        """Return the beats of the class that most have, and its name."""
        columns = self._document.columns
        if columns is None or not len(columns.sample):
            return np.empty(0, np.int64), ""
        known, counts = np.unique(columns.label, return_counts=True)
        usual = int(known[counts.argmax()])
        name = self._document.scheme.name(usual)
        return columns.sample[columns.label == usual], name

    def _take(self, medians: MedianBeats) -> None:
        self._medians = medians
        self.setAccessibleDescription(self.caption())
        self.update()

    def caption(self) -> str:
        """Return of how many beats the medians are, and of which class."""
        if self._medians is None or not self._medians.n_beats:
            return "No whole beats"
        return f"Median of {self._medians.n_beats} {self._class_name}".strip()

    def paint_on(self, painter: QPainter) -> None:
        own, sheet = colours(self.palette()), self._sheet
        painter.fillRect(self.rect(), own.paper)
        if sheet is None or not sheet.lanes:
            return
        area = QRectF(0.0, sheet.top_px, self.width(), sheet.height - sheet.top_px)
        self._paint_grid(painter, sheet, area)
        metrics = QFontMetricsF(self.font())
        painter.setPen(own.text)
        top = QRectF(4.0, 2.0, self.width() - 8.0, metrics.height())
        mm_mv = self._px_per_mv(sheet) / sheet.px_per_mm
        scale = f"{self._mm_s(sheet):g} mm/s  ·  {number_text(mm_mv)} mm/mV"
        painter.drawText(top, Qt.AlignmentFlag.AlignLeft, self.caption())
        top.translate(0.0, metrics.height())
        painter.setPen(own.faint_text)
        painter.drawText(top, Qt.AlignmentFlag.AlignLeft, scale)
        self._paint_beats(painter, sheet, area)
        self._paint_names(painter, sheet, area)

    def _paint_grid(self, painter: QPainter, sheet: Sheet, area: QRectF) -> None:
        for ink, step in (
            (sheet.colours.grid_minor, sheet.px_per_mm),
            (sheet.colours.grid_major, _BOX_MM * sheet.px_per_mm),
        ):
            painter.setPen(hairline(ink))
            x = np.arange(0.0, area.width(), step)
            self._batch.draw(painter, x, area.top(), x, area.bottom())
            y = np.arange(area.top(), area.bottom(), step)
            self._batch.draw(painter, 0.0, y, area.width(), y)

    def _paint_beats(self, painter: QPainter, sheet: Sheet, area: QRectF) -> None:
        medians, session = self._medians, self._document.session
        if medians is None or session is None:
            return
        mm, gain = sheet.px_per_mm, self._px_per_mv(sheet)
        if medians.values.shape[0] != len(session.record.leads):
            return
        x = ((medians.time_s + BEFORE_S) * self._mm_s(sheet) + _BESIDE_MM) * mm
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(area)
        for number, sign, ink in self._leads(sheet):
            scale = millivolts(session.record.leads[number].unit)
            if scale is None:
                continue
            y = area.center().y() - medians.values[number] * (sign * scale * gain)
            painter.setPen(QPen(ink, 1.3))
            points = zip(x.tolist(), y.tolist(), strict=True)
            known = [QPointF(at, high) for at, high in points if high == high]
            painter.drawPolyline(QPolygonF(known))
        painter.setClipping(False)

    def _mm_s(self, sheet: Sheet) -> float:
        wide_mm = (BEFORE_S + AFTER_S) * _WIDE_MM_S + 2 * _BESIDE_MM
        fits = self.width() >= wide_mm * sheet.px_per_mm
        return _WIDE_MM_S if fits else _MM_S

    @staticmethod
    def _px_per_mv(sheet: Sheet) -> float:
        known = [lane.px_per_mv for lane in sheet.lanes if lane.px_per_mv > 0]
        return _TALLER * (known[0] if known else 10 * sheet.px_per_mm)

    @staticmethod
    def _leads(sheet: Sheet) -> list[tuple[int, int, QColor]]:
        """Return number, sign and colour of each lead of the page, as it is read."""
        lanes = sorted(sheet.lanes, key=lambda lane: lane.left)
        first = {lane.number: lane.sign for lane in reversed(lanes)}
        numbers = list(dict.fromkeys(lane.number for lane in lanes))
        dark = sheet.colours.paper.lightness() < 128
        return [
            (
                number,
                first[number],
                QColor.fromHsl((200 + _HUE_STEP * i) % 360, 190, 165 if dark else 95),
            )
            for i, number in enumerate(numbers)
        ]

    def _paint_names(self, painter: QPainter, sheet: Sheet, area: QRectF) -> None:
        metrics = QFontMetricsF(self.font())
        titles = {lane.number: lane.title for lane in sheet.lanes}
        leads, wide = self._leads(sheet), (area.width() - 8) / _COLUMNS
        rows = math.ceil(len(leads) / _COLUMNS)
        for i, (number, _, ink) in enumerate(leads):
            column, row = divmod(i, rows)
            bottom = area.bottom() - (rows - row) * metrics.height() - 4
            place = QRectF(4 + column * wide, bottom, wide, metrics.height())
            painter.setPen(ink)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft, titles[number])
