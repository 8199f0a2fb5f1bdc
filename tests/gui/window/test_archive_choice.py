"""Which record of an archive is to be opened is asked where there are several."""

from __future__ import annotations

import zipfile
from pathlib import Path

from PySide6.QtWidgets import QInputDialog, QWidget
from pytestqt.qtbot import QtBot

from ecgviewer.gui.window.archive_choice import ArchiveChoice
from tests.formats.small_records import write_small


def _packed(folder: Path, *names: str) -> Path:
    path = folder / "db.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            header = write_small(folder, name)
            for each in (header, header.with_suffix(".dat")):
                archive.write(each, f"db/{each.name}")
    return path


def test_one_of_several_is_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    choice = ArchiveChoice(window)
    chosen: list[Path] = []
    choice.chosen.connect(chosen.append)
    path = _packed(tmp_path, "100", "101")
    assert choice.ask_if_needed(path)
    (dialog,) = window.findChildren(QInputDialog)
    assert dialog.comboBoxItems() == ["100", "101"]
    dialog.setTextValue("101")
    dialog.accept()
    assert chosen == [tmp_path / "db.zip#101"]
    assert not choice.ask_if_needed(chosen[0])


def test_nothing_is_asked_of_one_record_or_another_file(
    qtbot: QtBot, tmp_path: Path
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    choice = ArchiveChoice(window)
    assert not choice.ask_if_needed(_packed(tmp_path, "100"))
    assert not choice.ask_if_needed(tmp_path / "100.hea")
    assert not window.findChildren(QInputDialog)
