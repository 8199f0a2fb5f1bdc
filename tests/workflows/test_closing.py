"""A window that is closed while the analysis works goes at once."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QThreadPool
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from ecgviewer.analysis.beat_search import BeatSearch
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.model.document import DocumentState
from ecgviewer.gui.window.progress_bar import AnalysisProgress
from ecgviewer.worker.analysis_thread import wait_for_threads
from ecgviewer.worker.messages import OpenedRecord
from ecgviewer.worker.record_tasks import OpenRequest
from tests.fakes import LongStep


def stop_button(window: MainWindow) -> QToolButton:
    progress = window.findChild(AnalysisProgress)
    assert progress is not None
    button = progress.findChild(QToolButton)
    assert button is not None
    return button


def test_a_window_goes_at_once_in_a_long_step_and_the_thread_ends_behind_it(
    qtbot: QtBot,
    new_window: Callable[[], MainWindow],
    record_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    step = LongStep(stops=False)
    monkeypatch.setattr(BeatSearch, "beats", lambda search: step(search))
    window = new_window()
    window.open(record_path)
    qtbot.waitUntil(step.begun.is_set, timeout=20_000)
    assert window.close()
    assert not window.isVisible()
    assert not wait_for_threads(0), "the step is not over yet"
    # Not even a window that is destroyed meanwhile ends the program.
    link = window.link
    link.setParent(None)
    link.deleteLater()
    del link
    QCoreApplication.processEvents()
    gc.collect()
    step.released.set()
    assert wait_for_threads(20_000)


def test_stop_in_the_status_bar_stops_the_step_at_hand(
    qtbot: QtBot,
    new_window: Callable[[], MainWindow],
    record_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    search, step = BeatSearch.beats, LongStep()
    monkeypatch.setattr(BeatSearch, "beats", lambda search: step(search))
    window = new_window()
    window.open(record_path)
    qtbot.waitUntil(step.begun.is_set, timeout=20_000)
    assert stop_button(window).text() == "Stop"
    with qtbot.waitSignal(window.link.stopped, timeout=20_000):
        stop_button(window).click()
    assert window.notice.isHidden()
    assert window.document.state is DocumentState.READY
    # The same button lets it go on.
    monkeypatch.setattr(BeatSearch, "beats", search)
    assert stop_button(window).isVisible()
    assert stop_button(window).text() == "Resume"
    with qtbot.waitSignal(window.link.finished, timeout=20_000):
        stop_button(window).click()
    assert window.document.columns is not None
    assert len(window.document.columns.sample) > 0
    assert not stop_button(window).isVisible()


def test_resume_is_not_offered_for_another_record(
    qtbot: QtBot,
    new_window: Callable[[], MainWindow],
    record_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    search, step = BeatSearch.beats, LongStep()
    monkeypatch.setattr(BeatSearch, "beats", lambda search: step(search))
    window = new_window()
    window.open(record_path)
    qtbot.waitUntil(step.begun.is_set, timeout=20_000)
    with qtbot.waitSignal(window.link.stopped, timeout=20_000):
        stop_button(window).click()
    monkeypatch.setattr(BeatSearch, "beats", search)
    with qtbot.waitSignal(window.link.begun, timeout=20_000):
        window.open(record_path)
    assert stop_button(window).text() == "Stop"
    qtbot.waitUntil(
        lambda: window.document.state is DocumentState.READY, timeout=20_000
    )
    assert not stop_button(window).isVisible()


def test_a_record_that_comes_when_the_window_is_closed_is_not_opened(
    qtbot: QtBot,
    new_window: Callable[[], MainWindow],
    record_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read = OpenRequest.run
    came: list[OpenedRecord] = []

    def noted(request: OpenRequest) -> OpenedRecord:
        came.append(opened := read(request))
        return opened

    monkeypatch.setattr(OpenRequest, "run", noted)
    window = new_window()
    window.open(record_path)
    assert window.close()
    qtbot.waitUntil(lambda: bool(came), timeout=20_000)
    QCoreApplication.processEvents()
    assert window.document.session is None


def test_stop_while_a_record_is_read_leaves_what_is_shown(
    qtbot: QtBot, window: MainWindow, record_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, released = OpenRequest.run, threading.Event()

    def late(request: OpenRequest) -> OpenedRecord:
        released.wait(20)
        return read(request)

    monkeypatch.setattr(OpenRequest, "run", late)
    shown = window.document.session
    window.open(record_path)
    with qtbot.waitSignal(window.link.finished):
        stop_button(window).click()
    assert "Opening the record was stopped" in window.notice.text
    assert not stop_button(window).isVisible()
    released.set()
    QThreadPool.globalInstance().waitForDone()
    QCoreApplication.processEvents()
    assert window.document.session is shown
