"""What counts of what a team says, whatever the order in which it is found."""

from __future__ import annotations

from itertools import permutations

import pytest

from ecgviewer.studies.team import (
    NOTE,
    TAG,
    UNTAG,
    Entry,
    Note,
    TeamError,
    TeamFacts,
    checked,
    entry_of,
    facts_of,
    line_of,
)


def _entry(number: int, what: str, text: str, by: str = "Ada", at: str = "1") -> Entry:
    return Entry(number, at, by, what, text, "id")


def test_what_is_said_later_counts_in_whatever_order_it_is_found() -> None:
    said = [
        _entry(1, "reader", "Ada"),
        _entry(2, "reader", "Bob"),
        _entry(2, TAG, "child"),
        _entry(3, UNTAG, "child"),
    ]
    expected = TeamFacts(reader="Bob")
    assert {facts_of(order) for order in permutations(said)} == {expected}


def test_number_goes_before_the_clock() -> None:
    late = _entry(1, "due", "2026-11-30", at="2026-11-29")
    assert facts_of([late, _entry(2, "due", "", at="2026-11-01")]).due == ""


def test_tags_and_notes_of_all_are_kept() -> None:
    facts = facts_of(
        [
            _entry(1, TAG, "b", "Ada"),
            _entry(1, TAG, "a", "Bob"),
            _entry(2, NOTE, "call", "Bob", "2"),
            _entry(2, NOTE, "called", "Ada", "3"),
        ]
    )
    assert facts.tags == ("a", "b")
    assert facts.notes == (Note("2", "Bob", "call"), Note("3", "Ada", "called"))


def test_a_priority_can_be_taken_back() -> None:
    said = [_entry(1, "priority", "stat")]
    assert facts_of(said).priority == "stat"
    assert facts_of([*said, _entry(2, "priority", "")]).priority == "routine"


def test_a_line_says_what_was_said() -> None:
    entry = _entry(3, NOTE, "Zeile 1\nZeile 2 ü")
    line = line_of(entry)
    assert line.count(b"\n") == 1
    assert entry_of(line) == entry


@pytest.mark.parametrize(
    "line",
    [b"", b"{", b"[]", b'{"n": 1}', b"[" * 10_000, line_of(_entry(1, "x", "y"))],
)
def test_what_is_not_ours_is_left_out(line: bytes) -> None:
    assert entry_of(line) is None


@pytest.mark.parametrize(
    ("what", "text", "told"),
    [
        ("priority", "soon", "not a priority"),
        ("due", "tomorrow", "not a day"),
        ("blind", "open", "open is not blind. Leave it empty"),
        (TAG, " ", "Write a text"),
        (TAG, "a,b", "no comma"),
        (NOTE, "x" * 2001, "2,000 characters"),
    ],
)
def test_what_cannot_be_said(what: str, text: str, told: str) -> None:
    with pytest.raises(TeamError, match=told):
        checked(what, text)


def test_texts_are_written_in_one_line() -> None:
    assert checked("reader", " Dr  Smith\n") == "Dr Smith"
    assert checked("due", "20261128") == "2026-11-28"
