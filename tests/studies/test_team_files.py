"""People write at the same time, and some are killed: nothing that was said is lost."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sys
import time
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path

import pytest

from ecgviewer.formats.files.file_lock import FileLock
from ecgviewer.studies import team_files
from ecgviewer.studies.team import NOTE, TAG, Entry, TeamError
from ecgviewer.studies.team_files import (
    TEAM_SUFFIX,
    entries_in,
    put,
    say,
    team_file,
)


def _all(folder: Path) -> list[str]:
    paths = sorted(folder.glob(f"*{TEAM_SUFFIX}"))
    return [entry.text for path in paths for entry in entries_in(path)]


def _write_on(folder: str, by: str, name: str, pipe: Connection) -> None:
    """Say one thing after the other, and tell of each once it is on the disk."""
    for number in range(10_000):
        text = f"{name} {number}"
        say([Path(folder)], "a", "id", by, [(NOTE, text)])
        pipe.send(text)


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_processes_that_write_at_once_and_are_killed_lose_nothing(
    tmp_path: Path,
) -> None:
    context, rng = multiprocessing.get_context("spawn"), random.Random(1)
    told: list[str] = []
    for round_of in range(3):
        writers: list[tuple[SpawnProcess, Connection]] = []
        # Two windows of one reader, and another reader.
        for by in ("Ada", "Ada", "Bob"):
            ours, theirs = context.Pipe(duplex=False)
            name = f"{round_of}{len(writers)}"
            process = context.Process(
                target=_write_on, args=(str(tmp_path), by, name, theirs), daemon=True
            )
            process.start()
            theirs.close()
            writers.append((process, ours))
        for process, ours in writers:
            told += [ours.recv() for _ in range(rng.randrange(3, 12))]
            assert process.pid is not None
            os.kill(process.pid, signal.SIGKILL)
            process.join()
        for _, ours in writers:
            while True:
                try:
                    told.append(ours.recv())
                except EOFError:
                    break
            ours.close()
    said = _all(tmp_path)
    assert set(told) <= set(said)
    assert len(said) == len(set(said)), "nothing is there twice"
    assert len(told) >= 27


def test_a_line_that_was_cut_off_spoils_no_other(tmp_path: Path) -> None:
    path = say([tmp_path], "a", "id", "Ada", [(TAG, "one")])
    with path.open("ab") as file:
        file.write(b'{"n": 2, "at": "')
    say([tmp_path], "a", "id", "Ada", [(TAG, "two")])
    assert _all(tmp_path) == ["one", "two"]
    numbers = [entry.number for entry in entries_in(path)]
    assert numbers == [1, 2]


def test_what_is_said_comes_after_what_others_said(tmp_path: Path) -> None:
    say([tmp_path], "a", "id", "Bob", [("reader", "Bob"), ("due", "2026-12-01")])
    path = say([tmp_path], "a", "id", "Ada", [("reader", "Ada")])
    assert [entry.number for entry in entries_in(path)] == [3]


def test_records_and_people_have_files_of_their_own(tmp_path: Path) -> None:
    names = {
        team_file(tmp_path, record, by).name
        for record in ("a", "a.edf", "A b")
        for by in ("Ada", "Dr Ada", "Dr/Ada")
    }
    assert len(names) == 9


def test_the_users_folder_takes_what_cannot_be_beside_the_record(
    tmp_path: Path,
) -> None:
    gone, own = tmp_path / "gone", tmp_path / "own"
    path = say([gone, own], "a", "id", "Ada", [(TAG, "one")])
    assert path.parent == own
    with pytest.raises(TeamError, match="cannot be written"):
        say([gone], "a", "id", "Ada", [(TAG, "one")])


def test_nothing_is_written_of_what_cannot_be_said(tmp_path: Path) -> None:
    with pytest.raises(TeamError):
        say([tmp_path], "a", "id", "Ada", [(TAG, "one"), ("due", "soon")])
    assert list(tmp_path.iterdir()) == []


def test_what_was_said_elsewhere_is_put_there_once(tmp_path: Path) -> None:
    first, second = (Entry(n, f"{n}", "Bob", TAG, f"t{n}", "id") for n in (1, 2))
    path = team_file(tmp_path / "new", "a", "Bob")
    assert put(path, [second])
    assert put(path, [first, second])
    assert not put(path, [second, first])
    assert entries_in(path) == [second, first]


def test_who_writes_too_long_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(team_files, "_TRIES", 1)
    monkeypatch.setattr(team_files, "_PAUSE_S", 0.0)
    path = team_file(tmp_path, "a", "Ada")
    lock = FileLock(path.with_name(f".{path.name}.lock"))
    try:
        with pytest.raises(TeamError, match=r"is being written by .*Say it again"):
            say([tmp_path], "a", "id", "Ada", [(TAG, "one")])
    finally:
        lock.release()
    say([tmp_path], "a", "id", "Ada", [(TAG, "one")])
    assert _all(tmp_path) == ["one"]


def test_the_lock_of_one_line_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = team_file(tmp_path, "a", "Ada")
    lock = FileLock(path.with_name(f".{path.name}.lock"))
    monkeypatch.setattr(time, "sleep", lambda _: lock.release())
    say([tmp_path], "a", "id", "Ada", [(TAG, "one")])
    assert _all(tmp_path) == ["one"]
