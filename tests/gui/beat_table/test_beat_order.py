from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.gui.beat_table.beat_columns import COLUMNS, BeatRows
from ecgviewer.gui.beat_table.beat_filter import BeatFilter
from ecgviewer.gui.beat_table.beat_order import BeatOrder
from ecgviewer.gui.model.document import Document
from tests.builders import (
    N,
    S,
    V,
    beats_every_second,
    classify,
    reviewed_document,
)

_BY_TITLE = {column.title: column for column in COLUMNS}


def _now(document: Document) -> BeatRows:
    assert document.session is not None
    return BeatRows.of(document.session)


def _ids(order: BeatOrder, document: Document) -> list[int]:
    now = _now(document)
    return list(now.beats.beat_id[order.rows(now)])


def _sorted(document: Document, title: str, *, descending: bool = False) -> list[int]:
    order = BeatOrder()
    order.column, order.descending = _BY_TITLE[title], descending
    order.apply(_now(document))
    return _ids(order, document)


def test_without_a_column_beats_are_in_order_of_time() -> None:
    document = reviewed_document([V, N, S])
    order = BeatOrder()
    order.apply(_now(document))
    assert _ids(order, document) == [0, 1, 2]
    assert not order.follows_values


def test_equal_values_stay_in_order_of_time() -> None:
    assert _sorted(reviewed_document([V, N, V, N]), "Class") == [1, 3, 0, 2]


@pytest.mark.parametrize("descending", [False, True])
def test_beats_without_a_value_come_last(descending: bool) -> None:
    document = beats_every_second(4)
    classify(document, [N, N, N], [0.7, 0.9, 0.5])
    order = _sorted(document, "Conf. (%)", descending=descending)
    assert order == ([1, 0, 2, 3] if descending else [2, 0, 1, 3])
    assert _sorted(document, "RR (ms)", descending=descending)[-1] == 0
    assert _sorted(document, "Quality", descending=descending)[-1] == 3


def test_time_can_be_turned_round() -> None:
    document = reviewed_document([N, N, N])
    assert _sorted(document, "Time", descending=True) == [2, 1, 0]
    assert _sorted(document, "#", descending=True) == [2, 1, 0]


def test_symbols_and_comments_sort_with_the_empty_last() -> None:
    document = reviewed_document([N, N, V, N])
    document.set_symbol([1], "e")
    document.set_symbol([3], "A")
    document.comment([0], "noise")
    document.comment([2], "fusion?")
    assert _sorted(document, "Symbol") == [3, 1, 0, 2]
    assert _sorted(document, "Comment") == [2, 0, 1, 3]
    assert _sorted(document, "Reviewed", descending=True) == [1, 3, 0, 2]


def test_an_edited_beat_keeps_its_place_until_the_filter_is_applied_again() -> None:
    document = reviewed_document([N, V, N, V])
    order = BeatOrder()
    order.filter = BeatFilter(frozenset({V}), unreviewed=True)
    order.apply(_now(document))
    document.label([1], N)
    order.on_edited(_now(document), np.array([1]))
    assert _ids(order, document) == [1, 3]
    assert order.n_held == 1
    order.apply(_now(document))
    assert _ids(order, document) == [3]
    assert order.n_held == 0


def test_an_edited_beat_does_not_jump_away_in_a_sorted_list() -> None:
    document = reviewed_document([V, N, S])
    order = BeatOrder()
    order.column = _BY_TITLE["Class"]
    order.apply(_now(document))
    document.label([1], V)
    order.on_edited(_now(document), np.array([1]))
    assert _ids(order, document) == [1, 2, 0]


def test_what_the_classifier_says_counts_at_once_save_for_edited_beats() -> None:
    document = beats_every_second(3)
    classify(document, [N, N, N])
    order = BeatOrder()
    order.filter = BeatFilter(frozenset({N}))
    order.apply(_now(document))
    order.on_edited(_now(document), np.array([1]))
    classify(document, [V, V, N])
    order.on_analysed(_now(document), np.array([0, 1, 2]))
    assert _ids(order, document) == [1, 2]


def test_a_beat_that_is_added_is_shown_whatever_the_filter() -> None:
    document = reviewed_document([N, V, N])
    order = BeatOrder()
    order.filter = BeatFilter(frozenset({V}))
    order.apply(_now(document))
    assert document.add_beat(375)
    order.on_edited(_now(document), np.array([3]))
    assert _ids(order, document) == [3, 1]
