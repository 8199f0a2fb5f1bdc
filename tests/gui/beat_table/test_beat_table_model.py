from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ecgviewer.core.beats import new_beats
from ecgviewer.core.labels import UNSET
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.gui.beat_table.beat_columns import CLASS_COLUMN, COLUMNS
from ecgviewer.gui.beat_table.beat_filter import BeatFilter
from ecgviewer.gui.beat_table.beat_table_model import BADGE_ROLE, BeatTableModel, Index
from ecgviewer.gui.beat_table.beat_table_view import BeatTableView
from ecgviewer.gui.look.badge_style import LabelSource
from ecgviewer.gui.model.document import Document
from tests.builders import (
    N,
    S,
    V,
    beats_every_second,
    classify,
    reviewed_document,
)
from tests.fakes import FakeJournal

_TITLES = [column.title for column in COLUMNS]


def _text(model: BeatTableModel, row: int, title: str) -> str:
    return str(model.index(row, _TITLES.index(title)).data())


def _tip(model: BeatTableModel, row: int, title: str) -> object:
    index = model.index(row, _TITLES.index(title))
    return index.data(Qt.ItemDataRole.ToolTipRole)


def _numbers(model: BeatTableModel) -> list[str]:
    return [_text(model, row, "#") for row in range(model.rowCount())]


def test_it_keeps_the_rules_of_qt_models(
    qtbot: QtBot, qtmodeltester: ModelTester
) -> None:
    document = reviewed_document([N, V, S])
    model = BeatTableModel(document)
    qtmodeltester.check(model)
    document.label([1], N)
    model.set_filter(BeatFilter(frozenset({N})))
    model.sort(3, Qt.SortOrder.DescendingOrder)
    document.add_beat(375)
    document.remove([0])


def test_it_is_empty_without_a_record(qtbot: QtBot) -> None:
    model = BeatTableModel(Document())
    assert (model.rowCount(), model.n_beats, model.n_reviewed) == (0, 0, 0)
    assert not model.has_record
    assert not len(model.positions_of([1]))
    assert not len(model.beat_ids([]))


def test_a_row_tells_all_of_a_beat(qtbot: QtBot) -> None:
    document = reviewed_document([N, V], confidence=0.75)
    document.label([1], S)
    document.comment([1], "early")
    model = BeatTableModel(document)
    texts = [_text(model, 1, title) for title in _TITLES]
    assert texts == [
        *("2", "0:00:02.000", "1,000", "S", "S"),
        *("V", "75", "0.90", "\N{CHECK MARK}", "early"),
    ]
    assert _text(model, 0, "RR (ms)") == ""
    assert model.index(1, CLASS_COLUMN).data(BADGE_ROLE) == (S, LabelSource.REVIEWER)
    assert model.index(0, CLASS_COLUMN).data(BADGE_ROLE) == (N, LabelSource.CLASSIFIER)
    assert _tip(model, 1, "Class") == "S: Supraventricular ectopic, set by a reviewer"
    assert _tip(model, 0, "Class") == "N: Normal, the classifier's"
    assert _tip(model, 1, "Symbol") == "Supraventricular premature beat"
    assert _tip(model, 1, "Time") == ""


def test_a_beat_that_nobody_labelled_says_so(qtbot: QtBot) -> None:
    model = BeatTableModel(beats_every_second(1))
    assert model.index(0, CLASS_COLUMN).data(BADGE_ROLE) == (
        UNSET,
        LabelSource.CLASSIFIER,
    )
    assert _tip(model, 0, "Class") == "Not labelled yet"
    assert [_text(model, 0, t) for t in ("Class", "Conf. (%)", "Quality")] == [""] * 3


def test_a_label_of_the_reference_says_so(qtbot: QtBot) -> None:
    document = Document()
    source = beats_every_second(1).session
    assert source is not None
    beats = new_beats([250], symbol="V")
    session = ReviewSession(source.record, beats, annotator="atr")
    document.open(session, (), FakeJournal())
    model = BeatTableModel(document)
    badge = model.index(0, CLASS_COLUMN).data(BADGE_ROLE)
    assert badge == (V, LabelSource.REFERENCE)
    assert _tip(model, 0, "Class") == "V: Ventricular ectopic, from the reference"


def test_times_are_those_of_the_day_where_the_record_has_a_start(qtbot: QtBot) -> None:
    document = Document()
    source = beats_every_second(2).session
    assert source is not None
    start = datetime(2024, 5, 1, 23, 59, 58, 500_000)
    record = replace(source.record, start_time=start)
    document.open(ReviewSession(record, source.beats), (), FakeJournal())
    model = BeatTableModel(document)
    times = [_text(model, row, "Time") for row in range(2)]
    assert times == ["23:59:59.500", "00:00:00.500"]
    assert _tip(model, 0, "Time") == "0:00:01.000 from the start of the record"
    model.sort(_TITLES.index("Time"))
    assert _numbers(model) == ["1", "2"]
    model.sort(_TITLES.index("Time"), Qt.SortOrder.DescendingOrder)
    assert _numbers(model) == ["2", "1"]


def test_headers_explain_themselves(qtbot: QtBot) -> None:
    model = BeatTableModel(Document())
    for section, column in enumerate(COLUMNS):
        args = (section, Qt.Orientation.Horizontal)
        assert model.headerData(*args) == column.title
        tip = model.headerData(*args, Qt.ItemDataRole.ToolTipRole)
        assert str(tip).startswith(column.tip)


def test_an_edit_changes_values_in_place(qtbot: QtBot) -> None:
    document = reviewed_document([N, V, N])
    model = BeatTableModel(document)
    model.set_filter(BeatFilter(unreviewed=True))
    spans: list[tuple[int, int]] = []

    def note(first: QModelIndex, last: QModelIndex) -> None:
        spans.append((first.row(), last.row()))

    model.dataChanged.connect(note)
    with qtbot.assertNotEmitted(model.modelReset):
        document.label([1], N)
    assert spans == [(1, 1)]
    assert _text(model, 1, "Class") == "N"
    assert _numbers(model) == ["1", "2", "3"]
    assert (model.n_reviewed, model.n_held) == (1, 1)
    model.refresh()
    assert _numbers(model) == ["1", "3"]


def test_beats_that_come_and_go_change_the_rows_at_once(qtbot: QtBot) -> None:
    document = reviewed_document([N, V, N])
    model = BeatTableModel(document)
    document.remove([1])
    assert model.rowCount() == 2
    document.undo()
    assert [_text(model, row, "Class") for row in range(3)] == ["N", "V", "N"]


def test_beats_that_are_moved_are_found_again(qtbot: QtBot) -> None:
    document = reviewed_document([N, V, N])
    model = BeatTableModel(document)
    document.move(1, 520)
    assert _text(model, 1, "Time") == "0:00:02.080"
    assert list(model.positions_of([2, 1])) == [2, 1]


def test_a_burst_of_predictions_is_announced_once(qtbot: QtBot) -> None:
    document = beats_every_second(40)
    model = BeatTableModel(document)
    announced: list[int] = []
    model.dataChanged.connect(lambda first, last: announced.append(last.row()))
    with qtbot.waitSignal(model.dataChanged):
        for first in range(0, 40, 4):
            classify(document, [V] * 4, first_id=first)
    assert announced == [39]
    assert _text(model, 39, "Class") == "V"


def test_beats_that_are_found_while_others_wait_come_in_order(qtbot: QtBot) -> None:
    document = beats_every_second(2)
    model = BeatTableModel(document)
    with qtbot.waitSignal(model.modelReset):
        document.add_detected(new_beats([100], first_id=2))
        document.add_detected(new_beats([370], first_id=3))
        # Until the burst is over the table shows what it showed.
        assert model.rowCount() == 2
        assert _text(model, 0, "Time") == "0:00:01.000"
    times = [_text(model, row, "Time") for row in range(4)]
    assert times == ["0:00:00.400", "0:00:01.000", "0:00:01.480", "0:00:02.000"]


def test_an_edit_does_not_wait_for_a_burst(qtbot: QtBot) -> None:
    document = reviewed_document([N, N, N])
    model = BeatTableModel(document)
    classify(document, [V, V, V])
    document.label([0], S)
    assert [_text(model, row, "Class") for row in range(3)] == ["S", "V", "V"]


def test_newly_classified_beats_come_under_the_filter(qtbot: QtBot) -> None:
    document = beats_every_second(4)
    model = BeatTableModel(document)
    model.set_filter(BeatFilter(frozenset({V})))
    assert model.rowCount() == 0
    with qtbot.waitSignal(model.modelReset):
        classify(document, [N, V, N, V])
    assert _numbers(model) == ["2", "4"]


def test_positions_leave_out_hidden_and_unknown_beats(qtbot: QtBot) -> None:
    model = BeatTableModel(reviewed_document([N, V, N, V]))
    model.set_filter(BeatFilter(frozenset({V})))
    assert list(model.positions_of([3, 0, 1, 77])) == [1, 0]
    assert list(model.beat_ids([1, 0])) == [1, 3]


def test_another_record_takes_the_place_of_the_first(qtbot: QtBot) -> None:
    document = reviewed_document([N, V])
    model = BeatTableModel(document)
    other = beats_every_second(5)
    assert other.session is not None
    kept = ReviewSession(other.session.record, other.session.beats)
    document.open(kept, (), FakeJournal())
    assert model.rowCount() == 5
    # Beats that are searched for again are gone until they are found.
    document.open(other.session, (), FakeJournal())
    assert model.rowCount() == 0


class _CountingModel(BeatTableModel):
    """Notes the rows that anybody asked for."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.asked: set[int] = set()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        self.asked.add(index.row())
        return super().data(index, role)


def test_filtering_and_sorting_ask_for_no_cell_out_of_sight(qtbot: QtBot) -> None:
    """To ask Python for each value of 100,000 beats takes half a minute."""
    rng = np.random.default_rng(0)
    document = beats_every_second(2000)
    labels = list(rng.choice([N, S, V], 2000))
    classify(document, labels, rng.uniform(0.4, 1, 2000))
    model = _CountingModel(document)
    view = BeatTableView(model)
    qtbot.addWidget(view)
    view.resize(600, 300)
    view.show()
    model.asked.clear()
    model.set_filter(BeatFilter(frozenset({N, V})))
    view.sortByColumn(_TITLES.index("Conf. (%)"), Qt.SortOrder.AscendingOrder)
    view.grab()
    assert model.rowCount() == sum(label != S for label in labels)
    assert 0 < len(model.asked) < 40
