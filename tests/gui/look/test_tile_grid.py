"""Tiles are worked by keyboard and mouse, and screen readers are told of them."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QColor, QPainter
from pytestqt.qtbot import QtBot

from ecgviewer.gui.look.tile_grid import TileGrid

KEY, SHIFT, CONTROL = (
    Qt.Key,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)
_RED = QColor("#ff0000")
_DAY = 100_000


class Numbers(TileGrid):
    """Tiles with a red square each."""

    def __init__(self) -> None:
        super().__init__(QSize(50, 40))
        self.painted: list[int] = []

    def tile_text(self, index: int) -> str:
        return f"tile {index}{', framed' if self.chosen[index] else ''}"

    def empty_text(self) -> str:
        return "nothing here"

    def paint_tile(self, painter: QPainter, rect: QRect, index: int) -> None:
        self.painted.append(index)
        painter.fillRect(rect.adjusted(20, 15, -20, -15), _RED)


@pytest.fixture
def grid(qtbot: QtBot) -> Numbers:
    grid = Numbers()
    qtbot.addWidget(grid)
    grid.resize(250, 160)
    grid.show()
    grid.show_tiles(100)
    return grid


def _accessible(grid: Numbers) -> QAccessibleInterface:
    interface = QAccessible.queryAccessibleInterface(grid)
    assert interface is not None
    return interface


def _chosen(grid: Numbers) -> list[int]:
    return np.flatnonzero(grid.chosen).tolist()


def test_arrows_and_pages_move_and_shift_chooses(qtbot: QtBot, grid: Numbers) -> None:
    columns = grid.columns
    assert columns == 4
    for key, at in (
        (KEY.Key_Right, 1),
        (KEY.Key_Down, 1 + columns),
        (KEY.Key_PageDown, 1 + columns + grid.rows_in_view() * columns),
        (KEY.Key_End, 99),
        (KEY.Key_Home, 0),
    ):
        qtbot.keyClick(grid, key)
        assert grid.current == at
        assert _chosen(grid) == [at]
    qtbot.keyClick(grid, KEY.Key_Down, SHIFT)
    assert _chosen(grid) == [0, 1, 2, 3, 4]
    qtbot.keyClick(grid, KEY.Key_End, CONTROL)
    assert grid.current == 99
    assert _chosen(grid) == [0, 1, 2, 3, 4]
    qtbot.keyClick(grid, KEY.Key_Space, CONTROL)
    assert _chosen(grid) == [0, 1, 2, 3, 4, 99]
    assert grid.viewport().rect().contains(grid.tile_rect(99))


def test_the_mouse_chooses_where_it_clicks(qtbot: QtBot, grid: Numbers) -> None:
    left, centre = Qt.MouseButton.LeftButton, grid.tile_rect(5).center()
    qtbot.mouseClick(grid.viewport(), left, pos=centre)
    assert (grid.current, _chosen(grid)) == (5, [5])
    where = grid.tile_rect(7).center()
    qtbot.mouseClick(grid.viewport(), left, CONTROL, where)
    assert _chosen(grid) == [5, 7]
    qtbot.mouseClick(grid.viewport(), left, SHIFT, grid.tile_rect(6).center())
    assert _chosen(grid) == [6, 7]
    between = QPoint(grid.tile_rect(0).right() + 3, grid.tile_rect(0).center().y())
    qtbot.mouseClick(grid.viewport(), left, pos=between)
    assert _chosen(grid) == [6, 7]
    with qtbot.waitSignal(grid.opened) as opened:
        qtbot.mouseDClick(grid.viewport(), left, pos=centre)
    # Else the button counts as pressed for whatever is tested next.
    qtbot.mouseRelease(grid.viewport(), left, pos=centre)
    assert opened.args == [5]


def test_a_screen_reader_hears_every_tile(grid: Numbers) -> None:
    interface = _accessible(grid)
    assert interface.role() == QAccessible.Role.List
    assert interface.childCount() == 100
    assert interface.child(3).text(QAccessible.Text.Name) == "tile 3"
    grid.choose(3)
    cell = interface.child(3)
    assert cell.text(QAccessible.Text.Name) == "tile 3, framed"
    place = grid.tile_rect(3).translated(grid.viewport().mapToGlobal(QPoint(0, 0)))
    assert cell.rect() == place
    # PySide cannot read what `state` gives, so the selection is asked.
    assert grid.selectionModel().isSelected(grid.tiles.index(3))
    assert not grid.selectionModel().isSelected(grid.tiles.index(2))
    assert grid.currentIndex().row() == 3


def test_what_a_screen_reader_chooses_is_chosen(qtbot: QtBot, grid: Numbers) -> None:
    command = QItemSelectionModel.SelectionFlag.ClearAndSelect
    with qtbot.waitSignal(grid.chosen_changed):
        grid.selectionModel().select(grid.tiles.index(8), command)
    assert _chosen(grid) == [8]


def test_only_tiles_in_view_are_painted(grid: Numbers) -> None:
    grid.painted.clear()
    image = grid.grab().toImage()
    assert max(grid.painted) < 24
    origin = grid.viewport().mapTo(grid, QPoint(0, 0))
    assert image.pixelColor(grid.tile_rect(0).center() + origin) == _RED
    grid.choose(99)
    grid.painted.clear()
    grid.grab()
    assert 99 in grid.painted
    assert min(grid.painted) > 70


def test_tiles_of_a_day_are_chosen_in_scattered_places(grid: Numbers) -> None:
    grid.show_tiles(_DAY, whole=True)
    every_other = np.arange(_DAY) % 2 == 1
    grid.show_chosen(every_other)
    grid.show_chosen(~every_other)
    assert np.array_equal(grid.chosen, ~every_other)
    assert grid.selectionModel().isSelected(grid.tiles.index(0))
    assert not grid.selectionModel().isSelected(grid.tiles.index(1))


def test_without_tiles_something_is_said(grid: Numbers) -> None:
    full = grid.grab().toImage()
    grid.show_tiles(0)
    assert (grid.count, grid.current, _chosen(grid)) == (0, 0, [])
    assert grid.grab().toImage() != full
    assert _accessible(grid).childCount() == 0
