"""A folder of what can be made again: its size, and what goes first."""

from __future__ import annotations

import os
from pathlib import Path

from ecgviewer.formats.files.bounded_folder import BoundedFolder


def _put(folder: BoundedFolder, name: str, n_bytes: int, age_s: int) -> Path:
    folder.make()
    path = folder.path / name
    path.write_bytes(bytes(n_bytes))
    stamp = path.stat().st_mtime - age_s
    os.utime(path, (stamp, stamp))
    return path


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    folder = BoundedFolder(tmp_path / "none", 100)
    assert folder.n_bytes == 0
    folder.trim()
    folder.clear()
    assert not folder.path.exists()


def test_what_was_used_longest_ago_goes(tmp_path: Path) -> None:
    folder = BoundedFolder(tmp_path / "cache", 100)
    old = _put(folder, "b", 60, 300)
    middle = _put(folder, "a", 60, 200)
    new = _put(folder, "c", 40, 100)
    assert folder.n_bytes == 160
    folder.trim()
    assert not old.exists()
    assert middle.exists()
    assert new.exists()


def test_what_was_used_last_stays_however_large(tmp_path: Path) -> None:
    folder = BoundedFolder(tmp_path, 10)
    last = _put(folder, "large", 50, 0)
    folder.trim()
    assert last.exists()


def test_only_files_are_cleared(tmp_path: Path) -> None:
    folder = BoundedFolder(tmp_path, 10)
    file = _put(folder, "x", 5, 0)
    (tmp_path / "folder").mkdir()
    folder.clear()
    assert not file.exists()
    assert (tmp_path / "folder").is_dir()


def test_a_file_that_another_window_deletes_is_not_missed(tmp_path: Path) -> None:
    folder = BoundedFolder(tmp_path, 10)
    (tmp_path / "gone").symlink_to(tmp_path / "nothing")
    assert folder.n_bytes == 0
