"""Readers are compared, gone through and adjudicated."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ecgviewer.core.ec57.matrix import ROWS
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.formats.journal.keeper import JournalKeeper
from ecgviewer.formats.journal.places import journal_path
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.gui.model.document import Document, DocumentState
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.readers.readers_panel import ReadersPanel
from tests.fakes import FakeJournal
from tests.formats.small_records import small_session, write_small

F = ROWS.index("F")


@pytest.fixture
def header(tmp_path: Path) -> Path:
    return write_small(tmp_path, n=3000)


def _session(header: Path, annotator: str = "") -> ReviewSession:
    session = small_session(header=header)
    session.record, session.annotator = read_record(header), annotator
    return session


def _review(
    header: Path, reader: str, beat_ids: list[int], annotator: str = ""
) -> None:
    session = _session(header, annotator)
    path = journal_path(session.record, reader, header.parent / "journals", annotator)
    keeper = JournalKeeper(path, reader)
    keeper.open(session)
    edit = relabel(session.beats, beat_ids, BeatClass.F, 5)
    keeper.append(session.edit(edit)[0])
    keeper.close()


def _panel(
    qtbot: QtBot, header: Path, reader: str = "Ada", annotator: str = ""
) -> ReadersPanel:
    document = Document()
    journal = cast(Any, FakeJournal(reader))
    document.open(_session(header, annotator), (), journal)
    document.set_state(DocumentState.READY)
    document.accept([1, 3])
    panel = ReadersPanel(document, Selection(), header.parent / "journals")
    qtbot.addWidget(panel)
    panel.show()
    return panel


@pytest.fixture
def panel(qtbot: QtBot, header: Path) -> ReadersPanel:
    _review(header, "ben", [1, 3])
    _review(header, "cid", [1, 2])
    return _panel(qtbot, header)


def test_kappa_is_of_what_both_reviewed_and_says_of_how_many(
    qtbot: QtBot, panel: ReadersPanel
) -> None:
    compared(qtbot, panel)
    assert "of the 2 beats that both reviewed" in panel.kappa_label.text()
    assert panel._document.undo()
    panel.compare()
    qtbot.waitUntil(lambda: "No beat that both" in panel.kappa_label.text())
    count = range(panel.matrix.rowCount())
    items = [panel.matrix.item(row, column) for row in count for column in count]
    assert not any(item.text() for item in items if item)


def compared(qtbot: QtBot, panel: ReadersPanel) -> None:
    panel.refresh_sources()
    qtbot.waitUntil(lambda: "kappa" in panel.kappa_label.text(), timeout=20_000)


def test_the_other_reader_is_found_and_compared(
    qtbot: QtBot, panel: ReadersPanel
) -> None:
    compared(qtbot, panel)
    assert panel.second.currentText() == "ben"
    assert "2 disagreements" in panel.kappa_label.text()
    items = [panel.matrix.item(row, F) for row in range(6)]
    assert sum(int(item.text() or 0) for item in items if item) == 2


def test_what_readers_differ_in_stands_out_and_says_how_often(
    qtbot: QtBot, panel: ReadersPanel
) -> None:
    compared(qtbot, panel)
    for row in range(panel.matrix.rowCount()):
        for column in range(panel.matrix.columnCount()):
            item = panel.matrix.item(row, column)
            assert item is not None
            ground = item.background()
            stands_out = bool(item.text()) and row != column
            assert (ground.style() != Qt.BrushStyle.NoBrush) == stands_out
            if stands_out:
                # What is written on it can still be read.
                assert 30 < ground.color().alpha() < 120
            assert item.toolTip().endswith(f": {item.text() or 0}")
            assert item.textAlignment() == Qt.AlignmentFlag.AlignCenter
    assert panel.matrix.editTriggers() == panel.matrix.EditTrigger.NoEditTriggers
    assert not panel.matrix.tabKeyNavigation()


def _offered(panel: ReadersPanel) -> list[str]:
    return [panel.second.itemText(row) for row in range(panel.second.count())]


@pytest.mark.parametrize(
    ("reader", "annotator"), [("Dr Smith", ""), ("Ada", "atr"), ("Mü.ller", "atr")]
)
def test_nobody_is_compared_with_the_review_that_is_open(
    qtbot: QtBot, header: Path, reader: str, annotator: str
) -> None:
    _review(header, reader, [1, 3], annotator)
    panel = _panel(qtbot, header, reader, annotator)
    panel.refresh_sources()
    qtbot.waitUntil(lambda: "no other reader" in panel.kappa_label.text())
    assert _offered(panel) == ["This review", "the classifier"]
    assert panel.second.currentText() == "the classifier"
    panel.second.setCurrentIndex(0)
    with qtbot.waitSignal(panel.remarked) as caught:
        panel.compare()
    assert caught.args == ["Choose two readers to compare."]


def test_somebody_else_comes_before_the_readers_other_review(
    qtbot: QtBot, header: Path
) -> None:
    _review(header, "Ada", [1])
    _review(header, "Zoë", [1, 3])
    panel = _panel(qtbot, header, "Ada", "atr")
    compared(qtbot, panel)
    assert _offered(panel) == ["This review", "Zoë", "Ada", "the classifier"]
    assert panel.second.currentText() == "Zoë"


def test_the_readers_other_review_is_compared_when_it_is_chosen(
    qtbot: QtBot, header: Path
) -> None:
    _review(header, "Ada", [1])
    panel = _panel(qtbot, header, "Ada", "atr")
    panel.refresh_sources()
    qtbot.waitUntil(lambda: "no other reader" in panel.kappa_label.text())
    panel.second.setCurrentIndex(1)
    panel.compare()
    qtbot.waitUntil(lambda: "kappa" in panel.kappa_label.text())
    assert "Ada on atr (rows) and Ada (columns)" in panel.kappa_label.text()


def test_the_review_is_compared_with_the_classifier(
    qtbot: QtBot, panel: ReadersPanel
) -> None:
    compared(qtbot, panel)
    document = panel._document
    assert document.session is not None
    assert document.label([1], BeatClass.V)
    panel.second.setCurrentText("the classifier")
    panel.compare()
    qtbot.waitUntil(lambda: "the classifier (columns)" in panel.kappa_label.text())
    assert "by the classifier: 0" in panel.kappa_label.text()
    differs = document.session.columns.disagrees
    assert f"{differs.sum()} disagreement" in panel.kappa_label.text()


def test_disagreements_come_one_after_the_other(
    qtbot: QtBot, panel: ReadersPanel
) -> None:
    compared(qtbot, panel)
    seen = []
    for step in (1, 1, 1, -1):
        panel.next_disagreement(step)
        seen.append(panel._selection.current)
    assert seen == [1, 3, 1, 3]
    session = panel._document.session
    assert session is not None
    # The beat is in the middle of a view as long as the one before.
    start_s, stop_s = panel._selection.view_s
    assert stop_s - start_s == pytest.approx(10.0)
    at_s = session.beats.sample[3] / session.record.fs
    assert (start_s + stop_s) / 2 == pytest.approx(at_s)


def test_j_goes_on_from_where_the_reader_is_and_says_what_each_said(
    qtbot: QtBot, panel: ReadersPanel
) -> None:
    compared(qtbot, panel)
    session = panel._document.session
    assert session is not None
    said: list[str] = []
    panel.remarked.connect(said.append)
    panel.next_disagreement()
    assert panel._selection.current == 1
    assert "ben: F" in said[-1]
    assert "Ada: " in said[-1]
    # The current beat was chosen after the cursor was put.
    panel._selection.select([3], 3)
    panel.next_disagreement(-1)
    assert panel._selection.current == 1
    end_s = session.record.duration_s
    panel._selection.set_view(end_s - 0.5, end_s)
    panel.next_disagreement(-1)
    assert panel._selection.current == 3


def test_what_was_counted_before_an_edit_is_said_to_be(
    qtbot: QtBot, panel: ReadersPanel
) -> None:
    compared(qtbot, panel)
    assert not panel.kappa_label.text().startswith("Before")
    for _ in range(2):
        panel._document.label([2], BeatClass.V)
    assert panel.kappa_label.text().count("Before your last edit") == 1


def test_a_cell_jumps_to_its_beats(qtbot: QtBot, panel: ReadersPanel) -> None:
    compared(qtbot, panel)
    columns = panel._document.columns
    assert columns is not None
    panel.matrix.cell_chosen.emit(int(columns.label[1]), F)
    assert panel._selection.current == 1
    with qtbot.waitSignal(panel.remarked) as caught:
        panel.matrix.cell_chosen.emit(F, F)
    assert "No beat in F / F" in caught.args[0]


def test_only_what_both_reviewed_alike_is_adopted_in_one_edit(
    qtbot: QtBot, panel: ReadersPanel
) -> None:
    compared(qtbot, panel)
    assert panel._document.undo()
    panel.first.setCurrentText("ben")
    panel.second.setCurrentText("cid")
    panel.compare()
    qtbot.waitUntil(lambda: "ben (rows)" in panel.kappa_label.text(), timeout=20_000)
    assert "Reviewed by ben: 2, by cid: 2" in panel.kappa_label.text()
    panel.adopt_button.click()
    session = panel._document.session
    assert session is not None
    assert np.flatnonzero(session.beats.reviewed).tolist() == [1]
    assert session.beats.label[1] == BeatClass.F
    assert len(session.history.done) == 1
    with qtbot.waitSignal(panel.remarked) as caught:
        panel.adopt_button.click()
    assert "Nothing to adopt" in caught.args[0]


def test_what_nobody_reviewed_is_not_adopted(qtbot: QtBot, panel: ReadersPanel) -> None:
    compared(qtbot, panel)
    with qtbot.waitSignal(panel.remarked) as caught:
        panel.adopt_button.click()
    assert "Nothing to adopt" in caught.args[0]
    session = panel._document.session
    assert session is not None
    assert np.flatnonzero(session.beats.reviewed).tolist() == [1, 3]


def test_blind_readers_do_not_compare(qtbot: QtBot, panel: ReadersPanel) -> None:
    panel._document.set_blind(blind=True)
    panel.refresh_sources()
    assert "Blind mode" in panel.kappa_label.text()
    assert not panel.second.count()
    with qtbot.waitSignal(panel.remarked):
        panel.compare()
    columns = panel._document.columns
    assert columns is not None
    assert np.isnan(columns.probabilities).all()
    panel._document.set_blind(blind=False)
    columns = panel._document.columns
    assert columns is not None
    assert not np.isnan(columns.probabilities).any()


def test_nothing_is_compared_before_a_choice(qtbot: QtBot, panel: ReadersPanel) -> None:
    with qtbot.waitSignal(panel.remarked) as caught:
        panel.compare()
    assert caught.args == ["Choose two readers to compare."]
    with qtbot.waitSignal(panel.remarked) as caught:
        panel.next_disagreement()
    assert "Compare two readers first" in caught.args[0]
    with qtbot.waitSignal(panel.remarked) as caught:
        panel.adopt_button.click()
    assert caught.args == ["Compare two readers first."]
    assert panel._selection.view_s == (0.0, 10.0)


def test_the_panel_in_front_is_filled_for_another_record(
    qtbot: QtBot, panel: ReadersPanel
) -> None:
    compared(qtbot, panel)
    panel._document.record_opened.emit()
    assert not panel.second.count()
    panel._document.set_state(DocumentState.CLASSIFYING)
    panel._document.set_state(DocumentState.READY)
    qtbot.waitUntil(lambda: "kappa" in panel.kappa_label.text(), timeout=20_000)


def test_rhythms_are_compared_and_gone_to(qtbot: QtBot, header: Path) -> None:
    session = _session(header)
    path = journal_path(session.record, "ben", header.parent / "journals", "")
    keeper = JournalKeeper(path, "ben")
    keeper.open(session)
    said = session.rhythm_editor("ben").add(EpisodeKind.AF, 100, 600)
    keeper.append(session.edit(said)[0])
    keeper.close()
    panel = _panel(qtbot, header)
    panel._document.add_episode(EpisodeKind.AF, 300, 600)
    panel.refresh_sources()
    qtbot.waitUntil(panel.rhythms.isVisible, timeout=20_000)
    assert "Atrial fibrillation" in panel.rhythms.label.text()
    assert "60 % alike" in panel.rhythms.label.text()
    table = panel.rhythms.table
    assert table.rowCount() == 1
    texts = [table.item(0, column) for column in range(table.columnCount())]
    assert [each.text() for each in texts if each][1::2] == [
        "Atrial fibrillation",
        "ben",
    ]
    table.cellClicked.emit(0, 0)
    assert panel._selection.cursor_sample == 100
    for order in Qt.SortOrder:
        table.sortByColumn(2, order)
        table.cellClicked.emit(0, 0)
        assert panel._selection.cursor_sample == 100
    # The classifier names no rhythm.
    panel.second.setCurrentIndex(panel.second.count() - 1)
    panel.compare()
    assert not panel.rhythms.isVisible()
    panel._document.set_blind(blind=True)
    assert not panel.rhythms.isVisible()


def test_readers_who_name_no_rhythm_have_none_compared(
    qtbot: QtBot, panel: ReadersPanel
) -> None:
    compared(qtbot, panel)
    assert not panel.rhythms.isVisible()
