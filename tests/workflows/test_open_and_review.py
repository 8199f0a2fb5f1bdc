from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QTableView
from pytestqt.qtbot import QtBot

from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.wfdb.writer import write_record
from ecgviewer.gui.beat_table.beats_view import BeatsView
from ecgviewer.gui.dialogs.go_to_dialog import GoToDialog
from ecgviewer.gui.explanation.explanation_view import ExplanationView
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.model.document import DocumentState
from tests.gui.waveform.mouse import Mouse
from tests.workflows.conftest import OpenWindow

Key = Qt.Key


def _columns(window: MainWindow) -> BeatColumns:
    columns = window.document.columns
    assert columns is not None
    return columns


def _row(window: MainWindow) -> int:
    return int(np.flatnonzero(_columns(window).beat_id == window.selection.current)[0])


def _session_fs(window: MainWindow) -> float:
    session = window.document.session
    assert session is not None
    return session.record.fs


def test_the_trace_is_there_before_the_analysis(
    qtbot: QtBot, new_window: Callable[[], MainWindow], record_path: Path
) -> None:
    window = new_window()
    states: list[DocumentState] = []
    window.document.record_opened.connect(lambda: states.append(window.document.state))
    with qtbot.waitSignal(window.link.opened):
        window.open(record_path)
    assert states == [DocumentState.EMPTY]
    assert len(window.document.envelopes) == 2
    assert "patient1" in window.windowTitle()


def test_every_beat_is_found_and_classified(window: MainWindow) -> None:
    columns = _columns(window)
    n_true = len(synthetic_record(60.0, name="patient1").beats)
    assert len(columns.sample) == n_true
    assert not np.isnan(columns.confidence).any()
    assert not np.isnan(columns.quality).any()


def test_labelling_by_key_moves_on(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Key.Key_Right)
    first = _row(window)
    for key in (Key.Key_V, Key.Key_S, Key.Key_3, Key.Key_Q):
        qtbot.keyClick(window, key)
    labels = _columns(window).label[first : first + 4]
    assert labels.tolist() == [BeatClass.V, BeatClass.S, BeatClass.V, BeatClass.Q]
    assert _columns(window).reviewed[first : first + 4].all()
    assert _row(window) == first + 4


def test_space_accepts_what_the_classifier_said(
    qtbot: QtBot, window: MainWindow
) -> None:
    qtbot.keyClick(window, Key.Key_Right)
    row = _row(window)
    predicted = _columns(window).predicted[row]
    qtbot.keyClick(window, Key.Key_Space)
    columns = _columns(window)
    assert columns.reviewed[row]
    assert columns.label[row] == predicted
    assert not columns.disagrees[row]


def test_undo_and_redo_by_key(qtbot: QtBot, window: MainWindow) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(window, Key.Key_Right)
    row = _row(window)
    qtbot.keyClick(window, Key.Key_V)
    qtbot.keyClick(window, Key.Key_Z, control)
    assert not _columns(window).reviewed[row]
    assert _row(window) == row, "the beat whose edit was undone is shown"
    qtbot.keyClick(window, Key.Key_Y, control)
    assert _columns(window).label[row] == BeatClass.V


def test_delete_and_add_at_the_cursor(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Key.Key_Right)
    row, n = _row(window), len(_columns(window).sample)
    sample = int(_columns(window).sample[row])
    qtbot.keyClick(window, Key.Key_Delete)
    assert len(_columns(window).sample) == n - 1
    window.selection.set_cursor(sample + 15)
    qtbot.keyClick(window, Key.Key_A)
    qtbot.waitUntil(lambda: len(_columns(window).sample) == n)
    assert abs(int(_columns(window).sample[row]) - sample) <= 2
    qtbot.waitUntil(lambda: not np.isnan(_columns(window).confidence[row]))


def test_adding_without_a_cursor_says_what_to_do(
    qtbot: QtBot, window: MainWindow
) -> None:
    qtbot.keyClick(window, Key.Key_A)
    assert "First click on the trace" in window.statusBar().currentMessage()


def test_moving_a_beat_has_it_classified_again(
    qtbot: QtBot, window: MainWindow
) -> None:
    qtbot.keyClick(window, Key.Key_Right)
    row = _row(window)
    sample = int(_columns(window).sample[row])
    qtbot.keyClick(window, Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert _columns(window).sample[row] == sample + 1
    qtbot.waitUntil(lambda: not np.isnan(_columns(window).confidence[row]))


def test_several_beats_are_one_edit(qtbot: QtBot, window: MainWindow) -> None:
    ids = _columns(window).beat_id[3:9]
    window.selection.select(ids)
    qtbot.keyClick(window, Key.Key_V)
    assert np.all(_columns(window).label[3:9] == BeatClass.V)
    window.document.undo()
    assert not _columns(window).reviewed.any()


def test_jumps(qtbot: QtBot, window: MainWindow) -> None:
    shift = Qt.KeyboardModifier.ShiftModifier
    columns = _columns(window)
    window.document.label(columns.beat_id[20:21], BeatClass.F)
    window.selection.select(columns.beat_id[10])
    qtbot.keyClick(window, Key.Key_D)
    assert _row(window) == 20
    qtbot.keyClick(window, Key.Key_U)
    assert _row(window) == 21
    qtbot.keyClick(window, Key.Key_D, shift)
    assert _row(window) == 20
    qtbot.keyClick(window, Key.Key_C)
    columns = _columns(window)
    open_ = np.where(columns.reviewed, np.inf, columns.confidence)
    assert columns.reviewed.sum() == 1
    assert _row(window) == int(np.argmin(open_))


def test_the_explanation_follows_the_selection(
    qtbot: QtBot, window: MainWindow
) -> None:
    with qtbot.waitSignal(window.link.explained) as explained:
        window.selection.select(_columns(window).beat_id[12])
    assert explained.args[0].beat_id == 12
    with qtbot.waitSignal(window.link.explained) as explained:
        window.selection.select(_columns(window).beat_id[13])
    assert explained.args[0].beat_id == 13


def test_another_record_replaces_the_first_while_it_is_analysed(
    qtbot: QtBot, new_window: Callable[[], MainWindow], record_path: Path
) -> None:
    other = write_record(
        record_path.parent, synthetic_record(30.0, seed=11, name="patient2").record
    )
    window = new_window()
    window.open(record_path)
    window.open(other)
    qtbot.waitUntil(
        lambda: window.document.state is DocumentState.READY, timeout=20_000
    )
    session = window.document.session
    assert session is not None
    assert session.record.name == "patient2"
    assert session.beats.sample.max() < session.record.n_samples
    assert not np.isnan(session.columns.confidence).any()


def test_a_dropped_file_is_opened(
    qtbot: QtBot, new_window: Callable[[], MainWindow], record_path: Path
) -> None:
    window = new_window()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(record_path.with_suffix(".dat")))])
    event = QDropEvent(
        QPointF(10, 10),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignal(window.link.opened):
        window.dropEvent(event)


def test_recent_records_are_offered_after_a_restart(
    window: MainWindow, new_window: Callable[[], MainWindow], record_path: Path
) -> None:
    assert str(record_path) in new_window().settings.recent


@pytest.mark.parametrize("lead", ["V1", "MLII"])
def test_another_lead_can_be_analysed(
    qtbot: QtBot, window: MainWindow, lead: str
) -> None:
    with qtbot.waitSignal(window.link.finished, timeout=20_000):
        window.link.analyse(lead)
    session = window.document.session
    assert session is not None
    assert session.lead == lead
    assert not np.isnan(session.columns.confidence).any()


def test_closing_while_a_record_is_analysed(
    new_window: Callable[[], MainWindow], record_path: Path, qtbot: QtBot
) -> None:
    window = new_window()
    with qtbot.waitSignal(window.link.opened):
        window.open(record_path)
    window.close()


def test_bad_record_leaves_the_open_one_as_it_is(
    qtbot: QtBot, window: MainWindow, open_window: OpenWindow, tmp_path: Path
) -> None:
    bad = tmp_path / "broken.hea"
    bad.write_text("this is not a header\n")
    with qtbot.waitSignal(window.link.open_failed) as failed:
        window.open(bad)
    assert "broken" in failed.args[0]
    assert window.notice.isVisible()
    assert "patient1" in window.windowTitle()
    assert len(_columns(window).sample) > 50
    qtbot.keyClick(window, Key.Key_Escape)
    assert not window.notice.isVisible()


def test_select_all_and_steps_keep_to_what_the_table_lists(
    qtbot: QtBot, window: MainWindow
) -> None:
    table = window.view(BeatsView).panel.findChild(QTableView)
    assert table is not None
    confidence = [
        str(table.model().headerData(n, Qt.Orientation.Horizontal))
        for n in range(table.model().columnCount())
    ].index("Conf. (%)")
    table.sortByColumn(confidence, Qt.SortOrder.AscendingOrder)
    listed = window.selection.listed
    assert listed is not None
    least = _columns(window).beat_id[np.argsort(_columns(window).confidence)]
    assert np.array_equal(listed, least)
    window.selection.select(listed[0])
    window.waveform.show_all()
    qtbot.keyClick(window, Key.Key_V)
    qtbot.keyClick(window, Key.Key_Right)
    assert window.selection.current == listed[2]
    window.selection.select(listed[-1])
    qtbot.keyClick(window, Key.Key_Right)
    assert window.selection.current == listed[-1]
    qtbot.keyClick(window, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(window.selection.selected) == len(listed)


def test_a_beat_out_of_view_is_shown_before_it_is_changed(
    qtbot: QtBot, window: MainWindow
) -> None:
    qtbot.keyClick(window, Key.Key_Right)
    row = _row(window)
    window.selection.set_view(40.0, 50.0)
    for key in (Key.Key_V, Key.Key_Delete):
        window.selection.set_view(40.0, 50.0)
        qtbot.keyClick(window, key)
        assert "out of view" in window.statusBar().currentMessage()
        assert not _columns(window).reviewed.any()
    qtbot.keyClick(window, Key.Key_V)
    assert _columns(window).reviewed[row]


def test_steps_begin_where_the_reviewer_went(qtbot: QtBot, window: MainWindow) -> None:
    columns = _columns(window)
    at_s = columns.sample / _session_fs(window)
    window.selection.select(columns.beat_id[2])
    window.selection.set_view(40.0, 50.0)
    qtbot.keyClick(window, Key.Key_Right)
    assert _row(window) == np.searchsorted(at_s, 40.0)
    window.selection.select(columns.beat_id[2])
    window.selection.set_view(40.0, 50.0)
    qtbot.keyClick(window, Key.Key_Left)
    assert _row(window) == np.searchsorted(at_s, 50.0) - 1
    window.selection.select(columns.beat_id[2])
    window.action_set.actions["go.to"].trigger()
    dialog = window.findChild(GoToDialog)
    assert dialog is not None
    dialog.time_chosen.emit(45.0)
    dialog.close()
    qtbot.keyClick(window, Key.Key_U)
    assert _row(window) == np.searchsorted(at_s, 45.0)


def test_escape_while_dragging_is_the_mouses(qtbot: QtBot, window: MainWindow) -> None:
    window.notice.show_message("something to read")
    window.waveform.setFocus()
    mouse = Mouse(window.waveform)
    at = mouse.in_band(int(_columns(window).sample[2]))
    mouse.press(at)
    mouse.move(at + QPointF(40.0, 0.0))
    with qtbot.assertNotEmitted(window.waveform.move_requested):
        qtbot.keyClick(window.waveform, Key.Key_Escape)
        mouse.release(at + QPointF(40.0, 0.0))
    assert window.notice.isVisible()
    qtbot.keyClick(window.waveform, Key.Key_Escape)
    assert not window.notice.isVisible()


def test_going_round_the_end_is_told(qtbot: QtBot, window: MainWindow) -> None:
    columns = _columns(window)
    window.document.label(columns.beat_id[5:6], BeatClass.F)
    window.document.label(columns.beat_id[9:10], BeatClass.F)
    window.selection.select(columns.beat_id[9])
    qtbot.keyClick(window, Key.Key_D)
    assert _row(window) == 5
    assert "round" in window.statusBar().currentMessage()


def test_space_works_the_control_that_has_the_focus(
    qtbot: QtBot, window: MainWindow
) -> None:
    qtbot.keyClick(window, Key.Key_Right)
    button = window.view(BeatsView).panel.findChild(QAbstractButton)
    assert button is not None
    presses: list[bool] = []
    button.clicked.connect(lambda: presses.append(True))
    window.activateWindow()
    button.setFocus()
    qtbot.keyClick(button, Key.Key_Space)
    assert presses == [True]
    assert not _columns(window).reviewed.any()


def test_another_reader_has_a_review_of_their_own(
    qtbot: QtBot, window: MainWindow, record_path: Path
) -> None:
    window.document.label(_columns(window).beat_id[:3], BeatClass.V)
    first = window.settings.reader
    with qtbot.waitSignal(window.link.opened):
        window.kept.change(replace(window.settings, reader="Bob"))
    assert window.document.reader == "Bob"
    qtbot.waitUntil(
        lambda: window.document.state is DocumentState.READY, timeout=20_000
    )
    assert not _columns(window).reviewed.any()
    with qtbot.waitSignal(window.link.opened):
        window.kept.change(replace(window.settings, reader=first))
    assert _columns(window).reviewed.sum() == 3


def test_the_opacity_is_kept_though_other_settings_change(
    window: MainWindow, new_window: Callable[[], MainWindow]
) -> None:
    window.view(ExplanationView).panel.opacity_changed.emit(33)
    changed = replace(window.settings, auto_advance=False)
    window.kept.change(changed)
    again = new_window().settings
    assert (again.heat_map_opacity, again.auto_advance) == (33, False)
