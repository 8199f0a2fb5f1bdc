"""A morning: the list, the first record, the next one, the review signed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from ecgviewer import app
from ecgviewer.classifier import runtime
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.record_formats import read_record
from ecgviewer.formats.wfdb.writer import write_record
from ecgviewer.gui import main_window
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.model.document import DocumentState
from ecgviewer.gui.studies.study_window import StudyWindow
from ecgviewer.studies.places import StudyPlaces
from ecgviewer.studies.team_files import say
from tests.fakes import FakeClassifier
from tests.studies.desk import review


@pytest.fixture
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    places = StudyPlaces(tmp_path / "data", tmp_path / "cache")
    store = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    store.setValue("reader", "Ada")
    store.setValue("reader_known", True)
    monkeypatch.setattr(runtime, "load_classifier", lambda _: FakeClassifier())
    monkeypatch.setattr(main_window, "journal_folder", lambda: places.journals)
    monkeypatch.setattr(app, "settings_store", lambda: store)
    monkeypatch.setattr(StudyPlaces, "of_user", lambda: places)
    folder = tmp_path / "records"
    folder.mkdir()
    for number, name in enumerate(("a", "b", "c")):
        ecg = synthetic_record(20.0 + number, name=name)
        path = write_record(folder, ecg.record)
    review(path, "Bob", sign=True)
    places.watch([folder])
    return folder


@pytest.fixture
def desk(qtbot: QtBot, records: Path) -> Iterator[app.Desk]:
    app.make_application()
    desk = app.Desk()
    desk.open()
    yield desk
    desk.stop_studies()
    for window in (*desk.windows, desk.studies):
        if window is not None:
            window.close()
            window.deleteLater()


def _do(window: MainWindow, action: str) -> None:
    window.action_set.actions[action].trigger()


def _wait(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    def is_there() -> bool:
        ready = window.document.state is DocumentState.READY
        session = window.document.session
        return ready and session is not None and session.record.path == path

    qtbot.waitUntil(is_there, timeout=60_000)


def _list(qtbot: QtBot, desk: app.Desk) -> StudyWindow:
    _do(desk.windows[0], "file.studies")
    studies = desk.studies
    assert studies is not None
    qtbot.waitUntil(lambda: studies.model.rowCount() == 3)
    return studies


def test_records_are_opened_from_the_list_one_after_the_other(
    qtbot: QtBot, desk: app.Desk, records: Path
) -> None:
    studies, window = _list(qtbot, desk), desk.windows[0]
    assert studies.isVisible()
    studies.open_current()
    _wait(qtbot, window, records / "a.hea")
    _do(window, "file.next_study")
    _wait(qtbot, window, records / "b.hea")
    _do(window, "file.next_study")
    _wait(qtbot, window, records / "a.hea")
    assert len(desk.windows) == 1, "one window is enough for a morning"


def test_a_review_that_is_signed_is_no_more_worth_a_look(
    qtbot: QtBot, desk: app.Desk, records: Path
) -> None:
    studies, window = _list(qtbot, desk), desk.windows[0]
    studies.open_current()
    _wait(qtbot, window, records / "a.hea")
    window.document.label([0], 0)
    window.document.sign("Read")
    studies.work.look_through()
    signed = "signed by Ada"
    qtbot.waitUntil(lambda: _status(studies, records / "a.hea") == signed)
    assert studies.next_after(None) == records / "b.hea"
    assert studies.next_after(records / "b.hea") is None
    _do(window, "file.next_study")
    _wait(qtbot, window, records / "b.hea")
    _do(window, "file.next_study")
    assert "No other study" in window.notice.text


def _status(studies: StudyWindow, path: Path) -> str:
    row = studies.model.row_of(str(path))
    study = None if row is None else studies.model.study(row)
    return study.status_text if study else ""


def test_a_record_that_is_open_elsewhere_is_shown_there(
    qtbot: QtBot, desk: app.Desk, records: Path
) -> None:
    desk.open(records / "a.hea")
    _wait(qtbot, desk.windows[0], records / "a.hea")
    desk.open(records / "b.hea")
    _wait(qtbot, desk.windows[1], records / "b.hea")
    studies = _list(qtbot, desk)
    studies.open_requested.emit(records / "b.hea")
    assert desk.windows[0].records.shows(records / "a.hea")
    assert len(desk.windows) == 2


def test_the_next_study_is_as_blind_as_one_that_is_opened_from_the_list(
    qtbot: QtBot, desk: app.Desk, records: Path
) -> None:
    record, window = records / "b.hea", desk.windows[0]
    said = [("reader", "Ada"), ("second", "Bob"), ("blind", "blind")]
    say([records], "b", read_record(record).identity, "Eve", said)
    studies = _list(qtbot, desk)
    studies.open_requested.emit(records / "a.hea")
    _wait(qtbot, window, records / "a.hea")
    shown = [window.document.blind]
    _do(window, "file.next_study")
    _wait(qtbot, window, record)
    shown.append(window.document.blind)
    assert shown == [False, True]


def test_a_list_that_cannot_be_opened_is_said(desk: app.Desk, tmp_path: Path) -> None:
    (tmp_path / "data" / "studies" / "index.sqlite3").mkdir()
    _do(desk.windows[0], "file.studies")
    assert desk.studies is None
    assert "study list cannot be opened" in desk.windows[0].notice.text


def test_a_blind_reading_is_opened_blind_and_who_decides_gets_the_consensus(
    qtbot: QtBot, desk: app.Desk, records: Path
) -> None:
    record, window = records / "a.hea", desk.windows[0]
    identity = read_record(record).identity
    said = [("reader", "Ada"), ("second", "Bob"), ("blind", "blind")]
    say([records], "a", identity, "Eve", said)
    review(record, "Bob", sign=True)
    studies = _list(qtbot, desk)
    studies.open_requested.emit(record)
    _wait(qtbot, window, record)
    shown = [window.document.blind]
    studies.open_requested.emit(records / "b.hea")
    _wait(qtbot, window, records / "b.hea")
    shown.append(window.document.blind)
    said = [("reader", "Cid"), ("adjudicator", "Ada")]
    say([records], "a", identity, "Eve", said)
    review(record, "Cid", sign=True)
    studies.work.look_through()
    decided = "signed by Cid and Bob, to be decided by Ada"
    qtbot.waitUntil(lambda: _status(studies, record) == decided, timeout=60_000)
    studies.open_requested.emit(record)
    _wait(qtbot, window, record)
    assert [*shown, window.document.blind] == [True, False, False]
    source = window.document.source
    assert source is not None
    assert (source.reader, source.author) == ("consensus", "Ada")
