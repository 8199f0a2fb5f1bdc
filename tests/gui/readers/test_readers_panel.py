"""Readers are compared, gone through and adjudicated."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from ecgviewer.core.ec57.matrix import ROWS
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.edits import relabel
from ecgviewer.formats.journal.keeper import JournalKeeper
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.gui.model.document import Document, DocumentState
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.readers.readers_panel import ReadersPanel
from tests.fakes import FakeJournal
from tests.formats.small_records import small_session, write_small

F = ROWS.index("F")


@pytest.fixture
def panel(qtbot: QtBot, tmp_path: Path) -> ReadersPanel:
    header = write_small(tmp_path, n=3000)
    record = read_record(header)
    session = small_session(header=header)
    session.record = record
    for reader, beat_ids in (("ben", [1, 3]), ("cid", [1, 2])):
        other = small_session(header=header)
        other.record = record
        keeper = JournalKeeper(tmp_path / f"small.{reader}.ecgedits.jsonl", reader)
        keeper.open(other)
        edit = relabel(other.beats, beat_ids, BeatClass.F, 5)
        keeper.append(other.edit(edit)[0])
        keeper.close()
    document = Document()
    document.open(session, (), cast(Any, FakeJournal()))
    document.set_state(DocumentState.READY)
    panel = ReadersPanel(document, Selection(), tmp_path / "journals")
    qtbot.addWidget(panel)
    panel.show()
    return panel


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


def test_disagreements_come_one_after_the_other(
    qtbot: QtBot, panel: ReadersPanel
) -> None:
    compared(qtbot, panel)
    seen = []
    for step in (1, 1, 1, -1):
        panel.next_disagreement(step)
        seen.append(panel._selection.current)
    assert seen == [1, 3, 1, 3]


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
    assert not session.beats.reviewed.any()


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
    with qtbot.waitSignal(panel.remarked):
        panel.compare()
    with qtbot.waitSignal(panel.remarked):
        panel.next_disagreement()


def test_the_panel_in_front_is_filled_for_another_record(
    qtbot: QtBot, panel: ReadersPanel
) -> None:
    compared(qtbot, panel)
    panel._document.record_opened.emit()
    assert not panel.second.count()
    panel._document.set_state(DocumentState.CLASSIFYING)
    panel._document.set_state(DocumentState.READY)
    qtbot.waitUntil(lambda: "kappa" in panel.kappa_label.text(), timeout=20_000)
