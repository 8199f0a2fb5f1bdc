"""Beside the trace each panel shows what matters in it, and leaves others theirs."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QTabBar, QWidget

from ecgviewer.gui.explanation.explanation_view import ExplanationView
from ecgviewer.gui.kinds.kinds_view import KindsView
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.window.view import RIGHT
from tests.workflows.conftest import OpenWindow, new_window, open_window, record_path

__all__ = ["OpenWindow", "new_window", "open_window", "record_path"]


def _settle() -> None:
    for _ in range(5):
        QApplication.processEvents()


@pytest.fixture
def window(open_window: OpenWindow, record_path: Path) -> MainWindow:
    window = open_window(record_path)
    window.showNormal()
    return window


def _sized(window: MainWindow, width: int, height: int) -> None:
    window.resize(width, height)
    _settle()


def _is_whole(widget: QWidget, window: MainWindow) -> bool:
    """Return whether all of a widget is seen in the window."""
    seen = widget.visibleRegion().boundingRect()
    return widget.isVisible() and seen.contains(widget.rect())


@pytest.mark.parametrize(
    ("size", "rows"), [((1280, 720), 3), ((1280, 800), 3), ((1920, 1080), 6)]
)
def test_kinds_have_rows_of_tiles(
    window: MainWindow, size: tuple[int, int], rows: int
) -> None:
    _sized(window, *size)
    window.view(KindsView).show()
    _settle()
    grid = window.view(KindsView).panel.grid
    assert grid.visibleRegion().boundingRect().height() >= grid.height()
    assert grid.viewport().height() >= rows * grid.step_px
    gallery = window.view(KindsView).panel.gallery
    assert gallery.viewport().height() >= gallery.tile.height()


@pytest.mark.parametrize("high", [600, 640, 720, 800])
def test_the_names_of_the_panels_beside_the_trace_are_whole(
    window: MainWindow, high: int
) -> None:
    _sized(window, 1280, 1080)
    _sized(window, 1280, high)
    bars = [bar for bar in window.findChildren(QTabBar) if bar.isVisible()]
    assert sum(bar.count() for bar in bars) == len(window.views)
    for bar in bars:
        last = bar.tabRect(bar.count() - 1)
        assert last.right() < bar.width(), bar.tabText(bar.count() - 1)


def test_why_a_beat_has_its_label_is_read_without_scrolling(
    window: MainWindow,
) -> None:
    _sized(window, 1280, 800)
    columns = window.document.columns
    assert columns is not None
    window.selection.select(columns.beat_id[3])
    view = window.view(ExplanationView)
    view.show()
    _settle()
    panel = view.panel
    for part in (panel.title_label, panel.bars, panel.facts, panel.controls):
        assert _is_whole(part, window), part


def test_a_panel_that_is_asked_for_leaves_others_what_matters_in_them(
    window: MainWindow,
) -> None:
    _sized(window, 1280, 800)
    beats = window.docks.by_id["beats"]
    assert window.dockWidgetArea(beats) == RIGHT
    for view in window.views:
        view.show()
        _settle()
        docks = [dock for dock in window.docks.by_id.values() if dock.is_in_front]
        assert len(docks) == 2
        for dock in docks:
            # No more than half of the column is ever asked for by the one that waits.
            assert dock.height() >= 0.85 * min(dock.least_px, 240), dock.view.id


def test_a_column_is_left_alone_that_has_room_for_both(window: MainWindow) -> None:
    _sized(window, 1280, 800)
    window.view(KindsView).show()
    _settle()
    kinds, rhythm = window.docks.by_id["kinds"], window.docks.by_id["rhythm"]
    before = kinds.geometry()
    next(view for view in window.views if view.id == "rhythm").show()
    _settle()
    assert rhythm.geometry() == before


def test_sizes_that_a_reader_gave_the_kinds_stay(window: MainWindow) -> None:
    _sized(window, 1280, 800)
    view = window.view(KindsView)
    view.show()
    _settle()
    splitter = view.panel.splitter
    splitter.moveSplitter(200, 1)
    splitter.splitterMoved.emit(200, 1)
    _settle()
    moved = splitter.sizes()
    _sized(window, 1281, 800)
    assert splitter.sizes() == moved
    assert view.panel.grid.mapTo(window, QPoint()).y() < (
        view.panel.gallery.mapTo(window, QPoint()).y()
    )


def test_no_panel_is_wider_than_its_place(window: MainWindow) -> None:
    _sized(window, 1280, 720)
    columns = window.document.columns
    assert columns is not None
    window.selection.select(columns.beat_id[3])
    for view in window.views:
        view.show()
        if isinstance(view, KindsView):
            view.find_similar()
            bar = view.panel.similar
            assert bar.isVisible()
            bar.count_label.setText("42 %: 101,694 beats (91,600 N, 9,024 S, 1,070 V)")
        _settle()
        body = window.docks.by_id[view.id].body
        assert body.horizontalScrollBar().maximum() == 0, view.id
