"""Bad recordings are reported in words, or simply work; the open document stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from ecgviewer.core.record import Lead, Record
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import new_annotations
from ecgviewer.formats.wfdb.writer import write_record
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.model.document import DocumentState

Bad = Callable[[Path], Path]


def _good(folder: Path) -> Path:
    return write_record(folder, synthetic_record(20.0, name="bad").record)


def _without_signal(folder: Path) -> Path:
    header = _good(folder)
    header.with_suffix(".dat").unlink()
    return header


def _of_unknown_format(folder: Path) -> Path:
    header = _good(folder)
    header.write_text(header.read_text().replace(".dat 16 ", ".dat 999 "))
    return header


def _empty(folder: Path) -> Path:
    header = _good(folder)
    header.write_text("bad 2 360 0\n" + "".join(header.read_text().split("\n", 1)[1]))
    header.with_suffix(".dat").write_bytes(b"")
    return header


def _outside(folder: Path) -> Path:
    header = _good(folder)
    (folder / "inside").mkdir()
    moved = folder / "inside" / "bad.hea"
    moved.write_text(header.read_text().replace("bad.dat", "../bad.dat"))
    return moved


def _huge(folder: Path) -> Path:
    header = _good(folder)
    header.write_text(header.read_text().replace("7200", "1000000000000"))
    return header


def _no_header(folder: Path) -> Path:
    path = folder / "bad.hea"
    path.write_bytes(bytes(range(256)))
    return path


def _missing(folder: Path) -> Path:
    return folder / "bad.hea"


def _no_record(folder: Path) -> Path:
    path = folder / "holiday.jpg"
    path.write_bytes(b"\xff\xd8\xff")
    return path


@pytest.mark.parametrize(
    "make",
    [
        _without_signal,
        _of_unknown_format,
        _empty,
        _outside,
        _huge,
        _no_header,
        _missing,
        _no_record,
    ],
)
def test_refused_in_words_and_the_document_stays(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, make: Bad
) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    path = make(folder)
    session = window.document.session
    with qtbot.waitSignal(window.link.open_failed) as failed:
        window.open(path)
    message = failed.args[0]
    assert path.stem in message, "the message names the file"
    assert len(message) > 30, "and says what to do"
    assert "Error" not in message
    assert "Traceback" not in message
    assert window.document.session is session
    assert window.notice.isVisible()
    with qtbot.waitSignal(window.link.finished, timeout=20_000):
        window.open(_good(tmp_path))
    assert window.document.state is DocumentState.READY


def _one_lead(folder: Path) -> Path:
    return write_record(folder, synthetic_record(20.0, n_leads=1, name="odd").record)


def _with_gaps(folder: Path) -> Path:
    signal = synthetic_record(40.0).record.signal.copy()
    signal[:, 3000:6000] = np.nan
    signal[0, 8000:10_000] = 0.5
    record = Record("odd", 360.0, (Lead("MLII"), Lead("V1")), signal)
    return write_record(folder, record)


def _blood_pressure(folder: Path) -> Path:
    time_s = np.arange(7200) / 360
    signal = (90 + 20 * np.sin(2 * np.pi * 1.2 * time_s))[None].astype(np.float32)
    return write_record(folder, Record("odd", 360.0, (Lead("ABP", "mmHg"),), signal))


def _flat(folder: Path) -> Path:
    signal = np.zeros((2, 7200), np.float32)
    return write_record(folder, Record("odd", 360.0, (Lead("I"), Lead("II")), signal))


def _few_samples(folder: Path) -> Path:
    signal = np.ones((1, 5), np.float32)
    return write_record(folder, Record("odd", 360.0, (Lead("II"),), signal))


def _truncated(folder: Path) -> Path:
    header = write_record(folder, synthetic_record(40.0, name="odd").record)
    signal = header.with_suffix(".dat")
    signal.write_bytes(signal.read_bytes()[:30_001])
    return header


def _annotation_past_the_end(folder: Path) -> Path:
    header = write_record(folder, synthetic_record(20.0, name="odd").record)
    write_annotations(
        header.with_suffix(".atr"),
        new_annotations([500, 7200, 90_000], ["N", "V", "N"]),
    )
    return header


@pytest.mark.parametrize(
    "make",
    [
        _one_lead,
        _with_gaps,
        _blood_pressure,
        _flat,
        _few_samples,
        _truncated,
        _annotation_past_the_end,
    ],
)
def test_odd_recordings_work(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, make: Bad
) -> None:
    failures: list[object] = []
    window.link.failed.connect(failures.append)
    with qtbot.waitSignal(window.link.finished, timeout=20_000):
        window.open(make(tmp_path))
    session = window.document.session
    assert session is not None
    assert session.record.name == "odd"
    assert window.document.state is DocumentState.READY
    assert failures == []
    window.waveform.show_all()
    window.grab()


@pytest.mark.parametrize(
    "fs", [50.0, 64.0, 100.0, 128.0, 257.5, 500.0, 1000.0, 2000.0, 10_000.0]
)
def test_any_sampling_frequency(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, fs: float
) -> None:
    ecg = synthetic_record(20.0, fs, name="odd")
    with qtbot.waitSignal(window.link.finished, timeout=20_000):
        window.open(write_record(tmp_path, ecg.record))
    session = window.document.session
    assert session is not None
    assert session.record.fs == fs
    distance = np.abs(session.beats.sample[:, None] - ecg.beats.sample).min(axis=1)
    assert len(session.beats) == len(ecg.beats)
    assert distance.max() <= max(2, 0.02 * fs)
    assert not np.isnan(session.columns.confidence).any()
