"""Where the outputs of the records of a batch go."""

from __future__ import annotations

import os
import sys
from pathlib import Path, PureWindowsPath
from typing import cast

import pytest

from ecgviewer.analysis import batch_places
from ecgviewer.analysis.batch_places import (
    distinct_records,
    named_records,
    output_folders,
    record_name,
)
from ecgviewer.core.errors import InputError


def _folders(*paths: Path) -> list[str]:
    return [str(folder) for folder in output_folders(paths, Path("out"))]


def test_a_record_named_in_several_ways_is_one(tmp_path: Path) -> None:
    (tmp_path / "100.hea").write_text("100 1 360 10\n100.dat 212 200\n")
    (tmp_path / "sub").mkdir()
    one, signal = tmp_path / "100.hea", tmp_path / "100.dat"
    detour, bare = tmp_path / "sub" / ".." / "100.hea", tmp_path / "100"
    assert distinct_records([one, signal, detour, bare]) == [one]


def test_records_of_different_names_share_the_folder(tmp_path: Path) -> None:
    assert _folders(tmp_path / "a" / "1.hea", tmp_path / "b" / "2.hea") == ["out"] * 2


def test_namesakes_have_folders_as_they_lie(tmp_path: Path) -> None:
    above, below = tmp_path / "100.hea", tmp_path / "site" / "day" / "100.hea"
    other = tmp_path / "site" / "200.hea"
    assert _folders(above, below, other) == ["out", "out/site/day", "out"]
    first, second = tmp_path / "A" / "x.hea", tmp_path / "B" / "X.hea"
    assert _folders(first, second) == ["out/A", "out/B"], "as some drives spell it"


def test_no_output_leaves_its_folder(tmp_path: Path) -> None:
    detour = tmp_path / "a" / ".." / ".." / "100.hea"
    for folder in output_folders([detour, tmp_path / "b" / "100.hea"], Path("out")):
        assert ".." not in folder.parts


def test_what_names_no_record_does_not_end_the_batch() -> None:
    paths = [Path(), Path("/"), Path("..")]
    assert distinct_records(paths) == paths
    assert all(isinstance(record_name(path), str) for path in paths)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_links_that_go_round_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    assert record_name(tmp_path / "circle" / "100.hea") == "100"


def test_a_folder_that_cannot_be_resolved_keeps_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "100.hea"
    path.touch()

    def refuse(self: Path, strict: bool = False) -> Path:
        raise OSError("the drive is gone")

    monkeypatch.setattr(Path, "resolve", refuse)
    assert distinct_records([path, path]) == [path]


def test_drives_that_have_no_folder_in_common_are_folders(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folders = [PureWindowsPath(text) for text in ("D:/site/a", "//host/share/b")]
    one, other = cast(list[Path], folders)

    def refuse(_: object) -> str:
        raise ValueError("paths on different drives")

    monkeypatch.setattr("os.path.commonpath", refuse)
    below = [batch_places._below(each, [one, other]) for each in (one, other)]
    assert below == [Path("D", "site", "a"), Path("host-share", "b")]


def _records(folder: Path, *names: str) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name in names:
        path = folder / f"{name}.hea"
        path.write_text(f"{name} 1 250 10\n{name}.dat 16 200/mV 16 0 0 0 0 I\n")
        path.with_suffix(".dat").write_bytes(bytes(20))
        paths.append(path)
    return paths


def test_a_folder_stands_for_the_records_in_it_and_below(tmp_path: Path) -> None:
    one, two = _records(tmp_path, "1", "2")
    (three,) = _records(tmp_path / "ward", "3")
    _records(tmp_path / ".hidden", "4")
    (tmp_path / "notes.txt").write_text("no record")
    assert named_records([tmp_path]) == [one, two, three]
    assert named_records([two, tmp_path]) == [two, one, three]
    with pytest.raises(InputError, match="is a whole disk"):
        named_records([Path(tmp_path.anchor)])


def test_a_record_is_named_as_it_was(tmp_path: Path) -> None:
    _records(tmp_path, "1")
    words = [tmp_path / "1", tmp_path / "missing.hea"]
    assert named_records(words) == words


def test_a_pattern_fits_any_file_of_a_record(tmp_path: Path) -> None:
    paths = _records(tmp_path, "a1", "a2", "b1")
    assert named_records([tmp_path / "a*"]) == paths[:2]
    assert named_records([tmp_path / "?1.dat"]) == [paths[0], paths[2]]


def test_a_list_names_records_from_where_it_lies(tmp_path: Path) -> None:
    one, two = _records(tmp_path / "in", "1", "2")
    (tmp_path / "in" / "RECORDS").write_text("# the first\n1\n\n2\n")
    (tmp_path / "list.txt").write_text("\ufeffin/2.hea\n", encoding="utf-8")
    found = named_records([tmp_path / "in" / "RECORDS"])
    assert found == [one.with_suffix(""), two.with_suffix("")]
    assert named_records([Path(f"@{tmp_path / 'list.txt'}")]) == [two]


def test_what_names_no_record_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "RECORDS").write_bytes(b"\xff\xfe\xfa")
    for word in (tmp_path / "empty", tmp_path / "empty" / "*.edf"):
        with pytest.raises(InputError, match="has no record"):
            named_records([word])
    for word in (tmp_path / "RECORDS", Path("@nowhere.txt")):
        with pytest.raises(InputError, match="cannot be read as a list"):
            named_records([word])


def test_folders_that_cannot_be_read_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one,) = _records(tmp_path, "a")
    locked = tmp_path / "locked"
    locked.mkdir()
    scandir, told = os.scandir, list[OSError]()

    def refused(path: str) -> object:
        if Path(path) == locked:
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refused)
    assert named_records([tmp_path], told.append) == [one]
    assert [error.filename for error in told] == [str(locked)]
    assert named_records([tmp_path]) == [one]
