"""Keeps room for the trace: panels and strips give way to it at every size."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, QTimer
from PySide6.QtWidgets import QMainWindow

from ecgviewer.gui.trace.trace_panel import TracePanel
from ecgviewer.gui.waveform.waveform_view import WaveformView
from ecgviewer.gui.window.view_docks import ViewDocks

#: What of the window's height belongs to the trace, whatever else is shown.
_SHARE = 0.5
#: Docks that would be lower than this below the trace go beside it.
_LEAST_BELOW_PX = 200
#: Explicit, or else Qt would make a window larger than the screen it is on.
_LEAST_WINDOW = QSize(480, 360)


class TraceRoom(QObject):
    """Decides what of panels and strips there is room for, as the window changes.

    Docks below the trace go beside it first, then the tachogram is folded, and the
    overview at last. What is left of the window's height belongs to the trace.
    """

    def __init__(
        self,
        window: QMainWindow,
        docks: ViewDocks,
        waveform: WaveformView,
        panel: TracePanel,
    ) -> None:
        super().__init__(window)
        self._window, self._docks = window, docks
        self._waveform, self._panel = waveform, panel
        self._decided_for: tuple[object, ...] = ()
        self._texts_changed = False
        # Not at once: Qt may be laying out, or going through all widgets with a font,
        # and must find docks and tabs where they were.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._catch_up)
        window.setMinimumSize(_LEAST_WINDOW)
        # Docks are moved while the window changes: Qt must be done with each move.
        window.setAnimated(False)
        window.installEventFilter(self)
        docks.alone_changed.connect(self.arrange)
        waveform.wanted.connect(self._soon.start)
        panel.turned.connect(self._arrange_again)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.Resize, QEvent.Type.Show):
            self._docks.fit_beside()
            self.arrange()
        if kind == QEvent.Type.FontChange:
            self._texts_changed = True
        if self._texts_changed and kind in (QEvent.Type.FontChange, QEvent.Type.Show):
            self._soon.start()
        return False

    def _catch_up(self) -> None:
        if not self._window.isVisible():
            return
        if self._texts_changed:
            self._texts_changed = False
            self._docks.arrange_again()
            self._decided_for = ()
        self.arrange()

    def turn_alone(self) -> None:
        """Show the trace without panels and strips, or bring them back."""
        self._docks.show_alone(alone=not self._docks.alone)
        self._waveform.setFocus()

    def _arrange_again(self) -> None:
        self._decided_for = ()
        self.arrange()

    def arrange(self) -> None:
        """Give the trace its room in the window as it is now."""
        high, bars_px = self._window.height(), self._bars_px()
        strips_px = [strip.minimumSizeHint().height() for strip in self._panel.strips]
        decided = (*self._waveform.wanted_px, high, bars_px, *strips_px)
        decided = (*decided, self._docks.alone)
        if decided == self._decided_for or not self._window.isVisible():
            return
        self._decided_for = decided
        # Docks beside the trace make a page narrower: that must not bring them back.
        unshrunk_px, wanted_px = (
            max(px, _SHARE * high) for px in self._waveform.wanted_px
        )
        room_px = high - bars_px
        below = room_px - sum(strips_px) - unshrunk_px >= _LEAST_BELOW_PX
        if not self._docks.alone:
            self._docks.make_room(room=below)
        spare = room_px - wanted_px
        shows = not (self._docks.alone or self._panel.is_empty)
        for strip, strip_px in zip(self._panel.strips, strips_px, strict=True):
            shown = shows and strip_px <= spare
            strip.setVisible(shown)
            room_px -= strip_px if shown else 0
            spare -= strip_px
        reserve = _LEAST_BELOW_PX if below else 0
        self._waveform.setMinimumHeight(int(max(min(wanted_px, room_px - reserve), 0)))

    def _bars_px(self) -> int:
        window = self._window
        bars = (window.menuBar(), window.statusBar(), *self._panel.bars)
        return sum(bar.sizeHint().height() for bar in bars if not bar.isHidden())
