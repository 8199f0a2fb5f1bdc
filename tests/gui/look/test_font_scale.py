"""Texts can be twice as large, and the window stays what it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QTabBar
from pytestqt.qtbot import QtBot

from ecgviewer.gui.beat_table.beats_view import BeatsView
from ecgviewer.gui.dialogs.settings_dialog import SettingsDialog
from ecgviewer.gui.kinds.kinds_view import KindsView
from ecgviewer.gui.look.font_scale import (
    PERCENTS,
    scaled,
    scaled_size,
    set_font_scale,
    share_between,
)
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.system.settings import Settings
from tests.workflows.conftest import OpenWindow, new_window, open_window, record_path

__all__ = ["OpenWindow", "new_window", "open_window", "record_path"]


@pytest.fixture(autouse=True)
def _as_before(qtbot: QtBot) -> Iterator[None]:
    yield
    set_font_scale(100)


@pytest.fixture
def window(open_window: OpenWindow, record_path: Path) -> MainWindow:
    window = open_window(record_path)
    window.showNormal()
    window.resize(1280, 800)
    _settle()
    return window


def _settle() -> None:
    for _ in range(5):
        QApplication.processEvents()


def _choose(window: MainWindow, percent: int) -> None:
    chosen = replace(window.settings, font_percent=percent)
    window.kept.change(chosen)
    _settle()


def test_texts_grow_by_percent_of_the_systems_and_shrink_again() -> None:
    before = QApplication.font().pointSizeF()
    set_font_scale(150)
    assert QApplication.font().pointSizeF() == pytest.approx(1.5 * before)
    # Not of what they are now.
    set_font_scale(200)
    assert QApplication.font().pointSizeF() == pytest.approx(2.0 * before)
    assert scaled(18) == 36
    assert scaled_size(QSize(3, 4)) == QSize(6, 8)
    assert share_between(0.3, 0.4) == pytest.approx(0.4)
    set_font_scale(100)
    assert QApplication.font().pointSizeF() == pytest.approx(before)
    assert scaled(18) == 18


def test_a_font_in_pixels_grows_too() -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    before = QApplication.font()
    font = QApplication.font()
    font.setPixelSize(20)
    app.setProperty("font of the system", font)
    try:
        set_font_scale(200)
        assert QApplication.font().pixelSize() == 40
    finally:
        app.setProperty("font of the system", before)
        set_font_scale(100)


@pytest.mark.parametrize("percent", PERCENTS)
def test_the_window_holds_at_every_size(window: MainWindow, percent: int) -> None:
    _choose(window, percent)
    assert (window.width(), window.height()) == (1280, 800)
    assert window.waveform.height() >= 400
    assert window.waveform.width() >= 640
    for view in window.views:
        view.show()
        _settle()
        dock = window.docks.by_id[view.id]
        assert dock.is_in_front
        # Enough for what matters, or all the height that there is.
        assert dock.height() >= min(0.7 * dock.least_px, 600), view.id
        assert window.waveform.height() >= 400


def test_names_of_tabs_are_whole_however_large(window: MainWindow) -> None:
    _choose(window, 200)
    bars = [bar for bar in window.findChildren(QTabBar) if bar.isVisible()]
    assert bars
    for bar in bars:
        for tab in range(bar.count()):
            needed = bar.fontMetrics().horizontalAdvance(bar.tabText(tab))
            assert bar.tabRect(tab).width() >= needed, bar.tabText(tab)


def test_rows_columns_and_tiles_follow(window: MainWindow) -> None:
    table, grid = window.view(BeatsView).panel.view, window.view(KindsView).panel.grid
    window.view(KindsView).show()
    _settle()
    row_px, column_px = table.rowHeight(0), table.columnWidth(1)
    tile = grid.tile
    _choose(window, 200)
    assert table.rowHeight(0) > 1.5 * row_px
    assert table.columnWidth(1) > 1.5 * column_px
    window.view(KindsView).show()
    _settle()
    assert grid.tile.height() > 1.5 * tile.height()
    _choose(window, 100)
    assert (table.rowHeight(0), table.columnWidth(1)) == (row_px, column_px)


def test_the_size_is_chosen_in_settings(qtbot: QtBot) -> None:
    dialog = SettingsDialog(Settings(font_percent=150))
    qtbot.addWidget(dialog)
    assert dialog.text_size.currentText() == "150 %"
    assert dialog.settings().font_percent == 150
    dialog.text_size.setCurrentIndex(dialog.text_size.findData(200))
    assert dialog.settings().font_percent == 200
    # A size that nobody could choose here, as from a file.
    other = SettingsDialog(Settings(font_percent=133))
    qtbot.addWidget(other)
    assert other.settings().font_percent == 100
