"""The Dask engine: the same results, and nothing lost with a worker or a scheduler."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import distributed
import pytest

from ecgviewer import __version__
from ecgviewer.analysis import cluster
from ecgviewer.analysis.cluster import Cluster, SameAsHere
from ecgviewer.analysis.engine import EngineError
from ecgviewer.formats.csv.options import VARIABLE
from tests.analysis.cluster_machines import Machines, machines

pytestmark = [
    # Dask's own: sockets of a scheduler that was killed, and timers of its loop.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def _square(number: int) -> tuple[int, int]:
    return number * number, os.getpid()


def _folder(_: int) -> Path:
    return Path.cwd()


def _csv_options(_: int) -> str:
    return os.environ[VARIABLE]


def _refuse(number: int) -> int:
    raise ValueError(f"no {number}")


def _die_at_three(number: int) -> int:
    return os._exit(3) if number == 3 else number


class _DieOnce:
    """Brings down the worker that is the first to be given the number two."""

    def __init__(self, folder: Path) -> None:
        self._mark = folder / "died"

    def __call__(self, number: int) -> int:
        if number == 2 and not self._mark.exists():
            self._mark.touch()
            os._exit(3)
        return number


def _said(item: int, reason: str) -> int:
    assert reason.startswith("The workers that worked on this ended, 3 of them")
    return -item


def _open_clients() -> list[object]:
    return [each for each in distributed.Client._instances if each.status != "closed"]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return where a scheduler with one worker is that no test harms."""
    with machines(tmp_path_factory.mktemp("machines")) as ours:
        yield ours.address


def test_results_come_in_order_from_several_processes() -> None:
    results = list(Cluster("", 2).map(_square, range(30)))
    assert [square for square, _ in results] == [n * n for n in range(30)]
    processes = {process for _, process in results}
    assert len(processes) == 2
    assert os.getpid() not in processes


def test_a_worker_that_is_killed_costs_nothing(tmp_path: Path) -> None:
    assert list(Cluster("", 1).map(_DieOnce(tmp_path), range(5))) == [*range(5)]
    assert (tmp_path / "died").exists()


def test_an_item_that_kills_three_workers_is_named_and_alone() -> None:
    results = Cluster("", 1).map(_die_at_three, range(6), lost=_said)
    assert list(results) == [0, 1, 2, -3, 4, 5]


def test_what_the_work_raises_is_raised_here(address: str) -> None:
    with pytest.raises(ValueError, match="no 7"):
        list(Cluster(address, 1).map(_refuse, [7]))


def test_a_scheduler_that_is_started_again_is_given_the_rest(tmp_path: Path) -> None:
    with machines(tmp_path) as ours:
        results = Cluster(ours.address, 1).map(_square, range(12))
        first = [next(results)[0] for _ in range(3)]
        ours.lose()
        ours.start()
        rest = [square for square, _ in results]
    assert first + rest == [n * n for n in range(12)]


def test_workers_work_in_the_folder_of_the_one_who_asks(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert list(Cluster(address, 1).map(_folder, [1])) == [tmp_path]


def test_work_is_done_in_its_folder_and_by_its_version(tmp_path: Path) -> None:
    here = Path.cwd()
    assert SameAsHere(_folder, __version__, tmp_path)(1) == tmp_path != here
    assert Path.cwd() == here
    gone = tmp_path / "gone"
    with pytest.raises(EngineError, match=rf"does not see {re.escape(str(gone))}\. "):
        SameAsHere(_folder, __version__, gone)(1)
    with pytest.raises(EngineError, match=r"and 0\.0\.1 asks\. Install the same"):
        SameAsHere(_folder, "0.0.1", here)(1)


def test_workers_read_text_files_as_the_one_who_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "fs=100")
    assert SameAsHere(_csv_options, __version__, tmp_path, "fs=250")(1) == "fs=250"


def test_workers_of_several_threads_are_refused(tmp_path: Path) -> None:
    with (
        machines(tmp_path, n_threads=2) as ours,
        pytest.raises(EngineError, match=r"several threads.*--nthreads 1"),
    ):
        list(Cluster(ours.address, 1).map(_square, [1]))


def test_a_scheduler_without_workers_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE_S", 0.1)
    ours = Machines(tmp_path)
    ours.start_scheduler()
    try:
        with pytest.raises(EngineError, match="has no workers"):
            list(Cluster(ours.address, 1).map(_square, [1]))
        assert not _open_clients(), "it would look for its scheduler for ever"
    finally:
        ours.lose()


def test_results_are_waited_for_longer_than_one_look(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_LOOK_S", 0.001)
    assert [square for square, _ in Cluster(address, 1).map(_square, [2, 3])] == [4, 9]


def test_work_without_a_result_is_an_error_where_nobody_makes_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cluster, "_TRIES", 1)
    with pytest.raises(EngineError, match="ended, 1 of them"):
        list(Cluster("", 1).map(_die_at_three, [3]))


def test_where_no_scheduler_is_the_address_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cluster, "_AT_FIRST_S", 0.1)
    with pytest.raises(EngineError, match=r"no Dask scheduler.*127\.0\.0\.1:9.*Start"):
        list(Cluster("tcp://127.0.0.1:9", 1).map(_square, [1]))


def test_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dask", None)
    with pytest.raises(EngineError, match=r"pip install ecgviewer\[cluster\]"):
        list(Cluster("", 1).map(_square, [1]))
