"""A format that is registered, and nothing else, is opened, reviewed and exported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from ecgviewer.__main__ import main
from ecgviewer.analysis import batch
from ecgviewer.commands import analyze
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats import record_formats
from ecgviewer.formats.export.annotation_csv import read_csv
from ecgviewer.formats.format_texts import all_endings, listed
from ecgviewer.formats.record_formats import FORMATS
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from ecgviewer.formats.wfdb.writer import write_record
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.model.document import DocumentState
from tests.fakes import FakeClassifier
from tests.formats.tiny_format import SCORER, TINY, write_tiny

_ECG = synthetic_record(30.0, name="100")


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a record of the made-up format beside a WFDB record of the same stem."""
    monkeypatch.setattr(record_formats, "FORMATS", (*FORMATS, TINY))
    monkeypatch.setattr(analyze, "load_classifier", lambda _: FakeClassifier())
    monkeypatch.setattr(batch, "_classifier", lambda _: FakeClassifier())
    folder = tmp_path / "recordings"
    folder.mkdir()
    write_record(folder, synthetic_record(20.0, name="100").record)
    beats = _ECG.beats.sample.tolist()
    return write_tiny(folder, "100", _ECG.record, beats)


def _wait(qtbot: QtBot, window: MainWindow, name: str) -> None:
    def ready() -> bool:
        session = window.document.session
        opened = session is not None and session.record.name == name
        return opened and window.document.state is DocumentState.READY

    qtbot.waitUntil(ready, timeout=20_000)


def test_opened_by_the_dialog_reviewed_and_exported(
    qtbot: QtBot,
    new_window: Callable[[], MainWindow],
    tiny: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def choose(dialog: QFileDialog) -> None:
        asked.extend(dialog.nameFilters())
        dialog.fileSelected.emit(str(tiny))

    monkeypatch.setattr(QFileDialog, "open", choose)
    window = new_window()
    shown = [label.text() for label in window.waveform.findChildren(QLabel)]
    wanted = f"drop a {listed(all_endings())} file here"
    assert wanted.endswith("or .tiny file here")
    assert any(wanted in text for text in shown)
    window.commands.choose_record()
    assert "TINY recordings (*.tiny)" in asked
    _wait(qtbot, window, "100.tiny")
    session = window.document.session
    assert session is not None
    assert window.document.label(session.beats.beat_id[[3]], BeatClass.V)
    journal = next(tiny.parent.glob("*.ecgedits.jsonl"))
    header = tiny.with_suffix(".hea")
    assert window.records.shows(tiny)
    assert not window.records.shows(header), "the WFDB record of that stem"
    window.open(header)
    _wait(qtbot, window, "100")
    assert window.records.shows(header)
    assert window.records.shows(header.with_suffix(".dat"))
    session = window.document.session
    assert session is not None
    assert not session.history.done
    assert window.document.label(session.beats.beat_id[[4]], BeatClass.S)
    window.open(tiny)
    _wait(qtbot, window, "100.tiny")
    assert "1 earlier edit" in window.notice.text
    window.document.close()
    out = tmp_path / "out"
    assert main(["export", str(journal), "-o", str(out), "--without-classifier"]) == 0
    rows = read_csv(out / "100.tiny.beats.csv")
    assert int(rows.label[3]) == BeatClass.V
    assert read_annotations(out / "100.tiny.review").symbol[3] == "V"


def test_dropped_and_its_annotations_reviewed(
    qtbot: QtBot, new_window: Callable[[], MainWindow], tiny: Path
) -> None:
    window = new_window()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tiny))])
    event = QDropEvent(
        QPointF(10, 10),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)
    _wait(qtbot, window, "100.tiny")
    window.open(tiny, SCORER)
    qtbot.waitUntil(lambda: f"review of {SCORER}" in window.windowTitle())
    _wait(qtbot, window, "100.tiny")
    session = window.document.session
    assert session is not None
    assert np.array_equal(session.beats.sample, _ECG.beats.sample)


def test_analysed_and_compared_on_the_command_line(
    tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    header = tiny.with_suffix(".hea")
    assert main(["analyze", str(tiny), str(header), "-o", str(out)]) == 0
    assert {path.name for path in out.glob("*.csv")} == {
        "100.beats.csv",
        "100.tiny.beats.csv",
    }
    words = ["compare", str(tiny), SCORER, str(out / "ecgv"), "--whole", "--json"]
    assert main(words) == 0, capsys.readouterr().err
    assert '"100.tiny"' in capsys.readouterr().out
    readers = ["--readers", SCORER, str(out / "100.tiny.beats.csv")]
    assert main(["agree", str(tiny), *readers]) == 0
    n_beats = f"{len(_ECG.beats)} beats of all readers, 0 not of all"
    assert n_beats in capsys.readouterr().out
    words = ["compare", str(tiny), "nobody", str(out / "ecgv"), "--whole"]
    assert main(words) == 1
    assert "100.tiny.nobody does not exist" in capsys.readouterr().err
