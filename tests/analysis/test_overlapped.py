import multiprocessing
import threading
from collections.abc import Iterator

import pytest

from ecgviewer.analysis import overlapped as overlapping
from ecgviewer.analysis.overlapped import n_threads, overlapped, side_by_side
from ecgviewer.analysis.worker_process import WorkerProcess
from ecgviewer.core.stopping import Stopped, never


def test_results_are_in_the_order_of_the_portions() -> None:
    for n in range(5):
        portions = list(range(n))
        found = overlapped(portions, lambda x: x + 10, lambda x: 2 * x, never)
        assert found == [2 * (x + 10) for x in portions]


def test_several_portions_are_used_while_others_are_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(overlapping, "n_threads", lambda: 3)
    all_used = threading.Barrier(3, timeout=60)

    def use(portion: int) -> int:
        all_used.wait()
        return portion

    assert overlapped([0, 1, 2], lambda x: x, use, never) == [0, 1, 2]


def test_one_portion_is_made_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overlapping, "n_threads", lambda: 4)
    made: list[str] = []

    def make(portion: int) -> int:
        made.append("begun")
        sum(range(20_000))
        made.append("ended")
        return portion

    overlapped(range(20), make, lambda x: x, never)
    assert made == ["begun", "ended"] * 20


def test_a_process_among_several_has_one_thread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Here as well: what is covered in the other process is not counted.
    monkeypatch.setattr(multiprocessing, "parent_process", object)
    assert n_threads() == 1
    monkeypatch.undo()
    worker: WorkerProcess[int, int] = WorkerProcess(_threads_of)
    worker.give(0)
    assert worker.result() == 1
    worker.ask_to_end()
    worker.end()
    assert n_threads() >= 1


def _threads_of(_: int) -> int:
    return n_threads()


@pytest.mark.parametrize("n_workers", [1, 3])
def test_nothing_is_made_after_a_stop(
    monkeypatch: pytest.MonkeyPatch, n_workers: int
) -> None:
    monkeypatch.setattr(overlapping, "n_threads", lambda: n_workers)
    made: list[int] = []

    def make(portion: int) -> int:
        made.append(portion)
        return portion

    with pytest.raises(Stopped):
        overlapped(range(9), make, lambda x: x, lambda: len(made) == 2)
    assert len(made) == 2


def test_what_goes_wrong_in_another_thread_is_raised_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(overlapping, "n_threads", lambda: 2)

    def use(portion: int) -> int:
        if portion == 1:
            raise ValueError("damaged")
        return portion

    with pytest.raises(ValueError, match="damaged"):
        overlapped([0, 1, 2, 3], lambda x: x, use, never)
    assert not [t for t in threading.enumerate() if t.name.startswith("overlapped")]


@pytest.mark.parametrize("n_workers", [1, 2, 9])
def test_work_side_by_side_gives_what_a_map_gives(
    monkeypatch: pytest.MonkeyPatch, n_workers: int
) -> None:
    monkeypatch.setattr(overlapping, "n_threads", lambda: n_workers)
    for n in range(6):
        assert list(side_by_side(lambda x: 2 * x, range(n))) == list(range(0, 2 * n, 2))


def test_two_portions_are_worked_on_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overlapping, "n_threads", lambda: 2)
    both = threading.Barrier(2, timeout=60)
    assert len(list(side_by_side(lambda _: both.wait(), range(4)))) == 4


def test_only_a_few_portions_are_taken_before_their_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(overlapping, "n_threads", lambda: 2)
    taken: list[int] = []

    def portions() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    results = side_by_side(lambda x: x, portions())
    assert [next(results) for _ in range(5)] == [0, 1, 2, 3, 4]
    assert len(taken) == 7
    results.close()  # type: ignore[attr-defined]
    assert not [t for t in threading.enumerate() if t.name.startswith("side-by-side")]


def test_a_stop_between_portions_ends_all_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(overlapping, "n_threads", lambda: 2)

    def portions() -> Iterator[int]:
        yield from range(4)
        raise Stopped

    with pytest.raises(Stopped):
        list(side_by_side(lambda x: x, portions()))
    assert not [t for t in threading.enumerate() if t.name.startswith("side-by-side")]
