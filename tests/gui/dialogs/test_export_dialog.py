"""The dialog offers every format that a review can be exported to."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.export.export_formats import EXPORT_FORMATS
from ecgviewer.formats.record_formats import annotations_of, read_record
from ecgviewer.gui.dialogs import export_dialog
from ecgviewer.gui.dialogs.export_dialog import ExportDialog
from tests.formats.ishne.ishne_files import IshneFile, write_ann


@pytest.fixture
def dialog(qtbot: QtBot, tmp_path: Path) -> ExportDialog:
    record = read_record(IshneFile(np.zeros((900, 2))).write(tmp_path / "day.ecg"))
    write_ann(tmp_path / "day.ann", [("N", 100), ("V", 100)])
    beats = annotations_of(record, "ann").beats(record)
    session = ReviewSession(record, beats, record.leads[0].name, "ann")
    made = ExportDialog(session, "Grace")
    qtbot.addWidget(made)
    made.open()
    return made


def _save(dialog: ExportDialog) -> None:
    buttons = dialog.findChild(QDialogButtonBox)
    assert buttons is not None
    buttons.button(QDialogButtonBox.StandardButton.Save).click()


def test_what_is_ticked_is_written(
    qtbot: QtBot, dialog: ExportDialog, tmp_path: Path
) -> None:
    usual = {each.name: each.is_usual for each in EXPORT_FORMATS}
    assert {n: box.isChecked() for n, box in dialog.choices.items()} == usual
    out = tmp_path / "out"
    out.mkdir()
    dialog.folder.setText(str(out))
    for name in ("csv", "wfdb"):
        dialog.choices[name].setChecked(False)
    for name in ("edf", "ishne"):
        dialog.choices[name].setChecked(True)
    with qtbot.waitSignal(dialog.exported) as told:
        _save(dialog)
    names = sorted(path.name for path in out.iterdir())
    assert names == ["day.ann", "day.ecg.review.edf"]
    assert all(name in told.args[0] for name in names)


def test_annotations_of_a_recorder_stay(dialog: ExportDialog, tmp_path: Path) -> None:
    original = (tmp_path / "day.ann").read_bytes()
    for name, box in dialog.choices.items():
        box.setChecked(name == "ishne")
    _save(dialog)
    assert "which loses what ecgviewer did not write" in dialog.problem.text()
    _save(dialog)
    assert "day.ann was not written by ecgviewer" in dialog.problem.text()
    assert dialog.isVisible()
    assert (tmp_path / "day.ann").read_bytes() == original


def test_dates_are_shifted_where_files_have_some(
    dialog: ExportDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    monkeypatch.setattr(export_dialog, "user_data_folder", lambda: data)
    out = tmp_path / "out"
    out.mkdir()
    dialog.folder.setText(str(out))
    dialog.deidentify.setChecked(True)
    dialog.choices["edf"].setChecked(True)
    _save(dialog)
    written = (out / "day.ecg.review.edf").read_bytes()
    assert b"Grace" not in written
    assert b"02.03.20" not in written
    assert (data / "deidentification.json").exists()
