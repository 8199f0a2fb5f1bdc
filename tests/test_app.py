"""Which window a record is opened in, and what a second program does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ecgviewer import app
from ecgviewer.app import Desk, FileOpenFilter
from ecgviewer.classifier import runtime
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.wfdb.writer import write_record
from ecgviewer.gui import main_window
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.model.document import DocumentState
from ecgviewer.gui.system.single_instance import SingleInstance
from tests.fakes import FakeClassifier


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def store() -> QSettings:
        return QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)

    monkeypatch.setattr(runtime, "load_classifier", lambda _: FakeClassifier())
    monkeypatch.setattr(main_window, "journal_folder", lambda: tmp_path / "journals")
    monkeypatch.setattr(app, "settings_store", store)
    monkeypatch.setattr(app, "instance_folder", lambda: tmp_path / "running")
    monkeypatch.setattr(app, "log_path", lambda: tmp_path / "logs" / "e.log")
    monkeypatch.setattr(app, "demo_folder", lambda: tmp_path / "demo")
    monkeypatch.setattr(app, "start_log", lambda _: None)
    (tmp_path / "logs").mkdir()


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    app.make_application()
    desk = Desk()
    yield desk
    for window in desk.windows:
        window.close()
        window.deleteLater()


def _record(folder: Path, name: str) -> Path:
    return write_record(folder, synthetic_record(10.0, name=name).record)


def _wait(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(
        lambda: window.document.state is DocumentState.READY, timeout=60_000
    )


def test_each_record_has_a_window(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    desk.open()
    assert len(desk.windows) == 1
    first = _record(tmp_path, "first")
    desk.open(first)
    assert len(desk.windows) == 1, "the empty window is taken"
    desk.open(first.with_suffix(".dat"))
    assert len(desk.windows) == 1, "it is being opened already"
    _wait(qtbot, desk.windows[0])
    desk.open(_record(tmp_path, "second"))
    assert len(desk.windows) == 2
    _wait(qtbot, desk.windows[1])
    desk.open(first)
    desk.open()
    assert len(desk.windows) == 2
    assert desk.windows[0].shows(first)
    gone = desk.windows[0]
    gone.close()
    desk.open(first)
    assert len(desk.windows) == 2
    _wait(qtbot, desk.windows[1])


def test_a_window_is_free_again_when_its_record_could_not_be_opened(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    desk.open(tmp_path / "missing.hea")
    window = desk.windows[0]
    qtbot.waitUntil(lambda: "missing" in window.notice.text, timeout=60_000)
    desk.open(_record(tmp_path, "there"))
    assert desk.windows == [window]
    _wait(qtbot, window)


def test_a_crash_is_told_in_a_window(desk: Desk) -> None:
    desk.tell("nobody sees this", "")
    desk.open()
    desk.tell("Something went wrong", "details")
    assert desk.windows[0].notice.text == "Something went wrong"
    assert desk.windows[0].notice.isVisible()


def test_a_double_click_on_macos(qtbot: QtBot, tmp_path: Path) -> None:
    opened = FileOpenFilter()
    with qtbot.waitSignal(opened.file_opened) as signal:
        opened.eventFilter(opened, QFileOpenEvent(str(tmp_path / "100.hea")))
    assert signal.args == [tmp_path / "100.hea"]


@pytest.fixture
def close_all(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return what ends the program; its loop is one that other tests survive.

    When `QApplication.exec` has returned, Qt lets no other loop of the thread run.
    """
    application, loop = app.make_application(), QEventLoop()
    monkeypatch.setattr(QApplication, "exec", lambda *_: loop.exec())

    def close() -> None:
        for widget in application.topLevelWidgets():
            if isinstance(widget, MainWindow):
                widget.close()
        loop.quit()

    return close


def test_the_program_runs_and_ends(
    close_all: Callable[[], None], tmp_path: Path
) -> None:
    QTimer.singleShot(50, close_all)
    assert app.run() == 0
    assert not list((tmp_path / "running").iterdir())


def test_the_demo_is_opened_when_asked(
    close_all: Callable[[], None], tmp_path: Path
) -> None:
    demo = tmp_path / "demo" / "demo.hea"

    def look() -> None:
        windows = [
            w
            for w in app.make_application().topLevelWidgets()
            if isinstance(w, MainWindow) and w.document.state is DocumentState.READY
        ]
        if windows:
            timer.stop()
            close_all()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(20)
    assert app.run(demo=True) == 0
    assert demo.exists()


def test_a_second_program_hands_over_and_ends(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = SingleInstance(tmp_path / "running")
    assert first.claim()
    handed: list[object] = []

    def hand_over(_: SingleInstance, path: Path | None, by: str | None) -> bool:
        handed.append((path, by))
        return True

    monkeypatch.setattr(SingleInstance, "hand_over", hand_over)
    assert app.run(Path("100.hea"), "atr") == 0
    assert handed == [(Path("100.hea"), "atr")]
    first.release()
