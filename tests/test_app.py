"""Which window a record is opened in, and what a second program does."""

from __future__ import annotations

import gc
import weakref
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QEventLoop, QSettings, QThreadPool, QTimer
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication, QDialog, QMenu
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken

from ecgviewer import app
from ecgviewer.__main__ import main
from ecgviewer.app import Desk, FileOpenFilter
from ecgviewer.classifier import runtime
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.wfdb.writer import write_record
from ecgviewer.gui import main_window
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.model.document import DocumentState
from ecgviewer.gui.system.settings import load_settings
from ecgviewer.gui.system.single_instance import SingleInstance
from ecgviewer.worker.analysis_thread import wait_for_threads
from tests.classifier.own_bundle import own_bundle
from tests.fakes import FakeClassifier


def _store(folder: Path) -> QSettings:
    return QSettings(str(folder / "s.ini"), QSettings.Format.IniFormat)


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "load_classifier", lambda _: FakeClassifier())
    monkeypatch.setattr(main_window, "journal_folder", lambda: tmp_path / "journals")
    monkeypatch.setattr(app, "settings_store", lambda: _store(tmp_path))
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
    for window in tuple(desk.windows):
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
    assert desk.windows[0].records.shows(first)
    gone = desk.windows[0]
    gone.close()
    desk.open(first)
    assert len(desk.windows) == 2
    _wait(qtbot, desk.windows[1])


def _is_deleted(window: MainWindow) -> Callable[[], bool]:
    return lambda: not Shiboken.isValid(window)


def _top_levels() -> Counter[str]:
    return Counter(type(widget).__name__ for widget in QApplication.topLevelWidgets())


def test_a_window_that_is_closed_is_deleted_with_all_that_it_held(
    qtbot: QtBot, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    classifiers: list[weakref.ref[FakeClassifier]] = []

    def load(_: str) -> FakeClassifier:
        classifiers.append(weakref.ref(made := FakeClassifier()))
        return made

    monkeypatch.setattr(runtime, "load_classifier", load)
    desk.open(_record(tmp_path, "stays"))
    _wait(qtbot, stays := desk.windows[0])
    gc.collect()
    before = _top_levels()
    desk.open(_record(tmp_path, "goes"))
    _wait(qtbot, goes := desk.windows[1])
    session = goes.document.session
    assert session is not None
    record = weakref.ref(session.record)
    del session
    goes.close()
    assert desk.windows == [stays]
    assert Shiboken.isValid(goes), "it is still in its close event"
    qtbot.waitUntil(_is_deleted(goes))
    del goes
    assert wait_for_threads(20_000)
    QThreadPool.globalInstance().waitForDone()
    gc.collect()
    assert _top_levels() == before
    assert [classifier() is None for classifier in classifiers] == [False, True]
    assert record() is None
    desk.tell("It goes on", "")
    assert stays.notice.text == "It goes on"


# The offscreen platform says that a menu cannot grab the keyboard.
@pytest.mark.qt_log_ignore("does not support")
@pytest.mark.parametrize("waiting", [QDialog, QMenu])
def test_a_window_is_not_deleted_while_a_dialog_or_menu_waits(
    qtbot: QtBot, desk: Desk, waiting: type[QDialog | QMenu]
) -> None:
    desk.open()
    (window,) = desk.windows
    above = waiting()
    if isinstance(above, QDialog):
        above.setModal(True)
    window.close()
    above.show()
    for _ in range(3):
        QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert Shiboken.isValid(window)
    above.close()
    qtbot.waitUntil(_is_deleted(window))


def test_a_window_is_not_deleted_within_the_loop_of_something_of_it(
    qtbot: QtBot, desk: Desk
) -> None:
    """As in the loop of a menu that is hidden already and has not returned yet."""
    desk.open()
    (window,) = desk.windows
    outer, inner, deleted = QEventLoop(), QEventLoop(), list[bool]()

    def wait_within() -> None:
        window.close()
        QTimer.singleShot(0, lambda: QTimer.singleShot(0, inner.quit))
        inner.exec()
        deleted.append(not Shiboken.isValid(window))
        outer.quit()

    QTimer.singleShot(0, wait_within)
    outer.exec()
    assert deleted == [False]
    qtbot.waitUntil(_is_deleted(window))


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


def test_a_classifier_of_the_command_line_is_of_this_run_only(
    qtbot: QtBot,
    close_all: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    own_bundle(tmp_path / "mine")
    monkeypatch.chdir(tmp_path)
    in_use: list[str] = []

    def look() -> None:
        # Windows of earlier tests are closed, but may not be gone.
        windows = app.make_application().topLevelWidgets()
        shown = [w for w in windows if isinstance(w, MainWindow) and w.isVisible()]
        in_use.extend(window.link.bundle for window in shown)
        close_all()

    first = SingleInstance(tmp_path / "running")
    assert first.claim()
    QTimer.singleShot(50, look)
    # The one that is running goes on with its own classifier.
    assert main(["--bundle", "mine"]) == 0
    first.release()
    assert in_use == [str(tmp_path / "mine")]
    assert load_settings(_store(tmp_path)).classifier == ""


def test_another_classifier_replaces_that_of_the_command_line(
    qtbot: QtBot, tmp_path: Path
) -> None:
    app.make_application()
    window = app.make_window(bundle="seed-cnn")
    qtbot.addWidget(window)
    assert window.link.bundle == "seed-cnn"
    chosen = window.settings.with_classifier("context-cnn")
    window.kept.change(chosen)
    assert window.link.bundle == "context-cnn"
    assert load_settings(_store(tmp_path)).classifier == "context-cnn"


def test_a_bad_classifier_is_said_before_there_is_a_window(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.undo()
    bundle = own_bundle(tmp_path / "mine")
    (bundle / "network.tflite").unlink()
    assert main(["100.hea", "--bundle", str(bundle)]) == 2
    said = capsys.readouterr().err
    assert str(bundle / "network.tflite") in said
    assert "Install the classifier again" in said
    assert main(["--bundle=nonesuch"]) == 2
    assert "Give the folder of a bundle, or one of: " in capsys.readouterr().err


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
    assert app.run(Path("1"), others=(Path("2"), Path("3"))) == 0
    assert handed == [
        (Path("100.hea"), "atr"),
        *((Path(name), None) for name in "123"),
    ]
    first.release()


def test_a_program_that_ends_waits_for_no_work_that_does_not(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[int] = []
    monkeypatch.setattr("os._exit", left.append)
    app._wait_for_work(3)
    assert not left
    monkeypatch.setattr(app, "wait_for_threads", lambda _: False)
    app._wait_for_work(3)
    assert left == [3]
