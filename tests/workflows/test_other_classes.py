"""A review under a bundle of other classes, and of one under another bundle."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ecgviewer.classifier import runtime
from ecgviewer.core.label_scheme import AAMI
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.export.annotation_csv import read_csv
from ecgviewer.formats.export.review_export import export_csv, export_wfdb
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from ecgviewer.gui.beat_table.beats_view import BeatsView
from ecgviewer.gui.kinds.kinds_view import KindsView
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.model.document import DocumentState
from tests.classifier.own_bundle import scheme_bundle
from tests.label_schemes import N_L_R_S_V_P
from tests.workflows.conftest import OpenWindow

_LOAD = runtime.load_classifier
P = N_L_R_S_V_P.code("P")


@pytest.fixture
def paced_window(
    new_window: Callable[[], MainWindow],
    monkeypatch: pytest.MonkeyPatch,
    record_path: Path,
    tmp_path: Path,
    qtbot: QtBot,
) -> MainWindow:
    """A window on a record under a bundle of N, L and V, among N L R S V P."""
    bundle = scheme_bundle(tmp_path / "bundle", N_L_R_S_V_P, "N", "L", "V")
    monkeypatch.setattr(runtime, "load_classifier", lambda _: _LOAD(str(bundle)))
    window = new_window()
    window.open(record_path)
    _wait(window, qtbot)
    return window


def _wait(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(
        lambda: window.document.state is DocumentState.READY, timeout=30_000
    )


def _session(window: MainWindow) -> ReviewSession:
    assert window.document.session is not None
    return window.document.session


def test_beats_are_labelled_by_the_keys_of_the_bundles_classes(
    paced_window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window, session = paced_window, _session(paced_window)
    assert session.scheme == N_L_R_S_V_P
    assert session.columns.classes == (0, 1, 4)
    window.selection.select([2])
    qtbot.keyClick(window, Qt.Key.Key_P)
    qtbot.keyClick(window, Qt.Key.Key_2)
    assert session.beats.symbol[2:4].tolist() == ["/", "L"]
    # Selecting goes on by one beat; R marks a range, and does not label.
    qtbot.keyClick(window, Qt.Key.Key_R)
    assert session.beats.symbol[4] == ""
    window.action_set.actions["go.previous_P"].trigger()
    assert window.selection.current == 2
    table = window.view(BeatsView).panel
    texts = [b.text() for b in table.filter_bar.label_buttons.values()]
    assert texts == ["N", "L", "R", "S", "V", "P", "·"]
    table.filter_bar.label_buttons[P].click()
    assert table.model.rowCount() == 1
    csv = export_csv(session, tmp_path, "Ada")
    beats = read_csv(csv)
    assert beats.symbol_now[2:4].tolist() == ["/", "L"]
    assert read_annotations(export_wfdb(session, tmp_path, "ada")).symbol[2] == "/"


def test_every_view_paints_the_classes(paced_window: MainWindow) -> None:
    window, session = paced_window, _session(paced_window)
    every = np.arange(len(session.beats))
    for code in N_L_R_S_V_P.codes:
        assert window.document.label(every[code::6], code)
    for action in window.action_set.actions.values():
        if action.isCheckable() and not action.isChecked():
            action.trigger()
    for dock in window.docks.by_id.values():
        dock.show()
        dock.raise_()
        assert not window.grab().isNull()
    summaries = window.view(KindsView).panel.grid.summaries
    assert sum(len(s.class_counts) == 6 for s in summaries) == len(summaries) > 0


def test_a_review_keeps_its_classes_under_another_bundle(
    paced_window: MainWindow,
    open_window: OpenWindow,
    monkeypatch: pytest.MonkeyPatch,
    record_path: Path,
) -> None:
    assert paced_window.document.label([2], P)
    paced_window.close()
    monkeypatch.setattr(runtime, "load_classifier", _LOAD)
    window = open_window(record_path)
    session = _session(window)
    assert session.scheme == N_L_R_S_V_P
    assert session.columns.label[2] == P
    assert "N L R S V P" in window.notice.text
    assert "Every label stays" in window.notice.text
    assert window.action_set.actions["beat.label_P"].isVisible()


def test_a_review_of_aami_keeps_its_classes_too(
    open_window: OpenWindow,
    monkeypatch: pytest.MonkeyPatch,
    record_path: Path,
    tmp_path: Path,
) -> None:
    window = open_window(record_path)
    assert window.document.label([2], AAMI.code("Q"))
    window.close()
    bundle = scheme_bundle(tmp_path / "bundle", N_L_R_S_V_P, "N", "L", "P")
    monkeypatch.setattr(runtime, "load_classifier", lambda _: _LOAD(str(bundle)))
    window = open_window(record_path)
    session = _session(window)
    assert session.scheme == AAMI
    assert session.columns.label[2] == AAMI.code("Q")
    assert "L as N, P as Q" in window.notice.text
