"""Rhythm events are listed and gone to, and a lasso selects beats."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from pytestqt.qtbot import QtBot

from ecgviewer.core.labels import BeatClass
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.rhythm.kinds import RhythmKind, RhythmThresholds
from ecgviewer.core.trace.lasso import inside_polygon
from ecgviewer.gui.model.document import Document, DocumentState
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.rhythm.rhythm_panel import RhythmPanel
from tests.builders import kinds_document


@pytest.fixture
def document() -> Document:
    document = kinds_document()
    document.set_state(DocumentState.READY)
    return document


@pytest.fixture
def panel(qtbot: QtBot, document: Document) -> RhythmPanel:
    panel = RhythmPanel(document, Selection())
    qtbot.addWidget(panel)
    panel.resize(420, 700)
    panel.show()
    return panel


def kinds(panel: RhythmPanel) -> set[RhythmKind]:
    return {e.event.kind for e in panel.model.entries if e.event is not None}


def test_the_run_of_the_record_is_listed_and_gone_to(panel: RhythmPanel) -> None:
    assert RhythmKind.VT in kinds(panel)
    row = next(i for i, e in enumerate(panel.model.entries) if e.kind is EpisodeKind.VT)
    panel.table.clicked.emit(panel.model.index(row, 0))
    event = panel.model.entries[row]
    selection = panel._selection
    assert len(selection.selected) == event.n_beats
    start_s, stop_s = selection.view_s
    assert start_s < stop_s
    texts = [panel.model.index(row, c).data() for c in range(5)]
    assert texts[1] == "V run (VT)"
    assert texts[2] == str(event.n_beats)


def test_keys_go_from_event_to_event_and_round(
    panel: RhythmPanel, document: Document
) -> None:
    columns = document.columns
    assert columns is not None
    starts = sorted(entry.start for entry in panel.model.entries)
    firsts = columns.beat_id[np.searchsorted(columns.sample, starts)].tolist()
    assert len(set(firsts)) > 1
    gone_to = []
    for _ in range(len(firsts) + 1):
        panel.step(1)
        gone_to.append(panel._selection.current)
    assert gone_to == [*firsts, firsts[0]]
    panel.step(-1)
    assert panel._selection.current == firsts[-1]


def test_edits_change_the_list(
    qtbot: QtBot, panel: RhythmPanel, document: Document
) -> None:
    columns = document.columns
    assert columns is not None
    document.label(columns.beat_id, BeatClass.N)
    qtbot.waitUntil(lambda: RhythmKind.VT not in kinds(panel), timeout=5000)


def test_thresholds_change_the_list(panel: RhythmPanel) -> None:
    panel.set_thresholds(RhythmThresholds(run_beats=9, pause_s=1.0))
    assert RhythmKind.VT not in kinds(panel)
    assert RhythmKind.PAUSE in kinds(panel)


def test_heart_rate_is_of_normal_beats(panel: RhythmPanel) -> None:
    assert "NN intervals" in panel.rate_label.text()
    assert "Heart rate 7" in panel.rate_label.text()


def test_a_lasso_selects_the_beats_inside(qtbot: QtBot, panel: RhythmPanel) -> None:
    plot = panel.plot
    assert plot.n_points > 100
    corners = [(0.3, 0.9), (0.7, 0.9), (0.7, 1.6), (0.3, 1.6)]
    places = [plot.place_of(*corner).toPoint() for corner in corners]
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(plot, left, pos=places[0])
    for place in places[1:]:
        qtbot.mouseMove(plot, place)
    qtbot.mouseRelease(plot, left, pos=places[-1])
    columns = panel._document.columns
    assert columns is not None
    early = columns.rr_previous_s < 0.7
    late = columns.rr_next_s > 0.9
    chosen = np.isin(columns.beat_id, panel._selection.selected)
    assert chosen.sum() >= 5
    assert np.all((early & late)[chosen])
    assert not plot.grab().toImage().isNull()
    qtbot.mouseClick(plot, left, pos=QPoint(5, 5))
    assert chosen.sum() == len(panel._selection.selected)


def test_nothing_is_shown_without_a_record(qtbot: QtBot) -> None:
    panel = RhythmPanel(Document(), Selection())
    qtbot.addWidget(panel)
    panel.step(1)
    assert not panel.model.entries
    assert not panel.grab().toImage().isNull()


def test_inside_a_concave_polygon() -> None:
    corners = np.array([(0, 0), (4, 0), (4, 4), (2, 1), (0, 4)], float)
    x, y = np.array([2, 2, 3.5, 5.0]), np.array([0.5, 2.0, 2.0, 1.0])
    assert inside_polygon(x, y, corners).tolist() == [True, False, True, False]


def test_the_trace_stays_until_an_event_is_chosen(
    qtbot: QtBot, panel: RhythmPanel
) -> None:
    selection, table = panel._selection, panel.table
    before = selection.view_s
    panel.activateWindow()
    table.setFocus()
    qtbot.waitUntil(table.hasFocus)
    assert selection.current is None
    assert selection.view_s == before
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert table.currentIndex().row() == 0
    assert selection.current is not None


def test_a_list_of_beats_that_are_gone_is_drawn_until_the_next_is_there(
    qtbot: QtBot, panel: RhythmPanel, document: Document
) -> None:
    panel.grab()
    assert panel.model.entries
    with qtbot.captureExceptions() as errors:
        # As when another lead is chosen: all beats go, and others come.
        document.set_state(DocumentState.DETECTING)
        document.prepare_analysis()
        panel.grab()
        panel.table.viewport().grab()
        panel.step(1)
        QCoreApplication.processEvents()
    assert not errors
    assert panel._selection.current is None


def test_a_step_back_to_the_first_event_is_no_new_round(
    qtbot: QtBot, panel: RhythmPanel
) -> None:
    panel.step(1)
    first = panel._selection.current
    with qtbot.assertNotEmitted(panel.remarked):
        panel.step(1)
        assert panel._selection.current != first
        panel.step(-1)
    assert panel._selection.current == first
    assert panel.table.currentIndex().row() == 0
    with qtbot.waitSignal(panel.remarked) as caught:
        panel.step(-1)
    assert caught.args[0].startswith("No further rhythm event")
    assert panel.table.currentIndex().row() == len(panel.model.entries) - 1
    with qtbot.waitSignal(panel.remarked):
        panel.step(1)
    assert panel.table.currentIndex().row() == 0


def test_a_place_of_the_summary_is_shown_and_its_first_beat_selected(
    panel: RhythmPanel, document: Document
) -> None:
    assert document.session is not None
    sample, fs = document.session.beats.sample, document.session.record.fs
    start, stop = int(sample[100]), int(sample[104])
    panel._selection.set_view(0.0, 10.0)
    panel.summary.place_chosen.emit(start, stop)
    assert panel._selection.selected.tolist() == [document.session.beats.beat_id[100]]
    left_s, right_s = panel._selection.view_s
    assert right_s - left_s == pytest.approx(10.0)
    assert (left_s + right_s) / 2 == pytest.approx((start + stop) / 2 / fs)


def test_a_long_place_is_shown_from_just_before_its_beginning(
    panel: RhythmPanel, document: Document
) -> None:
    assert document.session is not None
    fs = document.session.record.fs
    panel._selection.set_view(0.0, 10.0)
    panel.summary.place_chosen.emit(round(50 * fs), round(62 * fs))
    # Two seconds more than it lasts.
    assert panel._selection.view_s == pytest.approx((49.0, 63.0), abs=0.01)
    panel.summary.place_chosen.emit(round(50 * fs), round(150 * fs))
    # No more than half a minute, unless the view was longer.
    assert panel._selection.view_s == pytest.approx((49.0, 79.0), abs=0.01)
    panel._selection.set_view(0.0, 60.0)
    panel.summary.place_chosen.emit(round(50 * fs), round(150 * fs))
    assert panel._selection.view_s == pytest.approx((49.0, 109.0), abs=0.01)
    panel.summary.place_chosen.emit(0, round(2 * fs))
    assert panel._selection.view_s[0] == 0.0


def test_what_the_lasso_found_is_said(qtbot: QtBot, panel: RhythmPanel) -> None:
    with qtbot.waitSignal(panel.remarked) as caught:
        panel.plot.lassoed.emit(np.empty(0, np.int64))
    assert caught.args == ["No beat is inside the lasso."]
    ids = panel._document.session.beats.beat_id[3:6]  # type: ignore[union-attr]
    with qtbot.waitSignal(panel.remarked) as caught:
        panel.plot.lassoed.emit(ids)
    assert caught.args == ["3 beats selected by the lasso."]
    assert panel._selection.selected.tolist() == ids.tolist()
    assert panel._selection.current == ids[0]


def test_all_kinds_are_offered_with_their_number(panel: RhythmPanel) -> None:
    n_events = len(panel.model.entries)
    assert panel.bar.groups.itemText(0) == f"All rhythms ({n_events:,})"
    counts = [
        sum(e.group is panel.bar.groups.itemData(row) for e in panel.model.entries)
        for row in range(1, panel.bar.groups.count())
    ]
    assert sum(counts) == n_events
    for row, count in enumerate(counts, 1):
        assert panel.bar.groups.itemText(row).endswith(f" ({count})")
    panel.bar.groups.setCurrentIndex(1)
    kind = panel.bar.groups.currentData()
    panel.refresh()
    assert panel.bar.groups.currentData() is kind


def test_the_panel_is_laid_out_from_summary_to_plot(panel: RhythmPanel) -> None:
    below = [panel.summary, panel.bar.groups, panel.table, panel.rate_label, panel.plot]
    tops = [part.mapTo(panel, QPoint(0, 0)).y() for part in below]
    assert tops == sorted(tops)
    assert all(part.isVisible() for part in below)
    assert panel.bar.search.isVisible()
    assert panel.bar.search.width() > panel.bar.groups.width() / 2
    assert panel.table.height() > panel.plot.height()


def test_list_and_plot_are_flush(panel: RhythmPanel) -> None:
    upper, outer = panel.table.parentWidget(), panel.contentsRect()
    assert upper is not None
    for part in (panel.table, panel.plot):
        left = part.mapTo(panel, QPoint(0, 0)).x()
        assert (left, left + part.width()) == (4, outer.width() - 4)
    assert panel.summary.y() == 0
    assert panel.rate_label.geometry().bottom() == upper.height() - 1
