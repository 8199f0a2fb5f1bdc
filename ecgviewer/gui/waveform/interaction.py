"""What mouse and wheel do on the waveform: look, select, and ask for edits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from ecgviewer.gui.look.plain_text import plain_tip
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform.marks.beat_marks_item import BeatMarksItem
from ecgviewer.gui.waveform.marks.beat_picker import CTRL, SHIFT, BeatPicker
from ecgviewer.gui.waveform.marks.beat_text import beat_text
from ecgviewer.gui.waveform.marks.caliper_tool import CaliperTool
from ecgviewer.gui.waveform.marks.overlay_item import OverlayItem
from ecgviewer.gui.waveform.marks.rhythm_tool import RhythmTool
from ecgviewer.gui.waveform.navigator import TimeNavigator
from ecgviewer.gui.waveform.paper.sheet import Sheet

_NOTCH = 120.0
_PAGE_PER_NOTCH = 0.1
_SPAN_PER_NOTCH = 0.8
_AMPLITUDE_PER_NOTCH = 1.15
#: A beat can only be moved where a pixel is no more than this; else it is a guess.
_MOVE_MS_PER_PX = 20.0
_ALT = Qt.KeyboardModifier.AltModifier
_DRAGGING = (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton)


class _DragKind(Enum):
    PAN = auto()
    BAND = auto()
    MOVE = auto()
    MEASURE = auto()
    RHYTHM = auto()


@dataclass
class _Drag:
    kind: _DragKind
    start: QPointF
    view: tuple[float, float]
    beat: int | None
    under_way: bool = False


class Interaction(QObject):
    """Turns events of the plot's viewport into views, selections and requests.

    Signals
    -------
    move_requested(int, int)
        Beat id, and the sample where its mark was dropped.
    add_requested(int)
        Sample of a double click on empty paper.
    menu_requested(QPoint)
        A right click; where on the screen.
    amplitude_requested(float)
        Factor by which traces should be higher.
    """

    move_requested = Signal(int, int)
    add_requested = Signal(int)
    menu_requested = Signal(QPoint)
    amplitude_requested = Signal(float)

    def __init__(
        self,
        plot: Any,  # noqa: ANN401 - pyqtgraph is untyped
        marks: BeatMarksItem,
        overlay: OverlayItem,
        navigator: TimeNavigator,
        calipers: CaliperTool,
        rhythms: RhythmTool,
        document: Document,
        selection: Selection,
    ) -> None:
        super().__init__(plot)
        self._calipers, self._rhythms = calipers, rhythms
        self._plot, self._viewport = plot, plot.viewport()
        self._marks, self._overlay, self._navigator = marks, overlay, navigator
        self._document, self._selection = document, selection
        self._drag: _Drag | None = None
        self.picker = BeatPicker(marks, selection)
        self._handlers: dict[QEvent.Type, Callable[[Any], None]] = {
            QEvent.Type.MouseButtonPress: self._on_press,
            QEvent.Type.MouseMove: self._on_move,
            QEvent.Type.MouseButtonRelease: self._on_release,
            QEvent.Type.MouseButtonDblClick: self._on_double_click,
            QEvent.Type.Wheel: self._on_wheel,
            QEvent.Type.ToolTip: self._on_tool_tip,
            # The menu is asked for when the right button is let go.
            QEvent.Type.ContextMenu: lambda _: None,
        }
        self._viewport.setMouseTracking(True)
        self._viewport.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        handler = self._handlers.get(event.type())
        if handler is None or self._marks.sheet is None:
            return False
        handler(event)
        return True

    @property
    def _sheet(self) -> Sheet:
        if self._marks.sheet is None:
            raise RuntimeError("a gesture on no sheet")
        return self._marks.sheet

    def _local(self, position: QPointF) -> QPointF:
        on_scene = self._plot.mapToScene(position.toPoint())
        local: QPointF = self._marks.mapFromScene(on_scene)
        return local

    def _on_press(self, event: QMouseEvent) -> None:
        widget: QWidget = self._plot.parentWidget()
        widget.setFocus(Qt.FocusReason.MouseFocusReason)
        at = self._local(event.position())
        if not self._marks.boundingRect().contains(at):
            return
        beat = self.picker.beat_at(at)
        if event.button() == Qt.MouseButton.RightButton:
            self._selection.set_cursor(self._sheet.sample(at.x()))
            if self._rhythms.holds(at):
                self._rhythms.choose(at)
            else:
                self.picker.point_at(beat)
        elif event.button() in _DRAGGING:
            kind = self._drag_kind(event, at, beat)
            self._drag = _Drag(kind, at, self._navigator.view, beat)

    def _drag_kind(
        self, event: QMouseEvent, at: QPointF, beat: int | None
    ) -> _DragKind:
        if event.button() == Qt.MouseButton.MiddleButton:
            return _DragKind.PAN
        if event.modifiers() & SHIFT:
            return _DragKind.BAND
        if self._rhythms.holds(at):
            self._rhythms.press(at)
            return _DragKind.RHYTHM if self._rhythms.grasps(at) else _DragKind.PAN
        if self._calipers.holds(at):
            return _DragKind.MEASURE
        if event.modifiers() & CTRL and at.y() > self._sheet.top_px:
            return _DragKind.MEASURE
        precise = 1000 / self._sheet.px_per_s <= _MOVE_MS_PER_PX
        on_badge = beat is not None and at.y() <= self._sheet.band_px
        return _DragKind.MOVE if on_badge and precise else _DragKind.PAN

    def _on_move(self, event: QMouseEvent) -> None:
        at, drag = self._local(event.position()), self._drag
        if drag is None:
            self._set_shape(self._shape_at(at))
            return
        moved = abs(at.x() - drag.start.x())
        if drag.under_way or moved >= QApplication.startDragDistance() / 2:
            if drag.kind is _DragKind.MEASURE and not drag.under_way:
                self._measure_from(drag.start, event)
            drag.under_way = True
            self._continue(drag, at, event.modifiers())

    def _shape_at(self, at: QPointF) -> Qt.CursorShape:
        if self._rhythms.grasps(at):
            return Qt.CursorShape.SizeHorCursor
        points = self._rhythms.holds(at) or self.picker.beat_at(at) is not None
        arrow, hand = Qt.CursorShape.ArrowCursor, Qt.CursorShape.PointingHandCursor
        return hand if points else arrow

    def _measure_from(self, start: QPointF, event: QMouseEvent) -> None:
        if event.modifiers() & CTRL:
            self._calipers.begin(start, free=bool(event.modifiers() & _ALT))

    def _continue(
        self, drag: _Drag, at: QPointF, modifiers: Qt.KeyboardModifier
    ) -> None:
        shift_px = at.x() - drag.start.x()
        if drag.kind is _DragKind.MEASURE:
            self._set_shape(Qt.CursorShape.CrossCursor)
            self._calipers.drag(at, free=bool(modifiers & _ALT))
        elif drag.kind is _DragKind.PAN:
            self._set_shape(Qt.CursorShape.ClosedHandCursor)
            shift_s = -shift_px / self._sheet.px_per_s
            self._navigator.show((drag.view[0] + shift_s, drag.view[1] + shift_s))
        elif drag.kind is _DragKind.BAND:
            self._overlay.show_band((drag.start.x(), at.x()))
        elif drag.kind is _DragKind.RHYTHM:
            self._set_shape(Qt.CursorShape.SizeHorCursor)
            self._rhythms.drag(at)
        elif (sample := self.picker.sample_of(drag.beat)) is not None:
            self._set_shape(Qt.CursorShape.SizeHorCursor)
            peak = float(self._sheet.x(sample))
            self._overlay.show_move((peak, peak + shift_px))

    def _on_release(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.RightButton:
            held = self._rhythms.holds(self._local(event.position()))
            asked = self._rhythms.menu_requested if held else self.menu_requested
            asked.emit(event.globalPosition().toPoint())
            return
        drag = self._drag
        if drag is None:
            return
        self.cancel()
        if drag.under_way:
            self._drop(drag, self._local(event.position()), event.modifiers())
        elif event.button() == Qt.MouseButton.LeftButton:
            self._selection.set_cursor(self._sheet.sample(drag.start.x()))
            if self._rhythms.holds(drag.start):
                more = bool(event.modifiers() & CTRL)
                self._rhythms.choose(drag.start, more=more)
            else:
                self.picker.click(drag.beat, event.modifiers())

    @property
    def dragging(self) -> bool:
        """Return whether something is dragged."""
        return self._drag is not None

    def cancel(self) -> bool:
        """Let go of what is dragged, as if it had not been; tell if anything was."""
        dragging = self._drag is not None
        self._drag = None
        self._calipers.let_go()
        self._rhythms.let_go()
        self._set_shape(Qt.CursorShape.ArrowCursor)
        self._overlay.show_band(None)
        self._overlay.show_move(None)
        return dragging

    def _drop(self, drag: _Drag, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        if drag.kind is _DragKind.BAND:
            left, right = sorted((drag.start.x(), at.x()))
            edges = self._sheet.sample(left), self._sheet.sample(right)
            self.picker.select_between(*edges, modifiers)
        elif drag.kind is _DragKind.MOVE:
            self._request_move(drag, at)
        elif drag.kind is _DragKind.RHYTHM:
            self._rhythms.drop(at)

    def _request_move(self, drag: _Drag, at: QPointF) -> None:
        before, sheet = self.picker.sample_of(drag.beat), self._sheet
        if before is None:
            return
        shift = (at.x() - drag.start.x()) * sheet.samples_per_px
        sample = min(max(round(before + shift), 0), sheet.n_samples - 1)
        if sample != before:
            self.move_requested.emit(drag.beat, sample)

    def _on_double_click(self, event: QMouseEvent) -> None:
        at = self._local(event.position())
        on_paper = self._marks.boundingRect().contains(at)
        if self._rhythms.holds(at):
            return
        left = event.button() == Qt.MouseButton.LeftButton
        if left and on_paper and self.picker.beat_at(at) is None:
            self.add_requested.emit(self._sheet.sample(at.x()))

    def _on_wheel(self, event: QWheelEvent) -> None:
        angle = event.angleDelta()
        # Some systems turn the wheel sideways while Shift or Alt is down.
        steps = (angle.y() or angle.x()) / _NOTCH
        at_s = self._sheet.seconds(self._local(event.position()).x())
        if event.modifiers() & CTRL:
            self._navigator.zoom(_SPAN_PER_NOTCH**steps, at_s)
        elif event.modifiers() & SHIFT:
            self.amplitude_requested.emit(_AMPLITUDE_PER_NOTCH**steps)
        else:
            self._navigator.scroll(-self._wheel_pages(event))

    def _wheel_pages(self, event: QWheelEvent) -> float:
        # Touch pads report pixels; elsewhere pixelDelta is unreliable (Qt manual).
        touch_pad = event.phase() != Qt.ScrollPhase.NoScrollPhase
        if touch_pad and not event.pixelDelta().isNull():
            return _larger(event.pixelDelta()) / self._sheet.width
        return _larger(event.angleDelta()) / _NOTCH * _PAGE_PER_NOTCH

    def _on_tool_tip(self, event: QHelpEvent) -> None:
        at = self._local(QPointF(event.pos()))
        row, session = self._marks.row_near(at), self._document.session
        if said := self._rhythms.tip(at):
            QToolTip.showText(event.globalPos(), plain_tip(said), self._viewport)
        elif session is None or row is None or row >= len(session.beats):
            QToolTip.hideText()
        else:
            text = plain_tip(beat_text(session, row))
            QToolTip.showText(event.globalPos(), text, self._viewport)

    def _set_shape(self, shape: Qt.CursorShape) -> None:
        self._viewport.setCursor(shape)


def _larger(delta: QPoint) -> int:
    return delta.x() if abs(delta.x()) > abs(delta.y()) else delta.y()
