"""What lies in folders: files, folders below, and what cannot be read."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from ecgviewer.studies.folder_listing import listing_of, walk
from ecgviewer.studies.record_listing import record_files_in


def test_files_and_folders_without_those_that_begin_with_a_dot(tmp_path: Path) -> None:
    for name in ("b", "a", ".git"):
        (tmp_path / name).mkdir()
    (tmp_path / "one.hea").write_bytes(b"12345")
    (tmp_path / ".hidden").touch()
    os.utime(tmp_path / "one.hea", ns=(7, 7))
    listing, below = listing_of(tmp_path)
    assert listing.files == {"one.hea": (5, 7)}
    assert below == [tmp_path / "a", tmp_path / "b"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_links_that_lead_nowhere_or_to_folders_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "gone").symlink_to(tmp_path / "nothing")
    (tmp_path / "round").symlink_to(tmp_path)
    listing, below = listing_of(tmp_path)
    assert below == []
    assert "gone" not in listing.files
    assert [each.path for each in walk(tmp_path)] == [tmp_path]


def test_a_fingerprint_changes_with_name_size_and_time(tmp_path: Path) -> None:
    file, seen = tmp_path / "a", set[str]()
    for size, time_ns, name in ((0, 1, "a"), (1, 1, "a"), (1, 2, "a"), (1, 2, "b")):
        file = file.rename(tmp_path / name) if file.exists() else file
        file.write_bytes(b"x" * size)
        os.utime(file, ns=(time_ns, time_ns))
        seen.add(listing_of(tmp_path)[0].fingerprint)
    assert len(seen) == 4


def test_what_cannot_be_read_is_said_and_the_others_go_on(tmp_path: Path) -> None:
    (tmp_path / "a" / "below").mkdir(parents=True)
    (tmp_path / "b").mkdir()
    told: list[OSError] = []
    found = []
    for listing in walk(tmp_path, told.append):
        found.append(listing.path.name)
        if listing.path == tmp_path:
            (tmp_path / "a").rename(tmp_path.parent / f"{tmp_path.name}-unplugged")
    assert found == [tmp_path.name, "b"]
    assert [Path(error.filename).name for error in told] == ["a"]
    assert list(walk(tmp_path / "a")) == []


def test_records_that_begin_with_a_dot_are_none(tmp_path: Path) -> None:
    (tmp_path / ".a.hea").write_text("a 0 250 10\n")
    (tmp_path / "b.hea").write_text("b 0 250 10\n")
    listing, _ = listing_of(tmp_path)
    assert list(record_files_in(listing, {})) == [tmp_path / "b.hea"]
