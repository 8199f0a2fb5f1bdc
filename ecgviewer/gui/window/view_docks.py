"""The docks of the views: made, tabbed, brought to the front, and kept where they are.

A layout is kept with the names of the views that it is of. One of other views would
leave some of them without a place, so it is not restored; the window's size is.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QByteArray, QObject, QSettings, QSize, Qt, Signal
from PySide6.QtWidgets import QApplication, QMainWindow, QTabBar

from ecgviewer.gui.look.font_scale import scaled, share_between
from ecgviewer.gui.look.narrow_tabs import NarrowTabs
from ecgviewer.gui.system.first_size import fill_screen
from ecgviewer.gui.system.screen_scale import screen_of
from ecgviewer.gui.window.tab_order import order_tabs
from ecgviewer.gui.window.view import BOTTOM, RIGHT, View
from ecgviewer.gui.window.view_dock import LEAST, ViewDock

_SIZE = QSize(1280, 800)
#: Of a narrow window the panels on the right take no more than this.
_RIGHT_SHARE, _LARGE_RIGHT_SHARE = 0.31, 0.44
#: A column that is lower than this share of what two panels need shows one at a time.
_ROOM_FOR_BOTH = 0.8
_WIDE_PX = 400
_BELOW = "docks_below"


class ViewDocks(QObject):
    """The docks of a window, in the order of its views.

    Signals
    -------
    alone_changed(bool)
        The trace is alone now, or is no longer.
    """

    alone_changed = Signal(bool)

    def __init__(self, window: QMainWindow, views: Sequence[View]) -> None:
        super().__init__(window)
        self._window, self._views = window, views
        self._version = layout_version([view.id for view in views])
        self._blind = False
        self._tabs = NarrowTabs()
        self._tabs.setParent(self)
        self._aside: list[ViewDock] = []
        #: The width that docks on the right have in a window that is wide enough.
        self._beside_px, self._fitted_for = _WIDE_PX, 0
        self._before_alone: QByteArray | None = None
        for view in views:
            # Before the dock comes forward.
            view.raise_requested.connect(self._end_alone)
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
        for dock in self.by_id.values():
            dock.resized.connect(partial(self._on_resized, dock))
        self._order_tabs()

    def _order_tabs(self) -> None:
        trace = self._window.centralWidget()
        bodies = [dock.body for dock in self.by_id.values()]
        order_tabs([*([trace] if trace else []), *bodies])

    def hide_classifier(self, *, blind: bool) -> None:
        """Hide what shows the classifier's work from a reader who turns blind."""
        if blind == self._blind:
            return
        self._blind = blind
        for view in self._views:
            if view.shows_classifier:
                self.by_id[view.id].setVisible(not blind)

    @property
    def alone(self) -> bool:
        """Return whether the trace is alone: no dock is shown."""
        return self._before_alone is not None

    def show_alone(self, *, alone: bool) -> None:
        """Hide all docks, or bring back those that were there before."""
        if alone and not self.alone:
            self._before_alone = self._window.saveState(self._version)
            for dock in self.by_id.values():
                dock.hide()
            self.alone_changed.emit(True)
        elif self._before_alone is not None and not alone:
            state, self._before_alone = self._before_alone, None
            self._window.restoreState(state, self._version)
            self.alone_changed.emit(False)

    def _end_alone(self) -> None:
        self.show_alone(alone=False)

    def make_room(self, *, room: bool) -> None:
        """Put the docks below the trace beside it, or back where there is room again.

        Hidden ones go with the others; those that a reader put elsewhere stay.
        """
        if room == (not self._aside):
            return
        if room:
            docks, self._aside = self._aside, []
            self._move([each for each in docks if self._is_at(each, RIGHT)], BOTTOM)
        else:
            docks = [each for each in self.by_id.values() if self._is_at(each, BOTTOM)]
            self._aside = docks
            self._move(docks, RIGHT)

    def arrange_again(self) -> None:
        """Put docks that stand aside where they are best now, as with larger texts."""
        if self._aside:
            self.make_room(room=True)
            self.make_room(room=False)
        self.fit_beside()

    def _name_tabs(self) -> None:
        """Let names of tabs be whole: where there are too many, they scroll."""
        for bar in self._window.findChildren(QTabBar):
            bar.setAccessibleName("Panels")
            bar.setElideMode(Qt.TextElideMode.ElideNone)
            bar.setUsesScrollButtons(True)
            if bar.style() is not self._tabs:
                bar.setStyle(self._tabs)

    def fit_beside(self) -> None:
        """Let the docks beside the trace take their share of the window's width.

        Of a narrow one that is less than a reader gave them; in a wide one they have
        it again.
        """
        column = [
            dock
            for dock in self.by_id.values()
            if self._is_at(dock, RIGHT) and dock.is_in_front
        ]
        if not column:
            return
        if not self._beside_px:
            self._beside_px = round(column[0].width() * 100 / scaled(100))
        self._name_tabs()
        self._fitted_for = self._window.width()
        share = share_between(_RIGHT_SHARE, _LARGE_RIGHT_SHARE)
        most_px = max(round(share * self._fitted_for), LEAST.width())
        wanted_px = min(scaled(self._beside_px), most_px)
        if wanted_px != column[0].width():
            self._window.resizeDocks(column[:1], [wanted_px], Qt.Orientation.Horizontal)

    def _on_resized(self, dock: ViewDock) -> None:
        """Take note of a width that a reader gave docks: the window's is the same."""
        at_once = self._window.width() == self._fitted_for and dock.is_in_front
        if at_once and self._is_at(dock, RIGHT) and QApplication.mouseButtons():
            self._beside_px = round(dock.width() * 100 / scaled(100))

    def _is_at(self, dock: ViewDock, area: Qt.DockWidgetArea) -> bool:
        return self._window.dockWidgetArea(dock) == area and not dock.isFloating()

    def _move(self, docks: Sequence[ViewDock], area: Qt.DockWidgetArea) -> None:
        front = [dock for dock in docks if dock.is_in_front]
        hidden = [dock.isHidden() for dock in docks]
        # Out of the window first: Qt has crashed on docks that went from tab to tab.
        for dock in docks:
            self._window.removeDockWidget(dock)
        for dock in docks[:1]:
            self._window.addDockWidget(area, dock, Qt.Orientation.Vertical)
        for dock in docks[1:]:
            self._window.tabifyDockWidget(docks[0], dock)
        for dock, was_hidden in zip(docks, hidden, strict=True):
            dock.setVisible(not was_hidden)
        for dock in front or docks[:1]:
            dock.raise_()
        if area == RIGHT:
            self._share_column(docks)
        self._order_tabs()

    def _share_column(self, moved: Sequence[ViewDock]) -> None:
        """Leave those that were moved what matters in them, and the rest to others."""
        column = [each for each in self.by_id.values() if self._is_at(each, RIGHT)]
        others = [each for each in column if each not in moved]
        if not others or not moved:
            return
        least_px, window = moved[0].least_px, self._window
        bars_px = window.menuBar().height() + window.statusBar().height()
        # Tabs have about two lines.
        room_px = window.height() - bars_px - 4 * window.fontMetrics().height()
        needed_px = least_px + max(other.least_px for other in others)
        if room_px < _ROOM_FOR_BOTH * needed_px:
            front = next((each for each in others if each.is_in_front), None)
            for dock in moved:
                window.tabifyDockWidget(others[-1], dock)
            (front or others[0]).raise_()
        else:
            rest_px = max(room_px - least_px, least_px)
            others[0].resize_with(moved[:1], [rest_px, least_px])

    def save(self, store: QSettings) -> None:
        """Keep where everything is."""
        state = self._before_alone or self._window.saveState(self._version)
        store.setValue("geometry", self._window.saveGeometry())
        store.setValue("window_state", state)
        store.setValue(_BELOW, " ".join(dock.view.id for dock in self._aside))

    def restore(self, store: QSettings) -> None:
        """Put everything where it was, or where it belongs."""
        geometry, state = (store.value(name) for name in ("geometry", "window_state"))
        if not isinstance(geometry, QByteArray):
            fill_screen(self._window, _SIZE)
        else:
            self._window.restoreGeometry(geometry)
        if isinstance(state, QByteArray) and self._restores(state):
            known = str(store.value(_BELOW) or "").split()
            self._aside = [self.by_id[name] for name in known if name in self.by_id]
            self._beside_px = 0
        else:
            self._open_sizes()

    def _restores(self, state: QByteArray) -> bool:
        return self._window.restoreState(state, self._version)

    def _open_sizes(self) -> None:
        room = screen_of(self._window).availableSize()
        for view in self._views:
            upright = view.area == RIGHT
            way = Qt.Orientation.Horizontal if upright else Qt.Orientation.Vertical
            if view.size_px:
                most = round(_RIGHT_SHARE * room.width()) if upright else view.size_px
                size_px = min(view.size_px, most)
                self._window.resizeDocks([self.by_id[view.id]], [size_px], way)


def layout_version(view_ids: Sequence[str]) -> int:
    """Return the version of the layouts of some views, a positive 31-bit number."""
    return zlib.crc32(" ".join(sorted(view_ids)).encode()) & 0x7FFF_FFFF
