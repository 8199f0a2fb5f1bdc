"""Pictures of the trace and of other views: what is on them, and how large they are."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QWidget

from ecgviewer.core.items.strip import Strip as SavedStrip
from ecgviewer.core.record import Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.gui.look.guarded import saved
from ecgviewer.gui.look.theme import LIGHT
from ecgviewer.gui.look.time_text import moment_text
from ecgviewer.gui.waveform.paper.lead_stack import Lane
from ecgviewer.gui.waveform.paper.sheet import Sheet
from ecgviewer.gui.waveform.strip import Strip, StripLook
from ecgviewer.gui.waveform.waveform_view import WaveformView

DPI, _MM_PER_INCH = 300, 25.4
#: Texts and lines are laid out in pixels, of which these are in an inch and in a
#: millimetre; dots in a pixel.
LAYOUT_DPI = 96
PX_PER_MM, RATIO = LAYOUT_DPI / _MM_PER_INCH, DPI / LAYOUT_DPI
_MARGIN_PX, _TEXT_PX = 4.0, 11
#: A row of a strip: 4 mV at the usual gain.
_ROW_MM = 40.0
_ONLY = "Research use only, not a medical device"


class Picture(Protocol):
    """Something that can be painted."""

    @property
    def size(self) -> QSizeF:
        """Width and height in pixels, `PX_PER_MM` in a millimetre."""
        ...

    def paint(self, painter: QPainter) -> None:
        """Paint it at the painter's origin."""
        ...


class _Captioned:
    """A picture with a line below it."""

    def __init__(self, size: QSizeF, caption: str) -> None:
        self._inner, self.caption = size, caption
        self._font = _font()
        metrics = QFontMetricsF(self._font)
        self._line_px = metrics.height() + _MARGIN_PX
        self._least_px = metrics.horizontalAdvance(caption) + 2 * _MARGIN_PX

    @property
    def size(self) -> QSizeF:
        width = max(self._inner.width(), self._least_px)
        return QSizeF(width, self._inner.height() + self._line_px)

    def paint(self, painter: QPainter) -> None:
        painter.fillRect(0, 0, *_whole(self.size), LIGHT.paper)
        with saved(painter):
            self.paint_inner(painter)
        painter.setFont(self._font)
        painter.setPen(LIGHT.text)
        below = self._inner.height() + QFontMetricsF(self._font).ascent()
        painter.drawText(round(_MARGIN_PX), round(below), self.caption)

    def paint_inner(self, painter: QPainter) -> None:
        raise NotImplementedError


def _font() -> QFont:
    font = QFont()
    font.setPixelSize(_TEXT_PX)
    return font


def _whole(size: QSizeF) -> tuple[int, int]:
    return round(size.width()) + 1, round(size.height()) + 1


class TracePicture(_Captioned):
    """The leads in view on light paper, as large in millimetres as on the screen."""

    def __init__(
        self, session: ReviewSession, waveform: WaveformView, sheet: Sheet
    ) -> None:
        span_s = sheet.start_s, sheet.stop_s
        lanes, record = sheet.lanes, session.record
        known = [lane for lane in lanes if lane.px_per_mv > 0]
        look = StripLook(
            speed_mm_s=sheet.speed_mm_s,
            gain_mm_mv=_gain_mm_mv(known[0], sheet) if known else 10.0,
            row_mm=max((lanes[0].bottom - lanes[0].top) / sheet.px_per_mm, 1.0),
            px_per_mm=PX_PER_MM,
            pixel_ratio=RATIO,
            montage=waveform.paper.montage,
            trace_filter=waveform.trace_filter,
            font=_font(),
        )
        names = list(dict.fromkeys(lane.lead.name for lane in lanes))
        self._strip = Strip(record, names, span_s, look, session.columns)
        size = QSizeF(self._strip.sheet.width, self._strip.sheet.height)
        super().__init__(size, caption_of(record, span_s))

    def paint_inner(self, painter: QPainter) -> None:
        self._strip.paint(painter)


class StripPicture(_Captioned):
    """A strip of the report on light paper, at its own speed and gain."""

    def __init__(self, session: ReviewSession, strip: SavedStrip) -> None:
        record = session.record
        span_s = strip.start / record.fs, strip.stop / record.fs
        look = StripLook(
            speed_mm_s=strip.speed_mm_s,
            gain_mm_mv=strip.gain_mm_mv,
            row_mm=_ROW_MM,
            px_per_mm=PX_PER_MM,
            pixel_ratio=RATIO,
            font=_font(),
        )
        self._strip = Strip(record, strip.leads, span_s, look, session.columns)
        size = QSizeF(self._strip.sheet.width, self._strip.sheet.height)
        said = filter(None, (strip.caption, caption_of(record, span_s)))
        super().__init__(size, "  ·  ".join(said))

    def paint_inner(self, painter: QPainter) -> None:
        self._strip.paint(painter)


def _gain_mm_mv(lane: Lane, sheet: Sheet) -> float:
    return lane.px_per_mv / sheet.px_per_mm


class PlotPicture(_Captioned):
    """Any view as it is on the screen."""

    def __init__(self, widget: QWidget, record: Record, title: str) -> None:
        self._widget = widget
        caption = f"{title}  ·  {caption_of(record, (0.0, record.duration_s))}"
        super().__init__(QSizeF(widget.size()), caption)

    def paint_inner(self, painter: QPainter) -> None:
        # In dots, wherever it goes: fonts and styles of widgets are for the screen.
        size = self._widget.size()
        image = QImage(size * RATIO, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(RATIO)
        self._widget.render(image)
        painter.drawImage(QRectF(QPointF(), QSizeF(size)), image)


def caption_of(record: Record, span_s: tuple[float, float]) -> str:
    """Return which record it is, from when to when."""
    decimals = 1 if span_s[1] - span_s[0] < 60 else 0
    first, last = (
        moment_text(at_s, decimals, record.duration_s, record.start_time)
        for at_s in (max(span_s[0], 0.0), min(span_s[1], record.duration_s))
    )
    said = [record.name, f"{first} – {last}", _ONLY]
    if record.start_time is not None and record.start_time.year > 1:
        said.insert(1, f"{record.start_time:%Y-%m-%d}")
    return "  ·  ".join(said)
