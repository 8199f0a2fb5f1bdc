"""A blind reader is shown what others say only when asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import new_annotations
from ecgviewer.gui.beat_table.beats_view import BeatsView
from ecgviewer.gui.dialogs.ask_first import AskFirst
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.model.document import DocumentState

_SLOW_MS = 20_000


def annotator_of(window: MainWindow) -> str:
    assert window.document.session is not None
    return window.document.session.annotator


def ready(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(
        lambda: window.document.state is DocumentState.READY, timeout=_SLOW_MS
    )


@pytest.fixture
def reviewed(qtbot: QtBot, window: MainWindow, record_path: Path) -> MainWindow:
    """A window in which the reference was reviewed last, by a reader turned blind."""
    session = window.document.session
    assert session is not None
    symbols = np.full(len(session.beats), "V")
    reference = new_annotations(session.beats.sample, symbols)
    write_annotations(record_path.with_suffix(".atr"), reference)
    with qtbot.waitSignal(window.link.opened, timeout=_SLOW_MS):
        window.open(record_path, "atr")
    ready(qtbot, window)
    assert window.document.accept(session.beats.beat_id[:1])
    blind = replace(window.settings, blind=True)
    window.kept.change(blind)
    return window


def test_a_reference_is_not_shown_unasked(
    qtbot: QtBot, reviewed: MainWindow, record_path: Path
) -> None:
    window = reviewed
    with qtbot.waitSignal(window.link.opened, timeout=_SLOW_MS):
        window.open(record_path)
    ready(qtbot, window)
    assert annotator_of(window) == ""
    assert window.waveform.layers == ()
    assert "(atr)" in window.notice.text
    reviews = window.findChild(QMenu, "reviews")
    assert reviews is not None
    detected, atr = reviews.actions()[:2]
    assert "without labels" in detected.text()
    assert "labels are shown" in atr.text()
    atr.trigger()
    assert annotator_of(window) == ""
    assert detected.isChecked()
    question = window.findChild(AskFirst)
    assert question is not None
    with qtbot.waitSignal(window.link.opened, timeout=_SLOW_MS):
        question.yes.click()
    assert annotator_of(window) == "atr"
    assert "are shown" in window.notice.text


def test_who_is_not_blind_is_where_they_were(
    qtbot: QtBot, reviewed: MainWindow, record_path: Path
) -> None:
    window = reviewed
    window.kept.change(replace(window.settings, blind=False))
    with qtbot.waitSignal(window.link.opened, timeout=_SLOW_MS):
        window.open(record_path)
    assert annotator_of(window) == "atr"
    reviews = window.findChild(QMenu, "reviews")
    assert reviews is not None
    assert "by the classifier" in reviews.actions()[0].text()


def test_a_search_is_of_one_record(
    qtbot: QtBot, window: MainWindow, record_path: Path
) -> None:
    panel = window.view(BeatsView).panel
    window.docks.by_id["beats"].bring_forward()
    panel.filter_bar.search.setText("commented")
    qtbot.waitUntil(lambda: panel.model.rowCount() == 0)
    with qtbot.waitSignal(window.link.opened, timeout=_SLOW_MS):
        window.open(record_path)
    ready(qtbot, window)
    assert not panel.filter_bar.search.text()
    qtbot.waitUntil(lambda: panel.model.n_beats > 0)
    assert panel.model.rowCount() == panel.model.n_beats
