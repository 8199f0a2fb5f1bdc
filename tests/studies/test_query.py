"""Order, filter and search of the list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ecgviewer.studies.entry import Entry
from ecgviewer.studies.index import StudyIndex
from ecgviewer.studies.query import FOUND, StudyQuery
from ecgviewer.studies.study import COLUMNS, Study

BASE = Study(path="", folder="/data", name="", status="analysed")
ROWS = [
    replace(BASE, name="calm", rank=0.0, n_beats=90, v_percent=0.0, patient="P1"),
    replace(BASE, name="VT", rank=80.0, n_beats=70, v_percent=20.0, worst="V run"),
    replace(BASE, name="AF", rank=55.0, worst="Suspected AF", tags="child, 50%_done"),
    replace(BASE, name="signed", rank=98.0, status="signed", patient="P1"),
    replace(BASE, name="stat", rank=0.0, priority=2),
    replace(BASE, name="due", rank=0.0, due="2026-11-01"),
    replace(BASE, name="later", rank=0.0, due="2027-01-01"),
    replace(BASE, name="gone", rank=99.0, missing=1),
    replace(BASE, name="else", rank=70.0, folder="/database/x"),
]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[StudyIndex]:
    with StudyIndex(tmp_path / "index.sqlite3") as index:
        with index.change():
            for row in ROWS:
                study = replace(row, path=f"{row.folder}/{row.name}.hea")
                index.put(Entry(study, "", {}, {}))
        yield index


def _names(index: StudyIndex, query: StudyQuery) -> list[str]:
    return [each.name for each in index.studies(*query.where, query.order_by)]


def test_what_is_worst_comes_first_but_urgent_and_overdue_before(
    index: StudyIndex,
) -> None:
    assert _names(index, StudyQuery(today=date(2026, 11, 28))) == [
        *("stat", "due", "VT", "else", "AF", "later", "calm", "signed", "gone")
    ]
    assert _names(index, StudyQuery())[:3] == ["stat", "VT", "else"]


def test_a_blind_reader_cannot_sort_or_search_by_what_was_found(
    index: StudyIndex,
) -> None:
    today = date(2026, 11, 28)
    blind = _names(index, StudyQuery(blind=True, today=today))
    assert blind == [
        *("stat", "due", "later", "AF", "VT", "calm", "else", "signed", "gone")
    ]
    for column in FOUND:
        asked = StudyQuery(order=column, descending=True, blind=True, today=today)
        assert _names(index, asked) == blind
    assert _names(index, StudyQuery(text="run", blind=True)) == []
    assert _names(index, StudyQuery(text="worst:run", blind=True)) == []
    assert _names(index, StudyQuery(text="status:signed", blind=True)) == ["signed"]
    assert _names(index, StudyQuery(text="child", blind=True)) == ["AF"]


def test_what_is_not_known_comes_last_both_ways(index: StudyIndex) -> None:
    up = _names(index, StudyQuery(order="v_percent"))
    down = _names(index, StudyQuery(order="v_percent", descending=True))
    assert up[:2] == ["calm", "VT"]
    assert down[:2] == ["VT", "calm"]
    assert up[2:] == down[2:]


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_can_be_sorted_by(index: StudyIndex, column: str) -> None:
    assert len(_names(index, StudyQuery(order=column))) == len(ROWS)


def test_an_order_that_is_none_is_not_run_as_sql(index: StudyIndex) -> None:
    asked = StudyQuery(order="name; DROP TABLE study")
    assert _names(index, asked) == _names(index, StudyQuery())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("v RUN", ["VT"]),
        ("tag:child", ["AF"]),
        ("tag:50%_d", ["AF"]),
        ("5%d", []),
        ("patient:p1 status:signed", ["signed"]),
        ("nothing:here", []),
        ("'; --", []),
    ],
)
def test_words_of_a_search_must_all_be_there(
    index: StudyIndex, text: str, expected: list[str]
) -> None:
    assert _names(index, StudyQuery(text=text)) == expected


def test_status_patient_and_folders_are_filters(index: StudyIndex) -> None:
    assert _names(index, StudyQuery(statuses=frozenset({"signed"}))) == ["signed"]
    assert _names(index, StudyQuery(patient="P1")) == ["calm", "signed"]
    assert _names(index, StudyQuery((Path("/database"),))) == ["else"]
    assert "else" not in _names(index, StudyQuery((Path("/data"),)))
    assert _names(index, StudyQuery(())) == []
    both = StudyQuery((Path("/data"), Path("/database")))
    assert len(_names(index, both)) == len(ROWS)


def test_rows_are_given_by_their_numbers(index: StudyIndex) -> None:
    ids = index.ids(*StudyQuery().where, StudyQuery().order_by)
    assert [index.by_ids(ids)[each].name for each in ids] == _names(index, StudyQuery())
    assert index.by_ids([10_000]) == {}


#: Two who read blind, and what they have signed.
BLIND = replace(
    BASE, reader="Ada", second="O'Bob", blind="blind", rank=90.0, v_percent=30.0,
    worst="Pause of 5 s",
)  # fmt: skip
READ_BLIND = [
    replace(BLIND, name="neither"),
    replace(BLIND, name="one", signed_by="Ada"),
    replace(BLIND, name="other", signed_by="O'Bob, Ada-Lou"),
    replace(BLIND, name="both", signed_by="Ada, O'Bob", status="reviewed"),
    replace(BLIND, name="alone", second="", signed_by="Ada"),
    replace(BLIND, name="theirs", reader="Cid"),
    replace(BLIND, name="open", blind=""),
]


@pytest.mark.parametrize("reader", ["", "Ada", "O'Bob", "Cid", "Eve"])
def test_what_is_read_blind_is_neither_sorted_nor_found_by_what_it_holds(
    tmp_path: Path, reader: str
) -> None:
    with StudyIndex(tmp_path / "blind.sqlite3") as index:
        with index.change():
            for row in READ_BLIND:
                index.put(Entry(replace(row, path=row.name), "", {}, {}))
        hidden = {row.name for row in READ_BLIND if row.is_hidden_from(reader)}
        shown = {row.name for row in READ_BLIND} - hidden
        for words in ("pause", "worst:pause"):
            asked = StudyQuery(text=words, reader=reader)
            assert set(_names(index, asked)) == shown
        assert len(_names(index, StudyQuery(text="name:neither", reader=reader))) == 1
        for way in (False, True):
            asked = StudyQuery(order="v_percent", descending=way, reader=reader)
            assert set(_names(index, asked)[: len(shown)]) == shown
        usual = _names(index, StudyQuery(reader=reader))
        assert set(usual[: len(shown - {"both"})]) == shown - {"both"}
