"""A process of ours that works for another, and ends with it, however that ends."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import connection, resource_tracker
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

#: PR_SET_PDEATHSIG of prctl(2): the signal that the end of its parent sends a process.
_SIGNAL_AT_PARENTS_END = 1
#: Python's switch for a `sys.path` without the working folder, in the environment of
#: the processes that are started: a recording's folder may hold a `multiprocessing.py`.
_SAFE_PATH = "PYTHONSAFEPATH"
#: How long a process may take to put its files in order when it is to end.
_GRACE_S = 5.0


class ProcessEndedError(Exception):
    """A process ended before its work was done; the message says how."""


class WorkerProcess(Generic[Item, Result]):
    """A process that does one kind of work, an item at a time.

    Parameters
    ----------
    work : callable
        What to do; it can be pickled, like items and results.
    """

    def __init__(self, work: Callable[[Item], Result]) -> None:
        # Forked processes would share locks of threads that they do not have.
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(theirs, work, os.getpid()), daemon=True
        )
        with _safe_path(), _without_interrupts():
            self._process.start()
        theirs.close()

    @property
    def is_alive(self) -> bool:
        """Whether the process can be given something to do."""
        return self._process.is_alive()

    def give(self, item: Item) -> None:
        """Begin work on an item; `result` waits for it."""
        # That the process has ended is said by `result`.
        with suppress(OSError):
            self.connection.send(item)

    def result(self) -> Result:
        """Return what came of the item; what the work raised is raised here.

        Raises
        ------
        ProcessEndedError
            If the process ended without an answer.
        """
        try:
            answer, error = self.connection.recv()
        except (EOFError, OSError) as ended:
            self._process.join()
            raise ProcessEndedError(_how_it_ended(self._process.exitcode)) from ended
        if error is not None:
            raise error
        result: Result = answer
        return result

    def interrupt(self) -> None:
        """Have the process end; any thread may, and whoever waits for it hears."""
        self._process.terminate()

    def ask_to_end(self) -> None:
        """Ask the process to stop its work, without waiting for it."""
        self.connection.close()
        self._process.terminate()

    def end(self) -> None:
        """Wait for a process that was asked to end."""
        self._process.join(_GRACE_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()


def first_to_answer(
    workers: Sequence[WorkerProcess[Item, Result]],
) -> list[WorkerProcess[Item, Result]]:
    """Wait until some of these processes have answered or ended; return those."""
    ready = connection.wait([worker.connection for worker in workers])
    return [worker for worker in workers if worker.connection in ready]


def _how_it_ended(code: int | None) -> str:
    if code is not None and code < 0:
        return f"killed by signal {-code}"
    return f"exit status {code}"


def _serve(ours: Any, work: Callable[[Any], Any], parent: int) -> None:  # noqa: ANN401
    """Work until the other process has no more to do."""
    end_with_parent(parent)
    # Ctrl+C reaches every process; the first one decides what becomes of the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with suppress(EOFError, OSError):
        while True:
            answer = _answer(work, ours.recv())
            try:
                ours.send(answer)
            except (TypeError, AttributeError, ValueError) as error:
                ours.send((None, RuntimeError(f"{answer[1] or answer[0]!r}: {error}")))


def _answer(work: Callable[[Any], Any], item: object) -> tuple[Any, Exception | None]:
    try:
        return work(item), None
    except Exception as error:
        return None, error


def end_with_parent(parent: int) -> None:
    """Have this process killed when the one that started it ends.

    Parameters
    ----------
    parent : int
        Process id of the one that started it.
    """
    threading.Thread(target=_watch_parent, daemon=True).start()
    if sys.platform == "linux":
        # Also in the middle of long work of a library, where no thread of ours runs.
        ctypes.CDLL(None).prctl(_SIGNAL_AT_PARENTS_END, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def _watch_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def _safe_path() -> Iterator[None]:
    before = os.environ.get(_SAFE_PATH)
    os.environ[_SAFE_PATH] = "1"
    try:
        # A process of Python's own, which outlives this block.
        if os.name != "nt":
            resource_tracker.ensure_running()
        yield
    finally:
        if before is None:
            del os.environ[_SAFE_PATH]
        else:
            os.environ[_SAFE_PATH] = before


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Let a process start that Ctrl+C does not reach, and lose none meant for us."""
    if os.name == "nt":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
