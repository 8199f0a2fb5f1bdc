"""What is told in a report of a problem."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from ecgviewer import __version__
from ecgviewer.gui.dialogs.tell_us_dialog import TellUsDialog, report_text


def test_facts_are_copied(qtbot: QtBot) -> None:
    dialog = TellUsDialog("context-cnn-1", "")
    qtbot.addWidget(dialog)
    dialog.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert f"ecgviewer: {__version__}" in copied
    assert "Classifier: context-cnn-1" in copied
    for named in ("Bundle: the default", "System: ", "Qt: ", "Log: "):
        assert named in copied


def test_folders_of_people_are_not_told(qtbot: QtBot) -> None:
    said = report_text("", str(Path.home() / "Ada Lovelace" / "mine"))
    assert "Bundle: mine" in said
    assert str(Path.home()) not in said
    assert "Lovelace" not in said
