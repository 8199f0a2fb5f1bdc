"""Where work over many records is spread out: here, or over processes.

The seam for an existing engine: whatever has this one method takes the place of
`Processes`, for `ecgviewer analyze` as for training. With Dask it is a loop over
``client.map(work, items)`` that yields the results in order.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Protocol, TypeVar

from ecgviewer.core.errors import InputError

Item = TypeVar("Item")
Result = TypeVar("Result")

#: Items handed out for each process: none waits, and few results are in memory.
_AHEAD = 4


class EngineError(InputError):
    """Work that ended without a result; the message is for users."""


class Engine(Protocol):
    """Applies a function to many items."""

    def map(
        self, work: Callable[[Item], Result], items: Iterable[Item]
    ) -> Iterator[Result]:
        """Yield the result of each item, in the order of the items.

        Parameters
        ----------
        work : callable
            What to do; like items and results it can be pickled. What it raises is
            raised here.
        items : iterable
            Taken as needed, never all at once.

        Raises
        ------
        EngineError
            If work came to an end without a result.
        """


class InTurn:
    """One item after the other, in this process."""

    def map(
        self, work: Callable[[Item], Result], items: Iterable[Item]
    ) -> Iterator[Result]:
        """Yield the result of each item; see `Engine`."""
        return map(work, items)


class Processes:
    """Several processes on this computer."""

    def __init__(self, jobs: int) -> None:
        """Say how many processes to use; they start with the first item."""
        self._jobs = jobs

    def map(
        self, work: Callable[[Item], Result], items: Iterable[Item]
    ) -> Iterator[Result]:
        """Yield the result of each item; see `Engine`."""
        # Forked processes would share locks of threads that they do not have.
        context = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(self._jobs, context, _end_quietly)
        waiting: deque[Future[Result]] = deque()
        try:
            for item in items:
                waiting.append(pool.submit(work, item))
                if len(waiting) >= _AHEAD * self._jobs:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as error:
            raise EngineError(
                "A process ended before its work was done, perhaps for want of "
                "memory. Run again with fewer --jobs; what is finished is kept."
            ) from error
        finally:
            pool.shutdown(cancel_futures=True)


def _end_quietly() -> None:
    # Ctrl+C reaches every process; this one has nothing to say about it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def engine_for(jobs: int) -> Engine:
    """Return the engine for a number of processes; one works in this process."""
    return InTurn() if jobs <= 1 else Processes(jobs)
