"""What a kill left is removed at the next start, and what is in use is not."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ecgviewer.analysis.open_record import open_record
from ecgviewer.formats.files.atomic import replace_file
from ecgviewer.formats.files.file_lock import FileLock
from ecgviewer.formats.files.left_behind import remove_left_behind
from tests.formats.small_records import write_small


def _left(folder: Path) -> list[Path]:
    folder.mkdir(exist_ok=True)
    names = (".small.Ada.ecgedits.jsonl.lock", ".small.beats.csv.0a1b2c3d.ecgv.tmp")
    for name in names:
        (folder / name).write_text("ada on laptop (process 7)")
    return [folder / name for name in names]


def test_locks_and_unfinished_files_go(tmp_path: Path) -> None:
    kept = [
        tmp_path / name for name in ("yarn.lock", ".x.lock", "a.ecgv.tmp", ".a.tmp")
    ]
    for path in kept:
        path.touch()
    _left(tmp_path)
    remove_left_behind([tmp_path, tmp_path / "not there"])
    assert sorted(tmp_path.iterdir()) == sorted(kept)


@pytest.mark.skipif(sys.platform == "win32", reason="its locks have other tests")
def test_what_is_in_use_stays(tmp_path: Path) -> None:
    lock_path, _ = _left(tmp_path)
    lock = FileLock(lock_path)
    with replace_file(tmp_path / "small.beats.csv") as file:
        remove_left_behind([tmp_path])
        assert Path(str(file.name)).exists()
        assert lock_path.exists()
    lock.release()
    remove_left_behind([tmp_path])
    assert [path.name for path in tmp_path.iterdir()] == ["small.beats.csv"]


def test_opening_a_record_is_such_a_start(tmp_path: Path) -> None:
    header, journals = write_small(tmp_path), tmp_path / "journals"
    left = [*_left(tmp_path), *_left(journals)]
    open_record(header, "Bob", journals)
    assert not any(path.exists() for path in left)
