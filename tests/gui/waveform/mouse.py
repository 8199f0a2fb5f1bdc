"""The mouse on a waveform view, in pixels of its sheet."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from ecgviewer.gui.waveform.paper.sheet import Sheet
from ecgviewer.gui.waveform.waveform_view import WaveformView

NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


class Mouse:
    """Presses, drags and turns the wheel over the plot of a view."""

    def __init__(self, view: WaveformView) -> None:
        self._view = view

    @property
    def sheet(self) -> Sheet:
        sheet = self._view._marks.sheet
        assert sheet is not None
        return sheet

    @property
    def viewport(self) -> QWidget:
        viewport: QWidget = self._view._plot.viewport()
        return viewport

    def x_of(self, sample: float) -> float:
        """Return where a sample is on the sheet."""
        return float(self.sheet.x(sample))

    def in_band(self, sample: float) -> QPointF:
        """Return the place of the badge of a beat at a sample."""
        return QPointF(self.x_of(sample), self.sheet.band_px / 2)

    def on_trace(self, sample: float) -> QPointF:
        """Return a place below the band at a sample."""
        return QPointF(self.x_of(sample), self.sheet.height * 0.7)

    def place(self, at: QPointF) -> QPoint:
        """Return the point of the viewport that shows a place of the sheet."""
        on_scene = self._view._marks.mapToScene(at)
        point: QPoint = self._view._plot.mapFromScene(on_scene)
        return point

    def _send(
        self,
        kind: QEvent.Type,
        at: QPointF,
        modifiers: Qt.KeyboardModifier,
        button: Qt.MouseButton = LEFT,
    ) -> None:
        local = QPointF(self.place(at))
        on_screen = QPointF(self.viewport.mapToGlobal(local.toPoint()))
        event = QMouseEvent(kind, local, on_screen, button, button, modifiers)
        QApplication.sendEvent(self.viewport, event)

    def press(
        self,
        at: QPointF,
        modifiers: Qt.KeyboardModifier = NONE,
        button: Qt.MouseButton = LEFT,
    ) -> None:
        self._send(QEvent.Type.MouseButtonPress, at, modifiers, button)

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier = NONE) -> None:
        self._send(QEvent.Type.MouseMove, at, modifiers)

    def release(
        self,
        at: QPointF,
        modifiers: Qt.KeyboardModifier = NONE,
        button: Qt.MouseButton = LEFT,
    ) -> None:
        self._send(QEvent.Type.MouseButtonRelease, at, modifiers, button)

    def click(
        self,
        at: QPointF,
        modifiers: Qt.KeyboardModifier = NONE,
        button: Qt.MouseButton = LEFT,
    ) -> None:
        self.press(at, modifiers, button)
        self.release(at, modifiers, button)

    def double_click(self, at: QPointF) -> None:
        self.click(at)
        self._send(QEvent.Type.MouseButtonDblClick, at, NONE)
        self.release(at)

    def drag(
        self, start: QPointF, end: QPointF, modifiers: Qt.KeyboardModifier = NONE
    ) -> None:
        self.press(start, modifiers)
        self.move((start + end) / 2, modifiers)
        self.move(end, modifiers)
        self.release(end, modifiers)

    def wheel(
        self,
        at: QPointF,
        angle: QPoint,
        modifiers: Qt.KeyboardModifier = NONE,
        *,
        pixels: QPoint | None = None,
    ) -> None:
        local = QPointF(self.place(at))
        phase = Qt.ScrollPhase.ScrollUpdate if pixels else Qt.ScrollPhase.NoScrollPhase
        event = QWheelEvent(
            local,
            QPointF(self.viewport.mapToGlobal(local.toPoint())),
            pixels or QPoint(),
            angle,
            Qt.MouseButton.NoButton,
            modifiers,
            phase,
            False,
        )
        QApplication.sendEvent(self.viewport, event)

    def rest(self, at: QPointF) -> None:
        """Hold still until a tool tip is asked for."""
        point = self.place(at)
        event = QHelpEvent(QEvent.Type.ToolTip, point, self.viewport.mapToGlobal(point))
        QApplication.sendEvent(self.viewport, event)
