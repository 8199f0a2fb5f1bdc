"""The axes: time below; at the left the amplitude of each lead from its own zero."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QPainter,
    QPolygonF,
)
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from ecgviewer.gui.look.guarded import Guard, saved
from ecgviewer.gui.look.number_text import short
from ecgviewer.gui.look.time_text import moment_text
from ecgviewer.gui.waveform.paper.lead_stack import Lane
from ecgviewer.gui.waveform.paper.line_batch import LineBatch, hairline
from ecgviewer.gui.waveform.paper.sheet import Sheet
from ecgviewer.gui.waveform.paper.text_set import TextSet, in_font
from ecgviewer.gui.waveform.paper.time_steps import (
    clock_multiples,
    decimals_of,
    label_step_s,
    multiples,
    step_for,
)

_Ticks = list[tuple[float, list[float]]]

_AMPLITUDE_STEPS = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0)
_MIN_TICK_PX = 26.0
#: The calibration pulse of recorders: 1 mV, 5 mm wide, 1 mm of baseline beside it.
_PULSE_MM = 5.0
_FOOT_MM = 1.0
_TICK_PX, _TEXT_PX, _OVER_PX = 3.0, 5.0, 60.0
#: From here on there is room for RR intervals between the marks of beats.
_RR_PX_PER_S = 60.0


class _Axis(pg.AxisItem):  # type: ignore[misc]
    """Paints itself from the sheet: pyqtgraph's own way costs a fifth of a frame."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self.sheet: Sheet | None = None
        self._batch = LineBatch()
        self._texts: TextSet | None = None

    def texts_in(self, font: QFont) -> TextSet:
        """Return what draws texts in a font."""
        self._texts = in_font(self._texts, font)
        return self._texts

    def lay(self, sheet: Sheet) -> None:
        """Show the axis of this sheet from now on."""
        self.sheet = sheet
        self.update()

    def linkedViewChanged(
        self,
        view: pg.ViewBox,
        newRange: object = None,  # noqa: N803
    ) -> None:
        """Do nothing: the sheet says what is in view."""

    def boundingRect(self) -> QRectF:
        rect: QRectF = self.rect()
        return rect

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        """Paint the line beside the paper, ticks and texts."""
        if self.sheet is None:
            return
        with Guard(self), saved(painter):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            self.paint_axis(painter, self.sheet)

    def paint_axis(self, painter: QPainter, sheet: Sheet) -> None:
        """Paint what the axis shows of a sheet; each kind of axis has its own."""
        raise NotImplementedError


class TimeAxis(_Axis):
    """Time of day where the record has a start, else time since the start."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self.start: datetime | None = None
        self.longest_s = 0.0

    def tickValues(self, minVal: float, maxVal: float, size: float) -> _Ticks:  # noqa: N803
        if self.sheet is None:
            return []
        # The form depends on the step, and the step on how wide the form is.
        step = label_step_s(self.sheet.px_per_s, self._width(2) + 24)
        step = label_step_s(self.sheet.px_per_s, self._width(decimals_of(step)) + 24)
        return [(step, clock_multiples(step, max(minVal, 0.0), maxVal, self.start))]

    def boundingRect(self) -> QRectF:
        # The first text goes over the edge: there is room below the other axis.
        return super().boundingRect().adjusted(-_OVER_PX, 0, 0, 0)

    def paint_axis(self, painter: QPainter, sheet: Sheet) -> None:
        ((step, times),) = self.tickValues(sheet.start_s, sheet.stop_s, sheet.width)
        texts = self.tickStrings(times, 1.0, step)
        x = np.floor((np.array(times) - sheet.start_s) * sheet.px_per_s) + 0.5
        painter.setPen(hairline(sheet.colours.grid_major))
        painter.drawLine(QLineF(0.0, 0.5, sheet.width, 0.5))
        self._batch.draw(painter, x, 0.0, x, _TICK_PX)
        painter.setPen(sheet.colours.text)
        drawn = self.texts_in(sheet.font)
        y = _TEXT_PX + drawn.height / 2
        for at, text in zip(x.tolist(), texts, strict=True):
            half = drawn.width(text) / 2
            if at <= sheet.width - half:
                drawn.draw(painter, at - half, y, text)

    def _width(self, decimals: int) -> float:
        text = moment_text(self.longest_s, decimals, self.longest_s, self.start)
        font = self.font() if self.sheet is None else self.sheet.font
        return self.texts_in(font).width(text)

    def tickStrings(
        self, values: Sequence[float], scale: float, spacing: float
    ) -> list[str]:
        decimals = decimals_of(spacing)
        return [moment_text(v, decimals, self.longest_s, self.start) for v in values]


class AmplitudeAxis(_Axis):
    """Values of every lead, in the unit of the lead, and the pulse of 1 mV."""

    def __init__(self) -> None:
        super().__init__("left")

    def tickValues(self, minVal: float, maxVal: float, size: float) -> _Ticks:  # noqa: N803
        places = list(_ticks(self.sheet)) if self.sheet else []
        return [(1.0, places)] if places else []

    def tickStrings(
        self, values: Sequence[float], scale: float, spacing: float
    ) -> list[str]:
        texts = _ticks(self.sheet) if self.sheet else {}
        return [texts.get(y, "") for y in values]

    def paint_axis(self, painter: QPainter, sheet: Sheet) -> None:
        texts, edge = _ticks(sheet), self.rect().width()
        y = np.floor([at for at in texts if at >= sheet.top_px]) + 0.5
        painter.setPen(hairline(sheet.colours.grid_major))
        painter.drawLine(QLineF(edge - 0.5, 0.0, edge - 0.5, sheet.height))
        self._batch.draw(painter, edge - _TICK_PX, y, edge, y)
        painter.setPen(sheet.colours.text)
        drawn = self.texts_in(sheet.font)
        if sheet.names_beside:
            _draw_names(drawn, painter, sheet, edge)
        _draw_layer_names(painter, sheet, edge - _TEXT_PX)
        for at, text in texts.items():
            drawn.draw(painter, edge - _TEXT_PX - drawn.width(text), at, text)
        painter.setPen(hairline(sheet.colours.trace))
        for pulse in pulses(sheet):
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in pulse]))


def _draw_names(texts: TextSet, painter: QPainter, sheet: Sheet, edge: float) -> None:
    """Name each lead beside its lane, at its baseline, right of the pulse."""
    half = texts.height / 2
    for lane in sheet.lanes:
        y = min(max(lane.zero_y, lane.top + half), lane.bottom - half)
        x = edge - _TEXT_PX - texts.width(lane.title)
        texts.draw(painter, x, y, lane.title)


def _draw_layer_names(painter: QPainter, sheet: Sheet, edge: float) -> None:
    """Say whose each line below the marks is; a long name is cut."""
    if not sheet.layers:
        return
    metrics, top = QFontMetricsF(sheet.font), sheet.own_px
    painter.setFont(sheet.font)
    for name, px in sheet.layers:
        text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, edge)
        area = QRectF(0.0, top, edge, px)
        way = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area, way, text)
        top += px


def gutter_px(metrics: QFontMetricsF, px_per_mm: float) -> float:
    """Return how wide the amplitude axis is: values, and the pulse beside them."""
    pulse = (_PULSE_MM + 2 * _FOOT_MM) * px_per_mm
    return round(metrics.horizontalAdvance("-0.55") + 12 + pulse)


def pulses(sheet: Sheet) -> list[list[tuple[float, float]]]:
    """Return the outline of the 1 mV pulse of each row, in pixels of the axis."""
    mm = sheet.px_per_mm
    found: dict[float, list[tuple[float, float]]] = {}
    for lane in sheet.lanes:
        height = lane.px_per_mv
        if lane.left > 0 or height != height or lane.top in found:
            continue
        low = min(lane.bottom - 2, max(lane.zero_y, lane.top + height + 2))
        left, right = 1 + _FOOT_MM * mm, 1 + (_FOOT_MM + _PULSE_MM) * mm
        found[lane.top] = [
            *((1.0, low), (left, low), (left, low - height)),
            *((right, low - height), (right, low), (right + _FOOT_MM * mm, low)),
        ]
    return list(found.values())


def _ticks(sheet: Sheet) -> dict[float, str]:
    """Return what is written at which height."""
    rows: dict[float, Lane] = {}
    for lane in sheet.lanes:
        if lane.left == 0:
            rows.setdefault(lane.top, lane)
    named = () if sheet.names_beside else rows.values()
    ticks = (tick for lane in named for tick in _lane_ticks(lane))
    texts = {y: short(value) for value, y in ticks}
    if sheet.px_per_s >= _RR_PX_PER_S:
        texts[sheet.band_px / 2] = "RR ms"
    return texts


def _lane_ticks(lane: Lane) -> list[tuple[float, float]]:
    """Return value and height of the ticks in a lane, clear of those beside it."""
    step = step_for(_AMPLITUDE_STEPS, lane.px_per_unit, _MIN_TICK_PX)
    ends = lane.value(lane.bottom - 7), lane.value(lane.top + 7)
    values = multiples(step, min(ends), max(ends))
    px_per_unit = lane.sign * lane.px_per_unit
    return [(value, lane.zero_y - value * px_per_unit) for value in values]
