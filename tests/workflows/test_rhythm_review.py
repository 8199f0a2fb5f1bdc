"""A reader's rhythms: found, confirmed, trimmed, marked, undone, opened again, out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.rhythm.episodes import Episode
from ecgviewer.core.rhythm.kinds import RhythmKind
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from ecgviewer.formats.wfdb.writer import write_record
from ecgviewer.gui.dialogs.export_dialog import ExportDialog
from ecgviewer.gui.dialogs.rhythm_dialog import RhythmDialog
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.model.rhythm_entries import EntryState, RhythmEntry
from ecgviewer.gui.rhythm.rhythm_panel import RhythmPanel
from ecgviewer.gui.rhythm.rhythm_view import RhythmView
from tests.gui.waveform.mouse import Mouse
from tests.workflows.conftest import OpenWindow

FS, SINUS_S, AF_S = 250.0, 30.0, 120.0


def fibrillating_record() -> Record:
    """Return sinus rhythm, two minutes of fibrillation, and sinus rhythm again."""
    rng = np.random.default_rng(5)
    rr_s = np.concatenate(
        [
            np.full(round(SINUS_S / 0.8), 0.8),
            rng.uniform(0.42, 1.05, round(AF_S / 0.735)),
            np.full(round(SINUS_S / 0.8), 0.8),
        ]
    )
    at_s = np.cumsum(rr_s)
    time_s = np.arange(int((at_s[-1] + 0.8) * FS)) / FS
    signal = 0.008 * rng.standard_normal((1, len(time_s)))
    for beat_s in at_s:
        near = slice(int((beat_s - 0.1) * FS), int((beat_s + 0.45) * FS))
        off_s = time_s[near] - beat_s
        signal[0, near] += 1.2 * np.exp(-((off_s / 0.011) ** 2) / 2)
        signal[0, near] += 0.2 * np.exp(-(((off_s - 0.27) / 0.04) ** 2) / 2)
    return Record("patient2", FS, (Lead("II"),), signal.astype(np.float32))


@pytest.fixture
def record_path(tmp_path: Path) -> Path:
    folder = tmp_path / "recordings"
    folder.mkdir()
    return write_record(folder, fibrillating_record())


@pytest.fixture
def panel(qtbot: QtBot, window: MainWindow) -> RhythmPanel:
    do(window, "view.rhythm")
    panel = window.view(RhythmView).panel
    qtbot.waitUntil(lambda: not panel.awaits_refresh)
    return panel


def do(window: MainWindow, *actions: str) -> None:
    for action in actions:
        assert window.action_set.actions[action].isEnabled(), action
        window.action_set.actions[action].trigger()


def session_of(window: MainWindow) -> ReviewSession:
    assert window.document.session is not None
    return window.document.session


def episodes(window: MainWindow) -> tuple[Episode, ...]:
    return window.document.rhythms.episodes


def current(panel: RhythmPanel) -> RhythmEntry:
    return panel.model.entries[panel.table.currentIndex().row()]


def go_to_af(window: MainWindow, panel: RhythmPanel) -> RhythmEntry:
    do(window, "go.next_rhythm")
    while (event := current(panel).event) is None or event.kind is not RhythmKind.AF:
        do(window, "go.next_rhythm")
    return current(panel)


def in_lane(mouse: Mouse, sample: int) -> QPointF:
    sheet = mouse.sheet
    return QPointF(mouse.x_of(sample), sheet.band_px + sheet.rhythm_px / 2)


def named(window: MainWindow, kind: EpisodeKind, note: str = "") -> None:
    """Answer the dialog that asks for a kind."""
    dialog = window.findChild(RhythmDialog)
    assert dialog is not None
    dialog.search.setText(kind.value)
    dialog.note.setText(note)
    assert dialog.kind is kind
    dialog.accept()


def test_fibrillation_is_confirmed_trimmed_and_exported(
    qtbot: QtBot,
    window: MainWindow,
    panel: RhythmPanel,
    open_window: OpenWindow,
    record_path: Path,
    tmp_path: Path,
) -> None:
    af = go_to_af(window, panel)
    assert abs(af.start / FS - SINUS_S) < 8
    assert "1 suspected AF" in panel.summary.text()
    do(window, "rhythm.confirm")
    assert current(panel).state is EntryState.CONFIRMED
    assert "1 AF episode" in panel.summary.text()
    # The beginning by key, at the time cursor.
    begin = af.start + round(2 * FS)
    window.selection.set_view(begin / FS - 5, begin / FS + 5)
    window.selection.set_cursor(begin)
    do(window, "rhythm.start_here")
    assert episodes(window)[0].start == begin
    # The end by mouse.
    stop = episodes(window)[0].stop
    window.selection.set_view(stop / FS - 5, stop / FS + 5)
    mouse = Mouse(window.waveform)
    wanted = stop - round(3 * FS)
    mouse.drag(in_lane(mouse, stop), in_lane(mouse, wanted))
    assert episodes(window)[0].stop == pytest.approx(wanted, abs=FS / 20)
    # A stretch that cannot be read.
    window.selection.set_view(5.0, 10.0)
    window.selection.clear()
    do(window, "rhythm.add")
    named(window, EpisodeKind.NOISE)
    noise = episodes(window)[0]
    assert (noise.kind, noise.start) == (EpisodeKind.NOISE, round(5 * FS))
    assert noise.is_unknown
    said = episodes(window)
    # All of it is there again, and goes out.
    window.close()
    again = open_window(record_path)
    assert episodes(again) == said
    out = tmp_path / "out"
    out.mkdir()
    export(qtbot, again, out)
    table = (out / "patient2.rhythms.csv").read_text(encoding="utf-8")
    assert ",noise,6,,added," in table
    assert ",AF,143," in table
    texts = [
        each.strip(b"\0").decode()
        for each in read_annotations(out / "patient2.review").aux
    ]
    assert "(AFIB" in texts


def export(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    do(window, "file.export")
    dialog = window.findChild(ExportDialog)
    assert dialog is not None
    dialog.folder.setText(str(folder))
    buttons = dialog.findChild(QDialogButtonBox)
    assert buttons is not None
    save = buttons.button(QDialogButtonBox.StandardButton.Save)
    qtbot.mouseClick(save, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible(), dialog.problem.text()


def test_undo_goes_to_the_episode(window: MainWindow, panel: RhythmPanel) -> None:
    af = go_to_af(window, panel)
    do(window, "rhythm.confirm")
    window.selection.set_view(0.0, 5.0)
    do(window, "edit.undo")
    assert not episodes(window)
    assert current(panel) == af
    start_s, stop_s = window.selection.view_s
    assert start_s <= af.start / FS <= stop_s
    do(window, "edit.redo")
    assert current(panel).state is EntryState.CONFIRMED


def test_a_dismissed_suggestion_is_listed_when_asked_for_and_taken_back(
    window: MainWindow, panel: RhythmPanel
) -> None:
    af = go_to_af(window, panel)
    do(window, "rhythm.dismiss")
    assert af.key not in {entry.key for entry in panel.model.entries}
    assert "no suspected AF" in panel.summary.text()
    states = panel.bar.states
    states.setCurrentIndex(states.findData(EntryState.DISMISSED))
    states.activated.emit(states.currentIndex())
    (dismissed,) = panel.model.entries
    assert dismissed.state is EntryState.DISMISSED
    do(window, "rhythm.dismiss")
    assert not window.document.rhythms.rows
    assert af.key in window.view(RhythmView).panel.found.by_key


def test_nothing_is_answered_that_is_out_of_view(
    window: MainWindow, panel: RhythmPanel
) -> None:
    go_to_af(window, panel)
    window.selection.set_view(0.0, 5.0)
    do(window, "rhythm.confirm")
    assert not episodes(window)
    assert "press again" in window.statusBar().currentMessage()
    do(window, "rhythm.confirm")
    assert len(episodes(window)) == 1


def test_episodes_are_split_joined_renamed_and_deleted(
    window: MainWindow, panel: RhythmPanel
) -> None:
    af = go_to_af(window, panel)
    do(window, "rhythm.confirm")
    window.selection.set_cursor(af.start + 1000)
    do(window, "rhythm.split")
    assert [e.start for e in episodes(window)] == [af.start, af.start + 1000]
    assert len(panel.table.chosen_rows) == 2
    do(window, "rhythm.join")
    assert [(e.start, e.stop) for e in episodes(window)] == [(af.start, af.stop)]
    do(window, "rhythm.kind")
    named(window, EpisodeKind.OTHER, "Chaotic atrial rhythm")
    assert current(panel).title == "Chaotic atrial rhythm"
    do(window, "rhythm.delete")
    assert not episodes(window)
    assert window.action_set.actions["rhythm.add"].isEnabled()


def test_a_range_without_a_beat_becomes_an_episode(
    window: MainWindow, panel: RhythmPanel
) -> None:
    at = int(session_of(window).beats.sample[10])
    for sample in (at + 60, at + 120):
        window.selection.clear()
        window.selection.set_cursor(sample)
        do(window, "beat.range")
    do(window, "rhythm.add")
    named(window, EpisodeKind.PAUSE)
    assert [(e.start, e.stop) for e in episodes(window)] == [(at + 60, at + 121)]
    assert current(panel).title == "Pause"


def test_letters_typed_into_the_list_find_and_label_nothing(
    qtbot: QtBot, window: MainWindow, panel: RhythmPanel
) -> None:
    go_to_af(window, panel)
    window.activateWindow()
    panel.table.setFocus()
    qtbot.waitUntil(panel.table.hasFocus)
    for letter in "sus":
        focused = window.focusWidget()
        assert focused is not None
        qtbot.keyClick(focused, letter)
    assert panel.bar.search.text() == "sus"
    assert {entry.title for entry in panel.model.entries} == {"Suspected AF"}
    assert not session_of(window).history.done
    qtbot.keyClick(panel.bar.search, Qt.Key.Key_Return)
    assert panel.table.hasFocus()
    assert current(panel).title == "Suspected AF"


def test_a_kind_is_needed_and_another_rhythm_needs_words(
    window: MainWindow, panel: RhythmPanel
) -> None:
    go_to_af(window, panel)
    do(window, "rhythm.kind")
    dialog = window.findChild(RhythmDialog)
    assert dialog is not None
    buttons = dialog.findChild(QDialogButtonBox)
    assert buttons is not None
    ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert ok.isEnabled()
    dialog.search.setText("nonesuch")
    assert not ok.isEnabled()
    dialog.search.setText("other")
    assert not ok.isEnabled()
    dialog.note.setText("Wandering pacemaker")
    assert ok.isEnabled()
    dialog.reject()
    assert not episodes(window)


def test_ends_are_moved_only_to_a_cursor_and_of_episodes(
    window: MainWindow, panel: RhythmPanel
) -> None:
    go_to_af(window, panel)
    do(window, "rhythm.end_here")
    assert "confirm it first" in window.statusBar().currentMessage()
    do(window, "rhythm.confirm")
    window.selection.set_cursor(None)
    do(window, "rhythm.end_here")
    assert "Click on the trace first" in window.statusBar().currentMessage()
