"""Windows and dialogs are never larger than the screen that they open on."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QWidget
from pytestqt.qtbot import QtBot

from ecgviewer.gui.dialogs.guide_dialog import GuideDialog
from ecgviewer.gui.dialogs.keys_dialog import KeysDialog
from ecgviewer.gui.dialogs.report_dialog import ReportDialog
from ecgviewer.gui.dialogs.settings_dialog import SettingsDialog
from ecgviewer.gui.look.font_scale import set_font_scale
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.system.first_size import fill_screen, resize_on_screen
from ecgviewer.gui.system.settings import Settings


def _room() -> QSize:
    return QGuiApplication.primaryScreen().availableSize()


@pytest.mark.parametrize("size", [(300, 200), (9000, 200), (300, 9000)])
def test_a_dialog_has_its_size_or_as_much_as_the_screen_has(
    qtbot: QtBot, size: tuple[int, int]
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = QDialog(parent)
    resize_on_screen(dialog, *size)
    most = _room() - QSize(30, 60)
    wanted = min(size[0], most.width()), min(size[1], most.height())
    assert (dialog.width(), dialog.height()) == wanted


def test_a_window_that_no_longer_fills_its_screen_is_within_it(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    fill_screen(window, QSize(9000, 500))
    assert window.isMaximized()
    window.showNormal()
    assert (window.width(), window.height()) == (_room().width() - 30, 500)


@pytest.mark.parametrize("kind", [ReportDialog, GuideDialog, KeysDialog])
def test_the_buttons_of_tall_dialogs_are_on_the_screen(
    qtbot: QtBot, kind: type[QDialog]
) -> None:
    dialog = ReportDialog(Document()) if kind is ReportDialog else kind()
    qtbot.addWidget(dialog)
    assert dialog.height() <= _room().height() - 60
    assert dialog.width() <= _room().width() - 30


def test_settings_in_large_texts_can_be_answered_on_a_small_screen(
    qtbot: QtBot,
) -> None:
    try:
        set_font_scale(200)
        dialog = SettingsDialog(Settings())
        qtbot.addWidget(dialog)
        dialog.show()
        QApplication.processEvents()
        assert dialog.height() <= _room().height() - 60
        box = dialog.findChild(QDialogButtonBox)
        assert box is not None
        for button in box.buttons():
            below = button.mapTo(dialog, button.rect().bottomLeft()).y()
            assert below <= dialog.height()
    finally:
        set_font_scale(100)
