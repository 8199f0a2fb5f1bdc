"""Where work over many records is spread out: here, or over processes.

The seam for other engines: whatever has this one method takes the place of
`Processes`, for `ecgviewer analyze` as for training; `Cluster` does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, NoReturn, Protocol, TypeVar

from ecgviewer.analysis.worker_process import (
    ProcessEndedError,
    WorkerProcess,
    first_to_answer,
)
from ecgviewer.core.errors import InputError

Item = TypeVar("Item")
Result = TypeVar("Result")

#: Items of each process whose results may wait for their turn: few are in memory.
_AHEAD = 4
_ENDED = (
    "The process that worked on this ended ({how}), perhaps for want of memory. Run "
    "again with fewer --jobs; what is finished is kept."
)


class EngineError(InputError):
    """Work that ended without a result; the message is for users."""


class Engine(Protocol):
    """Applies a function to many items."""

    def map(
        self,
        work: Callable[[Item], Result],
        items: Iterable[Item],
        lost: Callable[[Item, str], Result] | None = None,
    ) -> Iterator[Result]:
        """Yield the result of each item, in the order of the items.

        Parameters
        ----------
        work : callable
            What to do; like items and results it can be pickled. What it raises is
            raised here.
        items : iterable
            Taken as needed, never all at once.
        lost : callable, optional
            Makes the result of an item whose work came to an end without one, of the
            item and the reason.

        Raises
        ------
        EngineError
            If work came to an end without a result, and there is no `lost`.
        """


class InTurn:
    """One item after the other, in this process."""

    def map(
        self,
        work: Callable[[Item], Result],
        items: Iterable[Item],
        lost: Callable[[Item, str], Result] | None = None,
    ) -> Iterator[Result]:
        """Yield the result of each item; see `Engine`."""
        return map(work, items)


#: The usual engine where none is asked for.
IN_TURN = InTurn()


class Processes:
    """Several processes on this computer."""

    def __init__(self, jobs: int) -> None:
        """Say how many processes to use; they start with the first item."""
        self._jobs = jobs
        self._group: _Group[Any, Any] | None = None

    def stop(self) -> None:
        """Have what is at work end without a result; any thread may ask for it."""
        if self._group:
            self._group.interrupt()

    def map(
        self,
        work: Callable[[Item], Result],
        items: Iterable[Item],
        lost: Callable[[Item, str], Result] | None = None,
    ) -> Iterator[Result]:
        """Yield the result of each item; see `Engine`."""
        group: _Group[Item, Result] = _Group(self._jobs, work, lost or raise_lost)
        self._group = group
        try:
            yield from group.results(items)
        finally:
            self._group = None
            group.end()


class _Group(Generic[Item, Result]):
    """Processes at work, and the results whose turn it is not yet."""

    def __init__(
        self,
        jobs: int,
        work: Callable[[Item], Result],
        lost: Callable[[Item, str], Result],
    ) -> None:
        self._jobs, self._work, self._lost = jobs, work, lost
        self._idle: list[WorkerProcess[Item, Result]] = []
        self._busy: dict[WorkerProcess[Item, Result], tuple[int, Item]] = {}
        self._results: dict[int, Result] = {}

    def results(self, items: Iterable[Item]) -> Iterator[Result]:
        numbered = enumerate(items)
        handed_out = turn = 0
        while True:
            while (
                len(self._busy) < self._jobs and handed_out < turn + _AHEAD * self._jobs
            ):
                given = next(numbered, None)
                if given is None:
                    break
                self._hand_out(given)
                handed_out += 1
            if turn not in self._results:
                if not self._busy:
                    return
                self._collect()
                continue
            yield self._results.pop(turn)
            turn += 1

    def interrupt(self) -> None:
        """End the processes that are at work."""
        for worker in list(self._busy):
            worker.interrupt()

    def _hand_out(self, given: tuple[int, Item]) -> None:
        while self._idle:
            worker = self._idle.pop()
            if worker.is_alive:
                break
            worker.ask_to_end()
            worker.end()
        else:
            worker = WorkerProcess(self._work)
        self._busy[worker] = given
        worker.give(given[1])

    def _collect(self) -> None:
        for worker in first_to_answer(list(self._busy)):
            number, item = self._busy.pop(worker)
            self._idle.append(worker)
            try:
                self._results[number] = worker.result()
            except ProcessEndedError as error:
                self._results[number] = self._lost(item, _ENDED.format(how=error))

    def end(self) -> None:
        workers = [*self._busy, *self._idle]
        for worker in workers:
            worker.ask_to_end()
        for worker in workers:
            worker.end()


def raise_lost(_: object, reason: str) -> NoReturn:
    """End work that came to no result, where nobody makes one of it."""
    raise EngineError(reason)


def engine_for(jobs: int) -> Engine:
    """Return the engine for a number of processes; one works in this process."""
    return IN_TURN if jobs <= 1 else Processes(jobs)
