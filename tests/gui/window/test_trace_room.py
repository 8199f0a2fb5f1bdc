"""The trace has its room: panels and strips give way, and come back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QDockWidget
from pytestqt.qtbot import QtBot

from ecgviewer.gui.look.font_scale import set_font_scale
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.waveform.waveform_view import WaveformView
from ecgviewer.gui.window.view import BOTTOM, RIGHT
from tests.workflows.conftest import OpenWindow, new_window, open_window, record_path

__all__ = ["OpenWindow", "new_window", "open_window", "record_path"]


def _settle() -> None:
    for _ in range(5):
        QApplication.processEvents()


@pytest.fixture
def window(new_window: Callable[[], MainWindow]) -> MainWindow:
    window = new_window()
    window.showNormal()
    return window


def _sized(window: MainWindow, width: int, height: int) -> MainWindow:
    window.resize(width, height)
    _settle()
    assert (window.width(), window.height()) == (width, height)
    return window


def test_the_first_window_fills_its_screen_and_later_ones_do_as_they_did(
    new_window: Callable[[], MainWindow],
) -> None:
    first = new_window()
    assert first.windowState() & Qt.WindowState.WindowMaximized
    first.showNormal()
    _sized(first, 700, 500)
    first.close()
    again = new_window()
    assert not again.windowState() & Qt.WindowState.WindowMaximized
    assert (again.width(), again.height()) == (700, 500)


@pytest.mark.parametrize("high", [420, 600, 720, 1000])
def test_the_trace_has_half_of_the_height(window: MainWindow, high: int) -> None:
    _sized(window, 1000, high)
    assert window.waveform.height() >= high // 2
    for view in window.views:
        view.show()
        _settle()
        assert window.height() == high
        assert window.waveform.height() >= high // 2


def test_docks_go_beside_the_trace_in_a_low_window_and_come_back(
    window: MainWindow,
) -> None:
    beats = window.docks.by_id["beats"]
    _sized(window, 1000, 1000)
    assert window.dockWidgetArea(beats) == BOTTOM
    _sized(window, 1000, 500)
    assert window.dockWidgetArea(beats) == RIGHT
    assert beats in window.tabifiedDockWidgets(window.docks.by_id["suggestions"])
    _sized(window, 1000, 1000)
    assert window.dockWidgetArea(beats) == BOTTOM
    assert beats in window.tabifiedDockWidgets(window.docks.by_id["suggestions"])


def test_docks_that_stood_aside_come_back_in_another_run(
    window: MainWindow, new_window: Callable[[], MainWindow]
) -> None:
    _sized(window, 1000, 500)
    window.close()
    again = new_window()
    _settle()
    assert again.dockWidgetArea(again.docks.by_id["beats"]) == RIGHT
    _sized(again, 1000, 1000)
    assert again.dockWidgetArea(again.docks.by_id["beats"]) == BOTTOM


def test_strips_are_folded_where_the_trace_needs_their_room(
    open_window: OpenWindow, record_path: Path
) -> None:
    window = open_window(record_path)
    window.showNormal()
    _sized(window, 1000, 1000)
    assert not window.trace.tachogram.isHidden()
    # 180 pixels are half; bars and both strips take more than the rest.
    _sized(window, 1000, 360)
    assert window.trace.tachogram.isHidden()
    assert window.action_set.actions["view.tachogram"].isChecked()
    _sized(window, 1000, 1000)
    assert not window.trace.tachogram.isHidden()


def test_without_a_record_no_strip_is_a_white_band(
    window: MainWindow, record_path: Path, qtbot: QtBot
) -> None:
    _sized(window, 1000, 1000)
    strips = window.trace.strips
    assert len(strips) == 2
    assert all(strip.isHidden() for strip in strips)
    for _ in range(2):
        window.action_set.actions["view.tachogram"].trigger()
    assert all(strip.isHidden() for strip in strips)
    with qtbot.waitSignal(window.link.opened, timeout=20_000):
        window.open(record_path)
    _settle()
    assert all(strip.isVisible() for strip in strips)


def test_a_key_shows_the_trace_alone_and_brings_the_panels_back(
    window: MainWindow,
) -> None:
    _sized(window, 1000, 1000)
    window.docks.by_id["kinds"].bring_forward()
    _settle()
    action = window.action_set.actions["view.trace_alone"]
    action.trigger()
    _settle()
    assert action.isChecked()
    assert all(dock.isHidden() for dock in window.docks.by_id.values())
    assert window.waveform.width() == window.width()
    action.trigger()
    _settle()
    assert not action.isChecked()
    shown = {name for name, dock in window.docks.by_id.items() if dock.is_in_front}
    assert shown == {"beats", "kinds"}


def test_a_panel_that_is_asked_for_ends_being_alone(window: MainWindow) -> None:
    _sized(window, 1000, 1000)
    window.action_set.actions["view.trace_alone"].trigger()
    next(view for view in window.views if view.id == "beats").show()
    _settle()
    assert not window.action_set.actions["view.trace_alone"].isChecked()
    assert window.docks.by_id["beats"].is_in_front
    assert not window.docks.by_id["explanation"].isHidden()


def test_a_window_that_is_closed_alone_opens_with_its_panels(
    window: MainWindow, new_window: Callable[[], MainWindow]
) -> None:
    window.action_set.actions["view.trace_alone"].trigger()
    window.close()
    assert not new_window().docks.by_id["beats"].isHidden()


@pytest.fixture
def moves(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the docks that are taken out of the window to be put elsewhere."""
    taken: list[str] = []
    take_out = window.removeDockWidget

    def note(dock: QDockWidget) -> None:
        taken.append(dock.objectName())
        take_out(dock)

    monkeypatch.setattr(window, "removeDockWidget", note)
    return taken


@pytest.fixture
def usual_texts() -> Iterator[None]:
    yield
    set_font_scale(100)


def test_docks_stay_until_qt_has_been_to_all_widgets_with_a_font(
    window: MainWindow, moves: list[str]
) -> None:
    _sized(window, 1000, 500)
    moves.clear()
    QApplication.sendEvent(window, QEvent(QEvent.Type.FontChange))
    assert not moves
    _settle()
    assert "beats" in moves


@pytest.mark.usefixtures("usual_texts")
def test_nothing_is_moved_in_a_window_that_was_closed(
    window: MainWindow, moves: list[str]
) -> None:
    _sized(window, 1000, 500)
    window.close()
    moves.clear()
    set_font_scale(150)
    _settle()
    assert not moves
    window.show()
    _settle()
    assert "beats" in moves, "it is arranged for larger texts when it is shown again"


def test_docks_stay_until_qt_has_laid_out_the_trace(
    window: MainWindow, moves: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _sized(window, 1000, 1000)
    moves.clear()
    # As when the leads of another record want more of the window.
    monkeypatch.setattr(WaveformView, "wanted_px", (900.0, 900.0))
    window.waveform.wanted.emit()
    assert not moves
    QApplication.processEvents()
    assert "beats" in moves
