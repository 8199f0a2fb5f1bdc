"""Every control is reached by Tab, in the order in which it is seen, and has a name."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from ecgviewer.gui.actions.action_set import ActionSet
from ecgviewer.gui.dialogs.comment_dialog import CommentDialog
from ecgviewer.gui.dialogs.export_dialog import ExportDialog
from ecgviewer.gui.dialogs.go_to_dialog import GoToDialog
from ecgviewer.gui.dialogs.leads_dialog import LeadsDialog
from ecgviewer.gui.dialogs.settings_dialog import SettingsDialog
from ecgviewer.gui.dialogs.shortcuts_dialog import ShortcutsDialog
from ecgviewer.gui.dialogs.sign_dialog import SignDialog
from ecgviewer.gui.dialogs.symbol_dialog import SymbolDialog
from ecgviewer.gui.look.framing import has_tab_key
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.system.settings import Settings
from ecgviewer.gui.trace.trace_bar import TraceBar
from ecgviewer.gui.window.tab_order import tab_stops
from ecgviewer.gui.window.view_dock import ViewDock
from tests.gui.reach import controls, settle, spoken, walked
from tests.workflows.conftest import OpenWindow, new_window, open_window, record_path

__all__ = ["OpenWindow", "new_window", "open_window", "record_path"]

_VIEWS = (
    "beats", "explanation", "kinds", "rhythm", "items", "suggestions", "readers"
)  # fmt: skip


@pytest.fixture
def window(open_window: OpenWindow, record_path: Path) -> MainWindow:
    window = open_window(record_path)
    window.showNormal()
    window.resize(1280, 800)
    columns = window.document.columns
    assert columns is not None
    window.selection.select(columns.beat_id[3])
    window.activateWindow()
    settle()
    return window


def _walk(window: MainWindow, view: str) -> list[QWidget]:
    """Return where Tab goes from the first stop of a panel on, until it leaves it."""
    dock = _dock(window, view)
    stops = [stop for stop in tab_stops(dock.body) if stop.isVisible()]
    return walked(window, stops[0], lambda at: not dock.body.isAncestorOf(at))


def _dock(window: MainWindow, view: str) -> ViewDock:
    dock = window.docks.by_id[view]
    dock.bring_forward()
    settle()
    return dock


@pytest.mark.parametrize("view", _VIEWS)
def test_tab_goes_through_each_panel(window: MainWindow, view: str) -> None:
    reached, dock = _walk(window, view), _dock(window, view)
    missed = [
        control
        for control in controls(dock.body)
        if control not in reached
        # Where beats are worked Tab goes on in the queue; Enter and keys lead there.
        and not has_tab_key(control)
        and not _is_a_button_of_an_action(window, control)
    ]
    assert not missed, [spoken(each) for each in missed]


def _is_a_button_of_an_action(window: MainWindow, control: QWidget) -> bool:
    """Return whether the menus have the same: such a button leaves the keyboard be."""
    actions = window.action_set.actions.values()
    names = {action.text().replace("&", "").rstrip("…").lower() for action in actions}
    said = spoken(control).split(" (")[0].rstrip("…").lower()
    return any(name.startswith(said) for name in names)


@pytest.mark.parametrize("view", _VIEWS)
def test_tab_stops_in_the_order_of_lines(window: MainWindow, view: str) -> None:
    reached, dock = _walk(window, view), _dock(window, view)
    tops = [
        (stop.mapTo(dock.body, stop.rect().bottomLeft()).y(), stop.height())
        for stop in reached
        if dock.body.isAncestorOf(stop)
    ]
    assert tops
    for (before, _), (after, high) in pairwise(tops):
        # Of two in one line the bottoms may differ by as much as their heights do.
        assert after >= before - high


@pytest.mark.parametrize("view", _VIEWS)
def test_a_screen_reader_has_a_name_for_every_control(
    window: MainWindow, view: str
) -> None:
    reached, dock = _walk(window, view), _dock(window, view)
    nameless = [each for each in controls(dock.body) if not spoken(each).strip()]
    assert not nameless
    assert not [each for each in reached if not spoken(each).strip()]


def test_what_the_bar_above_the_trace_does_is_in_the_menus(
    window: MainWindow,
) -> None:
    (bar,) = window.findChildren(TraceBar)
    assert isinstance(window.action_set, ActionSet)
    titles = _menu_titles(window)
    for button in controls(bar):
        assert spoken(button) in titles


def _menu_titles(window: MainWindow) -> set[str]:
    found: set[str] = set()
    for menu in window.menuBar().findChildren(QMenu):
        found |= {action.text().replace("&", "") for action in menu.actions()}
        found.add(menu.title().replace("&", ""))
    for menu in window.findChildren(QMenu):
        found.add(menu.title().replace("&", ""))
    return found


def test_the_trace_says_which_beat_is_framed_its_class_and_when(
    window: MainWindow,
) -> None:
    assert spoken(window.waveform) == "ECG waveform"
    said = window.waveform.accessibleDescription()
    assert "Beat 4" in said
    assert "normal" in said.lower()
    assert "0:0" in said


def _leads(window: MainWindow) -> QDialog:
    session, montage = window.document.session, window.waveform.paper.montage
    assert session is not None
    assert montage is not None
    return LeadsDialog(session.record.leads, montage, window)


def _export(window: MainWindow) -> QDialog:
    assert window.document.session is not None
    return ExportDialog(window.document.session, "kim", window)


IN_A_WINDOW: dict[type[QDialog], Callable[[MainWindow], QDialog]] = {
    SettingsDialog: lambda window: SettingsDialog(Settings(), (), window),
    ExportDialog: _export,
    GoToDialog: lambda window: GoToDialog(60.0, 70, window),
    CommentDialog: lambda window: CommentDialog("", window),
    LeadsDialog: _leads,
    SignDialog: lambda window: SignDialog("kim", "far", "seen", window),
    SymbolDialog: lambda window: SymbolDialog(window),
    ShortcutsDialog: lambda window: ShortcutsDialog([], window),
}


@pytest.mark.parametrize("kind", IN_A_WINDOW, ids=lambda kind: kind.__name__)
def test_tab_goes_through_a_dialog_and_everything_has_a_name(
    qtbot: QtBot, window: MainWindow, kind: type[QDialog]
) -> None:
    dialog = IN_A_WINDOW[kind](window)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    settle()
    first = controls(dialog)
    start = dialog.focusWidget() or next(
        each for each in first if each.focusPolicy() != each.focusPolicy().NoFocus
    )
    reached = walked(dialog, start, lambda at: at is start)
    missed = [each for each in controls(dialog) if each not in reached]
    assert not missed, [(type(each).__name__, spoken(each)) for each in missed]
    nameless = [type(each).__name__ for each in reached if not spoken(each).strip()]
    assert not nameless
