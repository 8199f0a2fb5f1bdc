"""Where the outputs of the records of a batch go."""

from __future__ import annotations

import sys
from pathlib import Path, PureWindowsPath
from typing import cast

import pytest

from ecgviewer.analysis import batch_places
from ecgviewer.analysis.batch_places import (
    distinct_records,
    output_folders,
    record_name,
)


def _folders(*paths: Path) -> list[str]:
    return [str(folder) for folder in output_folders(paths, Path("out"))]


def test_a_record_named_in_several_ways_is_one(tmp_path: Path) -> None:
    (tmp_path / "100.hea").touch()
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
