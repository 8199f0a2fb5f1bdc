"""Dialogs of the trace: ruler, leads, keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableWidget, QTableWidgetItem
from pytestqt.qtbot import QtBot

from ecgviewer.core.record import Lead
from ecgviewer.core.trace.montage import LeadLayout, LeadView, Montage, all_leads
from ecgviewer.gui.actions.actions import ACTIONS
from ecgviewer.gui.actions.key_map import all_keys, key_lines, owner_of, parsed_keys
from ecgviewer.gui.actions.key_sheet import keys_html
from ecgviewer.gui.dialogs.calibration_dialog import CalibrationDialog
from ecgviewer.gui.dialogs.leads_dialog import LeadsDialog
from ecgviewer.gui.dialogs.settings_dialog import SettingsDialog
from ecgviewer.gui.dialogs.shortcuts_dialog import ShortcutsDialog
from ecgviewer.gui.system.settings import Settings
from tests.label_schemes import N_L_R_S_V_P

_LEADS = (Lead("I"), Lead("II"), Lead("ABP", "mmHg"))


def _item(table: QTableWidget, row: int, column: int) -> QTableWidgetItem:
    item = table.item(row, column)
    assert item is not None
    return item


def test_the_ruler_gives_pixels_a_millimetre(qtbot: QtBot) -> None:
    dialog = CalibrationDialog(QGuiApplication.primaryScreen())
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.slider.setValue(412 * 100)
    assert dialog.pixels.value() == 412.0
    assert dialog.ruler.px_per_mm == 4.12
    dialog.ruler.grab()
    with qtbot.waitSignal(dialog.measured) as measured:
        dialog._on_accepted()
    assert measured.args == [4.12]


def test_what_the_screen_says_can_be_had_back(qtbot: QtBot) -> None:
    dialog = CalibrationDialog(QGuiApplication.primaryScreen())
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog.measured) as measured:
        dialog._restore()
    assert measured.args == [0.0]


@pytest.fixture
def leads(qtbot: QtBot) -> LeadsDialog:
    dialog = LeadsDialog(_LEADS, all_leads(_LEADS))
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_leads_come_in_the_order_they_are_put(leads: LeadsDialog) -> None:
    leads.table.setCurrentCell(2, 0)
    leads.move_up()
    leads.move_up()
    leads.move_up()
    _item(leads.table, 1, 0).setCheckState(Qt.CheckState.Unchecked)
    _item(leads.table, 2, 1).setCheckState(Qt.CheckState.Checked)
    _item(leads.table, 2, 2).setText("1,5")
    montage = leads.montage()
    assert montage == Montage((LeadView(2), LeadView(1, True, 1.5)), LeadLayout.STACK)
    again = LeadsDialog(_LEADS, montage)
    assert [_item(again.table, row, 0).text() for row in range(3)] == [
        *("ABP (mmHg)", "II (mV)", "I (mV)")
    ]
    assert again.montage() == montage
    leads.move_down()
    again.close()


@pytest.mark.parametrize("gain", ["", "x", "0", "1e9", "nan"])
def test_a_gain_that_is_none_is_refused(leads: LeadsDialog, gain: str) -> None:
    _item(leads.table, 0, 2).setText(gain)
    leads._take()
    assert "gains are numbers" in leads.problem.text()
    assert leads.isVisible()


def test_no_lead_at_all_is_refused(qtbot: QtBot, leads: LeadsDialog) -> None:
    for row in range(3):
        _item(leads.table, row, 0).setCheckState(Qt.CheckState.Unchecked)
    leads._take()
    assert "at least one lead" in leads.problem.text()
    _item(leads.table, 1, 0).setCheckState(Qt.CheckState.Checked)
    with qtbot.waitSignal(leads.chosen) as chosen:
        leads._take()
    assert chosen.args == [Montage((LeadView(1),))]


@pytest.fixture
def shortcuts(qtbot: QtBot) -> ShortcutsDialog:
    dialog = ShortcutsDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def _press(dialog: ShortcutsDialog, key: str) -> None:
    dialog.edit.setKeySequence(QKeySequence(key))


def test_a_key_is_given_added_and_taken(shortcuts: ShortcutsDialog) -> None:
    shortcuts.choose("view.calipers")
    _press(shortcuts, "Ctrl+Alt+K")
    shortcuts.set_key()
    assert shortcuts.lines() == ["view.calipers=Ctrl+Alt+K"]
    _press(shortcuts, "F12")
    shortcuts.add_key()
    assert shortcuts.lines() == ["view.calipers=Ctrl+Alt+K F12"]
    shortcuts.clear()
    assert shortcuts.lines() == ["view.calipers="]
    shortcuts.restore()
    assert shortcuts.lines() == []


def test_a_key_that_is_taken_is_refused(shortcuts: ShortcutsDialog) -> None:
    shortcuts.choose("view.calipers")
    _press(shortcuts, "V")
    shortcuts.set_key()
    assert "V is the key of “Label V – Ventricular ectopic”" in shortcuts.problem.text()
    assert shortcuts.lines() == []
    _press(shortcuts, "")
    shortcuts.set_key()
    assert "press a key first" in shortcuts.problem.text()
    _press(shortcuts, "F12")
    shortcuts.set_key()
    shortcuts.choose("go.next")
    _press(shortcuts, "T")
    shortcuts.set_key()
    shortcuts.choose("view.calipers")
    shortcuts.restore()
    assert "T is the key of “Next beat”" in shortcuts.problem.text()


def test_actions_are_found_by_name_and_key(shortcuts: ShortcutsDialog) -> None:
    shortcuts.search.setText("tachogram")
    shown = [r for r in range(len(ACTIONS)) if not shortcuts.table.isRowHidden(r)]
    assert [ACTIONS[row].id for row in shown] == ["view.tachogram"]


def test_the_settings_take_the_keys(qtbot: QtBot) -> None:
    dialog = SettingsDialog(Settings(keys=["go.next=N F11"]))
    qtbot.addWidget(dialog)
    dialog.change_keys()
    keys = dialog.findChild(ShortcutsDialog)
    assert keys is not None
    keys.choose("go.previous")
    keys.edit.setKeySequence(QKeySequence("F12"))
    keys.set_key()
    keys.accept()
    assert dialog.settings().keys == ["go.next=N F11", "go.previous=F12"]


def test_keys_survive_the_settings() -> None:
    lines = ["go.next=Ctrl+Shift+N F11", "no.such=X", "go.previous=", "nonsense"]
    keys = parsed_keys(lines)
    assert keys == {"go.next": ("Ctrl+Shift+N", "F11"), "go.previous": ()}
    assert key_lines(keys) == [lines[0], "go.previous="]
    assert key_lines(all_keys()) == []
    assert owner_of("Ctrl+Shift+N", all_keys(lines), "go.previous_N") == "go.next"
    assert owner_of("F11", all_keys(lines), "go.next") is None
    sheet = keys_html(lines)
    assert "<b>Ctrl+Shift+N, F11</b>" in sheet
    assert "Previous beat<" not in sheet


def test_classes_of_another_scheme_have_keys_too(qtbot: QtBot) -> None:
    lines = ["beat.label_L=Alt+L", "beat.label_F=Alt+F"]
    dialog = ShortcutsDialog(lines, scheme=N_L_R_S_V_P)
    qtbot.addWidget(dialog)
    texts = [_item(dialog.table, row, 1).text() for row in range(len(dialog._specs))]
    assert "Label L – Left bundle branch block" in texts
    assert "Label F – Fusion" not in texts
    # What was changed for classes that this review does not have stays.
    assert dialog.lines() == lines
    sheet = keys_html(lines, N_L_R_S_V_P)
    assert "<b>Alt+L</b></td><td>Label L" in sheet
    assert "Label F" not in sheet


def test_a_class_gives_way_where_its_key_is_an_actions_own() -> None:
    keys = all_keys((), N_L_R_S_V_P)
    others = {key for i, own in keys.items() if "label_" not in i for key in own}
    assert not others & {key for i in keys if "label_" in i for key in keys[i]}
    assert key_lines(keys, N_L_R_S_V_P) == []


def test_a_click_into_the_field_takes_a_key(
    qtbot: QtBot, shortcuts: ShortcutsDialog
) -> None:
    shortcuts.choose("view.calipers")
    shortcuts.edit.setFocus()
    shortcuts.edit.clear()
    QTest.keyClick(shortcuts.edit, Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: shortcuts._pressed() == "F10")
