"""What the search box finds."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.beat_editor import comment_beats, relabel
from ecgviewer.core.review.beat_search import (
    SearchedBeats,
    asks_for_readers,
    matching,
    unknown_reader,
)
from tests.core.columns import FS, confirm, session_of


@pytest.fixture
def searched() -> SearchedBeats:
    session = session_of(
        "NNVSN", [0.99, 0.6, 0.9, 0.7, 0.5], [1, 1, 0.5, 1, 1], [0.9] * 4 + [0.4]
    )
    session.edit(relabel(session.beats, [1], BeatClass.S, 1))
    confirm(session, 2)
    session.edit(comment_beats(session.beats, [3], "Is this ABERRANT?"))
    codes = np.array([1, 1, 2, 0, -1])
    readers = {
        "Ann": np.array([True, False, False, False, False]),
        "Anna Berg": np.array([False, True, False, False, False]),
        "[atr]": np.array([False, False, True, True, False]),
    }
    return SearchedBeats(session.beats, session.columns, FS, codes, readers)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", [0, 1, 2, 3, 4]),
        ("s", [1, 3]),
        ("V,S", [1, 2, 3]),
        ("class:n", [0, 4]),
        ("*n", [0, 1, 4]),
        ("conf<65", [1, 4]),
        ("conf:65-95", [2, 3]),
        ("q<0.5", [4]),
        ("rr<600", [2]),
        ("rr>900 s", [1, 3]),
        ("group:1", [0, 1]),
        ("group:odd", [3]),
        ("time:0:02-0:03", [1, 2]),
        ("time:0-1.5", [0]),
        ("by:classifier", [0, 3, 4]),
        ("by:reviewer", [1, 2]),
        ("by:reference", []),
        ("by:detector", [0, 3, 4]),
        ("by:ann", [0]),
        ("by:an", [0, 1]),
        ("by:BERG s", [1]),
        ('by:"Anna Be', [1]),
        ('by:"anna berg" s', [1]),
        ("by:atr", [2, 3]),
        ("by:nobody", []),
        ("by:", []),
        ("reviewed", [1, 2]),
        ("unreviewed", [0, 3, 4]),
        ("commented", [3]),
        ("aberrant", [3]),
        ("aberrant n", []),
        ('"this aberrant"', [3]),
        ('"aberrant this"', []),
    ],
)
def test_words(searched: SearchedBeats, text: str, rows: list[int]) -> None:
    assert np.flatnonzero(matching(text, searched)).tolist() == rows


def test_groups_that_are_not_known_yet_find_nothing(searched: SearchedBeats) -> None:
    without = SearchedBeats(searched.beats, searched.columns, FS)
    assert not matching("group:1", without).any()


def test_a_reader_who_labelled_nothing_is_said(searched: SearchedBeats) -> None:
    names = "Beats were labelled by: Ann, Anna Berg, [atr]."
    said = unknown_reader("v by:carl", searched)
    assert said == f"Nobody called carl labelled a beat here. {names}"
    assert unknown_reader("by:", searched) == names
    assert unknown_reader("by:ann by:reviewer v", searched) == ""
    alone = SearchedBeats(searched.beats, searched.columns, FS)
    assert unknown_reader("by:ann", alone).endswith("by: nobody yet.")


def test_only_names_ask_for_readers() -> None:
    assert asks_for_readers("v by:ann")
    assert not asks_for_readers("v by:classifier baby:ann")
