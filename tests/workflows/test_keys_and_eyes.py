"""Keys label what the reader sees framed, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.qtbot import QtBot

from ecgviewer.core.review.session import ReviewSession
from ecgviewer.gui.beat_table.beats_view import BeatsView
from ecgviewer.gui.dialogs.ask_first import AskFirst
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.readers.readers_view import ReadersView

Key = Qt.Key


def session_of(window: MainWindow) -> ReviewSession:
    assert window.document.session is not None
    return window.document.session


def type_into(qtbot: QtBot, window: MainWindow, widget: QWidget, *keys: Key) -> None:
    window.activateWindow()
    widget.setFocus()
    qtbot.waitUntil(lambda: window.focusWidget() is widget)
    for key in keys:
        qtbot.keyClick(window.focusWidget() or window, key)


def asked(window: MainWindow) -> AskFirst:
    box = [each for each in window.findChildren(AskFirst) if each.isVisible()]
    assert len(box) == 1
    return box[0]


def n_edits(window: MainWindow) -> int:
    return len(session_of(window).history.done)


def test_what_is_typed_in_the_table_labels_nothing(
    qtbot: QtBot, window: MainWindow
) -> None:
    table = window.view(BeatsView).panel.view
    window.action_set.actions["view.table"].trigger()
    window.selection.select(session_of(window).beats.beat_id[2])
    keys = (Key.Key_S, Key.Key_V, Key.Key_N, Key.Key_3, Key.Key_Space)
    type_into(qtbot, window, table, *keys)
    assert not n_edits(window)
    assert "Enter goes to the trace" in window.statusBar().currentMessage()
    current = window.selection.current
    qtbot.keyClick(table, Key.Key_Return)
    assert window.focusWidget() is window.waveform
    qtbot.keyClick(window.waveform, Key.Key_V)
    assert session_of(window).history.done[-1].beat_ids.tolist() == [current]


def test_letters_in_a_box_choose_in_it(qtbot: QtBot, window: MainWindow) -> None:
    window.action_set.actions["view.readers"].trigger()
    box = window.view(ReadersView).panel.second
    assert isinstance(box, QComboBox)
    window.selection.select(session_of(window).beats.beat_id[2])
    type_into(qtbot, window, box, Key.Key_V, Key.Key_N)
    assert not n_edits(window)


@pytest.mark.parametrize("action", ["beat.noise", "beat.label_V", "beat.remove"])
def test_more_than_a_page_is_asked_about(window: MainWindow, action: str) -> None:
    beats = session_of(window).beats
    window.selection.select(beats.beat_id[:40])
    window.action_set.actions[action].trigger()
    assert not n_edits(window)
    box = asked(window)
    assert "40 beats" in box.text()
    box.reject()
    assert not n_edits(window)
    window.action_set.actions[action].trigger()
    asked(window).yes.click()
    assert n_edits(window) == 1
    assert len(session_of(window).history.done[-1].beat_ids) == 40


def test_a_page_is_not_asked_about(window: MainWindow) -> None:
    beats = session_of(window).beats
    window.selection.select(beats.beat_id[:4])
    window.action_set.actions["beat.noise"].trigger()
    assert np.count_nonzero(session_of(window).beats.noise) == 4


def test_a_kind_is_asked_about_when_the_keyboard_is_elsewhere(
    qtbot: QtBot, window: MainWindow
) -> None:
    qtbot.waitUntil(lambda: window.groups.groups is not None, timeout=30_000)
    for action in ("view.kinds", "edit.select_all", "view.trace", "beat.label_V"):
        window.action_set.actions[action].trigger()
    assert asked(window)
    assert not n_edits(window)


def test_an_offered_beat_out_of_view_is_shown_first(window: MainWindow) -> None:
    window.action_set.actions["go.next_in_queue"].trigger()
    window.selection.set_view(50.0, 55.0)
    window.action_set.actions["beat.label_V"].trigger()
    assert not n_edits(window)
    assert "press again" in window.statusBar().currentMessage()
    window.action_set.actions["beat.label_V"].trigger()
    assert n_edits(window) == 1
