"""A window on a record, as a reviewer has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from ecgviewer import app
from ecgviewer.classifier import runtime
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.wfdb.writer import write_record
from ecgviewer.gui import main_window
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.model.document import DocumentState
from tests.fakes import FakeClassifier

OpenWindow = Callable[[Path], MainWindow]

_SLOW_MS = 30_000


@pytest.fixture
def record_path(tmp_path: Path) -> Path:
    folder = tmp_path / "recordings é"
    folder.mkdir()
    return write_record(folder, synthetic_record(60.0, name="patient1").record)


@pytest.fixture
def new_window(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], MainWindow]]:
    monkeypatch.setattr(runtime, "load_classifier", lambda _: FakeClassifier())
    monkeypatch.setattr(main_window, "journal_folder", lambda: tmp_path / "journals")
    app.make_application()
    windows: list[MainWindow] = []

    def make() -> MainWindow:
        store = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
        window = app.make_window(store)
        windows.append(window)
        window.show()
        return window

    yield make
    for window in windows:
        window.close()
        window.deleteLater()


@pytest.fixture
def open_window(qtbot: QtBot, new_window: Callable[[], MainWindow]) -> OpenWindow:
    """Open a record in a new window and wait until it is analysed."""

    def open_(path: Path) -> MainWindow:
        window = new_window()
        window.open(path)
        qtbot.waitUntil(
            lambda: window.document.state is DocumentState.READY, timeout=20_000
        )
        return window

    return open_


@pytest.fixture
def window(open_window: OpenWindow, record_path: Path) -> MainWindow:
    return open_window(record_path)


@pytest.fixture
def kinds_window(qtbot: QtBot, window: MainWindow) -> MainWindow:
    qtbot.waitUntil(lambda: window.groups.groups is not None, timeout=_SLOW_MS)
    return window
