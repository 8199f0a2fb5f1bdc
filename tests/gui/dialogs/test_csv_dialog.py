"""The import dialog: what it guesses, asks and shows, and what is remembered of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog
from pytestqt.qtbot import QtBot

from ecgviewer.formats.csv.head import head_of
from ecgviewer.formats.csv.options import CsvOptions, parse_options
from ecgviewer.formats.record_formats import read_record
from ecgviewer.gui.dialogs.csv_dialog import CsvDialog
from ecgviewer.gui.window.csv_import import CsvImport
from tests.formats.csv.csv_files import APPLE, POLAR, table, value


@pytest.fixture(autouse=True)
def _data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def _dialog(qtbot: QtBot, data: bytes, options: str = "") -> CsvDialog:
    dialog = CsvDialog(head_of(data, Path("x.csv")), parse_options(options))
    qtbot.addWidget(dialog)
    return dialog


def _can_open(dialog: CsvDialog) -> bool:
    return dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()


_BARE = table(lambda n: f"{value(n)};{value(n + 9)}", 300)


def test_what_is_missing_is_asked_for(qtbot: QtBot) -> None:
    dialog = _dialog(qtbot, _BARE)
    assert not _can_open(dialog)
    assert dialog.problem.text() == (
        "The file does not say how many samples per second there are and the unit. "
        "Please fill it in."
    )
    dialog.put("fs", "250")
    dialog.put("unit", "uV")
    assert _can_open(dialog)
    assert dialog.problem.text() == "250 samples per second."
    dialog.put("leads", "I,II")
    assert dialog.preview.accessibleDescription() == "I, II"
    chosen: list[CsvOptions] = []
    dialog.chosen.connect(chosen.append)
    dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    assert chosen == [parse_options("fs=250,unit=uV,leads=I,II")]


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [
        ("fs", "x", "fs=x is not a number above 0"),
        ("leads", "7", "no column '7'"),
        ("header", "900", "no rows of numbers"),
        ("delimiter", ";", "is not one of comma"),
    ],
)
def test_what_is_wrong_is_said(
    qtbot: QtBot, field: str, text: str, message: str
) -> None:
    dialog = _dialog(qtbot, _BARE, "fs=250,unit=uV")
    assert _can_open(dialog)
    dialog.put(field, text)
    assert message in dialog.problem.text()
    assert not _can_open(dialog)


def test_what_is_known_is_filled_in(qtbot: QtBot) -> None:
    said = "fs=250,unit=mV,gain=200,leads=1:I,2:II,delimiter=semicolon,header=0"
    dialog = _dialog(qtbot, _BARE, said)
    assert dialog.options().text() == said


def test_a_file_that_says_all(qtbot: QtBot) -> None:
    dialog = _dialog(qtbot, POLAR)
    assert _can_open(dialog)
    assert dialog.problem.text() == ("130 samples per second, by sensor timestamp.")
    dialog.resize(500, 700)
    picture = dialog.preview.grab().toImage()
    colours = {picture.pixel(x, 110) for x in range(picture.width())}
    assert len(colours) > 1
    assert _dialog(qtbot, APPLE).problem.text() == "512 samples per second."
    others = _dialog(
        qtbot, table(lambda n: f"{n},70,{value(n)}", head="n,hr,ecg [mV]"), "fs=9"
    )
    assert (
        others.problem.text() == "9 samples per second; 2 columns hold something else."
    )
    assert not _can_open(_dialog(qtbot, b"no rows\n"))


def test_the_dialog_is_shown_before_a_file_opens(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = _dialog(qtbot, _BARE)
    imports = CsvImport(dialog)
    path = tmp_path / "x.csv"
    path.write_bytes(_BARE)
    told: list[Path] = []
    imports.told.connect(told.append)
    assert imports.ask_if_needed(path)
    (shown,) = dialog.findChildren(CsvDialog)
    shown.put("fs", "250")
    shown.put("unit", "uV")
    shown.buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    assert told == [path]
    assert not imports.ask_if_needed(path)
    assert read_record(path).fs == 250
    path.write_bytes(POLAR)
    assert not imports.ask_if_needed(path)
    path.write_bytes(b"record,beat_id,sample\n1,2,3\n")
    assert not imports.ask_if_needed(path)
    assert not imports.ask_if_needed(tmp_path / "x.edf")


def test_a_file_is_chosen_and_faults_are_told(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = _dialog(qtbot, _BARE)
    imports = CsvImport(window)
    failed: list[str] = []
    imports.failed.connect(failed.append)
    path = tmp_path / "gone.csv"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    imports.choose()
    assert failed == [f"{path} cannot be read: No such file or directory."]
    path.write_bytes(_BARE)
    (tmp_path / "data").write_bytes(b"")
    imports.choose()
    (shown,) = window.findChildren(CsvDialog)
    shown.put("fs", "250")
    shown.put("unit", "uV")
    shown._take()
    assert len(failed) == 2
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    imports.choose()
    assert len(failed) == 2
