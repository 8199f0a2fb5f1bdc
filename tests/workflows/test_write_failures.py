"""Where nothing can be written the reviewer is told why, in the dialog that writes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialogButtonBox, QLabel
from pytestqt.qtbot import QtBot

from ecgviewer import app
from ecgviewer.formats.journal.audit_trail import AuditEntry
from ecgviewer.gui.dialogs.audit_dialog import AuditDialog
from ecgviewer.gui.dialogs.export_dialog import ExportDialog
from ecgviewer.gui.main_window import MainWindow

_LONG = "x" * 300


def _save(dialog: ExportDialog) -> None:
    buttons = dialog.findChild(QDialogButtonBox)
    assert buttons is not None
    buttons.button(QDialogButtonBox.StandardButton.Save).click()


@pytest.mark.parametrize(("folder", "annotator"), [(_LONG, "review"), (".", _LONG)])
def test_long_names_in_the_export(
    window: MainWindow, tmp_path: Path, folder: str, annotator: str
) -> None:
    session = window.document.session
    assert session is not None
    dialog = ExportDialog(session, "Ada", window)
    dialog.open()
    dialog.choices["csv"].setChecked(False)
    dialog.folder.setText(str(tmp_path / folder))
    dialog.annotator.setText(annotator)
    _save(dialog)
    assert dialog.isVisible()
    assert "File name too long" in dialog.problem.text()
    assert "shorter name" in dialog.problem.text()
    dialog.annotator.setText("review")
    dialog.folder.setText(str(tmp_path))
    _save(dialog)
    assert not dialog.isVisible()
    assert (tmp_path / f"{session.record.name}.review").exists()


def test_an_audit_trail_with_a_long_name(qtbot: QtBot, tmp_path: Path) -> None:
    entry = AuditEntry(1, "2024-01-01T00:00:00", "Ada", "Began", 0, "", "")
    dialog = AuditDialog(tmp_path / "r.ecgedits.jsonl", [entry])
    qtbot.addWidget(dialog)
    with qtbot.assertNotEmitted(dialog.exported):
        dialog.export(tmp_path / _LONG)
    said = [label.text() for label in dialog.findChildren(QLabel)]
    assert any("File name too long" in text for text in said)


def test_a_demo_record_that_cannot_be_written(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_bytes(b"")
    monkeypatch.setattr(app, "demo_folder", lambda: blocked)
    window.demo_requested.emit()
    assert str(blocked) in window.notice.text
    assert "cannot be written" in window.notice.text
