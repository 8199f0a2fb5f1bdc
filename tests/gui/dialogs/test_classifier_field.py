"""A classifier of one's own is added, chosen and removed in the settings."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from ecgviewer.classifier.bundle_folders import user_bundle_paths
from ecgviewer.classifier.user_bundles import add_bundle
from ecgviewer.gui.dialogs.settings_dialog import SettingsDialog
from ecgviewer.gui.system.settings import Settings
from tests.classifier.own_bundle import own_bundle


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "ecgviewer.classifier.bundle_folders.user_data_folder",
        lambda: tmp_path / "data",
    )


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return own_bundle(tmp_path / "<b>mine</b>")


@pytest.fixture
def shown(qtbot: QtBot) -> Callable[[Settings], SettingsDialog]:
    def show(settings: Settings) -> SettingsDialog:
        dialog = SettingsDialog(settings, ("context-cnn", "every-lead", "seed-cnn"))
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return show


def _items(dialog: SettingsDialog) -> list[str]:
    return [dialog.bundle.itemText(row) for row in range(dialog.bundle.count())]


def _press_add(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, dialog: SettingsDialog, path: Path
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(path))
    QTest.keyClick(dialog.classifier.add, Qt.Key.Key_Space)
    assert not dialog.classifier.add.isEnabled()
    qtbot.waitUntil(dialog.classifier.add.isEnabled, timeout=30_000)


def test_a_classifier_is_added_and_chosen(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    bundle: Path,
    shown: Callable[[Settings], SettingsDialog],
) -> None:
    dialog = shown(Settings())
    _press_add(qtbot, monkeypatch, dialog, bundle)
    assert _items(dialog) == [
        "Default",
        "context-cnn",
        "every-lead",
        "seed-cnn",
        "mine-1",
    ]
    assert dialog.settings().bundle == "mine-1"
    assert "mine-1 was checked" in dialog.classifier.message.toPlainText()
    assert dialog.classifier.message.isVisible()
    again = shown(dialog.settings())
    assert again.bundle.currentText() == "mine-1"
    assert again.settings().bundle == "mine-1"


def test_a_bad_bundle_is_told_in_plain_text_and_not_chosen(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    bundle: Path,
    shown: Callable[[Settings], SettingsDialog],
) -> None:
    (bundle / "network.tflite").write_bytes(b"")
    dialog = shown(Settings(bundle="seed-cnn"))
    _press_add(qtbot, monkeypatch, dialog, bundle)
    message = dialog.classifier.message
    assert str(bundle / "network.tflite") in message.toPlainText()
    assert "Install the classifier again" in message.toPlainText()
    assert message.isReadOnly()
    assert dialog.settings().bundle == "seed-cnn"
    # What nobody foresaw is reported, too.
    (bundle / "bundle.json").write_text(json.dumps({"version": 1, "files": []}))
    _press_add(qtbot, monkeypatch, dialog, bundle)
    assert str(bundle / "bundle.json") in message.toPlainText()
    assert user_bundle_paths() == {}


def test_no_folder_chosen_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, shown: Callable[[Settings], SettingsDialog]
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    dialog = shown(Settings())
    dialog.classifier.add.click()
    assert dialog.classifier.add.isEnabled()
    assert not dialog.classifier.message.isVisible()


def test_a_classifier_of_ones_own_is_removed(
    bundle: Path, shown: Callable[[Settings], SettingsDialog]
) -> None:
    add_bundle(bundle)
    dialog = shown(Settings())
    remove = dialog.classifier.remove
    assert not remove.isEnabled()
    dialog.bundle.setCurrentIndex(dialog.bundle.findData("seed-cnn"))
    assert not remove.isEnabled(), "it ships with the program"
    dialog.bundle.setCurrentIndex(dialog.bundle.findData("mine-1"))
    QTest.keyClick(remove, Qt.Key.Key_Space)
    question = dialog.findChild(QMessageBox)
    assert question is not None
    assert "mine-1" in question.text()
    assert user_bundle_paths(), "nothing is removed unasked"
    next(b for b in question.buttons() if "Remove" in b.text()).click()
    assert user_bundle_paths() == {}
    assert _items(dialog) == ["Default", "context-cnn", "every-lead", "seed-cnn"]
    assert dialog.settings().bundle == ""
    assert "removed" in dialog.classifier.message.toPlainText()


def test_a_classifier_in_use_is_not_removed(
    bundle: Path, shown: Callable[[Settings], SettingsDialog]
) -> None:
    add_bundle(bundle)
    dialog = shown(Settings(bundle="mine-1"))
    assert not dialog.classifier.remove.isEnabled()
    assert "In use" in dialog.classifier.remove.toolTip()


def test_a_removal_that_fails_is_told(
    bundle: Path,
    monkeypatch: pytest.MonkeyPatch,
    shown: Callable[[Settings], SettingsDialog],
) -> None:
    add_bundle(bundle)
    dialog = shown(Settings())
    dialog.bundle.setCurrentIndex(dialog.bundle.findData("mine-1"))

    def locked(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "rename", locked)
    dialog.classifier.remove_chosen()
    assert "could not be removed" in dialog.classifier.message.toPlainText()
    assert dialog.settings().bundle == "mine-1"


def test_everything_is_reached_by_keys(
    shown: Callable[[Settings], SettingsDialog],
) -> None:
    dialog = shown(Settings())
    field = dialog.classifier
    field.setFocus()
    assert dialog.focusWidget() is field.box
    for widget in (field.box, field.add, field.remove):
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert field.box.nextInFocusChain() in (field.add, field.box.view())


def test_a_folder_of_the_command_line_is_shown_until_another_is_chosen(
    bundle: Path, shown: Callable[[Settings], SettingsDialog]
) -> None:
    given = Settings(bundle="seed-cnn", given_bundle=str(bundle))
    dialog = shown(given)
    assert dialog.bundle.currentText() == str(bundle)
    assert dialog.settings() == given
    dialog.bundle.setCurrentIndex(0)
    chosen = dialog.settings()
    assert (chosen.bundle, chosen.given_bundle, chosen.classifier) == ("", "", "")
