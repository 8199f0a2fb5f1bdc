"""Engines: the same results in the same order, wherever the work is done."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from ecgviewer.analysis.engine import Engine, EngineError, InTurn, Processes, engine_for


def _square(number: int) -> tuple[int, int]:
    return number * number, os.getpid()


def _refuse(number: int) -> int:
    raise ValueError(f"no {number}")


def _die(_: int) -> int:
    os._exit(3)


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_the_items(jobs: int) -> None:
    results = list(engine_for(jobs).map(_square, range(20)))
    assert [square for square, _ in results] == [n * n for n in range(20)]
    assert (os.getpid() in {process for _, process in results}) == (jobs == 1)


@pytest.mark.parametrize("engine", [InTurn(), Processes(2)])
def test_items_are_taken_as_needed(engine: Engine) -> None:
    taken: list[int] = []

    def endless() -> Iterator[int]:
        while True:
            taken.append(len(taken))
            yield taken[-1]

    results = engine.map(_square, endless())
    assert next(iter(results))[0] == 0
    assert len(taken) <= 9


@pytest.mark.parametrize("engine", [InTurn(), Processes(2)])
def test_what_the_work_raises_is_raised_here(engine: Engine) -> None:
    with pytest.raises(ValueError, match="no 7"):
        list(engine.map(_refuse, [7]))


def test_a_process_that_dies_is_told_with_the_remedy() -> None:
    with pytest.raises(EngineError, match="fewer --jobs"):
        list(Processes(2).map(_die, [1]))
