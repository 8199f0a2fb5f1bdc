"""Takes down all that must not happen during a walk: exceptions, warnings, threads."""

from __future__ import annotations

import gc
import logging
import sys
import threading
import traceback
import warnings
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from unittest.mock import patch

from PySide6.QtCore import (
    QMessageLogContext,
    QThread,
    QThreadPool,
    QtMsgType,
    qInstallMessageHandler,
)
from shiboken6 import Shiboken

from ecgviewer.core.errors import InputError

#: What the offscreen platform says of every window and menu.
_CHATTER = "This plugin does not support"
_TASKS = Path("/proc/self/task")
_POOLED = "Thread (pooled)"
#: Of one kind at one place, this many are written in full.
_IN_FULL = 3


class Findings:
    """Listens to every way in which a program can say that something is wrong.

    Attributes
    ----------
    counts : Counter of str
        How often each finding was met, by kind and place.
    """

    def __init__(self, write: Callable[[str, str, str], None]) -> None:
        self.counts: Counter[str] = Counter()
        self._write = write
        self._threads: list[QThread] = []

    def listen(self) -> None:
        """Take exceptions, warnings and errors that are logged, from now on."""
        self.hook_exceptions()
        qInstallMessageHandler(self._on_qt_message)
        warnings.simplefilter("always")
        patch.object(warnings, "showwarning", self.on_warning).start()
        logging.getLogger().addHandler(_ErrorHandler(self.on_failure))
        start = QThread.start

        def noted(thread: QThread, *arguments: QThread.Priority) -> None:
            self._threads.append(thread)
            start(thread, *arguments)

        patch.object(QThread, "start", noted).start()

    def hook_exceptions(self) -> None:
        """Take exceptions that nobody caught, from now on."""
        sys.excepthook = lambda kind, error, trace: self._error("exception", error)
        threading.excepthook = lambda args: self._error("exception", args.exc_value)
        sys.unraisablehook = lambda args: self._error("unraisable", args.exc_value)

    def check_threads(self, n_before: int) -> None:
        """Find the threads that go on though every window was closed."""
        alive = [thread for thread in self._threads if Shiboken.isValid(thread)]
        running = sum(thread.isRunning() for thread in alive)
        if running:
            self.add("thread", "QThread", f"{running} go on")
        there = [
            thread.name
            for thread in threading.enumerate()
            # Python's names for threads of the pool, which it cannot see ending.
            if not isinstance(thread, threading._DummyThread)
            and thread is not threading.main_thread()
        ]
        if there:
            self.add("thread", "threading", ", ".join(there))
        self._threads.clear()
        names = native_threads()
        if len(names) > n_before:
            said = f"{len(names)} instead of {n_before}: {Counter(names)}"
            self.add("thread", "native", said)

    def add(self, kind: str, place: str, details: str) -> None:
        """Take something down."""
        key = f"{kind}: {place}"
        self.counts[key] += 1
        if self.counts[key] <= _IN_FULL:
            self._write(kind, place, details)

    def _error(self, kind: str, error: BaseException | None) -> None:
        if error is None or isinstance(error, InputError):
            return
        text = "".join(traceback.format_exception(error))
        self.add(kind, f"{type(error).__name__} in {_place(error)}", text)

    def on_failure(self, error: BaseException | None) -> None:
        """Take down what a worker did not foresee; what it refuses has its words."""
        refused = isinstance(error, ValueError) and _is_own(error)
        if not refused and not isinstance(error, OSError):
            self._error("failure", error)

    def _on_qt_message(
        self, kind: QtMsgType, _context: QMessageLogContext, message: str
    ) -> None:
        if kind is not QtMsgType.QtDebugMsg and _CHATTER not in message:
            self.add("Qt", message[:120], "".join(traceback.format_stack()))

    def on_warning(
        self,
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        *_: object,
    ) -> None:
        """Take a warning of Python down, as `warnings.showwarning` does."""
        place = f"{category.__name__} in {Path(filename).name}:{lineno}"
        self.add("warning", place, f"{message}\n{''.join(traceback.format_stack())}")


class _ErrorHandler(logging.Handler):
    """Hears of exceptions that a worker reported to the window."""

    def __init__(self, tell: Callable[[BaseException | None], None]) -> None:
        super().__init__(logging.ERROR)
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        self._tell(record.exc_info[1] if record.exc_info else None)


def _place(error: BaseException) -> str:
    """Return the last place in the application that an exception went through."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "/ecgviewer/" in frame.filename]
    if not frames:
        return "nowhere"
    frame = (own or list(frames))[-1]
    return f"{Path(frame.filename).name}:{frame.name}"


def _is_own(error: BaseException) -> bool:
    """Return whether the application itself raised an exception."""
    frames = traceback.extract_tb(error.__traceback__)
    raised = frames[-1].line if frames else ""
    return bool(
        raised and raised.startswith("raise") and "/ecgviewer/" in frames[-1].filename
    )


def native_threads() -> list[str]:
    """Return the names of the process's threads once no task is at work.

    Qt has a pool of its own for pictures, of as many threads as there are cores.
    """
    gc.collect()
    QThreadPool.globalInstance().waitForDone()
    if not _TASKS.exists():
        return []
    names = []
    for task in _TASKS.iterdir():
        # One that was there can have ended by now.
        with suppress(OSError):
            names.append((task / "comm").read_text().strip())
    return [name for name in names if name != _POOLED]
