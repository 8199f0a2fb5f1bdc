"""The dock of one view, and how docks beside the trace share their column."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QFrame,
    QMainWindow,
    QScrollArea,
    QWidget,
)

from ecgviewer.gui.window.view import RIGHT, View

#: What docks of tiles take of the window, where the trace leaves it to them.
_TALL_SHARE, _TALL_PX = 0.34, (220, 390)
#: The least that is left of a panel: the rest of it is scrolled to.
LEAST = QSize(150, 40)


class _Room(QWidget):
    """Gives a view the room that there is, down to the least that it can do with.

    Qt would scroll it from the height on that its lists and texts like to have.
    """

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self._widget = widget
        widget.setParent(self)
        widget.installEventFilter(self)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def sizeHint(self) -> QSize:
        return self._widget.sizeHint()

    def _fit(self) -> None:
        least, layout = self._widget.minimumSizeHint(), self._widget.layout()
        if layout is not None and layout.hasHeightForWidth():
            least.setHeight(layout.minimumHeightForWidth(self.width()))
        self.setMinimumSize(least)
        self._widget.setGeometry(self.rect())


class DockBody(QScrollArea):
    """Scrolls what is in a dock that has less room than it needs."""

    def __init__(self, view: View) -> None:
        super().__init__()
        self._view = view
        self.setWidget(_Room(view.widget))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        # Keys are for what is in it.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def minimumSizeHint(self) -> QSize:
        return LEAST

    def sizeHint(self) -> QSize:
        return self._view.widget.sizeHint()


class ViewDock(QDockWidget):
    """The dock of one view."""

    resized = Signal()

    def __init__(self, view: View, window: QMainWindow) -> None:
        super().__init__(view.title, window)
        self.view, self._window = view, window
        self.body = DockBody(view)
        self.setObjectName(view.id)
        self.setWidget(self.body)
        view.retitled.connect(self.setWindowTitle)
        view.raise_requested.connect(self.bring_forward)
        self.visibilityChanged.connect(view.on_shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def bring_forward(self) -> None:
        """Show it in front of those in its place, with room for what matters in it."""
        column = self._column()
        behind = [
            dock for dock in column if dock in self._window.tabifiedDockWidgets(self)
        ]
        room_px = sum(dock.height() for dock in column)
        own_px = sum(dock.height() for dock in (*behind, self) if dock in column)
        self.show()
        self.raise_()
        if self.isFloating():
            return
        if self._window.dockWidgetArea(self) == RIGHT:
            others = [dock for dock in column if dock not in (self, *behind)]
            share_column(self, others, room_px, own_px)
        elif self.view.is_tall:
            self._grow()

    def _grow(self) -> None:
        """Take the room that tiles need below the trace."""
        least, most = _TALL_PX
        tall = min(max(round(_TALL_SHARE * self._window.height()), least), most)
        if self.height() < tall:
            self._window.resizeDocks([self], [tall], Qt.Orientation.Vertical)

    def _column(self) -> list[ViewDock]:
        """Return the docks in front beside the trace."""
        docks = self._window.findChildren(ViewDock)
        return [
            dock
            for dock in docks
            if dock.is_in_front and self._window.dockWidgetArea(dock) == RIGHT
        ]

    @property
    def least_px(self) -> int:
        """The height from which what matters in the view is seen."""
        return self.view.least_lines * self.fontMetrics().height()

    @property
    def is_in_front(self) -> bool:
        """Return whether it is shown, and no tab is before it."""
        return self.isVisible() and not self.visibleRegion().isEmpty()

    def resize_with(self, others: Sequence[ViewDock], sizes_px: Sequence[int]) -> None:
        """Have docks above or below each other take these heights, this one first."""
        docks = [self, *others]
        self._window.resizeDocks(docks, list(sizes_px), Qt.Orientation.Vertical)


def share_column(
    dock: ViewDock, others: Sequence[ViewDock], room_px: int, own_px: int
) -> None:
    """Let a dock that has `own_px` grow to what it needs, in a column of `room_px`.

    The others keep what matters in them, or half of the column where that is less.
    """
    needed_px = sum(other.least_px for other in others)
    most_px = max(room_px - needed_px, room_px // 2)
    wanted_px = min(dock.least_px, most_px)
    if not others or own_px >= wanted_px:
        return
    rest_px = room_px - wanted_px
    shares = [rest_px * other.least_px // max(needed_px, 1) for other in others]
    dock.resize_with(others, [wanted_px, *shares])
