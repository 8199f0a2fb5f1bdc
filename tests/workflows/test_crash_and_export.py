from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from ecgviewer.__main__ import main
from ecgviewer.analysis import journal_session
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.export.annotation_csv import read_csv
from ecgviewer.formats.export.review_export import export_csv, export_wfdb
from ecgviewer.formats.journal import places as journal_places
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import new_annotations
from ecgviewer.gui.dialogs.export_dialog import ExportDialog
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.model.document import DocumentState
from ecgviewer.gui.window.record_menus import RecordMenus
from tests.fakes import FakeClassifier
from tests.workflows.conftest import OpenWindow

Key = Qt.Key


def _session(window: MainWindow) -> ReviewSession:
    assert window.document.session is not None
    return window.document.session


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.suffix in (".hea", ".dat", ".atr")
    }


def _edit(window: MainWindow) -> None:
    document, ids = window.document, _session(window).beats.beat_id
    document.label(ids[3:6], BeatClass.V)
    document.remove(ids[7:8])
    document.set_symbol(ids[9:10], "A")
    document.comment(ids[9:10], "=early, P before T")
    document.add_beat(int(_session(window).beats.sample[-1]) - 150)
    document.undo()
    document.accept(ids[12:14])


def test_everything_is_there_after_a_crash(
    qtbot: QtBot, window: MainWindow, open_window: OpenWindow, record_path: Path
) -> None:
    _edit(window)
    before = _session(window)
    # A crash closes nothing: the second window reads what is on the disk.
    window.document.close()
    after = _session(open_window(record_path))
    assert after.beats == before.beats
    assert after.history.done == before.history.done
    assert after.history.undone == before.history.undone


def test_undo_goes_back_beyond_a_restart(
    window: MainWindow, open_window: OpenWindow, record_path: Path
) -> None:
    base = _session(window).beats
    _edit(window)
    window.close()
    again = open_window(record_path)
    while again.document.undo():
        pass
    assert _session(again).beats == base


def test_restored_edits_are_told(
    window: MainWindow, open_window: OpenWindow, record_path: Path
) -> None:
    _edit(window)
    window.close()
    again = open_window(record_path)
    assert "edits" in again.notice.text
    assert "restored" in again.notice.text


def test_export_by_the_dialog(
    qtbot: QtBot, window: MainWindow, record_path: Path, tmp_path: Path
) -> None:
    originals = _digests(record_path.parent)
    _edit(window)
    target = tmp_path / "out"
    target.mkdir()
    window.commands.export()
    dialog = window.findChild(ExportDialog)
    assert dialog is not None
    dialog.folder.setText(str(target))
    buttons = dialog.findChild(QDialogButtonBox)
    assert buttons is not None
    save = buttons.button(QDialogButtonBox.StandardButton.Save)
    qtbot.mouseClick(save, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible(), dialog.problem.text()
    _asks_before_it_replaces(qtbot, window, target)
    session = _session(window)
    rows = read_csv(target / "patient1.beats.csv")
    assert np.array_equal(rows.sample, session.beats.sample)
    assert np.array_equal(rows.reviewed, session.beats.reviewed)
    annotations = read_annotations(target / "patient1.review")
    beats = annotations.is_beat
    assert np.array_equal(annotations.sample[beats], session.beats.sample)
    assert annotations.symbol[beats][3] == "V"
    assert _digests(record_path.parent) == originals


def _asks_before_it_replaces(qtbot: QtBot, window: MainWindow, target: Path) -> None:
    dialog = ExportDialog(_session(window), "Ada", window)
    dialog.folder.setText(str(target))
    buttons = dialog.findChild(QDialogButtonBox)
    assert buttons is not None
    save = buttons.button(QDialogButtonBox.StandardButton.Save)
    dialog.open()
    qtbot.mouseClick(save, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert "patient1.beats.csv" in dialog.problem.text()
    qtbot.mouseClick(save, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()


def test_a_deidentified_export_says_nothing_of_people(
    window: MainWindow, tmp_path: Path
) -> None:
    _edit(window)
    out = tmp_path / "out"
    out.mkdir()
    dialog = ExportDialog(_session(window), "Ada", window)
    dialog.folder.setText(str(out))
    dialog.deidentify.setChecked(True)
    dialog.accepted.connect(lambda: None)
    buttons = dialog.findChild(QDialogButtonBox)
    assert buttons is not None
    buttons.button(QDialogButtonBox.StandardButton.Save).click()
    rows = read_csv(out / "patient1.beats.csv")
    assert rows.reviewed.any()
    assert not any(rows.reviewer)
    assert not any(rows.comment)
    assert not rows.reviewed_at.any()
    assert any(_session(window).beats.comment), "the review itself keeps them"


def test_export_never_replaces_a_file_of_another(
    qtbot: QtBot, window: MainWindow, record_path: Path
) -> None:
    reference = record_path.with_suffix(".atr")
    reference.write_bytes(b"somebody's work")
    window.commands.export()
    dialog = window.findChild(ExportDialog)
    assert dialog is not None
    dialog.annotator.setText("atr")
    buttons = dialog.findChild(QDialogButtonBox)
    assert buttons is not None
    save = buttons.button(QDialogButtonBox.StandardButton.Save)
    qtbot.mouseClick(save, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(save, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert "not written by ecgviewer" in dialog.problem.text()
    assert reference.read_bytes() == b"somebody's work"
    dialog.reject()


def test_a_read_only_folder_is_reviewed_all_the_same(
    open_window: OpenWindow,
    record_path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Tests may run as root, whom no permission keeps from writing.
    monkeypatch.setattr(journal_places, "can_write", lambda _: False)
    window = open_window(record_path)
    _edit(window)
    edited = _session(window).beats
    window.close()
    assert not list(record_path.parent.glob("*.ecgedits.jsonl"))
    assert len(list((tmp_path / "journals").glob("*.ecgedits.jsonl"))) == 1
    assert _session(open_window(record_path)).beats == edited


def _reference(record_path: Path) -> Path:
    """Write the true beats of the record, and a note, as annotator atr."""
    beats = synthetic_record(60.0, name="patient1").beats
    sample = np.append(beats.sample, 5000)
    symbol = np.append(beats.symbol, '"')
    order = np.argsort(sample, kind="stable")
    path = record_path.with_suffix(".atr")
    write_annotations(path, new_annotations(sample[order], symbol[order]))
    return path


def test_review_of_annotations_keeps_what_is_not_edited(
    window: MainWindow, qtbot: QtBot, record_path: Path, tmp_path: Path
) -> None:
    reference = read_annotations(_reference(record_path))
    with qtbot.waitSignal(window.link.finished, timeout=20_000):
        window.open(record_path, "atr")
    session = _session(window)
    n_beats = int(reference.is_beat.sum())
    assert len(session.beats) == n_beats
    assert not np.isnan(session.columns.confidence).any()
    assert not session.columns.reviewed.any()
    document = window.document
    document.set_symbol(session.beats.beat_id[3:4], "J")
    written = read_annotations(export_wfdb(_session(window), tmp_path, "mine"))
    assert len(written) == len(reference)
    assert written.symbol[written.is_beat][3] == "J"
    others = np.flatnonzero(reference.symbol != written.symbol)
    assert len(others) == 1
    assert '"' in written.symbol


def test_review_of_annotations_goes_on_after_a_restart(
    window: MainWindow, open_window: OpenWindow, qtbot: QtBot, record_path: Path
) -> None:
    _reference(record_path)
    with qtbot.waitSignal(window.link.finished, timeout=20_000):
        window.open(record_path, "atr")
    window.document.label(_session(window).beats.beat_id[:2], BeatClass.V)
    beats = _session(window).beats
    window.close()
    again = _session(open_window(record_path))
    assert again.annotator == "atr"
    assert again.beats == beats


def test_the_menus_offer_what_can_be_reviewed(
    qtbot: QtBot, window: MainWindow, record_path: Path
) -> None:
    _reference(record_path)
    window.document.label(_session(window).beats.beat_id[:2], BeatClass.V)
    menus = window.findChild(RecordMenus)
    assert menus is not None
    n_groups = len(window.findChildren(QActionGroup))
    for annotator in ("atr", ""):
        if not menus.review.isEnabled():
            with qtbot.waitSignal(window.link.opened):
                window.open(record_path)
        action = next(a for a in menus.review.actions() if a.data() == annotator)
        # The analysis that still runs may finish before the other review is open.
        with qtbot.waitSignal(window.link.opened, timeout=20_000):
            action.trigger()
        qtbot.waitUntil(
            lambda: window.document.state is DocumentState.READY, timeout=20_000
        )
        assert _session(window).annotator == annotator
    assert _session(window).columns.reviewed.sum() == 2, "its own journal again"
    assert len(window.findChildren(QActionGroup)) == n_groups, "none is left behind"
    recent = menus.recent.actions()[0]
    with qtbot.waitSignal(window.link.opened):
        recent.trigger()
    lead = next(a for a in menus.leads.actions() if a.text() == "V1")
    with qtbot.waitSignal(window.link.finished, timeout=20_000):
        lead.trigger()
    assert _session(window).lead == "V1"
    assert lead.isChecked()


def test_export_without_the_window_gives_the_same(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _edit(window)
    theirs = export_csv(_session(window), tmp_path, window.document.reader)
    monkeypatch.setattr(journal_session, "load_classifier", lambda _: FakeClassifier())
    header = _session(window).record.path
    assert header
    (journal,) = header.parent.glob("*.ecgedits.jsonl")
    out = tmp_path / "out"
    assert main(["export", str(journal), "-o", str(out), "--bundle", "fake"]) == 0
    assert (out / theirs.name).read_text() == theirs.read_text()
