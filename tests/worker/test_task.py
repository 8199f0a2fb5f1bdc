from __future__ import annotations

import gc
import logging
import threading
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

import pytest
from PySide6.QtCore import QObject, QRunnable, QThread, QThreadPool
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from ecgviewer.core.analysis_events import Stage
from ecgviewer.worker.messages import Failed
from ecgviewer.worker.task import Background, Task


@dataclass(frozen=True)
class Answer(Task[int]):
    """An answer that waits for a gate to be opened."""

    stage: ClassVar[Stage] = Stage.EXPLAINING

    value: int = 42
    gate: threading.Event = field(default_factory=threading.Event)

    def run(self) -> int:
        self.gate.wait(10)
        return self.value


@dataclass(frozen=True)
class Failure(Task[int]):
    stage: ClassVar[Stage] = Stage.EXPLAINING

    def run(self) -> int:
        raise ValueError("no answer")


@dataclass(frozen=True)
class Count(Task[Iterator[int]]):
    """Numbers without end, counted while anybody listens."""

    stage: ClassVar[Stage] = Stage.READING_OVERVIEW

    ended: threading.Event = field(default_factory=threading.Event)

    def run(self) -> Iterator[int]:
        number = 0
        try:
            while True:
                yield number
                number += 1
        finally:
            self.ended.set()


def _opened(task: Answer) -> Answer:
    task.gate.set()
    return task


def _wait_for_the_pool(qtbot: QtBot) -> None:
    """Let everything end and be delivered that was begun."""
    assert QThreadPool.globalInstance().waitForDone(10_000)
    qtbot.wait(0)


@pytest.fixture
def owner(qtbot: QtBot) -> QObject:
    return QObject()


def test_the_owner_hears_what_was_done_in_its_own_thread(
    qtbot: QtBot, owner: QObject
) -> None:
    heard: list[tuple[int, QThread]] = []
    Background(owner).run(
        _opened(Answer()), lambda v: heard.append((v, QThread.currentThread()))
    )
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [(42, owner.thread())]


def test_a_failure_is_told_and_logged(
    qtbot: QtBot, owner: QObject, caplog: pytest.LogCaptureFixture
) -> None:
    failures: list[Failed] = []
    answers: list[int] = []
    with caplog.at_level(logging.CRITICAL, "ecgviewer.worker.task"):
        Background(owner).run(Failure(), answers.append, failures.append)
        qtbot.waitUntil(lambda: bool(failures))
    assert failures[0].stage is Stage.EXPLAINING
    assert failures[0].message == "no answer"
    assert "ValueError" in failures[0].details
    assert not answers


def test_a_failure_that_nobody_asks_for_is_in_the_log(
    qtbot: QtBot, owner: QObject, caplog: pytest.LogCaptureFixture
) -> None:
    answers: list[int] = []
    Background(owner).run(Failure(), answers.append)
    _wait_for_the_pool(qtbot)
    assert "Explaining failed" in caplog.text
    assert not answers


def test_nothing_is_told_to_an_owner_that_is_gone(
    qtbot: QtBot, owner: QObject, capsys: pytest.CaptureFixture[str]
) -> None:
    task, answers = Answer(), list[int]()
    Background(owner).run(task, answers.append)
    delete(owner)
    task.gate.set()
    _wait_for_the_pool(qtbot)
    assert not answers
    assert "deleted" not in capsys.readouterr().err


def test_nothing_is_told_to_an_owner_that_was_collected(qtbot: QtBot) -> None:
    owner: QObject | None = QObject()
    task, answers = Answer(), list[int]()
    assert owner is not None
    Background(owner).run(task, answers.append)
    owner = None
    gc.collect()
    task.gate.set()
    _wait_for_the_pool(qtbot)
    assert not answers


def test_the_latest_task_takes_the_place_of_the_one_before(
    qtbot: QtBot, owner: QObject
) -> None:
    background, answers = Background(owner), list[int]()
    slow = Answer(1)
    background.run_latest(slow, answers.append)
    background.run_latest(_opened(Answer(2)), answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    slow.gate.set()
    _wait_for_the_pool(qtbot)
    assert answers == [2]


def test_tasks_side_by_side_all_end(qtbot: QtBot, owner: QObject) -> None:
    background, answers = Background(owner), list[int]()
    for value in range(5):
        background.run(_opened(Answer(value)), answers.append)
    qtbot.waitUntil(lambda: len(answers) == 5)
    assert sorted(answers) == list(range(5))


def test_steps_end_when_they_are_dropped(qtbot: QtBot, owner: QObject) -> None:
    background, numbers, task = Background(owner), list[int](), Count()
    background.run_steps(task, numbers.append)
    qtbot.waitUntil(lambda: len(numbers) > 2)
    background.drop()
    n = len(numbers)
    assert task.ended.wait(10)
    _wait_for_the_pool(qtbot)
    assert numbers[:3] == [0, 1, 2]
    assert len(numbers) == n


def test_steps_end_when_their_owner_is_gone(qtbot: QtBot, owner: QObject) -> None:
    numbers, task = list[int](), Count()
    Background(owner).run_steps(task, numbers.append)
    qtbot.waitUntil(lambda: bool(numbers))
    delete(owner)
    qtbot.waitUntil(task.ended.is_set)


def test_what_has_run_holds_no_task(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[QRunnable] = []

    def start(_: QThreadPool, runnable: QRunnable) -> None:
        # As PySide keeps one that ends before `start` returns.
        kept.append(runnable)
        runnable.run()

    monkeypatch.setattr(QThreadPool, "start", start)
    owner, answers = QObject(), list[int]()
    task = _opened(Answer())
    Background(owner).run(task, answers.append)
    held = weakref.ref(task)
    del task
    qtbot.waitUntil(lambda: answers == [42])
    assert kept
    assert held() is None
