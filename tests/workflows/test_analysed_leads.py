"""A reviewer has all leads analysed, or one, and sees where they disagree."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ecgviewer.classifier import runtime
from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.export.review_export import export_csv
from ecgviewer.formats.wfdb.writer import write_record
from ecgviewer.gui.explanation.explanation_view import ExplanationView
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.window.record_menus import RecordMenus
from ecgviewer.preprocessing.beat_inputs import BeatInputs
from tests.fakes import FakeClassifier
from tests.workflows.conftest import OpenWindow

FS, LEADS = 360, ["MLII", "V1"]


class TwoMinds(FakeClassifier):
    """Calls every beat N in the first half of its pictures, V in the second half."""

    def classify(self, inputs: BeatInputs) -> tuple[Float32Array, Float32Array]:
        n = len(inputs)
        v = np.where(np.arange(n) < n // 2, 0.1, 0.97).astype(np.float32)
        said = np.stack([1 - v, np.zeros_like(v), v], axis=1)
        return said, np.zeros((n, 128), np.float32)


def _session(window: MainWindow) -> ReviewSession:
    session = window.document.session
    assert session is not None
    return session


def _leads(window: MainWindow) -> list[str]:
    return list(_session(window).leads)


def _facts(window: MainWindow) -> str:
    labels = window.statusBar().findChildren(QLabel)
    return "  ".join(label.text() for label in labels)


def _entry(window: MainWindow, text: str) -> QAction:
    menus = window.findChild(RecordMenus)
    assert menus is not None
    return next(a for a in menus.leads.actions() if a.text() == text)


def _analyse(qtbot: QtBot, window: MainWindow, text: str) -> None:
    with qtbot.waitSignal(window.link.finished, timeout=20_000):
        _entry(window, text).trigger()


def test_all_leads_are_analysed_until_one_is_chosen(
    qtbot: QtBot, window: MainWindow
) -> None:
    session = _session(window)
    assert _leads(window) == LEADS
    assert _entry(window, "&All").isChecked()
    assert "Leads MLII, V1" in _facts(window)
    _analyse(qtbot, window, "V1")
    assert session.lead == "V1"
    assert _leads(window) == ["V1"]
    assert _entry(window, "V1").isChecked()
    assert not _entry(window, "&All").isChecked()
    assert "Lead V1" in _facts(window)
    _analyse(qtbot, window, "&All")
    assert session.lead == "MLII"
    assert _leads(window) == LEADS


def test_one_lead_that_was_chosen_stays_so_after_a_restart(
    qtbot: QtBot, window: MainWindow, open_window: OpenWindow, record_path: Path
) -> None:
    _analyse(qtbot, window, "V1")
    assert window.document.label(_session(window).beats.beat_id[:1], BeatClass.V)
    window.close()
    again = open_window(record_path)
    assert _session(again).leads == ("V1",)
    assert _entry(again, "V1").isChecked()


def test_where_leads_disagree_a_beat_comes_first_and_both_are_shown(
    qtbot: QtBot,
    open_window: OpenWindow,
    record_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(runtime, "load_classifier", lambda _: TwoMinds())
    window = open_window(record_path)
    columns = _session(window).columns
    assert np.mean(columns.dissent > 0.8) > 0.9
    window.queue.forward()
    assert "its leads say different classes" in window.statusBar().currentMessage()
    panel = window.view(ExplanationView).panel
    qtbot.waitUntil(lambda: "decides" in panel.leads_label.text(), timeout=20_000)
    assert "MLII" in panel.leads_label.text()
    assert "V1" in panel.leads_label.text()


def test_a_record_whose_first_lead_is_flat_is_labelled_by_the_second(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    ecg = synthetic_record(60.0, name="flat")
    signal = ecg.record.signal.copy()
    signal[0, 20 * FS :] = 0.0
    window = open_window(write_record(tmp_path, replace(ecg.record, source=signal)))
    columns = _session(window).columns
    assert _session(window).leads[0] in ("MLII", "V1")
    assert len(columns.sample) == len(ecg.beats)
    assert np.mean(columns.readable) > 0.9
    (file,) = [export_csv(_session(window), tmp_path, "Ada")]
    assert ",MLII V1" in file.read_text() or ",V1 MLII" in file.read_text()
