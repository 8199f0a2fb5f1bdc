"""One writer at a time, and a lock that dies with its holder."""

from __future__ import annotations

import contextlib
import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ecgviewer.formats.files import file_lock
from ecgviewer.formats.files.file_lock import FileLock, LockedError, is_locked

_HOLD = (
    "import sys, time; from pathlib import Path;"
    "from ecgviewer.formats.files.file_lock import FileLock;"
    "lock = FileLock(Path(sys.argv[1])); print('locked', flush=True); time.sleep(60)"
)


def test_a_second_holder_is_told_who_the_first_is(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    lock = FileLock(path)
    with pytest.raises(LockedError, match=rf"process {os.getpid()}"):
        FileLock(path)
    assert f"process {os.getpid()}" in is_locked(path)
    lock.release()
    assert is_locked(path) == ""
    assert not path.exists()
    FileLock(path).release()


def test_asking_makes_no_file(tmp_path: Path) -> None:
    assert is_locked(tmp_path / "lock") == ""
    assert list(tmp_path.iterdir()) == []


def test_a_killed_holder_leaves_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(path)], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "locked\n"
        with pytest.raises(LockedError, match=f"process {holder.pid}"):
            FileLock(path)
        holder.kill()
    assert path.exists()
    assert is_locked(path) == ""
    FileLock(path).release()


def test_a_lock_that_was_removed_meanwhile_is_taken_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "lock"
    lock = file_lock._lock
    removals = [path, path]

    def lock_and_remove(descriptor: int) -> None:
        lock(descriptor)
        if removals:
            removals.pop().unlink()
            if removals:
                path.touch()

    monkeypatch.setattr(file_lock, "_lock", lock_and_remove)
    held = FileLock(path)
    assert f"process {os.getpid()}" in path.read_text()
    held.release()


def test_a_folder_that_cannot_be_written_has_no_locks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lock").touch()

    def refuse(*args: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    assert is_locked(tmp_path / "lock") == ""
    with pytest.raises(PermissionError):
        FileLock(tmp_path / "lock")


@pytest.mark.skipif(sys.platform == "win32", reason="flock is POSIX")
def test_a_drive_without_locks_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    FileLock(tmp_path / "lock").release()


def test_a_user_without_a_name_can_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr("getpass.getuser", nobody)
    lock = FileLock(tmp_path / "lock")
    assert is_locked(tmp_path / "lock").startswith("someone on ")
    lock.release()


@pytest.mark.skipif(sys.platform != "linux", reason="counts what /proc shows")
@pytest.mark.parametrize("name", ["ftruncate", "write", "fstat", "read"])
def test_a_lock_that_fails_on_its_way_leaves_nothing_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    path = tmp_path / "lock"
    held = FileLock(path) if name == "read" else None
    before = len(list(Path("/proc/self/fd").iterdir()))

    def fail(*args: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, name, fail)
        with contextlib.suppress(OSError):
            FileLock(path).release()
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    if held:
        held.release()
    FileLock(path).release()


def test_a_full_disk_does_not_keep_anybody_from_locking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        lock = FileLock(tmp_path / "lock")
    assert is_locked(tmp_path / "lock") == "another process"
    lock.release()
    assert is_locked(tmp_path / "lock") == ""


def test_a_lock_whose_file_cannot_be_removed_is_released(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "lock"
    lock = FileLock(path)

    def refuse(self: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse)
        lock.release()
    FileLock(path).release()
