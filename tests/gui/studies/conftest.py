"""A window of a list of records, whose work is done in this process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from ecgviewer.analysis import engine
from ecgviewer.analysis.report import report_source
from ecgviewer.gui.studies.study_window import StudyWindow
from tests.fakes import FakeClassifier
from tests.studies.desk import Desk


class Here(engine.InTurn):
    """In place of a process: the work is done where it is asked for."""

    def __init__(self, jobs: int) -> None:
        assert jobs == 1

    def stop(self) -> None:
        """Do nothing: nothing is at work."""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(report_source, "_loaded", lambda _: FakeClassifier())
    monkeypatch.setattr(report_source, "_loaded_of", lambda *_: FakeClassifier())
    monkeypatch.setattr(engine, "Processes", Here)
    monkeypatch.setattr("ecgviewer.studies.worklist.SETTLED_S", 0.0)
    desk = Desk(tmp_path)
    desk.places.watch([desk.records])
    yield desk
    desk.index.close()


@pytest.fixture
def store(tmp_path: Path) -> QSettings:
    store = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    store.setValue("reader", "Ada")
    return store


class Windows:
    """Windows of one list, stopped at the end."""

    def __init__(self, qtbot: QtBot, desk: Desk, store: QSettings) -> None:
        self._qtbot, self._desk, self._store = qtbot, desk, store
        self._made: list[StudyWindow] = []

    def make(self) -> StudyWindow:
        """Return a window that has looked through the folders."""
        window = StudyWindow(self._store, self._desk.places)
        self._qtbot.addWidget(window)
        self._made.append(window)
        with self._qtbot.waitSignal(window.work.changed):
            window.show()
        return window

    def stop(self) -> None:
        """Stop what goes on for them."""
        for window in self._made:
            window.stop()


@pytest.fixture
def windows(qtbot: QtBot, desk: Desk, store: QSettings) -> Iterator[Windows]:
    made = Windows(qtbot, desk, store)
    yield made
    made.stop()
