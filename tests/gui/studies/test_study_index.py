"""The window while its index is looked through, damaged, deleted."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings, Qt
from pytestqt.qtbot import QtBot

from ecgviewer.gui.studies.study_window import StudyWindow
from tests.gui.studies.conftest import Windows
from tests.gui.studies.looks import listed, wait
from tests.studies.desk import Desk
from tests.studies.test_mending import spoil

_Key, _Modifier = Qt.Key, Qt.KeyboardModifier


def test_a_list_that_looks_for_records_does_not_say_that_there_are_none(
    qtbot: QtBot, desk: Desk, store: QSettings
) -> None:
    desk.record("a")
    window = StudyWindow(store, desk.places)
    qtbot.addWidget(window)
    window.show()
    assert window.count_label.text().startswith("Looking through")
    wait(qtbot, lambda: window.count_label.text() == "1 study")
    window.stop()


def test_an_index_that_is_damaged_under_the_window_is_filled_again(
    qtbot: QtBot, desk: Desk, windows: Windows
) -> None:
    desk.record("a")
    window = windows.make()
    wait(qtbot, lambda: not window.work.is_looking)
    spoil(desk.places.index)
    window.search.setText("a")
    qtbot.keyClick(window.search, _Key.Key_Return)
    wait(qtbot, lambda: window.note.text().startswith("The index of the study"))
    wait(qtbot, lambda: listed(window) == ["a"])


def test_an_index_that_was_deleted_is_filled_again(
    qtbot: QtBot, desk: Desk, windows: Windows
) -> None:
    desk.record("a")
    window = windows.make()
    wait(qtbot, lambda: not window.work.is_looking)
    for path in desk.places.index.parent.glob("index.sqlite3*"):
        path.unlink()
    desk.record("b", 30.0)
    window.work.look_through()
    wait(qtbot, lambda: listed(window) == ["a", "b"])


def test_a_scan_that_fails_is_said_and_tried_again(
    qtbot: QtBot, desk: Desk, windows: Windows, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.record("a")
    window = windows.make()
    wait(qtbot, lambda: not window.work.is_looking)
    with monkeypatch.context() as patched:
        patched.setattr("ecgviewer.studies.scan.Scanner.scan", _fail)
        window.work.look_through()
        wait(qtbot, lambda: window.note.text() == "no luck")
    desk.record("b", 30.0)
    window.work.look_through()
    wait(qtbot, lambda: listed(window) == ["a", "b"])


def _fail(*_: object, **__: object) -> None:
    raise RuntimeError("no luck")
