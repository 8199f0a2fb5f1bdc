"""Texts that are drawn frame after frame, laid out once."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QStaticText, QTransform

#: All RR intervals of a day, and the times of a long scroll.
_MOST = 4000


def in_font(texts: TextSet | None, font: QFont) -> TextSet:
    """Return what drew texts before, or a new set where the font is another."""
    return texts if texts is not None and texts.font == font else TextSet(font)


class TextSet:
    """Draws texts in one font."""

    def __init__(self, font: QFont) -> None:
        self.font = QFont(font)
        metrics = QFontMetricsF(self.font)
        self.height, self.ascent = metrics.height(), metrics.ascent()
        self._texts: dict[str, tuple[QStaticText, float]] = {}

    def width(self, text: str) -> float:
        """Return how wide a text is."""
        return self._laid_out(text)[1]

    def draw(self, painter: QPainter, x: float, y: float, text: str) -> None:
        """Draw a text from the left, its middle at a height."""
        painter.setFont(self.font)
        at = QPointF(x, y - self.height / 2)
        painter.drawStaticText(at, self._laid_out(text)[0])

    def draw_centred(self, painter: QPainter, x: float, y: float, text: str) -> None:
        """Draw a text with its middle at a place."""
        self.draw(painter, x - self.width(text) / 2, y, text)

    def _laid_out(self, text: str) -> tuple[QStaticText, float]:
        if text not in self._texts:
            if len(self._texts) >= _MOST:
                self._texts.clear()
            static = QStaticText(text)
            static.setTextFormat(Qt.TextFormat.PlainText)
            static.prepare(QTransform(), self.font)
            advance = QFontMetricsF(self.font).horizontalAdvance(text)
            self._texts[text] = static, advance
        return self._texts[text]
