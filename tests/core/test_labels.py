"""Classes of beats and the symbols that belong to them."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.core.labels import (
    BXB_MAP,
    CLASS_TITLES,
    LITERATURE_MAP,
    SYMBOL_TITLES,
    UNLABELLED,
    UNSET,
    BeatClass,
    class_of,
    is_beat,
    label_symbols,
    labels_of,
    symbols_for,
)


def test_every_beat_symbol_has_a_title_and_a_class_in_both_maps() -> None:
    assert set(SYMBOL_TITLES) == set(LITERATURE_MAP) == set(BXB_MAP)
    assert set(CLASS_TITLES) == set(BeatClass)


def test_the_maps_differ_in_the_escape_beats_only() -> None:
    assert {s for s in LITERATURE_MAP if LITERATURE_MAP[s] != BXB_MAP[s]} == set("ejn")
    assert class_of("e") == BeatClass.N
    assert class_of("e", BXB_MAP) == BeatClass.S


@pytest.mark.parametrize("symbol", ["+", "~", "|", "", "x", "[15]"])
def test_what_is_no_beat_has_no_class(symbol: str) -> None:
    assert class_of(symbol) is None
    assert not is_beat(symbol)


def test_labels_of_symbols() -> None:
    symbols = ["N", "A", "V", "F", "/", "", "+"]
    expected = [0, 1, 2, 3, 4, UNSET, UNSET]
    assert labels_of(symbols).tolist() == expected
    assert labels_of(np.array(symbols)).tolist() == expected
    assert labels_of(iter("ne"), BXB_MAP).tolist() == [1, 1]
    assert labels_of([]).dtype == np.uint8


def test_a_symbol_of_the_class_stays() -> None:
    current = np.array(["L", "L", ""])
    labels = [BeatClass.N, BeatClass.V, BeatClass.Q]
    assert symbols_for(labels, current).tolist() == ["L", "V", "Q"]
    assert symbols_for(BeatClass.N, current).tolist() == ["L", "L", "N"]


def test_a_beat_shows_its_symbol_else_its_label_else_a_question_mark() -> None:
    symbols, labels = np.array(["L", "", ""]), np.array([0, 2, UNSET], np.uint8)
    assert label_symbols(symbols, labels).tolist() == ["L", "V", "?"]
    # In a comparison it counts as unclassifiable, whichever map is used.
    for class_map in (LITERATURE_MAP, BXB_MAP):
        assert class_of(UNLABELLED, class_map) is BeatClass.Q


def test_text_of_several_characters_is_not_a_symbol() -> None:
    assert labels_of(np.array(["V", "VT"])).tolist() == [BeatClass.V, UNSET]
