"""Engines: the same results in the same order, wherever the work is done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

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


def _die_at_three(number: int) -> int:
    return number if number != 3 else _die(number)


def test_a_process_that_dies_costs_one_item() -> None:
    results = Processes(2).map(_die_at_three, range(9), lambda n, why: f"{n}: {why}")
    *before, lost = (next(results) for _ in range(4))
    assert before == [0, 1, 2]
    assert isinstance(lost, str)
    assert lost.startswith("3: The process that worked on this ended (exit status 3)")
    assert list(results) == [4, 5, 6, 7, 8]


def _no_pickle(_: int) -> object:
    return lambda: None


def test_an_answer_that_cannot_be_sent_is_told() -> None:
    with pytest.raises(RuntimeError, match="lambda"):
        list(Processes(1).map(_no_pickle, [1]))


#: Says the ids of its processes and then works for ever.
_PARENT = """
import os, signal, sys, time
from ecgviewer.analysis.engine import Processes

def work(number):
    os.write(1, b"%d\\n" % os.getpid())
    while number == 1:
        sum(range(10**7))
    time.sleep(0)
    return number

if __name__ == "__main__":
    # As in a terminal, also where a shell runs the tests in the background.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    list(Processes(2).map(work, [1, 1, 1]))
"""
#: A process that knows of its parent's end by looking only.
_WATCHED = """
import multiprocessing, os, sys, threading
from ecgviewer.analysis import worker_process

def work():
    threading.Thread(target=worker_process._watch_parent, daemon=True).start()
    os.write(1, b"%d\\n" % os.getpid())
    while True:
        sum(range(10**7))

if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
"""


def _is_running(process: int) -> bool:
    """Return whether a process runs; one that nobody has waited for does not."""
    try:
        return (
            Path(f"/proc/{process}/stat").read_text().rsplit(")")[1].split()[0] != "Z"
        )
    except FileNotFoundError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
@pytest.mark.parametrize("program", [_PARENT, _WATCHED], ids=["signal", "watch"])
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_processes_end_with_their_parent(
    tmp_path: Path, program: str, end: signal.Signals
) -> None:
    script = tmp_path / "parent.py"
    script.write_text(program)
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        workers = [int(parent.stdout.readline()) for _ in range(2)]
        parent.send_signal(end)
        # The pipe is at its end when all who could write to it are.
        assert parent.communicate(timeout=60)[0] == ""
    assert not any(map(_is_running, workers))


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
def test_an_interrupt_ends_all_processes_without_a_word_of_theirs(
    tmp_path: Path,
) -> None:
    script = tmp_path / "parent.py"
    script.write_text(_PARENT)
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as parent:
        assert parent.stdout
        workers = [int(parent.stdout.readline()) for _ in range(2)]
        os.killpg(parent.pid, signal.SIGINT)
        _, errors = parent.communicate(timeout=60)
    assert errors.count("Traceback") == 1, errors
    assert errors.rstrip().endswith("KeyboardInterrupt")
    assert not any(map(_is_running, workers))


def test_no_code_of_the_working_folder_runs(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        "import os, sys\n"
        "from ecgviewer.analysis.engine import Processes\n"
        "if __name__ == '__main__':\n"
        "    print(list(Processes(1).map(abs, [-1])))\n"
        "    print(os.environ.get('PYTHONSAFEPATH'))\n"
    )
    hostile = tmp_path / "recordings"
    hostile.mkdir()
    for name in ("multiprocessing", "argparse", "pickle", "numpy", "ctypes"):
        (hostile / f"{name}.py").write_text(
            f"open({str(tmp_path / 'ran')!r}, 'a').write({name!r})"
        )
    ended = subprocess.run(
        [sys.executable, str(script)],
        cwd=hostile,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stdout.split() == ["[1]", "None"], ended.stderr
    assert not (tmp_path / "ran").exists()


def test_a_process_that_dies_is_told_with_the_remedy() -> None:
    with pytest.raises(EngineError, match="fewer --jobs"):
        list(Processes(2).map(_die, [1]))


def _sleep_at_one(number: int) -> int:
    if number == 1:
        signal.pause()
    return number


def _ended(number: int, reason: str) -> int:
    assert "ended" in reason
    return -number


def test_what_is_at_work_can_be_given_up() -> None:
    engine = Processes(1)
    engine.stop()
    results = engine.map(_sleep_at_one, _stopping(engine), _ended)
    assert list(results) == [0, -1, 2]
    engine.stop()


def _stopping(engine: Processes) -> Iterator[int]:
    """Yield items; a moment after the second, have it given up by another thread."""
    yield 0
    threading.Thread(target=_stop_at_work, args=(engine,)).start()
    yield 1
    yield 2


def _stop_at_work(engine: Processes) -> None:
    group = engine._group
    assert group is not None
    while not group._busy:
        pass
    engine.stop()
