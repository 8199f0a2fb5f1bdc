"""Work over many records spread over a Dask cluster, here or on other machines.

Dask comes with the extra ``cluster`` and is imported when a cluster is asked for.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from ecgviewer import __version__
from ecgviewer.analysis.engine import EngineError, raise_lost
from ecgviewer.formats.csv.options import VARIABLE

Item = TypeVar("Item")
Result = TypeVar("Result")

#: Of distributed, which may not be installed.
_Client = Any
_Future = Any

#: Items of each worker whose results may wait for their turn: few are in memory.
_AHEAD = 4
#: So often a record may bring its worker down before it is named; Dask's own is 4.
_TRIES = 3
#: How long a result is waited for before it is looked whether workers are left.
_LOOK_S = 10.0
#: How long the fetching of a result may take: its worker may go meanwhile.
_FETCH_S = 10.0
#: How long a scheduler is sought at first, and workers or one that went away later.
_AT_FIRST_S, _PATIENCE_S = 10.0, 300.0
_NO_DASK = (
    "Dask, which spreads work over a cluster, is not installed. Install it with: pip "
    "install ecgviewer[cluster]"
)
_POISON = (
    "The workers that worked on this ended, {tries} of them, perhaps for want of "
    "memory. Run again with more memory a worker; what is finished is kept."
)


@dataclass(frozen=True)
class SameAsHere(Generic[Item, Result]):
    """Work that is done by the version that asks, in its folder.

    Attributes
    ----------
    work : callable
    version : str
        Of ecgviewer, where the work is handed out.
    folder : Path
        Where relative paths begin there.
    csv_options : str
        How text files are read there; see `csv_options`.
    """

    work: Callable[[Item], Result]
    version: str
    folder: Path
    csv_options: str = ""

    def __call__(self, item: Item) -> Result:
        """Do the work.

        Raises
        ------
        EngineError
            If this is another version, or there is no such folder here.
        """
        if self.version != __version__:
            raise EngineError(
                f"A worker has ecgviewer {__version__}, and {self.version} asks. "
                "Install the same version on every machine."
            )
        if not self.folder.is_dir():
            raise EngineError(
                f"A worker does not see {self.folder}. Work in a folder that every "
                "machine has under the same path."
            )
        if self.csv_options:
            os.environ[VARIABLE] = self.csv_options
        with chdir(self.folder):
            return self.work(item)


class Cluster:
    """The workers of a Dask cluster; takes the place of `Processes`.

    Every worker sees records and outputs under the same path, and has the version of
    ecgviewer that asks. A record that brings down its worker three times is lost; a
    scheduler that is started again within five minutes is given what was not finished.

    Parameters
    ----------
    scheduler : str
        Address, such as ``tcp://10.0.0.1:8786``; empty for a cluster of this computer
        alone, which ends with the work.
    jobs : int
        Workers of a cluster of this computer.
    """

    def __init__(self, scheduler: str, jobs: int) -> None:
        self._scheduler, self._jobs = scheduler, jobs

    def map(
        self,
        work: Callable[[Item], Result],
        items: Iterable[Item],
        lost: Callable[[Item, str], Result] | None = None,
    ) -> Iterator[Result]:
        """Yield the result of each item; see `Engine`."""
        with _scheduler(self._scheduler, self._jobs) as address:
            here = SameAsHere(
                work, __version__, Path.cwd(), os.environ.get(VARIABLE, "")
            )
            tasks = _Tasks(address, here, lost or raise_lost)
            try:
                yield from tasks.results(items)
            finally:
                tasks.end()


class _Tasks(Generic[Item, Result]):
    """What a scheduler was given, and the results whose turn it is not yet."""

    def __init__(
        self,
        address: str,
        work: Callable[[Item], Result],
        lost: Callable[[Item, str], Result],
    ) -> None:
        self._address, self._work, self._lost = address, work, lost
        self._client: _Client = _connected(address, _AT_FIRST_S)
        self._busy: dict[int, tuple[Item, _Future]] = {}
        self._results: dict[int, Result] = {}

    def results(self, items: Iterable[Item]) -> Iterator[Result]:
        numbered = enumerate(items)
        handed_out = turn = 0
        while True:
            while handed_out < turn + _AHEAD * self._n_workers():
                given = next(numbered, None)
                if given is None:
                    break
                number, item = given
                self._busy[number] = item, self._future(item)
                handed_out += 1
            while turn not in self._results:
                if not self._busy:
                    return
                self._collect()
            yield self._results.pop(turn)
            turn += 1

    def _n_workers(self) -> int:
        return max(1, len(self._client.nthreads()))

    def _future(self, item: Item) -> _Future:
        return self._client.submit(self._work, item, pure=False)

    def _collect(self) -> None:
        import distributed  # noqa: PLC0415 - an extra

        try:
            futures = [future for _, future in self._busy.values()]
            distributed.wait(futures, _LOOK_S, return_when="FIRST_COMPLETED")
            for number in [n for n, (_, f) in self._busy.items() if f.done()]:
                self._results[number] = self._result(*self._busy[number])
                del self._busy[number]
        # Also where a result went with its worker while it was fetched.
        except TimeoutError:
            _wait_for_workers(self._client, self._address)
        # The scheduler has gone, and all that it knew.
        except distributed.CancelledError:
            self._begin_again()

    def _result(self, item: Item, future: _Future) -> Result:
        import distributed  # noqa: PLC0415 - an extra

        try:
            result: Result = future.result(timeout=_FETCH_S)
        except distributed.KilledWorker:
            return self._lost(item, _POISON.format(tries=_TRIES))
        return result

    def _begin_again(self) -> None:
        self._client.close(timeout=1)
        self._client = _connected(self._address, _PATIENCE_S)
        self._busy = {
            n: (item, self._future(item)) for n, (item, _) in self._busy.items()
        }

    def end(self) -> None:
        for _, future in self._busy.values():
            future.cancel()
        self._client.close()


@contextmanager
def _scheduler(address: str, jobs: int) -> Iterator[str]:
    """Yield the address of a scheduler: the one named, or one of our own."""
    try:
        import dask  # noqa: PLC0415 - an extra
        import distributed  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise EngineError(_NO_DASK) from error
    if address:
        yield address
        return
    settings = {
        "distributed.scheduler.allowed-failures": _TRIES - 1,
        # A worker holds the record that it works on, so that no other is suspected.
        "distributed.scheduler.worker-saturation": 1.0,
    }
    with (
        dask.config.set(settings),
        distributed.LocalCluster(
            n_workers=jobs,
            threads_per_worker=1,
            dashboard_address=":0",
            silence_logs=logging.CRITICAL,
        ) as cluster,
    ):
        yield cluster.scheduler_address


def _connected(address: str, patience_s: float) -> _Client:
    """Return a client of a scheduler that has workers.

    Raises
    ------
    EngineError
        If there is no scheduler, it has no workers, or these have several threads.
    """
    import distributed  # noqa: PLC0415 - an extra

    try:
        client = distributed.Client(address, timeout=patience_s)
    except (OSError, ValueError) as error:
        raise EngineError(
            f"There is no Dask scheduler at {address}: {error}. Start one with: dask "
            "scheduler"
        ) from error
    try:
        _wait_for_workers(client, address)
        _refuse_threads(client, address)
    except EngineError:
        # One that stays would look for a lost scheduler until the program ends.
        client.close()
        raise
    return client


def _refuse_threads(client: _Client, address: str) -> None:
    if any(threads > 1 for threads in client.nthreads().values()):
        raise EngineError(
            f"Workers of {address} have several threads, and a classifier serves one "
            "at a time. Start them with: dask worker ADDRESS --nthreads 1"
        )


def _wait_for_workers(client: _Client, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=_PATIENCE_S)
    except TimeoutError as error:
        raise EngineError(
            f"The Dask scheduler at {address} has no workers. Start them with: dask "
            f"worker {address} --nthreads 1; what is finished is kept."
        ) from error
