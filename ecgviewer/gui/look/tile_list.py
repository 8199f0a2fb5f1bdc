"""The list behind a grid of tiles: which there are, and where.

Where a tile is is counted, not laid out: Qt takes half a second to lay out the beats
of a day in a list of icons, and as long to find out which of them are selected.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QItemSelection, QModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from ecgviewer.gui.look.font_scale import scaled_size
from ecgviewer.gui.look.tile_model import Index, TileModel

GAP_PX = 6
#: How much smaller and larger than usual a tile may be, to fill the room.
_LEAST, _MOST = 0.77, 1.6
#: This many rows are worth tiles that are lower than usual.
_ROWS_OF_LOW = 3
_VISIBLE = QAbstractItemView.ScrollHint.EnsureVisible


class TileList(QListView):
    """Tiles of one size side by side in rows."""

    def __init__(
        self, tiles: TileModel, tile: QSize, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.tile, self._at_100, self.tiles = tile, tile, tiles
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        tiles.setParent(self)
        self.setModel(tiles)

    @property
    def _usual(self) -> QSize:
        return scaled_size(self._at_100)

    @property
    def count(self) -> int:
        """Number of tiles."""
        return self.tiles.rowCount()

    @property
    def current(self) -> int:
        """The current tile; 0 where there is none."""
        return max(self.currentIndex().row(), 0)

    @property
    def columns(self) -> int:
        """Tiles side by side."""
        width = self.viewport().width() - GAP_PX
        return max(width // (self._usual.width() + GAP_PX), 1)

    def _fit_tiles(self) -> None:
        """Let whole tiles fill the room: as many as have the usual size, or nearly."""
        view, usual = self.viewport(), self._usual
        width = (view.width() - GAP_PX) // self.columns - GAP_PX
        height = (view.height() - GAP_PX) / max(self.rows_of_usual(), 1) - GAP_PX
        fitting = QSize(width, int(height))
        self.tile = fitting.expandedTo(usual * _LEAST).boundedTo(usual * _MOST)

    def rows_of_usual(self) -> int:
        """Return how many rows of tiles of about the usual size a page has.

        Up to three rows have tiles as low as they may be.
        """
        room, usual = self.viewport().height() - GAP_PX, self._usual.height()
        low = math.floor(room / (math.ceil(_LEAST * usual) + GAP_PX))
        return max(round(room / (usual + GAP_PX)), min(low, _ROWS_OF_LOW), 1)

    def tile_rect(self, index: int) -> QRect:
        """Return where a tile is on the viewport."""
        row, column = divmod(index, self.columns)
        x = GAP_PX + column * (self.tile.width() + GAP_PX)
        y = GAP_PX + row * self.step_px - self.verticalScrollBar().value()
        return QRect(QPoint(x, y), self.tile)

    def tile_at(self, place: QPoint) -> int | None:
        """Return the tile at a place of the viewport."""
        column = (place.x() - GAP_PX) // (self.tile.width() + GAP_PX)
        y = place.y() + self.verticalScrollBar().value() - GAP_PX
        if not 0 <= column < self.columns or y < 0:
            return None
        index = y // self.step_px * self.columns + column
        inside = index < self.count and self.tile_rect(index).contains(place)
        return index if inside else None

    def rows_in_view(self) -> int:
        """Return how many rows of tiles a page has."""
        return max(self.viewport().height() // self.step_px, 1)

    def tiles_in_view(self) -> int:
        """Return how many tiles a page has."""
        return self.rows_in_view() * self.columns

    @property
    def step_px(self) -> int:
        """Pixels from a row to the next."""
        return self.tile.height() + GAP_PX

    def updateGeometries(self) -> None:
        rows = -(-self.count // self.columns)
        bar = self.verticalScrollBar()
        height = self.viewport().height()
        bar.setRange(0, max(rows * self.step_px + GAP_PX - height, 0))
        bar.setPageStep(height)
        bar.setSingleStep(self.step_px)

    def show_current(self) -> None:
        """Scroll to the current tile."""
        if not self.count:
            return
        rect, bar = self.tile_rect(self.current), self.verticalScrollBar()
        if rect.top() < GAP_PX:
            bar.setValue(bar.value() + rect.top() - GAP_PX)
        elif rect.bottom() > self.viewport().height() - GAP_PX:
            below = rect.bottom() - self.viewport().height() + GAP_PX
            bar.setValue(bar.value() + below)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit_tiles()
            self.updateGeometries()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_tiles()
        self.updateGeometries()
        self.show_current()

    def doItemsLayout(self) -> None:
        self.updateGeometries()
        self.viewport().update()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        self.viewport().update()

    def visualRect(self, index: Index) -> QRect:
        return self.tile_rect(index.row()) if index.isValid() else QRect()

    def indexAt(self, place: QPoint) -> QModelIndex:
        index = self.tile_at(place)
        return QModelIndex() if index is None else self.tiles.index(index)

    def scrollTo(
        self, _index: Index, _hint: QAbstractItemView.ScrollHint = _VISIBLE
    ) -> None:
        self.show_current()

    def visualRegionForSelection(self, _selection: QItemSelection) -> QRegion:
        return QRegion(self.viewport().rect())

    def moveCursor(
        self,
        _action: QAbstractItemView.CursorAction,
        _modifiers: Qt.KeyboardModifier,
    ) -> QModelIndex:
        # Keys move by `keyPressEvent`; this is asked when the focus comes.
        return self.tiles.index(self.current)
