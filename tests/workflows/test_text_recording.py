"""A CSV of somebody's own is opened, asked about, reviewed, analysed and converted."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QDialogButtonBox, QInputDialog
from pytestqt.qtbot import QtBot

from ecgviewer import app, screen
from ecgviewer.__main__ import main
from ecgviewer.analysis import batch
from ecgviewer.commands import analyze
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.csv.options import VARIABLE
from ecgviewer.formats.export.annotation_csv import read_csv
from ecgviewer.formats.record_formats import read_record
from ecgviewer.formats.wfdb.writer import write_record
from ecgviewer.gui.dialogs.csv_dialog import CsvDialog
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.model.document import DocumentState
from tests.fakes import FakeClassifier

_OPTIONS = "fs=360,gain=200,leads=II,V1"


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv(VARIABLE, "")
    monkeypatch.setattr(analyze, "load_classifier", lambda _: FakeClassifier())
    monkeypatch.setattr(batch, "_classifier", lambda _: FakeClassifier())


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """Return one ECG as WFDB and as the text of its digital values."""
    made = synthetic_record(30.0, name="100").record
    header = write_record(tmp_path, made)
    record = read_record(header)
    digital = np.rint(record.signal[:2].astype(np.float64) * 200).astype(int)
    text = tmp_path / "walk.csv"
    columns = np.vstack([digital, digital])[:2]
    np.savetxt(text, columns.T, "%d", ";")
    return header, text


def test_the_window_asks_and_the_review_is_kept(
    qtbot: QtBot, new_window: Callable[[], MainWindow], pair: tuple[Path, Path]
) -> None:
    _, path = pair
    window = new_window()
    window.open(path)
    assert window.records.is_empty
    (dialog,) = window.findChildren(CsvDialog)
    for field, text in (("fs", "360"), ("gain", "200"), ("leads", "II,V1")):
        dialog.put(field, text)
    dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    qtbot.waitUntil(
        lambda: window.document.state is DocumentState.READY, timeout=20_000
    )
    assert "walk.csv is read with fs=360" in window.notice.text
    session = window.document.session
    assert session
    assert session.record.leads[1].name == "V1"
    assert window.document.label(session.beats.beat_id[[3]], BeatClass.V)
    window.document.close()
    again = new_window()
    again.open(path)
    qtbot.waitUntil(lambda: again.document.state is DocumentState.READY, timeout=20_000)
    assert "1 earlier edit" in again.notice.text


def test_commands_read_it(pair: tuple[Path, Path], tmp_path: Path) -> None:
    header, path = pair
    out = tmp_path / "out"
    words = ["analyze", str(path), "-o", str(out)]
    assert main(words) == 1
    assert main([*words, "--csv", _OPTIONS]) == 0
    assert main(["analyze", str(header), "-o", str(out)]) == 0
    of_text, of_wfdb = (
        read_csv(out / f"{name}.beats.csv") for name in ("walk.csv", "100")
    )
    assert len(of_text.sample) > 20
    assert of_text.sample.tolist() == of_wfdb.sample.tolist()
    copy = ["convert", str(path), "--to", "wfdb", "-o", str(out), "--csv", _OPTIONS]
    assert main(copy) == 0
    np.testing.assert_array_equal(
        read_record(out / "walk.hea").signal, read_record(path).signal
    )


def test_what_the_command_line_says_is_remembered_for_windows(
    pair: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, path = pair
    monkeypatch.setattr(screen, "has_screen", lambda: True)
    monkeypatch.setattr(app, "run", lambda *_, **__: 0)
    assert main([str(path), "--csv", _OPTIONS]) == 0
    assert read_record(path).fs == 360
    assert main([str(path.with_name("gone.csv")), "--csv", _OPTIONS]) == 2
    assert "gone.csv cannot be read" in capsys.readouterr().err


def test_a_list_of_rr_intervals_is_a_tachogram_with_its_beats(
    qtbot: QtBot, new_window: Callable[[], MainWindow], tmp_path: Path
) -> None:
    path = tmp_path / "rr.csv"
    lengths = [800 + n * 37 % 90 for n in range(200)]
    path.write_text("RR [ms]\n" + "\n".join(map(str, lengths)) + "\n")
    window = new_window()
    window.open(path)
    qtbot.waitUntil(
        lambda: window.document.state is DocumentState.READY, timeout=20_000
    )
    session = window.document.session
    assert session
    assert session.annotator == "rr"
    assert np.diff(session.beats.sample).tolist() == lengths
    assert "is a list of RR intervals" in window.notice.text
    assert window.document.label(session.beats.beat_id[[3]], BeatClass.V)
    assert len([*tmp_path.glob("*.ecgedits.jsonl")]) == 1


def test_a_record_of_an_archive_is_chosen(
    qtbot: QtBot,
    new_window: Callable[[], MainWindow],
    pair: tuple[Path, Path],
    tmp_path: Path,
) -> None:
    header, _ = pair
    path = tmp_path / "db.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("a/100", "b/100"):
            for ending in (".hea", ".dat"):
                archive.write(header.with_suffix(ending), f"{name}{ending}")
    window = new_window()
    window.open(path)
    (dialog,) = window.findChildren(QInputDialog)
    dialog.setTextValue("b_100")
    dialog.accept()
    qtbot.waitUntil(
        lambda: window.document.state is DocumentState.READY, timeout=20_000
    )
    session = window.document.session
    assert session
    assert session.record.name == "db.zip#b_100"
    assert window.document.label(session.beats.beat_id[[3]], BeatClass.V)
    assert len([*tmp_path.glob("*.ecgedits.jsonl")]) == 1
