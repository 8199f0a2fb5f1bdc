"""What is kept of analyses can be seen and deleted."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from pytestqt.qtbot import QtBot

from ecgviewer.formats.files.bounded_folder import BoundedFolder
from ecgviewer.gui.dialogs.cache_field import CacheField


def test_what_is_kept_is_said_and_deleted(qtbot: QtBot, tmp_path: Path) -> None:
    folders = [tmp_path / "a", tmp_path / "b", tmp_path / "none"]
    for folder in folders[:2]:
        folder.mkdir()
        (folder / "x").write_bytes(bytes(1_500_000))
    field = CacheField(folders)
    qtbot.addWidget(field)
    assert field.text.text() == QLocale().formattedDataSize(3_000_000)
    field.clear.click()
    assert not list(tmp_path.rglob("x"))
    assert field.text.text() == QLocale().formattedDataSize(0)
    assert not field.clear.isEnabled()


def test_what_cannot_be_deleted_is_said(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(folder: BoundedFolder) -> None:
        raise PermissionError(13, "Permission denied", str(folder.path / "x"))

    (tmp_path / "x").write_bytes(b"kept")
    field = CacheField([tmp_path])
    qtbot.addWidget(field)
    monkeypatch.setattr(BoundedFolder, "clear", refused)
    field.clear.click()
    assert str(tmp_path / "x") in field.text.text()
    assert (tmp_path / "x").exists()
