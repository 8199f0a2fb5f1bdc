"""The picture of the overview: heart rate above, classes of beats, time below."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPalette,
    QPixmap,
    QPolygonF,
)

from ecgviewer.core.label_class import Role
from ecgviewer.core.labels import UNSET
from ecgviewer.core.record import Record
from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.gui.look.rhythm_badge import RhythmLook, rhythm_colour
from ecgviewer.gui.look.theme import Colours, colours
from ecgviewer.gui.look.time_text import moment_text
from ecgviewer.gui.model.rhythm_places import RhythmPlaces
from ecgviewer.gui.waveform.paper.line_batch import LineBatch, hairline
from ecgviewer.gui.waveform.paper.time_steps import clock_multiples, label_step_s
from ecgviewer.gui.waveform.strips.overview_columns import (
    OverviewColumns,
    bpm_range,
    overview_columns,
)

_CLASSES_PX = 20.0
_MIN_ECTOPIC_PX = 5.0
_PLAIN_OPACITY = 0.4
#: Narrower columns hold too few beats of a 30-minute record to show a share.
_COLUMN_PX = 3
_EPISODE_PX, _SUGGESTION_PX, _LEAST_RHYTHM_PX = 4.0, 2.0, 1.0


def overview_picture(
    session: ReviewSession,
    size: QSize,
    ratio: float,
    palette: QPalette,
    font: QFont,
    rhythms: RhythmPlaces,
) -> QPixmap:
    """Return the record in one picture, with its rhythms along the upper edge."""
    picture = QPixmap(size * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(colours(palette).paper)
    small = QFont(font)
    small.setPointSizeF(max(font.pointSizeF() * 0.85, 6.0))
    with QPainter(picture) as painter:
        painter.setFont(small)
        own = colours(palette, session.scheme)
        painting = _Painting(painter, session, size, own)
        painting.draw()
        painting.paint_rhythms(rhythms)
    return picture


class _Painting:
    def __init__(
        self, painter: QPainter, session: ReviewSession, size: QSize, own: Colours
    ) -> None:
        self._painter, self._colours = painter, own
        self._record: Record = session.record
        self._beats: BeatColumns = session.columns
        self._width, self._height = size.width(), float(size.height())
        self._n_samples = max(session.record.n_samples, 1)
        self._metrics = QFontMetricsF(painter.font())
        self._batch = LineBatch()
        self._classes_bottom = self._height - self._metrics.height() - 2
        self._trend_bottom = self._classes_bottom - _CLASSES_PX - 2

    def draw(self) -> None:
        record, width = self._record, self._width
        n_columns = max(width // _COLUMN_PX, 1)
        columns = overview_columns(self._beats, record.n_samples, n_columns)
        self._paint_times()
        self._paint_classes(columns)
        if len(self._beats.sample) > 1:
            self._paint_trend(columns)

    def paint_rhythms(self, places: RhythmPlaces) -> None:
        """Paint episodes as bars and suggestions as lines, short ones in front."""
        px_per_sample = self._width / self._n_samples
        left = np.asarray(places.start * px_per_sample, np.float64)
        right = np.maximum(places.stop * px_per_sample, left + _LEAST_RHYTHM_PX)
        for row in places.seen(left, right, self._width, _LEAST_RHYTHM_PX):
            entry, width = places.entries[row], float(right[row] - left[row])
            is_open = entry.look is RhythmLook.SUGGESTED
            height = _SUGGESTION_PX if is_open else _EPISODE_PX
            area = QRectF(float(left[row]), 0.0, width, height)
            self._painter.fillRect(area, rhythm_colour(entry.role, self._colours))

    def _paint_times(self) -> None:
        record = self._record
        px_per_s = self._width / record.duration_s
        longest = moment_text(
            record.duration_s, 0, record.duration_s, record.start_time
        )
        text_px = self._metrics.horizontalAdvance(longest)
        step = max(label_step_s(px_per_s, text_px + 30), 1.0)
        begin = record.start_time
        for at_s in clock_multiples(step, 0.0, record.duration_s, begin):
            x = int(at_s * px_per_s) + 0.5
            self._painter.setPen(hairline(self._colours.grid_minor))
            self._painter.drawLine(QPointF(x, 0), QPointF(x, self._classes_bottom))
            text = moment_text(at_s, 0, record.duration_s, record.start_time)
            if x + 3 + text_px <= self._width:
                self._painter.setPen(self._colours.faint_text)
                at = QPointF(x + 3, self._height - self._metrics.descent() - 1)
                self._painter.drawText(at, text)

    def _paint_classes(self, columns: OverviewColumns) -> None:
        total = np.sum(list(columns.counts.values()), axis=0)
        x = np.arange(self._width) + 0.5
        column = np.arange(self._width) * len(total) // self._width
        fullest = max(int(total.max(initial=0)), 1)
        base = np.full(self._width, self._classes_bottom)
        scheme = self._beats.scheme
        plain = (UNSET, *scheme.with_role(Role.NORMAL))
        for code in reversed(scheme.draw_order):
            count = columns.counts[code][column]
            there = count > 0
            height = count / fullest * _CLASSES_PX
            if code not in plain:
                # One ectopic beat in an hour must be seen.
                height = np.maximum(height, _MIN_ECTOPIC_PX * there)
            top = np.maximum(base - height, self._classes_bottom - _CLASSES_PX)
            colour = QColor(self._colours.beat[code])
            colour.setAlphaF(_PLAIN_OPACITY if code in plain else 1.0)
            self._painter.setPen(hairline(colour))
            shown = there & (base - top >= 0.5)
            self._batch.draw(self._painter, x[shown], base[shown], x[shown], top[shown])
            base = np.where(there, top, base)

    def _paint_trend(self, columns: OverviewColumns) -> None:
        low, high = bpm_range(columns.bpm)
        top = 3.0
        known = np.flatnonzero(np.isfinite(columns.bpm))
        share = (np.clip(columns.bpm[known], low, high) - low) / (high - low)
        y = self._trend_bottom - share * (self._trend_bottom - top)
        x = (known + 0.5) * self._width / len(columns.bpm)
        points = [QPointF(a, b) for a, b in zip(x, y, strict=True)]
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._painter.setPen(hairline(self._colours.trace))
        cuts = [0, *(np.flatnonzero(np.diff(columns.part[known])) + 1), len(points)]
        for first, stop in pairwise(cuts):
            self._painter.drawPolyline(QPolygonF(points[first:stop]))
        self._paint_scale(low, high, top)

    def _paint_scale(self, low: float, high: float, top: float) -> None:
        height = self._metrics.height()
        for text, y in (
            (f"{high:.0f} bpm", top - 2),
            (f"{low:.0f}", self._trend_bottom - height + 2),
        ):
            area = QRectF(3.0, y, self._metrics.horizontalAdvance(text) + 6, height)
            paper = self._colours.paper
            self._painter.fillRect(area, paper)
            self._painter.setPen(self._colours.faint_text)
            self._painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
