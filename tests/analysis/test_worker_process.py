"""A process that works for another: what it answers, and how it is ended."""

from __future__ import annotations

import os
import signal
import sys

import pytest

from ecgviewer.analysis import worker_process
from ecgviewer.analysis.worker_process import WorkerProcess


class Pipe:
    """Items that come, and answers that must be numbers."""

    def __init__(self, *items: object) -> None:
        self._items = list(items)
        self.sent: list[tuple[object, object]] = []

    def recv(self) -> object:
        if not self._items:
            raise EOFError
        return self._items.pop(0)

    def send(self, answer: tuple[object, Exception | None]) -> None:
        if not isinstance(answer[0], int | None):
            raise TypeError("cannot be sent")
        self.sent.append(answer)


def test_it_answers_until_there_is_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    handled: list[int] = []
    watched: list[int] = []
    monkeypatch.setattr(signal, "signal", lambda number, _: handled.append(number))
    monkeypatch.setattr(worker_process, "end_with_parent", watched.append)

    def halved(item: object) -> object:
        return item if isinstance(item, str) else 100 // int(str(item))

    pipe = Pipe(4, 0, "text")
    worker_process._serve(pipe, halved, 77)
    assert watched == [77]
    assert handled == [signal.SIGINT, signal.SIGTERM]
    answers, errors = zip(*pipe.sent, strict=True)
    assert answers == (25, None, None)
    assert isinstance(errors[1], ZeroDivisionError)
    assert str(errors[2]) == "'text': cannot be sent"


def _ignore_the_end(number: int) -> int:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while number > 1:
        signal.pause()
    return number


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process at once")
def test_one_that_does_not_end_when_asked_is_killed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    worker: WorkerProcess[int, int] = WorkerProcess(_ignore_the_end)
    worker.give(1)
    assert worker.result() == 1
    worker.give(2)
    killed: list[bool] = []
    kill = worker._process.kill

    def counted() -> None:
        killed.append(True)
        kill()

    monkeypatch.setattr(worker._process, "kill", counted)
    monkeypatch.setattr(worker_process, "_GRACE_S", 0.05)
    worker.ask_to_end()
    worker.end()
    assert killed == [True]


def test_the_safe_path_is_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    for before in (None, "0"):
        if before is None:
            monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
        else:
            monkeypatch.setenv("PYTHONSAFEPATH", before)
        with worker_process._safe_path():
            assert os.environ["PYTHONSAFEPATH"] == "1"
        assert os.environ.get("PYTHONSAFEPATH") == before


class Parent:
    """A process that has ended."""

    def join(self) -> None:
        """Return at once."""


@pytest.mark.parametrize(("parent", "ended"), [(Parent(), [1]), (None, [])])
def test_it_ends_when_its_parent_has(
    monkeypatch: pytest.MonkeyPatch, parent: Parent | None, ended: list[int]
) -> None:
    exits: list[int] = []
    monkeypatch.setattr("os._exit", exits.append)
    monkeypatch.setattr("multiprocessing.parent_process", lambda: parent)
    worker_process._watch_parent()
    assert exits == ended


@pytest.mark.parametrize(
    ("platform", "parent", "ended"),
    [("linux", 7, []), ("linux", 8, [1]), ("darwin", 8, [])],
)
def test_one_whose_parent_ended_before_it_watched_ends(
    monkeypatch: pytest.MonkeyPatch, platform: str, parent: int, ended: list[int]
) -> None:
    exits: list[int] = []
    asked: list[tuple[int, int]] = []
    watching: list[bool] = []

    class Library:
        def prctl(self, option: int, value: int) -> None:
            asked.append((option, value))

    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr("os._exit", exits.append)
    monkeypatch.setattr("os.getppid", lambda: 7)
    monkeypatch.setattr("ctypes.CDLL", lambda _: Library())
    monkeypatch.setattr(worker_process, "_watch_parent", lambda: watching.append(True))
    worker_process.end_with_parent(parent)
    assert exits == ended
    assert asked == ([(1, signal.SIGKILL)] if platform == "linux" else [])


def test_windows_has_no_tracker_of_resources(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[bool] = []
    tracker = "multiprocessing.resource_tracker.ensure_running"
    monkeypatch.setattr(tracker, lambda: begun.append(True))
    with monkeypatch.context() as patched:
        patched.setattr("os.name", "nt")
        with worker_process._safe_path():
            pass
    assert not begun
    with worker_process._safe_path():
        assert begun == [True]
