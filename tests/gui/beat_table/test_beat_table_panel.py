from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ecgviewer.core.labels import UNSET
from ecgviewer.gui.beat_table.beat_columns import COLUMNS
from ecgviewer.gui.model.document import Document, DocumentState
from tests.builders import (
    F,
    N,
    S,
    V,
    beats_every_second,
    classify,
)
from tests.gui.beat_table.panel_bench import PanelBench

_CONFIDENCE = [column.title for column in COLUMNS].index("Conf. (%)")
_CLASS = [column.title for column in COLUMNS].index("Class")


def test_a_click_selects_the_beat_for_every_view(bench: PanelBench) -> None:
    bench.click_row(2)
    assert bench.selection.current == 2
    assert list(bench.selection.selected) == [2]
    assert bench.n_changes == 1


def test_several_rows_are_several_beats_in_order_of_time(bench: PanelBench) -> None:
    bench.click_row(4)
    bench.click_row(1, Qt.KeyboardModifier.ShiftModifier)
    assert list(bench.selection.selected) == [1, 2, 3, 4]
    assert bench.selection.current == 1
    bench.click_row(2, Qt.KeyboardModifier.ControlModifier)
    assert list(bench.selection.selected) == [1, 3, 4]
    assert bench.selection.current == 4


def test_a_beat_selected_elsewhere_is_selected_and_in_sight(
    long_bench: PanelBench,
) -> None:
    bench = long_bench
    bench.selection.select([310, 311, 350], 311)
    assert bench.selected_rows() == [310, 311, 350]
    assert bench.panel.view.currentIndex().row() == 311
    assert bench.in_sight(311)
    assert bench.n_changes == 1
    bench.selection.clear()
    assert bench.selected_rows() == []
    assert not bench.panel.view.currentIndex().isValid()


def test_arrow_keys_go_from_beat_to_beat(bench: PanelBench) -> None:
    bench.click_row(2)
    QTest.keyClick(bench.panel.view, Qt.Key.Key_Down)
    assert bench.selection.current == 3
    assert list(bench.selection.selected) == [3]


def test_what_is_typed_finds_a_beat_and_labels_none(qtbot: QtBot) -> None:
    document = beats_every_second(6)
    classify(document, [N, V, N, S, V, N], [0.9] * 6)
    document.set_state(DocumentState.READY)
    document.comment([5], "Looks late")
    bench, n_done = PanelBench(qtbot, document), _n_done(document)
    bench.click_row(0)
    said: list[str] = []
    bench.panel.view.searched.connect(said.append)
    QTest.keyClicks(bench.panel.view, "v")
    assert bench.selection.current == 1
    QTest.keyClicks(bench.panel.view, "v")
    assert bench.selection.current == 4
    for typed, found in (("4", 3), ("la", 5), ("n", 0)):
        bench.panel.view._typed.clear()
        QTest.keyClicks(bench.panel.view, typed)
        assert bench.selection.current == found
    bench.panel.view._typed.clear()
    QTest.keyClicks(bench.panel.view, "9")
    assert bench.selection.current == 0
    assert "“9”" in said[-1]
    assert _n_done(document) == n_done


def _n_done(document: Document) -> int:
    assert document.session is not None
    return len(document.session.history.done)


def test_home_and_end_are_the_first_and_the_last_beat(bench: PanelBench) -> None:
    bench.click_row(2)
    QTest.keyClick(bench.panel.view, Qt.Key.Key_End)
    assert bench.selection.current == bench.panel.model.rowCount() - 1
    QTest.keyClick(bench.panel.view, Qt.Key.Key_Home)
    assert bench.selection.current == 0


def test_select_all_is_one_range(long_bench: PanelBench) -> None:
    bench = long_bench
    QTest.keyClick(bench.panel.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(bench.selection.selected) == 400
    assert len(bench.panel.view.selectionModel().selection().toList()) == 1
    bench.selection.select(np.arange(100, 300))
    assert len(bench.panel.view.selectionModel().selection().toList()) == 1


def test_the_third_click_on_a_header_returns_to_the_order_in_time(
    qtbot: QtBot,
) -> None:
    document = beats_every_second(3)
    classify(document, [N, N, N], [0.7, 0.9, 0.5])
    bench = PanelBench(qtbot, document)
    bench.click_header(_CONFIDENCE)
    assert bench.numbers() == [3, 1, 2]
    bench.click_header(_CONFIDENCE)
    assert bench.numbers() == [2, 1, 3]
    bench.click_header(_CONFIDENCE)
    assert bench.numbers() == [1, 2, 3]


def test_the_filter_bar_filters_and_counts(bench: PanelBench) -> None:
    bar, panel = bench.panel.filter_bar, bench.panel
    assert panel.count_label.text() == "6 beats"
    bar.label_buttons[V].click()
    assert bench.numbers() == [2, 5]
    assert not bar.all_button.isChecked()
    assert panel.count_label.text() == "2 of 6 beats"
    bar.label_buttons[S].click()
    assert bench.numbers() == [2, 3, 5]
    bar.all_button.click()
    assert bench.numbers() == [1, 2, 3, 4, 5, 6]
    assert bar.all_button.isChecked()
    bar.label_buttons[UNSET].click()
    assert bench.numbers() == []


def test_progress_and_disagreements_follow_the_reviewer(bench: PanelBench) -> None:
    bench.document.label([1], F)
    assert bench.panel.progress_label.text() == "reviewed 1 of 6"
    bench.panel.filter_bar.disagreements_button.click()
    assert bench.numbers() == [2]


def test_a_labelled_beat_stays_until_update_is_pressed(bench: PanelBench) -> None:
    bar = bench.panel.filter_bar
    bar.unreviewed_button.click()
    assert not bar.refresh_button.isVisibleTo(bar)
    bench.document.accept([0])
    bench.selection.select([1])
    assert bench.numbers() == [1, 2, 3, 4, 5, 6]
    assert bar.refresh_button.isVisibleTo(bar)
    assert bar.refresh_button.text() == "Update (1)"
    bar.refresh_button.click()
    assert bench.numbers() == [2, 3, 4, 5, 6]
    assert not bar.refresh_button.isVisibleTo(bar)
    assert bench.selected_rows() == [0]


def test_a_filter_unselects_what_it_hides(bench: PanelBench) -> None:
    bench.click_row(1)
    bench.panel.view.selectAll()
    assert len(bench.selection.selected) == 6
    bench.panel.filter_bar.label_buttons[V].click()
    assert list(bench.selection.selected) == [1, 4]
    assert bench.selected_rows() == [0, 1]


def test_the_current_beat_stays_selected_though_hidden(bench: PanelBench) -> None:
    bench.selection.select([0, 1, 3], 3)
    bench.panel.filter_bar.label_buttons[V].click()
    assert bench.selection.current == 3
    assert list(bench.selection.selected) == [3]
    assert bench.selected_rows() == []


def test_deleting_a_beat_keeps_selection_and_place(long_bench: PanelBench) -> None:
    bench = long_bench
    bench.panel.view.verticalScrollBar().setValue(150)
    bench.selection.select([155, 156])
    bench.document.remove([20])
    assert bench.panel.view.verticalScrollBar().value() == 149
    assert bench.selected_rows() == [154, 155]
    assert list(bench.selection.selected) == [155, 156]


def test_the_current_beat_is_kept_in_sight_by_a_filter(long_bench: PanelBench) -> None:
    bench = long_bench
    bench.selection.select([301])
    bench.panel.filter_bar.label_buttons[V].click()
    assert bench.selected_rows() == [150]
    assert bench.in_sight(150)


def test_a_list_just_sorted_is_shown_from_its_head(long_bench: PanelBench) -> None:
    bench = long_bench
    bench.selection.select([300])
    bench.click_header(_CLASS)
    assert bench.panel.view.verticalScrollBar().value() == 0
    bench.click_header(_CLASS)
    bench.click_header(_CLASS)
    assert bench.in_sight(300)
