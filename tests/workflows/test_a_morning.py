"""A morning of a laboratory, with nothing but the keyboard.

Thirty recordings of four formats are analysed, read by two who do not see each other's
labels, decided by a third, and reported.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ecgviewer import app
from ecgviewer.core.record import Record
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.export.record_copy import write_record_copy
from ecgviewer.formats.journal.places import JOURNAL_SUFFIX
from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.gui import main_window
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.model.document import DocumentState
from ecgviewer.gui.readers.readers_panel import ReadersPanel
from ecgviewer.gui.readers.readers_view import ReadersView
from ecgviewer.gui.studies.study_window import StudyWindow
from ecgviewer.studies.places import StudyPlaces
from ecgviewer.studies.study import Study

_N_RECORDS = 30
_ENDINGS = (".hea", ".edf", ".ecg", ".csv")
#: What two read without seeing each other's labels, and what one reads.
_BLIND, _OPEN = ("s00", "s01"), ("s02", "s03")
_N_LABELLED = 4
#: A folder for pictures of what is seen, to be looked at.
_PICTURES = "ECGVIEWER_PICTURES"
_SLOW_MS = 60_000


def _write(folder: Path, number: int) -> None:
    name, ending = f"s{number:02d}", _ENDINGS[number % len(_ENDINGS)]
    record = synthetic_record(12.0 + number / 2, name=name).record
    path = folder / f"{name}{ending}"
    if ending == ".csv":
        _write_text(path, record)
    else:
        write_record_copy(path, record)


def _write_text(path: Path, record: Record) -> None:
    names = (f"{lead.name} [mV]" for lead in record.leads)
    lines = [",".join(["time [s]", *names])]
    for number, values in enumerate(record.signal.T.tolist()):
        cells = (f"{value:.3f}" for value in values)
        lines.append(",".join([f"{number / record.fs:.4f}", *cells]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


class Seat:
    """The program as one person has it, who uses the keyboard alone."""

    def __init__(self, qtbot: QtBot, reader: str, store: QSettings) -> None:
        store.setValue("reader", reader)
        store.setValue("reader_known", True)
        self._qtbot = qtbot
        self.desk = app.Desk()
        self.desk.open()
        self.wait(lambda: QApplication.activeWindow() is self.window)
        self.press("F8")
        self.wait(lambda: QApplication.activeWindow() is self.studies)

    @property
    def window(self) -> MainWindow:
        """The window of the record."""
        return self.desk.windows[0]

    @property
    def studies(self) -> StudyWindow:
        """The list."""
        assert self.desk.studies is not None
        return self.desk.studies

    def wait(self, until: Callable[[], object]) -> None:
        """Wait until something is so."""
        self._qtbot.waitUntil(lambda: bool(until()), timeout=_SLOW_MS)

    def press(self, *keys: str) -> None:
        """Press keys, one after the other, wherever the keyboard is."""
        for key in keys:
            QTest.keySequence(self._keyboard(), QKeySequence(key))

    def type(self, text: str) -> None:
        """Type a text in place of what is marked."""
        QTest.keyClicks(self._keyboard(), text)

    def _keyboard(self) -> QWidget:
        popup, window = QApplication.activePopupWidget(), QApplication.activeWindow()
        assert window is not None
        return popup or window.focusWidget() or window

    def find(self, words: str) -> None:
        """Search the list, and go to what was found."""
        self.press("Ctrl+F", "Ctrl+A", "Backspace")
        self.type(words)
        self.press("Return")
        self.wait(self.studies.table.hasFocus)

    def wait_for_dialog(self) -> QWidget:
        """Return the dialog that was asked for, when it has the keyboard."""
        own = (self.window, self.studies)
        self.wait(lambda: QApplication.activeWindow() not in (None, *own))
        found = QApplication.activeWindow()
        assert found is not None
        return found

    def wait_for_status(self, name: str, status: str) -> None:
        """Wait until the list says something of a record."""
        self.wait(lambda: self.listed()[name].status_text == status)

    def come_back(self, window: QWidget) -> None:
        """Wait until a dialog is gone; the keyboard is then in the window behind it."""
        self.wait(lambda: QApplication.activeWindow() in (None, window))
        # As window managers do; offscreen there is none.
        window.activateWindow()
        self.wait(lambda: QApplication.activeWindow() is window)

    def wait_for(self, name: str) -> None:
        """Wait until a record is ready for review."""
        self.wait(
            lambda: (
                self.window.document.state is DocumentState.READY
                and self.shown == name
                and QApplication.activeWindow() is self.window
            )
        )

    def listed(self) -> dict[str, Study]:
        """Return what the list says, by the names of files."""
        return {Path(each.path).stem: each for each in self.studies.listed}

    @property
    def shown(self) -> str:
        """The record that is open."""
        session = self.window.document.session
        path = session.record.path if session else None
        return path.stem if path else ""

    def sign(self, meaning: str) -> None:
        """Sign by the menu, which is how it is reached without a key of its own."""
        self.press("Alt+F", "G")
        self.wait_for_dialog()
        self.type(meaning)
        self.press("Return")
        self.come_back(self.window)

    def leave(self) -> None:
        """End the program."""
        self.desk.stop_studies()
        self.studies.deleteLater()
        self.window.close()
        self.wait(lambda: not self.desk.windows)


class Morning:
    """The folder of records, and who sits down at the program."""

    def __init__(self, qtbot: QtBot, folder: Path, store: QSettings) -> None:
        self._qtbot, self.folder, self._store = qtbot, folder, store
        self._seats: list[Seat] = []

    def sit_down(self, reader: str) -> Seat:
        """Return the program as a reader begins it."""
        self._seats.append(Seat(self._qtbot, reader, self._store))
        return self._seats[-1]

    def get_up(self) -> None:
        """End what was begun last."""
        self._seats.pop().leave()

    def keep_picture(self, window: QWidget, name: str) -> None:
        """Keep a picture of a window where somebody wants to look at them."""
        picture = window.grab()
        assert not picture.isNull()
        if folder := os.environ.get(_PICTURES):
            assert picture.save(str(Path(folder) / f"{name}.png"))

    def leave(self) -> None:
        """End all that was begun."""
        while self._seats:
            self.get_up()


@pytest.fixture
def morning(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Morning]:
    places = StudyPlaces(tmp_path / "data", tmp_path / "cache")
    store = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    monkeypatch.setattr(main_window, "journal_folder", lambda: places.journals)
    monkeypatch.setattr(app, "analysis_folder", lambda: places.cache)
    monkeypatch.setattr(app, "settings_store", lambda: store)
    monkeypatch.setattr(StudyPlaces, "of_user", lambda: places)
    monkeypatch.setattr("ecgviewer.studies.worklist.SETTLED_S", 0.0)
    folder = tmp_path / "records"
    folder.mkdir()
    for number in range(_N_RECORDS):
        _write(folder, number)
    app.make_application()
    morning = Morning(qtbot, folder, store)
    yield morning
    morning.leave()


@pytest.mark.slow
# Offscreen says so when a file dialog offers folders in a popup.
@pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)
def test_thirty_records_are_read_by_keyboard_alone(morning: Morning) -> None:
    _analyse_and_assign(morning)
    _read(morning, "Ada", "N", (*_BLIND, *_OPEN))
    _read(morning, "Bob", "V", _BLIND)
    _decide(morning)
    _report(morning)


def _analyse_and_assign(morning: Morning) -> None:
    """Eve adds the folder, has it analysed, and assigns two records to be read."""
    eve = morning.sit_down("Eve")
    eve.press("Ctrl+D")
    eve.wait_for_dialog()
    eve.type(str(morning.folder))
    eve.press("Return")
    eve.come_back(eve.studies)
    eve.wait(lambda: eve.studies.model.rowCount() == _N_RECORDS)
    eve.press("Ctrl+A")
    eve.wait(lambda: all(x.status == "analysed" for x in eve.listed().values()))
    formats = Counter(each.format for each in eve.listed().values())
    assert formats == {"WFDB": 8, "EDF": 8, "ISHNE": 7, "CSV": 7}
    for name in _BLIND:
        eve.find(f"name:{name}")
        eve.press("Ctrl+M")
        eve.wait_for_dialog()
        # Who reads, and decides; blind, and at once.
        for text in ("Ada", "Bob", "Cid", "b"):
            eve.type(text)
            eve.press("Tab")
        eve.type("s")
        eve.press("Return")
        eve.come_back(eve.studies)
        eve.wait_for_status(name, "analysed, waits for Ada and Bob")
    eve.find("")
    eve.wait(lambda: eve.studies.model.rowCount() == _N_RECORDS)
    assert {eve.listed()[name].priority for name in _BLIND} == {2}
    morning.keep_picture(eve.studies, "list")
    morning.get_up()


def _read(morning: Morning, reader: str, key: str, names: tuple[str, ...]) -> None:
    """Begin with the first of the list, and go on to the next; label and sign each."""
    seat = morning.sit_down(reader)
    seat.wait(lambda: seat.studies.model.rowCount() == _N_RECORDS)
    seat.press("Ctrl+Home", "Return")
    for name in names:
        if name != names[0]:
            seat.press("Ctrl+Tab")
        seat.wait_for(name)
        assert seat.window.document.blind == (name in _BLIND)
        seat.press(*_N_LABELLED * ("Tab", key))
        if name == _BLIND[0]:
            morning.keep_picture(seat.window, f"blind-{reader}")
        seat.sign("Read by one")
    morning.get_up()


def _decide(morning: Morning) -> None:
    """Cid decides on what Ada and Bob label differently, and signs it."""
    cid = morning.sit_down("Cid")
    for name in _BLIND:
        cid.wait_for_status(name, "signed by Ada and Bob, to be decided by Cid")
        cid.find(f"name:{name}")
        cid.press("Return")
        cid.wait_for(name)
        source = cid.window.document.source
        assert source is not None
        assert (source.reader, source.author) == ("consensus", "Cid")
        cid.press("F7")
        panel = cid.window.view(ReadersView).panel
        cid.wait(partial(_is_compared, panel))
        cid.press("F2", "J", *_N_LABELLED * "V")
        if name == _BLIND[0]:
            morning.keep_picture(cid.window, "consensus")
        cid.sign("Decided")
        cid.press("F8")
        cid.come_back(cid.studies)
        cid.press("F5")
        cid.find("")
    cid.wait(lambda: all(cid.listed()[name].status == "signed" for name in _BLIND))
    morning.get_up()
    for name in _BLIND:
        journals = morning.folder.glob(f"{name}*{JOURNAL_SUFFIX}")
        found = {path.name.split(".")[-3]: read_journal(path) for path in journals}
        assert found.keys() == {"Ada", "Bob", "consensus"}
        assert all(len(each.steps) == _N_LABELLED for each in found.values())


def _is_compared(panel: ReadersPanel) -> bool:
    return "Bob (columns)" in panel.kappa_label.text()


def _report(morning: Morning) -> None:
    """Eve has the reports of all written."""
    eve, output = morning.sit_down("Eve"), morning.folder.parent / "reports"
    output.mkdir()
    eve.wait(lambda: eve.studies.model.rowCount() == _N_RECORDS)
    eve.press("Ctrl+Shift+A", "Ctrl+R")
    eve.wait_for_dialog()
    eve.type(str(output))
    eve.press("Return")
    eve.come_back(eve.studies)
    said = f"{_N_RECORDS} of {_N_RECORDS} reports written"
    eve.wait(lambda: eve.studies.note.text().startswith(said))
    morning.keep_picture(eve.studies, "reported")
    assert len(list(output.glob("*.report.html"))) == _N_RECORDS
    morning.get_up()
