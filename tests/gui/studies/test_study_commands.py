"""Recordings and readers compared, and reference sets, from the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from pytestqt.qtbot import QtBot

from ecgviewer.gui.studies.agreement_dialog import AgreementDialog
from ecgviewer.gui.studies.compare_dialog import CompareDialog
from tests.gui.studies.conftest import Windows
from tests.gui.studies.looks import differing, wait
from tests.studies.desk import Desk, review

_Key, _Modifier = Qt.Key, Qt.KeyboardModifier


def test_two_recordings_of_a_patient_are_compared(
    qtbot: QtBot, desk: Desk, windows: Windows
) -> None:
    for day, length_s in ((1, 40.0), (2, 60.0)):
        record = desk.record(f"day{day}", length_s)
        lines = record.read_text().splitlines()
        lines[0] += f" 08:00:00 0{day}/11/2026"
        record.write_text("\n".join([*lines, "#Patient: P1", ""]))
    desk.record("other", 20.0)
    window = windows.make()
    row = window.model.row_of(str(desk.records / "day2.hea"))
    assert row is not None
    window.table.go_to(row)
    qtbot.keyClick(window, _Key.Key_E, _Modifier.ControlModifier)
    dialog = window.findChild(CompareDialog)
    assert isinstance(dialog, CompareDialog)
    wait(qtbot, lambda: dialog.table.rowCount() > 0)
    table = dialog.table.model()
    facts = {
        table.index(row, 0).data(): [
            table.index(row, column).data() for column in (1, 2, 3)
        ]
        for row in range(table.rowCount())
    }
    assert facts["Start"][:2] == ["2026-11-01 08:00:00", "2026-11-02 08:00:00"]
    first, second, change = (int(text) for text in facts["Beats"])
    assert second - first == change > 0
    assert dialog.caption.text().startswith("Dashed: day1, median of")
    picture = dialog.picture.grab().toImage()
    plain = picture.copy()
    plain.fill(picture.pixelColor(2, picture.height() - 1))
    assert differing(picture, plain) > 1000
    dialog.classes.setCurrentIndex(dialog.classes.findText("Supraventricular ectopic"))
    dialog.reject()


def test_a_recording_that_cannot_be_compared_is_said(
    qtbot: QtBot, desk: Desk, windows: Windows, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.record("a")
    desk.record("b", 30.0)
    window = windows.make()
    window.commands.compare()
    assert "Select two recordings" in window.note.text()
    window.table.selectAll()
    monkeypatch.setattr("ecgviewer.studies.comparison.report_facts", _fail)
    window.commands.compare()
    dialog = window.findChild(CompareDialog)
    assert isinstance(dialog, CompareDialog)
    wait(qtbot, lambda: dialog.picture.text == "no luck")
    assert dialog.table.rowCount() == 0


def test_the_agreement_of_readers_is_shown(
    qtbot: QtBot, desk: Desk, windows: Windows, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = desk.record("a")
    review(record, "Ada", beats=(2,), n_normal=10, sign=True)
    review(record, "Bob", beats=(2, 3), n_normal=10, sign=True)
    window = windows.make()
    qtbot.keyClick(window, _Key.Key_K, _Modifier.ControlModifier)
    dialog = window.findChild(AgreementDialog)
    assert isinstance(dialog, AgreementDialog)
    wait(qtbot, lambda: "Cohen's kappa" in dialog.text.toPlainText())
    assert "10 beats that both decided, 1 labelled" in dialog.text.toPlainText()
    dialog.deleteLater()
    monkeypatch.setattr("ecgviewer.studies.project_agreement.project_agreement", _fail)
    window.commands.agree()
    again = window.findChildren(AgreementDialog)[-1]
    wait(qtbot, lambda: again.text.toPlainText() == "no luck")


def test_a_blind_reader_is_shown_no_comparison(
    desk: Desk, windows: Windows, store: QSettings
) -> None:
    desk.record("a")
    store.setValue("blind", True)
    window = windows.make()
    for command in (window.commands.compare, window.commands.agree):
        window.note.clear()
        command()
        assert window.note.text().startswith("Blind")


def test_a_reference_set_is_written_of_what_is_listed(
    qtbot: QtBot, desk: Desk, windows: Windows, tmp_path: Path
) -> None:
    output = tmp_path / "set"
    output.mkdir()
    record = desk.record("a")
    review(record, "Ada", sign=True)
    window = windows.make()
    window.commands.write_to(output)
    wait(qtbot, lambda: "No study has a signed" in window.note.text())
    review(record, "consensus", n_normal=5, sign=True)
    wait(qtbot, lambda: not window.work.is_looking)
    window.work.look_through()
    wait(qtbot, lambda: "consensus" in desk.study("a").signed_by)
    window.commands.write_to(output)
    wait(qtbot, lambda: window.note.text().startswith("Reference set: 1 record"))
    assert (output / "train.toml").exists()
    next(output.glob("*.hea")).write_text("mine")
    window.commands.write_to(output)
    wait(qtbot, lambda: "not as this program wrote" in window.note.text())


def _fail(*_: object, **__: object) -> None:
    raise RuntimeError("no luck")
