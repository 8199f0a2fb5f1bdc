"""What is removed is not selected, and no dialog outlives what it is about."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.wfdb.writer import write_record
from ecgviewer.gui.actions.actions import ACTIONS
from ecgviewer.gui.beat_table.beats_view import BeatsView
from ecgviewer.gui.dialogs.ask_first import AskFirst
from ecgviewer.gui.main_window import MainWindow

Key = Qt.Key
#: These ask in a way that waits, end the window or open another record.
_NOT_MEANT = (
    *("file.open", "file.import_text", "file.save_copy", "file.save_picture"),
    *("file.quit", "file.demo"),
    "beat.move_to_kind",
)


def _ids(window: MainWindow) -> np.ndarray:
    columns = window.document.columns
    assert columns is not None
    return columns.beat_id


def _do_everything(window: MainWindow) -> None:
    """Do every action that is enabled, as the keys after a removal would."""
    for spec in ACTIONS:
        action = window.action_set.actions[spec.id]
        if action.isEnabled() and spec.id not in _NOT_MEANT:
            action.trigger()
            for dialog in window.findChildren(QDialog):
                dialog.close()
        selection = window.selection
        assert np.isin(selection.selected, _ids(window)).all(), spec.id
        assert selection.current is None or selection.current in _ids(window)


def _delete(qtbot: QtBot, window: MainWindow) -> None:
    """Delete the selected beats, and answer if they reach out of view."""
    qtbot.keyClick(window, Key.Key_Delete)
    for question in window.findChildren(AskFirst):
        if question.isVisible():
            question.yes.click()


def test_every_beat_removed(qtbot: QtBot, window: MainWindow) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(window, Key.Key_A, control)
    _delete(qtbot, window)
    assert not len(_ids(window))
    assert window.selection.current is None
    assert not len(window.selection.selected)
    _do_everything(window)


def test_the_only_beat_that_is_listed_removed(qtbot: QtBot, window: MainWindow) -> None:
    beat_id = int(_ids(window)[3])
    window.document.comment([beat_id], "doubtful")
    window.view(BeatsView).panel.filter_bar.search.setText("doubtful")
    qtbot.waitUntil(lambda: window.selection.listed is not None)
    assert window.selection.listed is not None
    assert window.selection.listed.tolist() == [beat_id]
    window.selection.select(beat_id)
    window.waveform.setFocus()
    qtbot.keyClick(window, Key.Key_Delete)
    assert beat_id not in _ids(window)
    assert window.selection.current is None
    _do_everything(window)


def test_the_nearest_beat_that_is_left_comes_next(
    qtbot: QtBot, window: MainWindow
) -> None:
    ids = _ids(window)
    for gone, following in (
        ([0, 1], 2),
        ([-1], -2),
        ([4, 6], 7),
        ([0, len(ids) - 1], len(ids) - 2),
    ):
        window.selection.select(ids[gone])
        _delete(qtbot, window)
        assert window.selection.selected.tolist() == [ids[following]]
        window.document.undo()


def test_a_beat_whose_adding_is_undone_is_not_selected(window: MainWindow) -> None:
    document = window.document
    sample = int(document.columns.sample[3]) + 120 if document.columns else 0
    assert document.add_beat(sample)
    added = int(_ids(window)[4])
    window.selection.select([int(_ids(window)[0]), added])
    document.undo()
    assert window.selection.selected.tolist() == [int(_ids(window)[0])]
    assert window.selection.current != added


@pytest.mark.parametrize(
    "action",
    ["go.to", "beat.comment", "beat.symbol", "file.sign", "view.leads", "file.export"],
)
def test_a_dialog_about_a_record_goes_with_it(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, action: str
) -> None:
    other = write_record(tmp_path, synthetic_record(10.0, name="other").record)
    window.selection.select(_ids(window)[0])
    window.action_set.actions[action].trigger()
    dialogs = [d for d in window.findChildren(QDialog) if d.isVisible()]
    assert len(dialogs) == 1
    with qtbot.waitSignal(dialogs[0].rejected):
        window.open(other)
    qtbot.waitUntil(lambda: not window.findChildren(QDialog))
