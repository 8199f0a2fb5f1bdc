"""An EDF recording is analysed, compared, reviewed and exported as any other is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from ecgviewer.__main__ import main
from ecgviewer.analysis import batch
from ecgviewer.commands import analyze
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.export.annotation_csv import read_csv
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.model.document import DocumentState
from tests.fakes import FakeClassifier
from tests.formats.edf.edf_files import EdfFile, Signal, clock, tal
from training.records.dataset import available_records, is_annotated, open_annotated

_NOTE = "ä" * 150
_ECG = synthetic_record(30.0, name="100")


@pytest.fixture
def edf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a recording with its beats inside and a long note among them."""
    monkeypatch.setattr(analyze, "load_classifier", lambda _: FakeClassifier())
    monkeypatch.setattr(batch, "_classifier", lambda _: FakeClassifier())
    record = _ECG.record
    fs = round(record.fs)
    digital = np.rint(record.signal[:, : 30 * fs] * 1000).astype(np.int32)
    limits = ("-32768", "32767")
    signals = [
        Signal(f"ECG {lead.name}", row, fs, b"uV", limits, limits)
        for lead, row in zip(record.leads, digital, strict=True)
    ]
    more: dict[int, bytes] = {}
    for sample in _ECG.beats.sample.tolist():
        second = sample // fs
        more[second] = more.get(second, b"") + tal(f"+{sample / fs:.6f}", "N")
    more[20] = tal("+20.5", _NOTE, "2")
    lists = {len(signals): clock(*range(30), more=more)}
    folder = tmp_path / "recordings"
    folder.mkdir()
    return EdfFile(signals, "EDF+C", lists=lists).write(folder / "day.edf")


def _n_inside(edf: Path) -> int:
    return len(open_annotated(edf)[1])


def test_on_the_command_line(
    edf: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["analyze", str(edf), "-o", str(out)]) == 0, capsys.readouterr().err
    assert {path.name for path in out.glob("*.csv")} == {"day.edf.beats.csv"}
    words = ["compare", str(edf), "atr", str(out / "ecgv"), "--whole", "--json"]
    assert main(words) == 0, capsys.readouterr().err
    assert '"day.edf"' in capsys.readouterr().out
    readers = ["--readers", "atr", str(out / "day.edf.beats.csv")]
    assert main(["agree", str(edf), *readers]) == 0
    assert "beats of all readers" in capsys.readouterr().out


def test_reviewed_and_exported(
    qtbot: QtBot, new_window: Callable[[], MainWindow], edf: Path, tmp_path: Path
) -> None:
    window = new_window()
    window.open(edf, "atr")

    def ready() -> bool:
        session = window.document.session
        return session is not None and window.document.state is DocumentState.READY

    qtbot.waitUntil(ready, timeout=20_000)
    session = window.document.session
    assert session is not None
    assert len(session.beats) == _n_inside(edf)
    assert window.document.label(session.beats.beat_id[[3]], BeatClass.V)
    window.document.close()
    journal = next(edf.parent.glob("*.ecgedits.jsonl"))
    out = tmp_path / "out"
    assert main(["export", str(journal), "-o", str(out), "--without-classifier"]) == 0
    assert int(read_csv(out / "day.edf.beats.csv").label[3]) == BeatClass.V
    written = read_annotations(out / "day.edf.review")
    assert written.symbol[3] == "V"
    notes = [written.text(n) for n in np.flatnonzero(written.symbol == '"').tolist()]
    assert notes == [f"{_NOTE[:127]}"], "WFDB has room for 255 bytes"


def _is_said(said: list[str], text: str) -> bool:
    return any(text in each for each in said)


def test_a_copy_is_saved_from_the_menu(
    qtbot: QtBot,
    new_window: Callable[[], MainWindow],
    edf: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window = new_window()
    said: list[str] = []
    window.commands.exported.connect(said.append)
    action = window.action_set.actions["file.save_copy"]
    assert not action.isEnabled(), "nothing is open"
    window.open(edf, "atr")
    qtbot.waitUntil(
        lambda: window.document.state is DocumentState.READY, timeout=20_000
    )
    session = window.document.session
    assert session is not None
    assert window.document.label(session.beats.beat_id[[3]], BeatClass.V)
    plain = tmp_path / "copy.edf"
    for asked, kind, written, annotator in (
        (plain, "EDF+ recording (*.edf)", plain, "atr"),
        (
            tmp_path / "y",
            "ISHNE Holter recording (*.ecg)",
            tmp_path / "y.ecg",
            "ann",
        ),
        (
            tmp_path / "x",
            "WFDB recording, de-identified (*.hea)",
            tmp_path / f"recording-{session.record.identity[:8]}.hea",
            "atr",
        ),
    ):
        chosen = str(asked), kind
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, c=chosen: c)
        action.trigger()
        words = f"Saved {written}"
        qtbot.waitUntil(partial(_is_said, said, words), timeout=20_000)
        copy, beats = open_annotated(written, annotator)
        assert copy.n_samples == session.record.n_samples
        assert beats.symbol[3] == "V"
    action.trigger()
    assert "exists already and is left as it is" in said[-1]
    chosen = str(edf), "EDF+ recording (*.edf)"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, c=chosen: c)
    action.trigger()
    qtbot.waitUntil(partial(_is_said, said, "is the recording itself"))
    window.document.close()


def test_training_takes_it(edf: Path) -> None:
    assert is_annotated(edf)
    assert available_records(edf.parent) == ("day.edf",)
    record, beats = open_annotated(edf)
    assert record.fs == _ECG.record.fs
    inside = [n for n in _ECG.beats.sample.tolist() if n // round(record.fs) != 20]
    assert np.array_equal(beats.sample, inside)
    signals = [Signal(values=np.zeros(300))]
    note = {0: clock(0, 1, 2, more={0: tal("+1", "Lights off")})}
    other = EdfFile(signals, "EDF+C", lists=note).write(edf.with_name("night.edf"))
    assert not is_annotated(other)
