"""The classifier's probabilities as one bar a class."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.core.predictions import Probabilities
from ecgviewer.gui.look.guarded import Painted
from ecgviewer.gui.look.number_text import decimal
from ecgviewer.gui.look.theme import Colours, colours


class ProbabilityBars(Painted, QWidget):
    """A letter, a bar and a percentage for each class, in the class's colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._classes: tuple[int, ...] = ()
        self._scheme = AAMI
        self._probabilities: Sequence[float] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_probabilities(
        self,
        classes: tuple[int, ...],
        probabilities: Probabilities,
        scheme: LabelScheme = AAMI,
    ) -> None:
        """Show probabilities of classes, NaN for a beat that has none yet."""
        self._scheme = scheme
        if len(classes) != len(self._classes):
            self.updateGeometry()
        self._classes = classes
        self._probabilities = [float(p) for p in probabilities]
        self.setAccessibleName(f"Probabilities: {self.text()}")
        self.update()

    def text(self) -> str:
        """Return the probabilities in words."""
        pairs = zip(self._classes, self._probabilities, strict=True)
        return ", ".join(f"{self._scheme.name(c)} {percent_text(p)}" for c, p in pairs)

    def sizeHint(self) -> QSize:
        return QSize(200, self._line_height * max(len(self._classes), 1))

    def minimumSizeHint(self) -> QSize:
        return QSize(140, self.sizeHint().height())

    @property
    def _line_height(self) -> int:
        return self.fontMetrics().height() + 4

    def paint_on(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = colours(self.palette(), self._scheme)
        pairs = zip(self._classes, self._probabilities, strict=True)
        for line, (beat_class, probability) in enumerate(pairs):
            top = line * self._line_height
            area = QRectF(0, top, self.width(), self._line_height)
            self._paint_bar(painter, area, beat_class, probability, theme)

    def _paint_bar(
        self,
        painter: QPainter,
        area: QRectF,
        beat_class: int,
        probability: float,
        theme: Colours,
    ) -> None:
        metrics = self.fontMetrics()
        letter_px = metrics.horizontalAdvance("W") + 6
        percent_px = metrics.horizontalAdvance("< 0.1 %") + 6
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(theme.beat[beat_class])
        middle = Qt.AlignmentFlag.AlignVCenter
        letter = theme.letter(beat_class)
        painter.drawText(area, middle | Qt.AlignmentFlag.AlignLeft, letter)
        painter.setFont(self.font())
        painter.setPen(theme.text)
        right = middle | Qt.AlignmentFlag.AlignRight
        painter.drawText(area, right, percent_text(probability))
        trough = area.adjusted(letter_px, 4, -percent_px, -4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.grid_major)
        painter.setOpacity(0.45)
        painter.drawRoundedRect(trough, 3, 3)
        painter.setOpacity(1)
        if probability > 0:
            trough.setWidth(max(trough.width() * probability, 2))
            painter.setBrush(theme.beat[beat_class])
            painter.drawRoundedRect(trough, 3, 3)


def percent_text(probability: float) -> str:
    """Return a probability in percent; a dash where there is none."""
    if np.isnan(probability):
        return "\N{EN DASH}"
    percent = probability * 100
    if 0 < percent < 0.1:
        return "< 0.1 %"
    # 99.97 % is not certain, and must not read so.
    shown = min(percent, 99.9) if percent < 100 else percent
    return f"{decimal(shown, 1)} %"
