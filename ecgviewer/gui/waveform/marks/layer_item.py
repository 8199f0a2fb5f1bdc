"""The second row: beats, rhythms, noise and notes of a reference or another reader."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPolygonF
from PySide6.QtWidgets import QGraphicsItem

from ecgviewer.core.annotation_layer import AnnotationLayer, Band, BandKind, Flag
from ecgviewer.core.arrays import BoolArray
from ecgviewer.core.ec57.matching import MATCH_WINDOW_S, nearest_beats
from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.core.rhythm.episode_kinds import kind_of_code
from ecgviewer.gui.look.badge_style import mixed
from ecgviewer.gui.look.rhythm_badge import rhythm_colour
from ecgviewer.gui.look.theme import Colours
from ecgviewer.gui.waveform.marks.marks import (
    Marks,
    density_columns,
    is_dense,
    lettered_of,
    rank_of,
    tick_columns,
)
from ecgviewer.gui.waveform.paper.line_batch import LineBatch, hairline
from ecgviewer.gui.waveform.paper.sheet import Sheet, SheetItem

#: Flags nearer than this would lie over each other.
_FLAG_PX = 14.0
_FLAG_TEXT_PX = 8.0
_MOST_FLAGS = 400
_NOISE_ALPHA = 22
#: A band narrower than this is a line.
_MIN_BAND_PX = 1.0


class LayerItem(SheetItem):
    """Paints a layer of annotations between the marks and the paper."""

    def __init__(self, parent: QGraphicsItem) -> None:
        super().__init__(parent, z=6)
        self._layer: AnnotationLayer | None = None
        self._columns: BeatColumns | None = None
        self._batch = LineBatch()

    @property
    def layer(self) -> AnnotationLayer | None:
        """What is shown."""
        return self._layer

    def show_layer(self, layer: AnnotationLayer | None) -> None:
        """Show another layer, or none."""
        self._layer = layer
        self.update()

    def show_beats(self, columns: BeatColumns | None) -> None:
        """Hold the layer against other beats of the review."""
        self._columns = columns
        self.update()

    def height_px(self, font: QFont) -> float:
        """Return how much room the layer needs."""
        line = QFontMetricsF(font).height()
        layer = self._layer
        if layer is None:
            return 0.0
        beats = line + 4 if len(layer.sample) else 0.0
        return beats + (line + 2 if layer.bands or layer.flags else 0.0)

    def paint_sheet(self, painter: QPainter, sheet: Sheet) -> None:
        layer = self._layer
        if layer is None or not sheet.layer_px:
            return
        painter.setFont(sheet.font)
        line = QFontMetricsF(sheet.font).height()
        beats_px = line + 4 if len(layer.sample) else 0.0
        self._paint_bands(painter, sheet, layer, sheet.own_px + beats_px)
        self._paint_flags(painter, sheet, layer, sheet.own_px + beats_px)
        if beats_px:
            self._paint_beats(painter, sheet, layer, beats_px)
        painter.setPen(hairline(sheet.colours.grid_major))
        for y in (sheet.own_px, sheet.top_px):
            painter.drawLine(QLineF(0.0, y - 0.5, sheet.width, y - 0.5))

    def _paint_bands(
        self, painter: QPainter, sheet: Sheet, layer: AnnotationLayer, top: float
    ) -> None:
        metrics = QFontMetricsF(sheet.font)
        flags = [
            (x, x + _FLAG_TEXT_PX + metrics.horizontalAdvance(flag.text))
            for x, flag in _flags_in_view(sheet, layer)
        ]
        noise = _noise_in_view(sheet, layer)
        for band in layer.bands:
            left, right = np.clip(sheet.x(np.array([band.start, band.stop])), -1, None)
            right = min(float(right), sheet.width + 1)
            if right <= 0 or left >= sheet.width:
                continue
            area = QRectF(
                left, top, max(right - left, _MIN_BAND_PX), sheet.top_px - top
            )
            self._paint_band(painter, sheet, band, area)
            is_noise = band.kind is BandKind.NOISE
            room = _between(area, flags if is_noise else sorted([*flags, *noise]))
            text = _fitting(band, metrics, room.width() - 8)
            if text:
                painter.setPen(sheet.colours.text)
                painter.drawText(
                    room.adjusted(4, 0, -4, 0),
                    Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
                    text,
                )

    def _paint_band(
        self, painter: QPainter, sheet: Sheet, band: Band, area: QRectF
    ) -> None:
        if band.kind is BandKind.NOISE:
            # All the way down: what is below it cannot be trusted.
            tint = QColor(sheet.colours.faint_text)
            tint.setAlpha(_NOISE_ALPHA)
            painter.fillRect(
                QRectF(area.left(), area.top(), area.width(), sheet.height), tint
            )
            bar = mixed(sheet.colours.paper, sheet.colours.faint_text, 0.35)
        else:
            plain = band.code == "N"
            ink = sheet.colours.faint_text if plain else _ink(band, sheet.colours)
            bar = mixed(sheet.colours.paper, ink, 0.12 if plain else 0.28)
        # Apart from the next one, but never too narrow to be seen.
        width = max(area.width() - 1, _MIN_BAND_PX)
        painter.fillRect(QRectF(area.x(), area.y() + 1, width, area.height() - 2), bar)

    def _paint_flags(
        self, painter: QPainter, sheet: Sheet, layer: AnnotationLayer, top: float
    ) -> None:
        metrics, end = QFontMetricsF(sheet.font), -_FLAG_PX
        ink = sheet.colours.cursor
        for x, flag in _flags_in_view(sheet, layer):
            painter.setPen(hairline(ink))
            painter.setBrush(ink)
            painter.drawLine(QLineF(x, top, x, sheet.top_px + 6))
            painter.drawPolygon(
                QPolygonF(
                    [QPointF(x, top + 1), QPointF(x + 6, top + 4), QPointF(x, top + 7)]
                )
            )
            if x >= end:
                painter.setPen(sheet.colours.text)
                painter.drawText(
                    QPointF(x + _FLAG_TEXT_PX, sheet.top_px - 4), flag.text
                )
                end = (
                    x + _FLAG_TEXT_PX + metrics.horizontalAdvance(flag.text) + _FLAG_PX
                )

    def _paint_beats(
        self, painter: QPainter, sheet: Sheet, layer: AnnotationLayer, height: float
    ) -> None:
        side = QFontMetricsF(sheet.font).horizontalAdvance("M") + 4
        spare = round(side * sheet.samples_per_px)
        start, stop = sheet.samples
        first, last = np.searchsorted(layer.sample, (start - spare, stop + spare))
        rows = slice(int(first), int(last))
        scheme = sheet.colours.scheme
        x, label = sheet.x(layer.sample[rows]), layer.labels_in(scheme)[rows]
        differs = self._differs(sheet, layer, rows)
        none = np.zeros(len(x), bool)
        rank = rank_of(label, differs, none, scheme)
        lettered = lettered_of(x, rank, sheet.width, side)
        marks = Marks(rows, x, label, lettered, none, none, scheme)
        bottom = sheet.own_px + height - 2
        if is_dense(marks, sheet):
            for code, at, low, high in density_columns(marks, sheet):
                painter.setPen(hairline(sheet.colours.beat[code]))
                y = bottom - high * (height - 4)
                self._batch.draw(painter, at, y, at, bottom - low * (height - 4))
            return
        for code, ticks in tick_columns(marks, sheet):
            painter.setPen(hairline(sheet.colours.beat[code]))
            self._batch.draw(painter, ticks, bottom - height * 0.5, ticks, bottom)
        for i in np.flatnonzero(lettered):
            area = QRectF(x[i] - side / 2, sheet.own_px + 1.5, side, height - 3)
            text = str(layer.symbol[rows][i]) or sheet.colours.letter(int(label[i]))
            colour = sheet.colours.beat[int(label[i])]
            if differs[i]:
                painter.fillRect(area, colour)
            painter.setPen(sheet.colours.paper if differs[i] else colour)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)

    def _differs(self, sheet: Sheet, layer: AnnotationLayer, rows: slice) -> BoolArray:
        """Return which beats the review lacks, or labels otherwise."""
        sample, columns = layer.sample[rows], self._columns
        if columns is None or not len(columns.sample):
            return np.zeros(len(sample), bool)
        row = nearest_beats(columns.sample, sample, MATCH_WINDOW_S * sheet.fs)
        label = layer.labels_in(columns.scheme)[rows]
        return np.asarray((row < 0) | (columns.label[row] != label))


def _flags_in_view(sheet: Sheet, layer: AnnotationLayer) -> list[tuple[float, Flag]]:
    """Return flags and their places; none where they would be a hedge."""
    at = np.array([flag.sample for flag in layer.flags], np.int64)
    first, stop = np.searchsorted(at, sheet.samples).tolist()
    if stop - first > _MOST_FLAGS:
        return []
    places = sheet.x(at[first:stop]).tolist()
    return list(zip(places, layer.flags[first:stop], strict=True))


def _noise_in_view(sheet: Sheet, layer: AnnotationLayer) -> list[tuple[float, float]]:
    """Return from where to where stretches of noise are painted over rhythms."""
    first, beyond = sheet.samples
    spans = [
        (band.start, band.stop)
        for band in layer.bands
        if band.kind is BandKind.NOISE and band.start < beyond and band.stop > first
    ]
    places = sheet.x(np.array(spans, np.int64).reshape(-1, 2))
    return [(left, right) for left, right in places.tolist()]


def _between(area: QRectF, taken: list[tuple[float, float]]) -> QRectF:
    """Return the widest part of a band that is behind nothing, as flags and noise."""
    left, widest = max(area.left(), 0.0), (0.0, 0.0)
    for first, last in (*taken, (area.right(), area.right())):
        if min(first, area.right()) - left > widest[1] - widest[0]:
            widest = left, min(first, area.right())
        left = max(left, last)
    return QRectF(widest[0], area.top(), widest[1] - widest[0], area.height())


def _ink(band: Band, theme: Colours) -> QColor:
    """Return the colour of a rhythm: that of its kind, if it has one here."""
    kind = kind_of_code(band.code)
    return theme.cursor if kind is None else rhythm_colour(kind.role, theme)


def _fitting(band: Band, metrics: QFontMetricsF, width: float) -> str:
    """Return the longest name of a band that fits."""
    texts = (band.text, band.code)
    return next((t for t in texts if t and metrics.horizontalAdvance(t) <= width), "")
