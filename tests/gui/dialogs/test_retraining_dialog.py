"""Learning from corrections in the settings, with a process that only pretends."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from ecgviewer.analysis import retraining
from ecgviewer.gui.dialogs.retraining_dialog import RetrainingDialog
from ecgviewer.gui.dialogs.settings_dialog import SettingsDialog
from ecgviewer.gui.system.settings import Settings
from tests.classifier.own_bundle import own_bundle

_WAITS = """
import sys
print('{"progress": {"share": 0.25, "doing": "epoch 1 of 3", "left_s": 300}}')
sys.stdout.flush()
sys.stdin.read()
open(sys.argv[1], "w").write("stopped")
"""


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (
        "ecgviewer.classifier.bundle_folders",
        "ecgviewer.worker.retraining_tasks",
    ):
        monkeypatch.setattr(f"{module}.user_data_folder", lambda: tmp_path / "data")
    monkeypatch.setattr(retraining, "why_not", lambda: "")


def _pretend(monkeypatch: pytest.MonkeyPatch, script: str, *words: str) -> None:
    process = [sys.executable, "-c", script, *words]
    monkeypatch.setattr(retraining, "command", lambda _: process)


def _printing(*lines: object) -> str:
    return "\n".join(f"print({json.dumps(line)!r}, flush=True)" for line in lines)


def _filled(qtbot: QtBot, tmp_path: Path) -> RetrainingDialog:
    dialog = RetrainingDialog("context-cnn")
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.start.isEnabled()
    assert dialog.start.toolTip().startswith("First choose corrections")
    dialog.fields.add_corrections([tmp_path / "100.beats.csv"])
    assert dialog.fields.records.text() == str(tmp_path)
    assert dialog.start.isEnabled()
    return dialog


def _start(qtbot: QtBot, dialog: RetrainingDialog) -> None:
    QTest.keyClick(dialog.start, Qt.Key.Key_Space)
    assert dialog.close_button.text() == "Stop"
    assert not dialog.fields.isEnabled()


def test_progress_shows_the_time_left_and_a_stop_ends_the_process(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _pretend(monkeypatch, _WAITS, str(tmp_path / "told"))
    dialog = _filled(qtbot, tmp_path)
    _start(qtbot, dialog)
    text = "epoch 1 of 3, about 5 min left"
    qtbot.waitUntil(lambda: dialog.state.text() == text, timeout=30_000)
    assert dialog.bar.value() == 250
    QTest.keyClick(dialog.close_button, Qt.Key.Key_Space)
    assert dialog.state.text() == "Stopped. Nothing was written."
    assert dialog.isVisible()
    qtbot.waitUntil((tmp_path / "told").exists, timeout=30_000)
    QTest.keyClick(dialog.close_button, Qt.Key.Key_Space)
    assert not dialog.isVisible()


def test_the_new_classifier_is_offered_and_added_to_the_settings(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = own_bundle(tmp_path / "mine")
    text = "On patients that were held out: better.\n  841  accuracy 0.9 -> 0.95"
    result = {"result": {"text": text, "out": str(bundle), "figures": {}}}
    _pretend(monkeypatch, _printing(result))
    settings = SettingsDialog(Settings(), ("context-cnn",))
    qtbot.addWidget(settings)
    settings.show()
    QTest.keyClick(settings.classifier.learn, Qt.Key.Key_Space)
    (dialog,) = settings.classifier.findChildren(RetrainingDialog)
    dialog.fields.add_corrections([tmp_path / "100.beats.csv"])
    _start(qtbot, dialog)
    assert not dialog.use.isEnabled()
    qtbot.waitUntil(dialog.use.isEnabled, timeout=30_000)
    place = f"The new classifier is in {bundle}."
    assert dialog.outcome.toPlainText() == f"{text}\n\n{place}"
    assert dialog.state.text() == "The new classifier is ready."
    assert not dialog.is_running
    QTest.keyClick(dialog.use, Qt.Key.Key_Space)
    qtbot.waitUntil(settings.classifier.add.isEnabled, timeout=30_000)
    assert settings.settings().bundle == "mine-1"


def test_what_is_worse_is_shown_and_not_offered(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = (
        {"result": {"text": "Worse: 0.9 -> 0.8", "out": "", "figures": {}}},
        {"error": "Nothing was written. <b>Review</b> more."},
    )
    _pretend(monkeypatch, _printing(*lines))
    dialog = _filled(qtbot, tmp_path)
    _start(qtbot, dialog)
    qtbot.waitUntil(lambda: dialog.close_button.text() == "Close", timeout=30_000)
    said = "Worse: 0.9 -> 0.8\nNothing was written. <b>Review</b> more."
    assert dialog.outcome.toPlainText() == said
    assert dialog.state.text() == "There is no new classifier. The reason is below."
    assert not dialog.use.isEnabled()
    assert dialog.start.isEnabled()


def test_where_nothing_can_be_trained_it_says_how(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retraining, "why_not", lambda: "It comes without. Get it.")
    dialog = RetrainingDialog("context-cnn")
    qtbot.addWidget(dialog)
    assert dialog.outcome.toPlainText() == "It comes without. Get it."
    assert not dialog.fields.isEnabled()
    assert not dialog.start.isEnabled()


def test_files_and_folders_are_chosen_once_and_removed(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = RetrainingDialog("context-cnn")
    qtbot.addWidget(dialog)
    fields, file = dialog.fields, str(tmp_path / "a.csv")
    monkeypatch.setattr(
        QFileDialog, "getOpenFileNames", lambda *_, **__: ([file, file], "")
    )
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    fields._ask_corrections()
    fields._ask_corrections()
    fields._ask_data()
    fields._ask_records()
    assert fields.values() == ((Path(file),) * 1, tmp_path, (tmp_path,))
    assert dialog.start.isEnabled()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: (file, ""))
    fields._ask_patients()
    assert fields.whose == Path(file)
    # It is not there.
    assert not dialog.start.isEnabled()
    Path(file).touch()
    fields.changed.emit()
    assert dialog.start.isEnabled()
    fields.corrections.selectAll()
    fields._remove(fields.corrections)
    assert not fields.is_complete
    assert not dialog.start.isEnabled()
