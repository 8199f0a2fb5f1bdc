"""A file is replaced whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path

import pytest

from ecgviewer.formats.files.atomic import make_folder, replace_file, unfinished
from ecgviewer.formats.files.file_lock import remove_abandoned


def test_a_new_file_holds_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "new.csv"
    with replace_file(path) as file:
        file.write(b"beats")
    assert path.read_bytes() == b"beats"
    assert list(tmp_path.iterdir()) == [path]


def test_the_target_is_as_it_was_until_all_is_written(tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    path.write_bytes(b"old")
    with replace_file(path) as file:
        file.write(b"new")
        file.flush()
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    path.write_bytes(b"old")
    with pytest.raises(OSError, match="disk full"), replace_file(path) as file:
        file.write(b"half of the n")
        raise OSError("disk full")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_error_names_the_file_that_was_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "gone" / "beats.csv"
    with pytest.raises(FileNotFoundError) as raised, replace_file(path):
        pass
    assert raised.value.filename == str(path)


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), replace_file(tmp_path / "no" / "x"):
        pass


def test_a_long_name_can_be_replaced(tmp_path: Path) -> None:
    for name in ("r" * 250, "心" * 85):
        path = tmp_path / name
        with replace_file(path) as file:
            file.write(b"x")
        assert path.read_bytes() == b"x"


@pytest.mark.skipif(sys.platform == "win32", reason="modes and links are POSIX")
def test_the_mode_is_kept_and_a_link_is_replaced(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    target.chmod(0o640)
    link.symlink_to(target)
    with replace_file(target) as file:
        file.write(b"new")
    assert target.stat().st_mode & 0o777 == 0o640
    with replace_file(link) as file:
        file.write(b"of a link")
    assert not link.is_symlink()
    assert link.read_bytes() == b"of a link"
    assert link.stat().st_mode & 0o777 != 0o777, "a link's mode says nothing"
    assert target.read_bytes() == b"new"


def test_a_check_can_keep_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    path.write_bytes(b"old")
    seen: list[bytes] = []

    def refuse(new: Path) -> None:
        seen.append(new.read_bytes())
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"), replace_file(path, refuse) as file:
        file.write(b"new")
    assert seen == [b"new"]
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_error_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "beats.csv"
    with pytest.raises(OSError, match=r"beats\.csv"), replace_file(path):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    with pytest.raises(OSError, match="other"), replace_file(path):
        raise OSError(errno.EIO, os.strerror(errno.EIO), "other")


@pytest.mark.skipif(sys.platform == "win32", reason="an open file is safe there")
def test_what_a_kill_left_is_removed_and_what_is_written_is_not(tmp_path: Path) -> None:
    left = tmp_path / ".beats.csv.0a1b2c3d.ecgv.tmp"
    other = tmp_path / ".beats.csv.0a1b2c3d.tmp"
    for path in (left, other):
        path.write_bytes(b"half of the b")
    with replace_file(tmp_path / "beats.csv") as file:
        remove_abandoned(unfinished(tmp_path))
        assert unfinished(tmp_path) == [Path(str(file.name))]
        file.write(b"beats")
    assert (tmp_path / "beats.csv").read_bytes() == b"beats"
    assert other.exists(), "somebody else's"


@pytest.mark.skipif(sys.platform == "win32", reason="an open file is safe there")
def test_on_a_drive_without_locks_only_old_files_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def flock(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("fcntl.flock", flock)
    new, old = (tmp_path / f".{name}.0a1b2c3d.ecgv.tmp" for name in ("new", "old"))
    for path in (new, old):
        path.touch()
    os.utime(old, (1, 1))
    remove_abandoned(unfinished(tmp_path))
    assert unfinished(tmp_path) == [new]
    with replace_file(tmp_path / "beats.csv") as file:
        file.write(b"beats")
    assert (tmp_path / "beats.csv").read_bytes() == b"beats"


@pytest.mark.skipif(sys.platform == "win32", reason="folders are synced on POSIX")
def test_a_drive_that_knows_no_modes_and_syncs_no_folders_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.csv"
    path.write_bytes(b"old")
    sync = os.fsync

    def fsync(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(22, "Invalid argument")
        sync(descriptor)

    def chmod(self: Path, mode: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "chmod", chmod)
    with replace_file(path) as file:
        file.write(b"new")
    assert path.read_bytes() == b"new"


@pytest.mark.skipif(sys.platform == "win32", reason="folders are synced on POSIX")
@pytest.mark.parametrize("number", [errno.EACCES, errno.EMFILE])
def test_a_folder_that_cannot_be_opened_takes_no_file_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """As one that is writable and not readable, or with no descriptor left."""
    opened = os.open

    def refuse(path: object, flags: int, *args: int, **kwargs: int) -> int:
        if path == tmp_path:
            raise OSError(number, os.strerror(number))
        return opened(path, flags, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", refuse)
    with replace_file(tmp_path / "new.csv") as file:
        file.write(b"new")
    assert (tmp_path / "new.csv").read_bytes() == b"new"


def test_a_failure_is_told_where_nothing_can_be_removed_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, missing_ok: bool = False) -> None:
        raise OSError("drive gone")

    monkeypatch.setattr(Path, "unlink", refuse)
    with (
        pytest.raises(OSError, match="disk full"),
        replace_file(tmp_path / "new.csv"),
    ):
        raise OSError("disk full")


@pytest.mark.skipif(sys.platform == "win32", reason="folders are synced on POSIX")
def test_folders_made_on_the_way_are_synced_into_their_parents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    sync = os.fsync

    def fsync(descriptor: int) -> None:
        synced.append(os.fstat(descriptor).st_ino)
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    folder = tmp_path / "a" / "b"
    make_folder(folder)
    assert synced == [tmp_path.stat().st_ino, folder.parent.stat().st_ino]
    make_folder(folder)
    assert len(synced) == 2
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        make_folder(tmp_path / "file" / "below")


def test_without_a_descriptor_to_spare_a_file_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dup(_: int) -> int:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr(os, "dup", dup)
    path = tmp_path / "beats.csv"
    with replace_file(path) as file:
        file.write(b"beats")
    assert path.read_bytes() == b"beats"
