"""The docks of the views: made, tabbed, brought to the front, and kept where they are.

A layout is kept with the names of the views that it is of. One of other views would
leave some of them without a place, so it is not restored; the window's size is.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QSettings, QSize, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow

from ecgviewer.gui.system.screen_scale import screen_of
from ecgviewer.gui.window.view import RIGHT, View

#: What docks of tiles take of the window: the rest is enough for two leads at 5 mm/mV.
_TALL_SHARE, _TALL_PX = 0.34, (220, 390)
_FRAME_PX = 30
_SIZE = QSize(1280, 800)


class ViewDock(QDockWidget):
    """The dock of one view."""

    def __init__(self, view: View, window: QMainWindow) -> None:
        super().__init__(view.title, window)
        self._view, self._window = view, window
        self.setObjectName(view.id)
        self.setWidget(view.widget)
        view.retitled.connect(self.setWindowTitle)
        view.raise_requested.connect(self.bring_forward)
        self.visibilityChanged.connect(view.on_shown)

    def bring_forward(self) -> None:
        """Show it in front of those in its place; with room for tiles if there is."""
        self.show()
        self.raise_()
        least, most = _TALL_PX
        tall = min(max(round(_TALL_SHARE * self._window.height()), least), most)
        if self._view.is_tall and self.height() < tall and not self.isFloating():
            self._window.resizeDocks([self], [tall], Qt.Orientation.Vertical)


class ViewDocks:
    """The docks of a window, in the order of its views."""

    def __init__(self, window: QMainWindow, views: Sequence[View]) -> None:
        self._window, self._views = window, views
        self._version = layout_version([view.id for view in views])
        self._blind = False
        window.setCorner(Qt.Corner.BottomRightCorner, RIGHT)
        self.by_id = {view.id: ViewDock(view, window) for view in views}
        for view in views:
            window.addDockWidget(view.area, self.by_id[view.id])
            if view.beside:
                beside = self.by_id[view.beside]
                window.tabifyDockWidget(beside, self.by_id[view.id])
        for view in views:
            if not view.beside:
                self.by_id[view.id].raise_()

    def hide_classifier(self, *, blind: bool) -> None:
        """Hide what shows the classifier's work from a reader who turns blind."""
        if blind == self._blind:
            return
        self._blind = blind
        for view in self._views:
            if view.shows_classifier:
                self.by_id[view.id].setVisible(not blind)

    def save(self, store: QSettings) -> None:
        """Keep where everything is."""
        store.setValue("geometry", self._window.saveGeometry())
        store.setValue("window_state", self._window.saveState(self._version))

    def restore(self, store: QSettings) -> None:
        """Put everything where it was, or where it belongs."""
        geometry, state = (store.value(name) for name in ("geometry", "window_state"))
        if not isinstance(geometry, QByteArray):
            # The frame takes some of the screen, and the status bar must be on it.
            room = screen_of(self._window).availableSize()
            frame = QSize(_FRAME_PX, 2 * _FRAME_PX)
            self._window.resize(_SIZE.boundedTo(room - frame))
        else:
            self._window.restoreGeometry(geometry)
        if not isinstance(state, QByteArray) or not self._restores(state):
            self._open_sizes()

    def _restores(self, state: QByteArray) -> bool:
        return self._window.restoreState(state, self._version)

    def _open_sizes(self) -> None:
        for view in self._views:
            upright = view.area == RIGHT
            way = Qt.Orientation.Horizontal if upright else Qt.Orientation.Vertical
            if view.size_px:
                dock = self.by_id[view.id]
                self._window.resizeDocks([dock], [view.size_px], way)


def layout_version(view_ids: Sequence[str]) -> int:
    """Return the version of the layouts of some views, a positive 31-bit number."""
    return zlib.crc32(" ".join(sorted(view_ids)).encode()) & 0x7FFF_FFFF
