from __future__ import annotations

from ecgviewer.core.labels import UNSET
from ecgviewer.gui.beat_table.beat_filter import BeatFilter
from tests.builders import (
    N,
    S,
    V,
    beats_every_second,
    classify,
    reviewed_document,
)


def _shown(document: object, beat_filter: BeatFilter) -> list[int]:
    columns = document.columns  # type: ignore[attr-defined]
    return list(columns.beat_id[beat_filter.matches(columns)])


def test_a_filter_of_nothing_shows_all_beats() -> None:
    document = reviewed_document([N, V, S])
    assert _shown(document, BeatFilter()) == [0, 1, 2]
    assert not BeatFilter().active


def test_several_classes_can_be_shown_at_once() -> None:
    document = reviewed_document([N, V, S, V])
    assert _shown(document, BeatFilter(frozenset({V, S}))) == [1, 2, 3]


def test_beats_without_a_label_can_be_shown() -> None:
    document = beats_every_second(3)
    classify(document, [N, V])
    assert _shown(document, BeatFilter(frozenset({UNSET}))) == [2]


def test_reviewed_and_agreed_beats_can_be_left_out() -> None:
    document = reviewed_document([N, V, S])
    document.label([1], N)
    document.accept([2])
    assert _shown(document, BeatFilter(unreviewed=True)) == [0]
    assert _shown(document, BeatFilter(disagreements=True)) == [1]
    assert _shown(document, BeatFilter(frozenset({S}), disagreements=True)) == []
