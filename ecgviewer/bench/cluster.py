"""How much of several workers the engines use: one record after the other, by clock."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ecgviewer.analysis.batch import Assignment, BatchAnalysis
from ecgviewer.analysis.cluster import Cluster
from ecgviewer.analysis.engine import Engine, Processes
from ecgviewer.bench.stopwatch import Figures, seconds
from ecgviewer.core.errors import InputError

#: Workers whose work is compared with that of one.
_N_WORKERS = 2
_ENGINES: dict[str, Callable[[int], Engine]] = {
    "dask": lambda jobs: Cluster("", jobs),
    "processes": Processes,
}


def measure(path: Path, *, n_records: int = 20) -> Figures:
    """Return what `analyze` of many records takes by two workers of each engine.

    All by the wall clock, so nothing else may run; each record is analysed whole and
    its files are written. Of Dask, then of processes:

    `dask_2_s`: from the call to the last result, start and end of the workers
    included. `dask_2_busy`: the share of that time in which a worker had work, the mean
    of both: the throughput of the engine as a share of that of two workers that never
    wait. `dask_2_of_1`: how fast they are as a share of twice the speed of one worker;
    an analysis has one thread in a worker.
    """
    figures: Figures = {}
    for name, engine_of in _ENGINES.items():
        one_s, _ = _run(engine_of(1), path, n_records)
        all_s, work_s = _run(engine_of(_N_WORKERS), path, n_records)
        figures[f"{name}_{_N_WORKERS}_s"] = round(all_s, 1)
        figures[f"{name}_{_N_WORKERS}_busy"] = round(work_s / all_s / _N_WORKERS, 3)
        figures[f"{name}_{_N_WORKERS}_of_1"] = round(one_s / all_s / _N_WORKERS, 3)
    return figures


@dataclass(frozen=True)
class _Timed:
    """Says how long each analysis took where it was done."""

    analysis: BatchAnalysis

    def __call__(self, assignment: Assignment) -> float:
        return seconds(lambda: self._analyse(assignment))

    def _analyse(self, assignment: Assignment) -> None:
        if failure := self.analysis(assignment).failure:
            raise InputError(failure)


def _run(engine: Engine, path: Path, n_records: int) -> tuple[float, float]:
    """Return the seconds of a whole run, and those of the work in it."""
    with tempfile.TemporaryDirectory() as name:
        output = Path(name)
        work = _Timed(BatchAnalysis("", "", output, "ecgv"))
        todo = [Assignment(path, output / f"{n}") for n in range(n_records)]
        times_s: list[float] = []
        all_s = seconds(lambda: times_s.extend(engine.map(work, todo)))
    return all_s, sum(times_s)
