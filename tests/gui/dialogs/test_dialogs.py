from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QPushButton
from pytestqt.qtbot import QtBot

from ecgviewer import __version__
from ecgviewer.core.labels import SYMBOL_TITLES
from ecgviewer.core.rhythm.kinds import RhythmThresholds
from ecgviewer.formats.journal.audit_trail import AuditEntry
from ecgviewer.gui.dialogs.about_dialog import AboutDialog
from ecgviewer.gui.dialogs.audit_dialog import AuditDialog
from ecgviewer.gui.dialogs.comment_dialog import CommentDialog
from ecgviewer.gui.dialogs.go_to_dialog import GoToDialog
from ecgviewer.gui.dialogs.licences_dialog import LicencesDialog
from ecgviewer.gui.dialogs.settings_dialog import SettingsDialog
from ecgviewer.gui.dialogs.symbol_dialog import SymbolDialog
from ecgviewer.gui.system.settings import Settings

_ACCEPTED = QDialog.DialogCode.Accepted


@pytest.fixture
def palette(qtbot: QtBot) -> SymbolDialog:
    dialog = SymbolDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_the_palette_has_every_symbol(palette: SymbolDialog) -> None:
    assert palette.buttons.keys() == SYMBOL_TITLES.keys()


@pytest.mark.parametrize("symbol", list(SYMBOL_TITLES))
def test_a_symbol_is_chosen_by_typing_it(
    qtbot: QtBot, palette: SymbolDialog, symbol: str
) -> None:
    with qtbot.waitSignal(palette.symbol_chosen) as chosen:
        QTest.keyClicks(palette.buttons["N"], symbol)
    assert chosen.args == [symbol]
    assert not palette.isVisible()


def test_a_symbol_is_chosen_by_click_or_enter(
    qtbot: QtBot, palette: SymbolDialog
) -> None:
    with qtbot.waitSignal(palette.symbol_chosen) as chosen:
        palette.buttons["e"].click()
    assert chosen.args == ["e"]
    palette.show()
    palette.buttons["R"].setFocus()
    with qtbot.waitSignal(palette.symbol_chosen) as chosen:
        QTest.keyClick(palette.buttons["R"], Qt.Key.Key_Return)
    assert chosen.args == ["R"]


def test_other_keys_choose_nothing(qtbot: QtBot, palette: SymbolDialog) -> None:
    with qtbot.assertNotEmitted(palette.symbol_chosen):
        QTest.keyClicks(palette, "x%")
        QTest.keyClick(palette, Qt.Key.Key_Escape)
    assert not palette.isVisible()


def test_enter_writes_a_comment(qtbot: QtBot) -> None:
    dialog = CommentDialog("old")
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.text() == "old"
    QTest.keyClicks(dialog.line, "  new words ")
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    assert dialog.result() == _ACCEPTED
    assert dialog.text() == "new words"


@pytest.fixture
def go_to(qtbot: QtBot) -> GoToDialog:
    dialog = GoToDialog(1800, 2273)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_enter_goes_to_a_time(qtbot: QtBot, go_to: GoToDialog) -> None:
    QTest.keyClicks(go_to.place, "1:15.5")
    with (
        qtbot.assertNotEmitted(go_to.beat_chosen),
        qtbot.waitSignal(go_to.time_chosen) as chosen,
    ):
        QTest.keyClick(go_to.place, Qt.Key.Key_Return)
    assert chosen.args == [75.5]
    assert not go_to.isVisible()


def test_enter_goes_to_a_time_of_day(qtbot: QtBot) -> None:
    dialog = GoToDialog(1800, 2273, None, datetime(2020, 2, 28, 23, 50))
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.place.placeholderText().startswith("23:50:00")
    QTest.keyClicks(dialog.place, "0:05")
    with qtbot.waitSignal(dialog.time_chosen) as chosen:
        QTest.keyClick(dialog.place, Qt.Key.Key_Return)
    assert chosen.args == [900.0]


def test_enter_goes_to_a_beat(qtbot: QtBot, go_to: GoToDialog) -> None:
    QTest.keyClicks(go_to.place, "#123")
    with (
        qtbot.assertNotEmitted(go_to.time_chosen),
        qtbot.waitSignal(go_to.beat_chosen) as chosen,
    ):
        QTest.keyClick(go_to.place, Qt.Key.Key_Return)
    assert chosen.args == [123]


def test_a_mistake_is_explained_and_can_be_mended(
    qtbot: QtBot, go_to: GoToDialog
) -> None:
    QTest.keyClicks(go_to.place, "#9999")
    with qtbot.assertNotEmitted(go_to.beat_chosen):
        QTest.keyClick(go_to.place, Qt.Key.Key_Return)
    assert go_to.isVisible()
    assert go_to.problem.text() == "The beats are numbered from 1 to 2,273."
    QTest.keyClicks(go_to.place, "0")
    assert go_to.problem.text() == ""
    assert go_to.place.text() == "0"


_SETTINGS = Settings("dark", "Dr. A", False, 30, "old", ["a.hea"])


def _settings_dialog(qtbot: QtBot, *bundles: str) -> SettingsDialog:
    dialog = SettingsDialog(_SETTINGS, bundles)
    qtbot.addWidget(dialog)
    return dialog


def test_settings_that_nobody_touches_stay(qtbot: QtBot) -> None:
    assert _settings_dialog(qtbot, "old", "new").settings() == _SETTINGS


def test_settings_can_all_be_chosen(qtbot: QtBot) -> None:
    dialog = _settings_dialog(qtbot, "old", "new")
    dialog.scheme.setCurrentText("Light")
    dialog.reader.setText(" Dr. B ")
    dialog.bundle.setCurrentText("new")
    dialog.auto_advance.setChecked(True)
    dialog.blind.setChecked(True)
    before = asdict(_SETTINGS.thresholds)
    for name, field in dialog.rhythm.fields.items():
        field.setValue(before[name] + 1)
    chosen = replace(
        _SETTINGS,
        scheme="light",
        reader="Dr. B",
        bundle="new",
        auto_advance=True,
        blind=True,
        reader_known=True,
        thresholds=RhythmThresholds(**{name: v + 1 for name, v in before.items()}),
    )
    assert dialog.settings() == chosen
    dialog.bundle.setCurrentIndex(0)
    assert dialog.settings().bundle == ""


def test_a_classifier_that_is_missing_is_named_as_such(qtbot: QtBot) -> None:
    dialog = _settings_dialog(qtbot, "new")
    assert dialog.bundle.currentText() == "old (not found)"
    assert dialog.settings().bundle == "old"


def test_a_reader_has_a_name(qtbot: QtBot) -> None:
    dialog = _settings_dialog(qtbot)
    dialog.reader.setText("  ")
    assert dialog.settings().reader == "Dr. A"


def test_about_says_what_it_is_and_is_not(qtbot: QtBot) -> None:
    dialog = AboutDialog("seed-cnn <1>", settings_path=Path("somewhere") / "s.ini")
    qtbot.addWidget(dialog)
    text = dialog.text.text()
    for words in (__version__, "Not a medical device", "research use only", "MIT"):
        assert words in text
    assert "seed-cnn &lt;1&gt;" in text
    assert "s.ini" in text
    assert "ecgviewer.log" in text


def test_about_leads_to_the_licences_of_all_parts(qtbot: QtBot) -> None:
    dialog = AboutDialog("")
    qtbot.addWidget(dialog)
    dialog.show()
    buttons = dialog.findChildren(QPushButton)
    next(b for b in buttons if b.text().startswith("Parts")).click()
    licences = dialog.findChild(LicencesDialog)
    assert licences is not None
    page = licences.text.toPlainText()
    for words in ("LGPL", "numpy", "Redistribution and use", "can be replaced"):
        assert words in page
    bar = licences.text.verticalScrollBar()
    licences.text.anchorClicked.emit(QUrl("#soundfile"))
    assert bar.value() > 0
    licences.reject()


def test_the_audit_trail_sorts_by_number(qtbot: QtBot, tmp_path: Path) -> None:
    entries = [
        AuditEntry(line, "2026-01-01T10:00:00", "ada", f"what {line}", beats, "", "")
        for line, beats in ((1, 9), (2, 1000), (10, 20))
    ]
    dialog = AuditDialog(tmp_path / "r.jsonl", entries)
    qtbot.addWidget(dialog)
    for column, texts in ((4, ["9", "20", "1,000"]), (0, ["1", "2", "10"])):
        dialog.table.sortByColumn(column, Qt.SortOrder.AscendingOrder)
        items = [dialog.table.item(row, column) for row in range(3)]
        assert [item.text() for item in items if item] == texts
