"""Work in the thread pool for an object of the window, which hears what came of it."""

from __future__ import annotations

import logging
import traceback
import weakref
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any, ClassVar, Generic, TypeVar

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal
from shiboken6 import isValid

from ecgviewer.core.analysis_events import Stage
from ecgviewer.worker.messages import Failed

_log = logging.getLogger(__name__)
T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")


class Task(ABC, Generic[T_co]):
    """Something to be done beside the window: a frozen value that knows how.

    What it needs is imported when it runs, so that the window is up before anything
    heavy.
    """

    stage: ClassVar[Stage]

    @abstractmethod
    def run(self) -> T_co:
        """Do it, in a thread of the pool; may raise anything."""


class Background:
    """Runs tasks for an owner and calls it back in the thread of the window.

    Nothing is called back once the owner is gone or the task was dropped.

    Parameters
    ----------
    owner : QObject
        For whom tasks run; lives in the thread of the window, where this is made.
    """

    def __init__(self, owner: QObject) -> None:
        self._owner = weakref.ref(owner)
        self._latest = -1
        _relay()

    def run(
        self,
        task: Task[T],
        done: Callable[[T], None],
        failed: Callable[[Failed], None] | None = None,
    ) -> int:
        """Begin a task; return its number.

        Parameters
        ----------
        task : Task
            What to do.
        done : callable
            Gets what the task returned.
        failed : callable, optional
            Gets the failure, which is in the log in any case.
        """
        listener = _Listener(self._owner, done, failed)
        return _relay().start(_Work(task.stage, partial(_once, task)), listener)

    def run_latest(
        self,
        task: Task[T],
        done: Callable[[T], None],
        failed: Callable[[Failed], None] | None = None,
    ) -> None:
        """Begin a task that takes the place of the one begun so before."""
        self.drop()
        self._latest = self.run(task, done, failed)

    def run_steps(
        self,
        task: Task[Iterator[T]],
        stepped: Callable[[T], None],
        failed: Callable[[Failed], None] | None = None,
    ) -> None:
        """Begin a task of many steps, in place of the one before.

        It ends between two steps when it is dropped or the owner is gone. `failed` is
        as in `run`.
        """
        self.drop()
        listener = _Listener(self._owner, stepped, failed, of_steps=True)
        self._latest = _relay().start(_Work(task.stage, task.run), listener)

    @property
    def is_busy(self) -> bool:
        """Return whether the latest task has not ended and was not dropped."""
        return _relay().is_heard(self._latest)

    def drop(self) -> None:
        """Forget the latest task; what comes of it is not heard."""
        _relay().drop(self._latest)


def _once(task: Task[T]) -> Iterator[T]:
    yield task.run()


@dataclass(frozen=True)
class _Listener:
    """Who hears of a task. Kept in the window's thread, where widgets may die."""

    owner: weakref.ref[QObject]
    done: Callable[[Any], None]
    failed: Callable[[Failed], None] | None
    of_steps: bool = False

    @property
    def is_alive(self) -> bool:
        """Return whether the owner can be called."""
        owner = self.owner()
        return owner is not None and isValid(owner)


@dataclass(frozen=True)
class _Work:
    """What runs in the pool; it holds nothing of the window."""

    stage: Stage
    steps: Callable[[], Iterator[Any]]


class _Relay(QObject):
    """Hands what comes from the pool to the listeners, in the window's thread."""

    _came = Signal(int, object)
    _ended = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._listeners: dict[int, _Listener] = {}
        self._numbers = count()
        self._came.connect(self._on_came)
        self._ended.connect(self.drop)

    def start(self, work: _Work, listener: _Listener) -> int:
        number = next(self._numbers)
        self._listeners[number] = listener
        QThreadPool.globalInstance().start(_Runnable(number, work))
        return number

    def drop(self, number: int) -> None:
        self._listeners.pop(number, None)

    def is_heard(self, number: int) -> bool:
        return number in self._listeners

    def take_steps(self, number: int, work: _Work) -> None:
        """Take the steps of some work, in the pool, while anybody listens."""
        try:
            for value in work.steps():
                self._came.emit(number, value)
                if not self.is_heard(number):
                    return
        except Exception as error:
            _log.exception("%s failed", work.stage.value)
            text = str(error) or type(error).__name__
            self._came.emit(number, Failed(work.stage, text, traceback.format_exc()))
        self._ended.emit(number)

    def _on_came(self, number: int, value: object) -> None:
        listener = self._listeners.get(number)
        if listener is None:
            return
        if not listener.of_steps or not listener.is_alive:
            self.drop(number)
        if not listener.is_alive:
            return
        if not isinstance(value, Failed):
            listener.done(value)
        elif listener.failed is not None:
            listener.failed(value)


class _Runnable(QRunnable):
    def __init__(self, number: int, work: _Work) -> None:
        super().__init__()
        self._number, self._work = number, work

    def run(self) -> None:
        work = self._work
        # PySide keeps this object for ever if it has run before `start` returns; the
        # record that the work is about must not stay with it.
        del self._work
        try:
            _relay().take_steps(self._number, work)
        except RuntimeError:
            # The program has ended meanwhile, and Qt's objects with it.
            _log.info("%s ended too late", work.stage.value)


_relays: list[_Relay] = []


def _relay() -> _Relay:
    """Return the relay of the program, made in the window's thread at first use."""
    if not _relays:
        _relays.append(_Relay())
    return _relays[0]
