"""The beats of a group as strips, each with the beats around it."""

from __future__ import annotations

import math

import numpy as np
from pyqtgraph.functions import arrayToQPolygonF
from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.record import Samples
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.gui.look.badge_style import badge_colours, label_source
from ecgviewer.gui.look.font_scale import scaled
from ecgviewer.gui.look.number_text import whole
from ecgviewer.gui.look.theme import Colours, colours
from ecgviewer.gui.look.tile_grid import TileGrid
from ecgviewer.gui.look.time_text import time_text

_TILE = QSize(196, 98)
_CHOOSE = "Choose a kind of beat to see its beats here."
#: At the usual size of text.
_HEAD_PX, _FOOT_PX = 18, 14
_BEFORE_S, _AFTER_S = 1.0, 1.0
_BADGE = QSize(18, 15)


class BeatGallery(TileGrid):
    """Shows beats of the record, in the order in which they are given."""

    def __init__(self, empty: str = _CHOOSE) -> None:
        super().__init__(_TILE)
        self._empty = empty
        self.beat_ids: Samples = np.empty(0, np.int64)
        self._session: ReviewSession | None = None
        self._scale_mv = (-1.0, 1.0)
        self.setAccessibleName("Beats of a kind")

    def empty_text(self) -> str:
        return self._empty

    def tile_text(self, index: int) -> str:
        session, beat_id = self._session, self.beat_ids[index]
        framed = ", framed" if self.chosen[index] else ""
        if session is None or not session.beats.contains(int(beat_id)):
            return f"deleted{framed}"
        row, record = int(session.beats.rows_of(beat_id)[0]), session.record
        code = int(session.columns.label[row])
        label = session.scheme.name(code, "not labelled")
        at_s = float(session.columns.sample[row]) / record.fs
        when = time_text(at_s, 1, record.duration_s, record.start_time)
        return f"Beat {whole(row + 1)}, {label}, {when}{framed}"

    def show_beats(
        self,
        session: ReviewSession | None,
        beat_ids: Samples,
        current: int = 0,
        *,
        whole: bool = False,
    ) -> None:
        """Show beats; the first is current, and chosen alone or with all others."""
        self._session, self.beat_ids = session, beat_ids
        self._scale_mv = self._limits()
        self.show_tiles(len(beat_ids), current, whole=whole)

    @property
    def chosen_ids(self) -> Samples:
        """The beats that are chosen."""
        return self.beat_ids[self.chosen]

    @property
    def current_id(self) -> int | None:
        """The current beat."""
        return int(self.beat_ids[self.current]) if self.count else None

    def paint_tile(self, painter: QPainter, rect: QRect, index: int) -> None:
        session = self._session
        if session is None or not session.beats.contains(int(self.beat_ids[index])):
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, "deleted")
            return
        row = int(session.beats.rows_of(self.beat_ids[index])[0])
        theme = colours(self.palette(), session.scheme)
        painter.setClipRect(rect)
        self._paint_trace(painter, rect, session, row, theme)
        self._paint_labels(painter, rect, session, row, theme)

    def _limits(self) -> tuple[float, float]:
        """Return the values (mV) between which all strips are drawn, one scale."""
        session = self._session
        if session is None or not len(self.beat_ids):
            return -1.0, 1.0
        some = self.beat_ids[:: max(len(self.beat_ids) // 40, 1)]
        there = some[np.isin(some, session.beats.beat_id)]
        strips = [
            self._strip(session, int(s))[1]
            for s in session.beats.sample[session.beats.rows_of(there)]
        ]
        values = np.concatenate(strips) if strips else np.zeros(1)
        low, high = np.nanquantile(values, [0.005, 0.995])
        margin = max(0.1 * float(high - low), 0.1)
        return float(low) - margin, float(high) + margin

    def _strip(self, session: ReviewSession, sample: int) -> tuple[int, Float32Array]:
        """Return the first sample of the strip around a place, and its values (mV)."""
        record = session.record
        lead = record.lead_index(session.lead) if session.lead else 0
        first = max(sample - round(_BEFORE_S * record.fs), 0)
        values = record.values(lead, first, sample + round(_AFTER_S * record.fs) + 1)
        known = values[np.isfinite(values)]
        return first, values - (np.median(known) if len(known) else 0)

    def _paint_trace(
        self,
        painter: QPainter,
        rect: QRect,
        session: ReviewSession,
        row: int,
        theme: Colours,
    ) -> None:
        fs, sample = session.record.fs, int(session.beats.sample[row])
        first, values = self._strip(session, sample)
        px_per_s = rect.width() / (_BEFORE_S + _AFTER_S)
        centre = rect.x() + _BEFORE_S * px_per_s
        low, high = self._scale_mv
        top, height = (
            rect.y() + scaled(_HEAD_PX),
            rect.height() - scaled(_HEAD_PX + _FOOT_PX),
        )
        step = max(int(fs / px_per_s / 2), 1)
        x = centre + (first + np.arange(0, len(values), step) - sample) / fs * px_per_s
        y = top + (high - values[::step]) / (high - low) * height
        tint = QColor(theme.selection)
        tint.setAlpha(26)
        painter.fillRect(QRectF(centre - 11, top, 22, height), tint)
        # A high beat ends at the letters instead of running through them.
        painter.setClipRect(
            QRectF(rect.x(), top, rect.width(), height + scaled(_FOOT_PX))
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.trace, 1.1))
        edges = np.flatnonzero(np.diff(np.isnan(y))) + 1
        for run in zip(np.split(x, edges), np.split(y, edges), strict=True):
            if len(run[1]) and not math.isnan(run[1][0]):
                painter.drawPolyline(arrayToQPolygonF(*run))
        painter.setClipping(False)

    def _paint_labels(
        self,
        painter: QPainter,
        rect: QRect,
        session: ReviewSession,
        row: int,
        theme: Colours,
    ) -> None:
        columns, fs = session.columns, session.record.fs
        px_per_s = rect.width() / (_BEFORE_S + _AFTER_S)
        near = np.searchsorted(
            columns.sample,
            columns.sample[row] + np.array([-_BEFORE_S, _AFTER_S]) * fs,
        )
        width = scaled(_BADGE.width())
        for other in range(int(near[0]), int(near[1])):
            at_s = (columns.sample[other] - columns.sample[row]) / fs + _BEFORE_S
            x = rect.x() + at_s * px_per_s
            left = min(max(x - width / 2, rect.left() + 1), rect.right() - width)
            box = QRectF(left, rect.y() + 2, width, scaled(_BADGE.height()))
            faint = other != row
            _paint_letter(painter, box, session, other, theme, faint=faint)
        painter.setPen(theme.faint_text)
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() * 0.85)
        painter.setFont(font)
        foot = scaled(_FOOT_PX)
        area = QRectF(rect.x() + 5, rect.bottom() - foot - 1, rect.width() - 10, foot)
        at_s = float(columns.sample[row]) / fs
        when = time_text(at_s, 1, session.record.duration_s, session.record.start_time)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area, middle | Qt.AlignmentFlag.AlignLeft, when)
        rr_ms = columns.rr_previous_s[row] * 1000
        if not math.isnan(rr_ms):
            text = f"RR {rr_ms:.0f} ms"
            painter.drawText(area, middle | Qt.AlignmentFlag.AlignRight, text)


def _paint_letter(
    painter: QPainter,
    box: QRectF,
    session: ReviewSession,
    row: int,
    theme: Colours,
    *,
    faint: bool,
) -> None:
    """Paint the letter of a beat; that of the strip's own beat as a badge."""
    columns = session.columns
    code = int(columns.label[row])
    letter = theme.letter(code)
    centre = Qt.AlignmentFlag.AlignCenter
    if faint:
        painter.setPen(theme.faint_text)
        painter.drawText(box, centre, letter)
        return
    ground, ink = badge_colours(label_source(columns, row), code, theme)
    painter.setPen(QPen(theme.beat[code], 1.2))
    painter.setBrush(ground)
    painter.drawRoundedRect(box, 3, 3)
    painter.setPen(ink)
    painter.drawText(box, centre, letter)
