"""Records named by a URL are fetched, and fetched again when they have changed."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import fsspec
import pytest

from ecgviewer.analysis import remote_records as remote
from ecgviewer.analysis.batch_places import named_records, with_remote
from ecgviewer.analysis.remote_records import (
    is_remote,
    local_record,
    remote_records,
    url_of,
)
from ecgviewer.core.errors import InputError, RecordError
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.record_formats import read_record
from ecgviewer.formats.wfdb.writer import write_record


def _put(system: fsspec.AbstractFileSystem, folder: Path, name: str = "a") -> None:
    folder.mkdir(exist_ok=True)
    write_record(folder, synthetic_record(10.0, name=name).record)
    for path in folder.iterdir():
        system.pipe(f"/ward/{path.name}", path.read_bytes())


def test_a_url_is_known_by_its_scheme(tmp_path: Path) -> None:
    assert is_remote(Path("s3://bucket/a.hea"))
    assert url_of(Path("s3://bucket/a.hea")) == "s3://bucket/a.hea"
    assert url_of(Path("file:///tmp/a.hea")) == "file:///tmp/a.hea"
    assert not is_remote(tmp_path / "a.hea")
    assert local_record(tmp_path / "a.hea") == tmp_path / "a.hea"
    with pytest.raises(ValueError, match="is not a URL"):
        url_of(tmp_path)


def test_a_record_is_fetched_whole_and_kept(
    memory: fsspec.AbstractFileSystem, tmp_path: Path
) -> None:
    _put(memory, tmp_path / "there")
    cache = tmp_path / "cache"
    here = local_record(Path("memory://ward/a.hea"), cache)
    expected = read_record(tmp_path / "there" / "a.hea")
    assert read_record(here).identity == expected.identity
    before = here.stat().st_ino
    # By its name alone, too; nothing has changed.
    assert local_record(Path("memory://ward/a.hea"), cache).stat().st_ino == before
    by_name = local_record(Path("memory://ward/a"), cache)
    assert read_record(by_name).identity == expected.identity


def test_what_has_changed_is_fetched_again(
    memory: fsspec.AbstractFileSystem, tmp_path: Path
) -> None:
    _put(memory, tmp_path / "there")
    cache, url = tmp_path / "cache", Path("memory://ward/a.hea")
    local_record(url, cache)
    other = replace(synthetic_record(12.0, name="a").record)
    for path in write_record(tmp_path / "there", other).parent.iterdir():
        memory.pipe(f"/ward/{path.name}", path.read_bytes())
    assert read_record(local_record(url, cache)).duration_s == pytest.approx(12.0)
    # What says what was fetched may be damaged: all of it is fetched again.
    (state,) = cache.glob("*/.fetched.json")
    state.write_text("[]")
    assert read_record(local_record(url, cache)).duration_s == pytest.approx(12.0)


def test_folders_patterns_and_lists_of_urls_name_records(
    memory: fsspec.AbstractFileSystem, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        _put(memory, tmp_path / "there", name)
    both = [Path("memory://ward/a.hea"), Path("memory://ward/b.hea")]
    assert remote_records(Path("memory://ward")) == both
    assert remote_records(Path("memory://ward/b*")) == both[1:]
    (tmp_path / "list.txt").write_text("memory://ward/b.hea\n")
    listed = named_records([Path(f"@{tmp_path / 'list.txt'}")])
    assert listed == both[1:]
    assert named_records([Path("memory://ward"), both[0]]) == both
    with pytest.raises(InputError, match="has no record"):
        named_records([Path("memory://ward/c*")])


def test_what_is_not_there_is_said(
    memory: fsspec.AbstractFileSystem, tmp_path: Path
) -> None:
    with pytest.raises(RecordError, match=r"memory://ward/no\.hea cannot be read"):
        local_record(Path("memory://ward/no.hea"), tmp_path)
    with pytest.raises(RecordError, match="cannot be read"):
        remote_records(Path("nonsense://ward/*"))


def test_a_record_whose_signals_are_missing_says_so_itself(
    memory: fsspec.AbstractFileSystem, tmp_path: Path
) -> None:
    _put(memory, tmp_path / "there")
    memory.rm("/ward/a.dat")
    here = local_record(Path("memory://ward/a.hea"), tmp_path / "cache")
    with pytest.raises(InputError, match=r"a\.dat"):
        read_record(here)


def test_a_record_fetches_nothing_from_outside_its_folder(
    memory: fsspec.AbstractFileSystem,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _put(memory, tmp_path / "there")
    monkeypatch.setattr(remote, "own_files_of", lambda _: frozenset({"../secret"}))
    with pytest.raises(RecordError, match="leads out of the record's folder"):
        local_record(Path("memory://ward/a.hea"), tmp_path / "cache")


def test_what_was_used_longest_ago_goes(
    memory: fsspec.AbstractFileSystem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    for name in ("a", "b"):
        _put(memory, tmp_path / "there", name)
    first = local_record(Path("memory://ward/a.hea"), cache)
    os.utime(first.parent, (1, 1))
    monkeypatch.setattr(remote, "_MAX_BYTES", 1)
    second = local_record(Path("memory://ward/b.hea"), cache)
    assert not first.exists()
    assert second.exists(), "what is used now stays"


def test_kept_records_go_to_the_users_cache(
    memory: fsspec.AbstractFileSystem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _put(memory, tmp_path / "there")
    monkeypatch.setattr(remote, "user_cache_folder", lambda: tmp_path / "user")
    here = local_record(Path("memory://ward/a.hea"))
    assert here.is_relative_to(tmp_path / "user" / "remote")


def test_without_fsspec_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "find_spec", lambda _: None)
    with pytest.raises(InputError, match=r"pip install 'ecgviewer\[remote\]'"):
        local_record(Path("s3://bucket/a.hea"))


def test_tables_and_other_files_of_shared_endings_are_no_records(
    memory: fsspec.AbstractFileSystem, tmp_path: Path
) -> None:
    _put(memory, tmp_path / "there")
    rows = "".join(f"{n / 250},{n % 7}\n" for n in range(50))
    memory.pipe("/ward/table.csv", b"name,remark\nx,y\n")
    memory.pipe("/ward/rows.csv", f"time,I\n{rows}".encode())
    memory.pipe("/ward/other.zip", b"PK\3\4")
    memory.pipe("/ward/notes.md", b"# Notes")
    found = remote_records(Path("memory://ward"))
    assert [path.name for path in found] == ["a.hea", "other.zip", "rows.csv"]


def test_urls_of_folders_stand_for_the_records_in_them(
    memory: fsspec.AbstractFileSystem, tmp_path: Path
) -> None:
    _put(memory, tmp_path / "there")
    here = tmp_path / "there"
    named = with_remote([here, Path("memory://ward")])
    assert named == [here, Path("memory://ward/a.hea")]
