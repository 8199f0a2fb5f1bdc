"""An index that is damaged, or deleted, while it is open."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ecgviewer.studies.index import StudyIndex
from ecgviewer.studies.index_file import DamagedIndexError, StudyIndexError
from ecgviewer.studies.mending import MendingIndex, with_index
from ecgviewer.studies.scan import Scanner
from tests.studies.desk import Desk


def spoil(path: Path) -> None:
    """Damage an index that others have open, so that they notice."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = database.execute("PRAGMA page_size").fetchone()[0]
        with path.open("r+b") as file:
            file.seek(size)
            file.write(b"\xa5" * (path.stat().st_size - size))
        # Whoever keeps pages in memory looks again after a write.
        database.execute("PRAGMA application_id = 7")


def test_damage_is_told_from_other_failures(desk: Desk) -> None:
    desk.record("a")
    desk.scan()
    spoil(desk.places.index)
    with pytest.raises(DamagedIndexError, match="made again of what lies"):
        desk.studies()
    desk.index.make_again()
    assert desk.studies() == []
    desk.scan()
    assert [study.name for study in desk.studies()] == ["a"]


def test_damage_is_met_by_a_change_too(desk: Desk) -> None:
    desk.record("a")
    desk.scan()
    spoil(desk.places.index)
    with pytest.raises(DamagedIndexError), desk.index.change():
        desk.index.clear()
    with pytest.raises(DamagedIndexError):
        desk.index.drop(["a"])


def test_a_table_that_is_gone_is_damage(desk: Desk) -> None:
    with closing(sqlite3.connect(desk.places.index)) as database:
        database.execute("DROP TABLE study")
    with pytest.raises(DamagedIndexError, match="no such table"):
        desk.studies()


def test_what_is_busy_is_not_damaged(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ecgviewer.studies.index_file._BUSY_S", 0.0)
    with (
        StudyIndex(desk.places.index) as other,
        desk.index.change(),
        pytest.raises(StudyIndexError, match="cannot be read or written") as raised,
        other.change(),
    ):
        pass
    assert not isinstance(raised.value, DamagedIndexError)


def test_work_is_begun_once_more_on_an_index_that_is_made_again(desk: Desk) -> None:
    desk.record("a")
    desk.record("b", 30.0)
    desk.scan()
    tries: list[int] = []
    told: list[DamagedIndexError] = []

    def work(index: StudyIndex) -> Iterator[str]:
        tries.append(index.count("1", ()))
        if len(tries) == 1:
            spoil(desk.places.index)
        list(Scanner(index, desk.places).scan([desk.records]))
        yield from (study.name for study in index.studies())

    found = list(with_index(desk.places.index, work, told.append))
    assert found == ["a", "b"]
    assert tries == [2, 0]
    assert len(told) == 1


def test_work_that_meets_no_damage_is_done_once(desk: Desk) -> None:
    found = with_index(desk.places.index, lambda index: iter([index.count("1", ())]))
    assert list(found) == [0]


def test_whoever_reads_a_damaged_index_is_told(desk: Desk) -> None:
    desk.record("a")
    desk.scan()
    told: list[bool] = []
    with MendingIndex(desk.places.index, lambda: told.append(True)) as index:
        assert index.count("1", ()) == 1
        spoil(desk.places.index)
        assert index.count("1", ()) == 0
        assert told == [True]
        assert index.count("1", ()) == 0
        assert told == [True]


def test_an_index_that_another_process_made_again_is_not_deleted(desk: Desk) -> None:
    desk.record("a")
    desk.scan()
    with StudyIndex(desk.places.index) as other:
        spoil(desk.places.index)
        other.make_again()
        list(Scanner(other, desk.places).scan([desk.records]))
        desk.index.make_again()
        assert [study.name for study in desk.studies()] == ["a"]


def test_an_index_that_was_deleted_is_followed(desk: Desk) -> None:
    desk.record("a")
    desk.scan()
    assert not desk.index.follow()
    for path in desk.places.index.parent.glob("index.sqlite3*"):
        path.unlink()
    assert desk.index.follow()
    assert desk.studies() == []
    assert not desk.index.follow()
