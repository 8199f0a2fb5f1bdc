"""What a row says of those who are to read it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ecgviewer.studies.study import COLUMNS, Study, values_of

BASE = Study("/a.hea", "/", "a", reader="Ada", second="Bob", adjudicator="Eve")


@pytest.mark.parametrize(
    ("changes", "waiting"),
    [
        ({}, {"Ada", "Bob", "Eve", "Cid"}),
        ({"missing": 1}, set()),
        ({"status": "signed"}, set()),
        ({"status": "failed"}, set()),
        ({"status": "in review", "signed_by": "Ada"}, {"Bob", "Eve", "Cid"}),
        ({"status": "in review", "signed_by": "Adam"}, {"Ada", "Bob", "Eve", "Cid"}),
        ({"status": "reviewed", "signed_by": "Ada, Bob"}, {"Eve"}),
        ({"status": "reviewed"}, set()),
    ],
)
def test_for_whom_a_study_waits(changes: dict[str, str], waiting: set[str]) -> None:
    study = replace(BASE, **changes)  # type: ignore[arg-type]
    readers = ("Ada", "Bob", "Cid", "Eve")
    assert {reader for reader in readers if study.waits_for(reader)} == waiting


@pytest.mark.parametrize(
    ("changes", "decides"),
    [
        ({"status": "reviewed", "signed_by": "Ada, Bob"}, True),
        ({"status": "in review", "signed_by": "Ada, Bob"}, False),
        ({"status": "reviewed", "signed_by": "Ada"}, False),
        ({"status": "reviewed", "signed_by": "Ada", "second": ""}, False),
    ],
)
def test_who_decides_does_so_when_both_have_signed(
    changes: dict[str, str], decides: bool
) -> None:
    study = replace(BASE, **changes)  # type: ignore[arg-type]
    assert study.is_decided_by("Eve") == decides
    assert not study.is_decided_by("Ada")
    assert not replace(study, adjudicator="").is_decided_by("")


def test_a_blind_reading_is_hidden_from_its_readers_until_both_have_signed() -> None:
    blind = replace(BASE, blind="blind")
    assert blind.is_hidden_from("Ada")
    assert blind.is_hidden_from("Bob")
    assert not blind.is_hidden_from("Eve")
    assert not BASE.is_hidden_from("Ada")
    assert replace(blind, signed_by="Ada").is_hidden_from("Bob")
    assert not replace(blind, signed_by="Ada, Bob").is_hidden_from("Bob")
    alone = replace(blind, second="", signed_by="Ada")
    assert alone.is_hidden_from("Ada"), "nobody else has read it"
    assert not alone.is_hidden_from("")


def test_values_are_in_the_order_of_the_columns() -> None:
    assert dict(zip(COLUMNS, values_of(BASE), strict=True)) == vars(BASE)


def test_a_search_looks_at_words_in_small_letters() -> None:
    study = replace(BASE, patient="ÄDA", worst="V run", notes="", due="2026-11-28")
    assert study.searched.split("\n") == [
        *("a", "äda", "v run", "ada", "bob", "eve", "/", "2026-11-28")
    ]
