"""Recordings and readers compared, and reference sets, from the window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from ecgviewer.gui.studies.agreement_dialog import AgreementDialog
from ecgviewer.gui.studies.compare_dialog import CompareDialog
from ecgviewer.studies.query import StudyQuery
from ecgviewer.studies.study import Study
from ecgviewer.studies.team_files import say
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


def test_what_is_assigned_to_be_read_blind_shows_nothing_until_both_have_signed(
    desk: Desk, windows: Windows
) -> None:
    record = desk.record("a")
    review(record, "Bob", sign=True)
    desk.scan()
    said = [("reader", "Ada"), ("second", "Bob"), ("adjudicator", "Eve")]
    identity = desk.study("a").identity
    say([desk.records], "a", identity, "Eve", [*said, ("blind", "blind")])
    desk.scan()
    study = desk.study("a")
    hidden = [study.is_hidden_from(name) for name in ("Ada", "Bob", "Eve")]
    assert hidden == [True, True, False]
    assert not study.is_decided_by("Eve")
    model = windows.make().model
    assert model.text(study, "n_beats") == "–"
    assert model.text(study, "reason") == "–"
    review(record, "Ada", sign=True)
    desk.scan()
    study = desk.study("a")
    assert not study.is_hidden_from("Ada")
    assert study.is_decided_by("Eve")
    assert not study.is_decided_by("Ada")


def test_what_is_read_blind_is_sorted_as_if_nothing_was_found(desk: Desk) -> None:
    for name, length_s in (("a", 20.0), ("b", 30.0)):
        desk.record(name, length_s)
    desk.scan()
    said = [("reader", "O'Ada"), ("second", "Bob"), ("blind", "blind")]
    say([desk.records], "b", desk.study("b").identity, "Eve", said)
    desk.scan()
    entry = desk.index.entry(desk.study("b").path)
    assert entry is not None
    with desk.index.change():
        desk.index.put(replace(entry, study=replace(entry.study, rank=90.0)))
    for reader, names in (("O'Ada", ["a", "b"]), ("Eve", ["b", "a"])):
        found = desk.studies(StudyQuery(reader=reader))
        assert [study.name for study in found] == names


def _read_blind(desk: Desk, name: str) -> None:
    """Have Ada and Bob read a record blind, which Bob has signed."""
    review(desk.records / f"{name}.hea", "Bob", sign=True)
    desk.scan()
    said = [("reader", "Ada"), ("second", "Bob"), ("blind", "blind")]
    say([desk.records], name, desk.study(name).identity, "Eve", said)


def test_nothing_is_compared_or_reported_of_what_is_read_blind(
    desk: Desk, windows: Windows, store: QSettings
) -> None:
    desk.record("a")
    desk.record("b", 30.0)
    _read_blind(desk, "a")
    store.setValue("reader", "Ada")
    window = windows.make()
    window.table.selectAll()
    window.commands.compare()
    assert window.note.text().startswith("Blind: what was found in a is shown when")
    assert window.findChild(CompareDialog) is None
    window.commands.report()
    dialog = window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    assert dialog.windowTitle().endswith("without 1 that you read blind")
    written: list[tuple[Study, ...]] = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            window.work, "report", lambda studies, _: written.append(studies)
        )
        dialog.fileSelected.emit(str(desk.records))
    dialog.reject()
    assert [[each.name for each in studies] for studies in written] == [["b"]]
    window.note.clear()
    window.table.clearSelection()
    window.table.selectRow(window.model.row_of(str(desk.records / "a.hea")) or 0)
    window.commands.report()
    assert window.note.text().startswith("Blind: what was found in a is shown when")
    window.table.clearSelection()
    window.commands.report()
    assert "Select studies" in window.note.text()


def _fail(*_: object, **__: object) -> None:
    raise RuntimeError("no luck")
