"""The rhythms of a reference enter a review that has begun: one edit, undone in one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from ecgviewer.core.labels import BeatClass
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.rhythm.episodes import EpisodeOrigin
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.journal.audit_trail import read_audit
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import new_annotations
from ecgviewer.formats.wfdb.writer import write_record
from ecgviewer.gui.main_window import MainWindow
from tests.workflows.conftest import OpenWindow

FLUTTER = EpisodeKind.ATRIAL_FLUTTER


@pytest.fixture
def record_path(tmp_path: Path) -> Path:
    record = synthetic_record(60.0, name="patient3").record
    path = write_record(tmp_path, record)
    marks = new_annotations([100, 2000, 9000], ["+", "+", "+"])
    aux = np.empty(3, object)
    aux[:] = [b"(N\0", b"(AFL\0", b"(N\0"]
    write_annotations(path.with_suffix(".atr"), replace(marks, aux=aux))
    return path


def take_over(window: MainWindow) -> None:
    window.action_set.actions["rhythm.take_over"].trigger()


def kinds(window: MainWindow) -> list[EpisodeKind]:
    return [row.kind for row in window.document.rhythms.episodes]


def test_they_are_taken_over_and_undone(
    qtbot: QtBot, open_window: OpenWindow, record_path: Path
) -> None:
    window = open_window(record_path)
    document = window.document
    assert document.label([3], BeatClass.V)
    assert kinds(window) == []
    take_over(window)
    qtbot.waitUntil(lambda: FLUTTER in kinds(window))
    sinus = EpisodeKind.SINUS
    assert kinds(window) == [sinus, FLUTTER, sinus]
    first, flutter, _ = document.rhythms.episodes
    assert (flutter.start, flutter.stop) == (2000, 9000)
    assert flutter.origin is EpisodeOrigin.IMPORTED
    (journal,) = record_path.parent.glob("*.jsonl")
    assert read_audit(journal)[-1].what == "Import 3 rhythms of annotations atr"
    with qtbot.waitSignal(document.refused) as refused:
        take_over(window)
    assert refused.args == ["There is no rhythm of annotations atr to take over."]
    assert document.delete_episodes([first.episode_id])
    assert document.undo()
    assert document.undo()
    assert kinds(window) == []
    assert document.redo()
    assert kinds(window) == [sinus, FLUTTER, sinus]


def test_a_blind_reader_is_not_offered_them(
    qtbot: QtBot, open_window: OpenWindow, record_path: Path
) -> None:
    window = open_window(record_path)
    action = window.action_set.actions["rhythm.take_over"]
    assert action.isVisible()
    window.document.set_blind(blind=True)
    assert not action.isVisible()
    take_over(window)
    window.document.set_blind(blind=False)
    assert action.isVisible()
    assert kinds(window) == []


def test_without_a_second_row_the_reader_is_told_where_it_is(
    qtbot: QtBot, open_window: OpenWindow, record_path: Path
) -> None:
    window = open_window(record_path)
    menu = window.findChild(QMenu, "second row")
    assert isinstance(menu, QMenu)
    menu.actions()[0].trigger()
    take_over(window)
    assert "View > Second row" in window.statusBar().currentMessage()
    assert kinds(window) == []
