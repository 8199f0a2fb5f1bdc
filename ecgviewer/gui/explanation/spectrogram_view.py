"""The classifier's picture of a beat, its heat map, and the beat below."""

from __future__ import annotations

from html import escape
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.explanation import Explanation
from ecgviewer.gui.explanation.heat_colours import (
    CONTOUR,
    grey,
    heat_rgba,
    over_time,
    upscaled,
)
from ecgviewer.gui.look.guarded import Guard, saved
from ecgviewer.gui.look.theme import colours

_LEFT_AXIS_PX = 46
_MIN_HEIGHT_PX = 170
_TRACE_MARGIN = 0.08
_BEHIND_TRACE = 0.6


class SpectrogramView(QWidget):
    """Picture above, trace below, on one time axis; R is at 0 s."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._explanation: Explanation | None = None
        self._heat: Float32Array = np.zeros((1, 1), np.float32)
        self._area, self._trace_area = QRectF(), QRectF()
        self._opacity_percent = 0
        self._channel: int | None = None
        self._with_contour = True
        self._picture_plot, self._trace_plot = pg.PlotItem(), pg.PlotItem()
        self._picture, self._heat_map, self._marginal = _Image(), _Image(), _Image()
        # Light on dark, so that the line is seen on any picture.
        self._contours = [
            pg.IsocurveItem(level=CONTOUR, pen=pg.mkPen(colour, width=width))
            for colour, width in (("#00000090", 3), ("#ffffff", 1.2))
        ]
        self._trace = pg.PlotCurveItem(antialias=True)
        self._r_lines = [pg.InfiniteLine(0, angle=90) for _ in range(2)]
        self._graphics = pg.GraphicsLayoutWidget()
        self._graphics.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._graphics.setFrameShape(pg.GraphicsLayoutWidget.Shape.NoFrame)
        self._lay_out()
        self._colour()

    def show_explanation(self, explanation: Explanation, unit: str) -> None:
        """Show the picture and the trace of a beat; the trace is in `unit`."""
        self._explanation = explanation
        (left, right), (low, high) = explanation.times_s, explanation.frequencies_hz
        self._area = QRectF(left, low, right - left, high - low)
        self._show_trace(explanation)
        self.show_channel(None)
        self._trace_plot.getAxis("left").setLabel(escape(unit))
        self._picture_plot.setYRange(low, high, padding=0)
        self._trace_plot.setXRange(left, right, padding=0)

    def show_channel(self, channel: int | None) -> None:
        """Show one channel of the picture in grey, or all of it.

        That is in grey as well under a heat map, and in its colours without one.
        """
        if self._explanation is None:
            return
        self._channel = channel
        image = self._explanation.image
        shown = image if channel is None else image[..., channel]
        if self._opacity_percent:
            shown = grey(shown)
        # Row 0 is the highest frequency; the axis points upwards.
        self._picture.setImage(shown[::-1], levels=(0, 255))
        self._picture.setRect(self._area)

    def show_heat(self, heat: Float32Array) -> None:
        """Show how hot each place is on the picture, and each moment at the trace."""
        if self._explanation is None:
            return
        self._heat = upscaled(heat, self._explanation.image.shape[:2])
        self._paint_heat()
        for contour in self._contours:
            # Axis 0 of its data is x; a cell counts at its middle.
            contour.setData(self._heat[::-1].T)
            contour.setPos(0.5, 0.5)

    def set_opacity(self, percent: int) -> None:
        """Show the heat map more or less opaque."""
        turned = bool(percent) != bool(self._opacity_percent)
        self._opacity_percent = percent
        if turned:
            self.show_channel(self._channel)
        self.show_contour(self._with_contour)
        self._paint_heat()

    def show_contour(self, shown: bool) -> None:
        """Draw a line around the hottest places, or none."""
        self._with_contour = shown
        for contour in self._contours:
            contour.setVisible(shown and self._opacity_percent > 0)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._graphics)
        # It takes the room that is left, whatever pyqtgraph would like to have.
        self._graphics.setMinimumHeight(_MIN_HEIGHT_PX)
        ignored = QSizePolicy.Policy.Ignored
        self._graphics.setSizePolicy(ignored, ignored)
        grid = self._graphics.ci
        grid.setContentsMargins(2, 4, 8, 0)
        grid.setSpacing(4)
        grid.addItem(self._picture_plot, row=0, col=0)
        grid.addItem(self._trace_plot, row=1, col=0)
        grid.layout.setRowStretchFactor(0, 5)
        grid.layout.setRowStretchFactor(1, 3)
        for plot in (self._picture_plot, self._trace_plot):
            _hold_still(plot)
        self._fill_plots()

    def _fill_plots(self) -> None:
        self._picture_plot.addItem(self._picture)
        self._picture_plot.addItem(self._heat_map)
        for contour in self._contours:
            contour.setParentItem(self._heat_map)
        self._trace_plot.addItem(self._marginal)
        self._trace_plot.addItem(self._trace)
        for plot, line in zip(
            (self._picture_plot, self._trace_plot), self._r_lines, strict=True
        ):
            plot.addItem(line)
        self._picture_plot.setXLink(self._trace_plot)
        self._picture_plot.getAxis("bottom").setStyle(showValues=False)
        self._picture_plot.getAxis("left").setLabel("Hz")
        self._trace_plot.getAxis("bottom").setLabel("Seconds from the R-peak")

    def _show_trace(self, explanation: Explanation) -> None:
        self._trace.setData(explanation.trace_time_s, explanation.trace)
        values = explanation.trace[np.isfinite(explanation.trace)]
        low, high = (values.min(), values.max()) if len(values) else (-1.0, 1.0)
        margin = max(float(high - low), 0.1) * _TRACE_MARGIN
        low, high = float(low) - margin, float(high) + margin
        left, right = explanation.times_s
        self._trace_area = QRectF(left, low, right - left, high - low)
        self._trace_plot.setYRange(low, high, padding=0)

    def _paint_heat(self) -> None:
        if self._explanation is None:
            return
        opacity = self._opacity_percent
        self._heat_map.setImage(heat_rgba(self._heat[::-1], opacity), levels=(0, 255))
        self._heat_map.setRect(self._area)
        moments = over_time(self._heat)[np.newaxis]
        behind = heat_rgba(moments, _BEHIND_TRACE * opacity, cold_is_clear=True)
        self._marginal.setImage(behind, levels=(0, 255))
        self._marginal.setRect(self._trace_area)

    def _colour(self) -> None:
        theme = colours(self.palette())
        self._graphics.setBackground(theme.paper)
        self._paint_heat()
        self._trace.setPen(pg.mkPen(theme.trace, width=1.3))
        for line, colour in zip(
            self._r_lines, (QColor("#ffffff"), theme.faint_text), strict=True
        ):
            line.setPen(pg.mkPen(colour, width=1, style=Qt.PenStyle.DashLine))
        for plot in (self._picture_plot, self._trace_plot):
            for side in ("left", "bottom"):
                plot.getAxis(side).setPen(theme.faint_text)
                plot.getAxis(side).setTextPen(theme.faint_text)


class _Image(pg.ImageItem):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__(axisOrder="row-major")

    def paint(self, painter: QPainter, *arguments: object) -> None:
        with Guard(self), saved(painter):
            super().paint(painter, *arguments)


def _hold_still(plot: Any) -> None:  # noqa: ANN401
    plot.setMouseEnabled(x=False, y=False)
    plot.setMenuEnabled(False)
    plot.hideButtons()
    plot.getViewBox().setDefaultPadding(0)
    plot.getAxis("left").setWidth(_LEFT_AXIS_PX)
    for side in ("left", "bottom"):
        plot.getAxis(side).setStyle(tickLength=4, maxTickLevel=0)
        plot.getAxis(side).enableAutoSIPrefix(False)
