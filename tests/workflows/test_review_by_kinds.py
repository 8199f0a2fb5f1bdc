"""Reviewing as a Holter laboratory does: queue, kinds, ranges, search, consensus."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from ecgviewer.core.kinds.suggestions import Suggestions
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.gui.beat_table.beats_view import BeatsView
from ecgviewer.gui.dialogs.ask_first import AskFirst
from ecgviewer.gui.dialogs.audit_dialog import AuditDialog
from ecgviewer.gui.dialogs.sign_dialog import SignDialog
from ecgviewer.gui.kinds.kinds_view import KindsView
from ecgviewer.gui.kinds.suggestions_view import SuggestionsView
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.model.document import DocumentState
from ecgviewer.gui.rhythm.rhythm_view import RhythmView
from tests.workflows.conftest import OpenWindow

_SLOW_MS = 30_000


def session_of(window: MainWindow) -> ReviewSession:
    assert window.document.session is not None
    return window.document.session


def signature_of(window: MainWindow) -> bool:
    return window.document.signed is not None


def do(window: MainWindow, *actions: str) -> None:
    for action in actions:
        window.action_set.actions[action].trigger()


def test_the_queue_goes_on_after_each_label(kinds_window: MainWindow) -> None:
    window = kinds_window
    do(window, "go.next_in_queue")
    first = window.selection.current
    assert "Look: " in window.statusBar().currentMessage()
    do(window, "beat.label_S")
    second = window.selection.current
    assert second != first
    assert session_of(window).columns.reviewed.sum() == 1
    do(window, "go.next_in_queue", "go.previous_in_queue")
    assert window.selection.current == second


def test_a_kind_is_relabelled_by_one_key_and_one_undo(
    qtbot: QtBot, kinds_window: MainWindow
) -> None:
    window = kinds_window
    do(window, "view.kinds")
    chosen = window.selection.selected
    before = session_of(window).beats
    do(window, "beat.label_V")
    assert session_of(window).columns.reviewed.sum() == len(chosen)
    said = window.statusBar().currentMessage()
    assert f"{len(chosen)} beat" in said
    assert "V (were " in said
    assert said.endswith("; Ctrl+Z undoes")
    do(window, "edit.undo")
    assert session_of(window).beats == before
    grid, groups = window.view(KindsView).panel.grid, window.groups.groups
    assert groups is not None
    (framed,) = grid.chosen_codes
    assert np.array_equal(groups.beat_ids(framed), chosen)
    do(window, "beat.label_V")
    reviewed = session_of(window).beats.beat_id[session_of(window).columns.reviewed]
    assert np.array_equal(reviewed, chosen)
    assert grid.chosen_codes != [framed]


def test_a_range_is_labelled_and_marked_as_noise(kinds_window: MainWindow) -> None:
    window = kinds_window
    ids = session_of(window).beats.beat_id
    window.selection.select(ids[9])
    do(window, "beat.range")
    window.selection.select(ids[4])
    do(window, "beat.range")
    assert window.selection.selected.tolist() == ids[4:10].tolist()
    do(window, "beat.noise")
    assert np.flatnonzero(session_of(window).beats.noise).tolist() == list(range(4, 10))
    window.selection.select(ids[4:10])
    do(window, "beat.noise")
    assert not session_of(window).beats.noise.any()


def test_similar_beats_come_up_in_the_kinds(kinds_window: MainWindow) -> None:
    window = kinds_window
    beat = int(session_of(window).beats.beat_id[0])
    window.selection.select(beat)
    do(window, "beat.similar")
    similar = window.view(KindsView).panel.similar
    assert similar.isVisible()
    groups = window.groups.groups
    assert groups is not None
    near = groups.similar(beat) <= similar.threshold
    assert 1 < near.sum() < len(near)
    chosen = groups.shapes.beat_id[near]
    assert sorted(window.selection.selected.tolist()) == sorted(chosen.tolist())


def test_search_narrows_the_table(qtbot: QtBot, kinds_window: MainWindow) -> None:
    window = kinds_window
    do(window, "view.search")
    search = window.view(BeatsView).panel.filter_bar.search
    search.setText("time:0-10")
    model = window.view(BeatsView).panel.model
    qtbot.waitUntil(lambda: model.rowCount() < len(session_of(window).beats))
    search.setText("group:1")
    qtbot.waitUntil(lambda: window.selection.listed is not None)
    groups = window.groups.groups
    assert groups is not None
    qtbot.waitUntil(lambda: model.rowCount() == len(groups.beat_ids(1)))


def test_groups_and_labels_are_undone_in_one_order(kinds_window: MainWindow) -> None:
    window = kinds_window
    groups = window.groups.groups
    assert groups is not None
    before = groups.code
    window.groups.merge(groups.codes)
    window.selection.select(session_of(window).beats.beat_id[0])
    do(window, "beat.label_V", "edit.undo")
    undo, redo = (window.action_set.actions[f"edit.{n}"] for n in ("undo", "redo"))
    assert undo.text().startswith("&Undo Merge")
    do(window, "edit.undo")
    assert window.groups.groups is not None
    assert np.array_equal(window.groups.groups.code, before)
    assert window.statusBar().currentMessage().startswith("Undone: Merge")
    assert not undo.isEnabled()
    assert redo.text().startswith("&Redo Merge")
    do(window, "edit.redo")
    assert len(window.groups.groups.codes) == 1
    assert redo.text().startswith("&Redo Label")


def test_suggestions_wait_for_a_decision(
    qtbot: QtBot, kinds_window: MainWindow
) -> None:
    window = kinds_window
    columns = session_of(window).columns
    rows = np.flatnonzero(columns.label == 0)[:4]
    made = Suggestions(
        columns.beat_id[rows],
        columns.sample[rows],
        np.full(4, 2, np.uint8),
        np.full(4, 0.8, np.float32),
        n_reviewed=1,
    )
    window.selection.select(columns.beat_id[-1:])
    with qtbot.waitSignal(window.link.suggested, timeout=_SLOW_MS):
        do(window, "beat.label_V")
    before = session_of(window).beats
    window.link.suggested.emit(made)
    assert session_of(window).beats == before
    assert window.docks.by_id["suggestions"].windowTitle() == "Suggestions (4)"
    do(window, "view.suggestions")
    window.selection.select(made.beat_id[:1], onward=lambda: None)
    do(window, "beat.refuse_suggestions")
    assert "Dismiss 1 suggestion; " in window.statusBar().currentMessage()
    assert len(window.view(SuggestionsView).suggesting.standing) == 3
    do(window, "edit.undo")
    assert len(window.view(SuggestionsView).suggesting.standing) == 4
    do(window, "edit.redo")
    assert session_of(window).beats == before
    do(window, "view.suggestions", "beat.accept_suggestions")
    labels = session_of(window).beats.label[rows]
    assert labels.tolist() == [255, 2, 2, 2]
    assert len(session_of(window).history.done) == 2
    assert not len(window.view(SuggestionsView).suggesting.standing)


def test_escape_dismisses_the_notice_where_no_tile_needs_it(
    qtbot: QtBot, kinds_window: MainWindow
) -> None:
    window = kinds_window
    do(window, "view.kinds")
    kinds, suggestions = (
        window.view(KindsView).panel,
        window.view(SuggestionsView).panel,
    )
    for tiles in (kinds.grid, suggestions.gallery):
        tiles.setFocus()
        window.notice.show_message("something to read")
        qtbot.keyClick(tiles, Qt.Key.Key_Escape)
        assert not window.notice.isVisible()
    assert "kind of beat" not in suggestions.gallery.empty_text()


def test_keys_of_kinds_can_be_changed(
    kinds_window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = kinds_window
    shown: list[QMenu] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, _: shown.append(menu))
    buttons = window.view(KindsView).panel.buttons
    button = buttons.split_button
    assert "(Ctrl+U)" in button.toolTip()
    buttons.set_narrow(narrow=False)
    assert button.text() == "Split (Ctrl+U)"
    keys = ["beat.split_kind=F8"]
    window.kept.change(replace(window.settings, keys=keys))
    assert button.text() == "Split (F8)"
    groups = window.groups.groups
    assert groups is not None
    window.selection.select(groups.beat_ids(1))
    do(window, "view.kinds", "beat.split_kind")
    assert window.groups.groups is not groups
    do(window, "beat.move_to_kind")
    assert shown == [window.view(KindsView).panel.buttons.move_menu]


def test_edits_ask_for_suggestions(qtbot: QtBot, kinds_window: MainWindow) -> None:
    window = kinds_window
    window.selection.select(session_of(window).beats.beat_id[0])
    with qtbot.waitSignal(window.link.suggested, timeout=_SLOW_MS):
        do(window, "beat.label_V")


def test_suggestions_go_when_what_they_were_learned_from_is_undone(
    qtbot: QtBot, kinds_window: MainWindow
) -> None:
    window = kinds_window
    suggesting = window.view(SuggestionsView).suggesting
    beats = session_of(window).beats
    other = beats.beat_id[1:3], beats.sample[1:3], np.full(2, 2, np.uint8)
    made = Suggestions(*other, np.full(2, 0.8, np.float32), n_reviewed=1)
    window.selection.select(beats.beat_id[0])
    with qtbot.waitSignal(window.link.suggested, timeout=_SLOW_MS):
        do(window, "beat.label_V")
    window.link.suggested.emit(made)
    assert len(suggesting.standing) == 2
    do(window, "edit.undo")
    qtbot.waitUntil(lambda: not len(suggesting.standing), timeout=_SLOW_MS)
    # What was still being worked out comes too late.
    window.link.suggested.emit(made)
    assert not len(suggesting.standing)


def test_rhythm_events_are_gone_to_by_key(kinds_window: MainWindow) -> None:
    window = kinds_window
    beats = session_of(window).beats
    window.document.label(beats.beat_id, BeatClass.N)
    run = beats.beat_id[20:26]
    window.document.label(run, BeatClass.V)
    window.view(RhythmView).panel.refresh()
    do(window, "view.rhythm", "go.next_rhythm")
    assert window.selection.selected.tolist() == run.tolist()
    assert window.selection.current == run[0]


def test_signing_and_reopening(
    qtbot: QtBot, kinds_window: MainWindow, record_path: Path
) -> None:
    window = kinds_window
    do(window, "file.sign")
    dialog = window.findChild(SignDialog)
    assert dialog is not None
    dialog.meaning.setText("All seen")
    dialog.accept()
    assert signature_of(window)
    assert "All seen" in window.statusBar().currentMessage()
    reader = window.settings.reader
    assert f"signed by {reader}" in window.windowTitle()
    window.selection.select(session_of(window).beats.beat_id[0])
    do(window, "beat.label_V")
    question = window.findChild(AskFirst)
    assert question is not None
    question.reject()
    assert signature_of(window)
    window.selection.select(session_of(window).beats.beat_id[0])
    do(window, "beat.label_V")
    assert signature_of(window)
    [question] = [q for q in window.findChildren(AskFirst) if q.isVisible()]
    question.yes.click()
    assert not signature_of(window)
    assert "reopened" in window.notice.text
    assert "signed" not in window.windowTitle()
    do(window, "edit.undo")
    assert signature_of(window)
    assert "holds again" in window.notice.text
    assert f"signed by {reader}" in window.windowTitle()
    do(window, "edit.redo")
    assert not signature_of(window)
    do(window, "file.audit")
    audit = window.findChild(AuditDialog)
    assert audit is not None
    assert audit.table.rowCount() == 6
    said = [audit.table.item(row, 3) for row in range(3, 6)]
    ends = [each.text().rpartition("holds ")[2] for each in said if each]
    assert ends == ["no longer", "again", "no longer"]
    audit.export(record_path.with_name("audit.csv"))
    assert "All seen" in record_path.with_name("audit.csv").read_text("utf-8")
    audit.close()


def test_a_consensus_is_a_journal_of_its_own(
    qtbot: QtBot, open_window: OpenWindow, record_path: Path
) -> None:
    window = open_window(record_path)
    window.notice.show_message("The signature of Kim holds again.")
    with qtbot.waitSignal(window.link.opened, timeout=_SLOW_MS):
        do(window, "file.consensus")
    assert window.notice.isHidden() or "holds again" not in window.notice.text
    qtbot.waitUntil(
        lambda: window.document.state is DocumentState.READY, timeout=_SLOW_MS
    )
    assert window.document.reader == "consensus"
    window.selection.select(session_of(window).beats.beat_id[0])
    do(window, "beat.label_V")
    path = record_path.with_name("patient1.consensus.ecgedits.jsonl")
    assert len(read_journal(path).steps) == 1
    reader = window.settings.reader
    assert f'"by":"{reader}"' in path.read_text("utf-8")
    consensus = window.action_set.actions["file.consensus"]
    assert consensus.isChecked()
    assert f"consensus, decided by {reader}" in window.windowTitle()
    with qtbot.waitSignal(window.link.opened, timeout=_SLOW_MS):
        consensus.trigger()
    assert window.document.reader == reader
    assert not consensus.isChecked()
    assert "consensus" not in window.windowTitle()
    qtbot.waitUntil(
        lambda: window.document.state is DocumentState.READY, timeout=_SLOW_MS
    )
    # Opened again, the journal still says whose the label is.
    with qtbot.waitSignal(window.link.opened, timeout=_SLOW_MS):
        do(window, "file.consensus")
    window.view(BeatsView).panel.filter_bar.search.setText(f'by:"{reader}"')
    qtbot.waitUntil(lambda: window.view(BeatsView).panel.model.rowCount() == 1)


def test_tab_is_a_key_of_the_window(qtbot: QtBot, kinds_window: MainWindow) -> None:
    window = kinds_window
    window.notice.show_message("The signature holds again.")
    window.activateWindow()
    window.view(BeatsView).panel.view.setFocus()
    qtbot.keyClick(window.view(BeatsView).panel.view, Qt.Key.Key_Tab)
    assert window.selection.current is not None
