"""A recording before it is opened: heart rate and ectopic beats, and its worst."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ecgviewer.core.arrays import Float64Array
from ecgviewer.core.labels import BeatClass
from ecgviewer.gui.look.font_scale import scaled
from ecgviewer.gui.look.guarded import Painted
from ecgviewer.gui.look.theme import Colours, colours
from ecgviewer.studies.preview import Preview
from ecgviewer.studies.table import length_text

_HEIGHT_PX, _MARKS_PX, _LEAST_BPM, _MOST_BPM = 190, 18.0, 30.0, 180.0
_CAPTION_GAP_PX = 3.0
_TALLEST_PX = 12.0
#: What a strip shows at least, so that a flat one is not drawn as noise, in mV.
_LEAST_MV = 1.0
_NO_PREVIEW = "No preview: it has not been analysed."


class PreviewPicture(Painted, QWidget):
    """The whole length above, ten seconds of the worst place below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preview: Preview | None = None
        self._text = _NO_PREVIEW
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Preview")

    def sizeHint(self) -> QSize:
        return QSize(300, scaled(_HEIGHT_PX))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, scaled(_HEIGHT_PX))

    def show_preview(self, preview: Preview | None, text: str = _NO_PREVIEW) -> None:
        """Show a recording in small, or why there is nothing to be shown."""
        self._preview, self._text = preview, text
        self.update()

    def paint_on(self, painter: QPainter) -> None:
        own = colours(self.palette())
        painter.fillRect(self.rect(), own.paper)
        if self._preview is None:
            painter.setPen(own.faint_text)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(8, 8, -8, -8), flags, self._text)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, height = float(self.width()), float(self.height())
        split = height * 0.45
        self._paint_whole(painter, own, QRectF(0, 0, width, split), self._preview)
        below = QRectF(0, split + 4, width, height - split - 4)
        self._paint_strip(painter, own, below, self._preview)

    def _paint_whole(
        self, painter: QPainter, own: Colours, area: QRectF, preview: Preview
    ) -> None:
        rates = np.array(
            [np.nan if each is None else each for each in preview.rate_bpm], float
        )
        if not len(rates):
            return
        trend = area.adjusted(0, _caption_px(painter), 0, -_MARKS_PX)
        x = area.left() + (np.arange(len(rates)) + 0.5) * area.width() / len(rates)
        part = np.clip((rates - _LEAST_BPM) / (_MOST_BPM - _LEAST_BPM), 0, 1)
        painter.setPen(QPen(own.trace, 1.2))
        _lines(painter, x, trend.bottom() - part * trend.height())
        for counts, beat_class in (
            (preview.n_v, BeatClass.V),
            (preview.n_s, BeatClass.S),
        ):
            painter.setPen(QPen(own.beat[beat_class], 1.5))
            most = max(max(counts, default=0), 1)
            for at, n in zip(x.tolist(), counts, strict=True):
                if n:
                    tall = 3 + _TALLEST_PX * n / most
                    painter.drawLine(
                        QPointF(at, area.bottom()), QPointF(at, area.bottom() - tall)
                    )
        known = rates[~np.isnan(rates)]
        text = (
            f"{known.min():.0f} to {known.max():.0f} bpm" if len(known) else "unknown"
        )
        in_full = f"Heart rate {text}, V and S beats below"
        _caption(painter, own, area, in_full, f"{text}, V and S below")

    def _paint_strip(
        self, painter: QPainter, own: Colours, area: QRectF, preview: Preview
    ) -> None:
        values = preview.strip_values
        known = values[~np.isnan(values)]
        if not len(known):
            return
        middle = float(np.median(known))
        reach = max(float(np.abs(known - middle).max()), _LEAST_MV / 2)
        trace = area.adjusted(0, _caption_px(painter), 0, -4)
        x = area.left() + np.arange(len(values)) * area.width() / max(
            len(values) - 1, 1
        )
        y = trace.center().y() - (values - middle) / reach * trace.height() / 2
        painter.setPen(QPen(own.trace, 1.1))
        _lines(painter, x, y)
        length_s = len(values) / preview.strip_hz
        lead, at = f"Lead {preview.lead}", _time(preview)
        in_full = f"{lead}, {length_s:.0f} s from {at}"
        _caption(painter, own, area, in_full, f"{lead}, {at}")


def _time(preview: Preview) -> str:
    return length_text(preview.strip_start_s)


def _caption_px(painter: QPainter) -> float:
    return painter.fontMetrics().height() + _CAPTION_GAP_PX


def _caption(
    painter: QPainter, own: Colours, area: QRectF, in_full: str, in_short: str
) -> None:
    """Write above an area what there is room for."""
    room, metrics = area.adjusted(4, 0, -4, 0), painter.fontMetrics()
    fits = metrics.horizontalAdvance(in_full) <= room.width()
    right = Qt.TextElideMode.ElideRight
    text = in_full if fits else metrics.elidedText(in_short, right, int(room.width()))
    painter.setPen(own.faint_text)
    painter.drawText(room, Qt.AlignmentFlag.AlignTop, text)


def _lines(painter: QPainter, x: Float64Array, y: Float64Array) -> None:
    """Draw a line through points, with gaps where one is not known."""
    known = ~np.isnan(y)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], known, [False]])))
    for first, beyond in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        points = [
            QPointF(*each)
            for each in zip(
                x[first:beyond].tolist(), y[first:beyond].tolist(), strict=True
            )
        ]
        painter.drawPolyline(QPolygonF(points))
