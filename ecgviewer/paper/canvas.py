"""What pages are painted with: texts that fit, lines and paths of many points."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import NamedTuple

import numpy.typing as npt
from pyqtgraph.functions import arrayToQPath
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QPainter,
    QPen,
)

from ecgviewer.core.errors import InputError
from ecgviewer.paper.paper_size import MM, Area

INK, FAINT, RULE, WARNING = "#16213a", "#565d66", "#9aa0a6", "#b03a00"
_PT_MM = 25.4 / 72
#: Narrow ones first: tables are wide.
_FAMILIES = ("Arial", "Liberation Sans", "Helvetica", "Noto Sans", "DejaVu Sans")
_NO_FONT = (
    "no font is installed, so that no report can be painted; install one, for example "
    "the package fonts-dejavu"
)
_LINE = 1.12


class Style(NamedTuple):
    """How a text looks; its size is in points."""

    pt: float = 8.0
    bold: bool = False
    colour: str = INK


PLAIN, BOLD, SMALL = Style(), Style(bold=True), Style(7.0, colour=FAINT)
HEADING, TITLE = Style(10.0, bold=True), Style(12.0, bold=True)


@lru_cache
def _family() -> str:
    known = set(QFontDatabase.families())
    if not known:
        raise InputError(_NO_FONT)
    return next((name for name in _FAMILIES if name in known), "")


@lru_cache
def _font(pt: float, *, bold: bool) -> QFont:
    font = QFont(_family()) if _family() else QFont()
    # As wide on a printer as in the preview.
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setPixelSize(round(pt * _PT_MM * MM))
    font.setBold(bold)
    return font


@lru_cache
def _metrics(pt: float, *, bold: bool) -> QFontMetricsF:
    return QFontMetricsF(_font(pt, bold=bold))


def line_height(style: Style) -> float:
    """Return the height of a line of text."""
    return _metrics(style.pt, bold=style.bold).height() * _LINE


def text_width(text: str, style: Style) -> float:
    """Return how wide a text is."""
    return _metrics(style.pt, bold=style.bold).horizontalAdvance(text)


def lines_of(text: str, width: float, style: Style) -> list[str]:
    """Return a text in lines that fit a width; a word that does not is broken."""
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if text_width(longer, style) <= width:
                line = longer
                continue
            if line:
                lines.append(line)
            *whole, line = _broken(word, width, style)
            lines += whole
        lines.append(line)
    return lines


def _broken(word: str, width: float, style: Style) -> list[str]:
    parts = [""]
    for letter in word:
        if parts[-1] and text_width(parts[-1] + letter, style) > width:
            parts.append("")
        parts[-1] += letter
    return parts


class Canvas:
    """A page that is being painted, in tenths of a millimetre."""

    def __init__(self, painter: QPainter) -> None:
        self.painter = painter
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def text(
        self,
        left: float,
        top: float,
        text: str,
        style: Style = PLAIN,
        *,
        width: float | None = None,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> float:
        """Write one line, shortened where it is wider than its room; return its end."""
        metrics = _metrics(style.pt, bold=style.bold)
        if width is not None:
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        long = metrics.horizontalAdvance(text)
        room = long if width is None else width
        if align is Qt.AlignmentFlag.AlignRight:
            left += room - long
        elif align is Qt.AlignmentFlag.AlignHCenter:
            left += (room - long) / 2
        self.painter.setPen(QColor(style.colour))
        self.painter.setFont(_font(style.pt, bold=style.bold))
        self.painter.drawText(QPointF(left, top + metrics.ascent()), text)
        return left + long

    def lines(
        self, left: float, top: float, width: float, text: str, style: Style = PLAIN
    ) -> float:
        """Write a text in as many lines as it needs; return where they end below."""
        for line in lines_of(text, width, style):
            self.text(left, top, line, style)
            top += line_height(style)
        return top

    def line(
        self,
        x: tuple[float, float],
        y: tuple[float, float],
        colour: str = RULE,
        width_mm: float = 0.2,
    ) -> None:
        """Draw a line from one place to another."""
        self.painter.setPen(_pen(colour, width_mm))
        self.painter.drawLine(QLineF(x[0], y[0], x[1], y[1]))

    def path(
        self,
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        colour: str = INK,
        width_mm: float = 0.2,
        connect: str = "finite",
    ) -> None:
        """Draw a path through many points, `connect` as `arrayToQPath` has it."""
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.setPen(_pen(colour, width_mm))
        self.painter.drawPath(arrayToQPath(x, y, connect=connect))

    def fill(self, area: Area, colour: str) -> None:
        """Fill a rectangle."""
        if area.width > 0 and area.height > 0:
            self.painter.fillRect(
                QRectF(area.left, area.top, area.width, area.height), QColor(colour)
            )

    def frame(self, area: Area, colour: str = RULE, width_mm: float = 0.2) -> None:
        """Draw the border of a rectangle."""
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.setPen(_pen(colour, width_mm))
        self.painter.drawRect(QRectF(area.left, area.top, area.width, area.height))

    @contextmanager
    def upwards(self, x: float, y: float) -> Iterator[None]:
        """Let what is painted run upwards from a place."""
        self.painter.save()
        self.painter.translate(x, y)
        self.painter.rotate(-90)
        yield
        self.painter.restore()


def _pen(colour: str, width_mm: float) -> QPen:
    pen = QPen(QColor(colour), width_mm * MM)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen
