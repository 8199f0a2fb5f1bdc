"""Measure the screen with a ruler, so that a millimetre on it is one."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QScreen
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.gui.look.guarded import Painted
from ecgviewer.gui.look.plain_text import PlainLabel
from ecgviewer.gui.system.screen_scale import announced_px_per_mm, px_per_mm

_LONG_MM, _STEPS_PER_PX = 100, 100
_MARGIN_PX = 12
_TEXT = (
    "Hold a ruler to the screen and move the slider until the line below is exactly "
    "100 mm long; or type how many pixels of this screen are 100 mm."
)


class RulerView(Painted, QWidget):
    """A ruler of 100 mm at some pixels a millimetre."""

    def __init__(self, px_per_mm: float) -> None:
        super().__init__()
        self.px_per_mm = px_per_mm
        self.setMinimumHeight(64)

    def sizeHint(self) -> QSize:
        return QSize(round(_LONG_MM * self.px_per_mm) + 2 * _MARGIN_PX, 64)

    def show_scale(self, px_per_mm: float) -> None:
        """Draw the ruler for another screen."""
        self.px_per_mm = px_per_mm
        self.setMinimumWidth(self.sizeHint().width())
        self.update()

    def paint_on(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), self.palette().base())
        painter.setPen(QPen(self.palette().text().color(), 1.0))
        metrics, base = QFontMetricsF(self.font()), self.height() - 8.0
        for mm in range(_LONG_MM + 1):
            x = _MARGIN_PX + mm * self.px_per_mm
            height = 26 if mm % 10 == 0 else 18 if mm % 5 == 0 else 10
            painter.drawLine(QPointF(x, base), QPointF(x, base - height))
            if mm % 10 == 0:
                text = str(mm)
                left = x - metrics.horizontalAdvance(text) / 2
                painter.drawText(QPointF(left, base - 30), text)
        end = _MARGIN_PX + _LONG_MM * self.px_per_mm
        painter.drawLine(QPointF(_MARGIN_PX, base), QPointF(end, base))


class CalibrationDialog(QDialog):
    """Asks how long 100 mm are on a screen.

    Signals
    -------
    measured(float)
        Pixels a millimetre; 0 for what the screen itself announces.
    """

    measured = Signal(float)

    def __init__(
        self,
        screen: QScreen,
        calibrations: Iterable[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Calibrate the screen")
        self._announced = announced_px_per_mm(screen)
        now = px_per_mm(screen, calibrations)
        self.ruler = RulerView(now)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName("Length of the ruler")
        self.slider.setRange(150 * _STEPS_PER_PX, 1500 * _STEPS_PER_PX)
        self.pixels = QDoubleSpinBox()
        self.pixels.setRange(150.0, 1500.0)
        self.pixels.setDecimals(1)
        self.pixels.setSuffix(" px")
        self.slider.valueChanged.connect(self._on_slider)
        self.pixels.valueChanged.connect(self._on_pixels)
        self.pixels.setValue(now * _LONG_MM)
        self._lay_out()

    def _lay_out(self) -> None:
        text = PlainLabel(_TEXT)
        text.setWordWrap(True)
        form = QFormLayout()
        form.addRow("&100 mm are", self.pixels)
        kinds = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel | kinds.RestoreDefaults)
        restore = buttons.button(kinds.RestoreDefaults)
        restore.setText("As the screen &says")
        restore.clicked.connect(self._restore)
        buttons.accepted.connect(self._on_accepted)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(text)
        layout.addWidget(self.ruler)
        layout.addWidget(self.slider)
        layout.addLayout(form)
        layout.addWidget(buttons)

    def _on_slider(self, steps: int) -> None:
        if round(self.pixels.value() * _STEPS_PER_PX) != steps:
            self.pixels.setValue(steps / _STEPS_PER_PX)

    def _on_pixels(self, pixels: float) -> None:
        self.slider.setValue(round(pixels * _STEPS_PER_PX))
        self.ruler.show_scale(pixels / _LONG_MM)

    def _restore(self) -> None:
        self.measured.emit(0.0)
        self.reject()

    def _on_accepted(self) -> None:
        self.accept()
        self.measured.emit(self.pixels.value() / _LONG_MM)
