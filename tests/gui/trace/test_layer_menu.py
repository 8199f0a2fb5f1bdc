"""The second row offers everybody who has labelled the record but the open review."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ecgviewer.analysis.opened_record import OpenedRecord
from ecgviewer.core.record import Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.review.source import Source
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.formats.journal.keeper import JournalKeeper
from ecgviewer.formats.journal.places import journal_path
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.trace.layer_menu import LayerMenu
from tests.fakes import FakeJournal
from tests.formats.small_records import small_session, write_small


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return read_record(write_small(tmp_path, n=3000))


def _session(record: Record, annotator: str) -> ReviewSession:
    session = small_session(header=record.path)
    session.record, session.annotator = record, annotator
    return session


def _source(menu: LayerMenu) -> Source | None:
    return menu.source


def _sign(record: Record, folder: Path, reader: str, annotator: str = "") -> None:
    path = journal_path(record, reader, folder, annotator)
    keeper = JournalKeeper(path, reader)
    keeper.sign(_session(record, annotator), "Reviewed")
    keeper.close()


def _offered(menu: LayerMenu) -> list[str]:
    return [action.text() for action in menu.menu.actions() if action.text()]


@pytest.mark.parametrize(
    ("reader", "annotator", "expected"),
    [
        ("Ada", "atr", ["Reader Dr Smith", "Reader Ada"]),
        ("Ada", "", ["Reader Dr Smith", "Reader Ada on atr"]),
        ("Dr Smith", "", ["Reader Ada", "Reader Ada on atr"]),
        ("Bo", "", ["Reader Ada", "Reader Ada on atr", "Reader Dr Smith"]),
    ],
)
def test_the_open_review_is_left_out(
    qtbot: QtBot, record: Record, reader: str, annotator: str, expected: list[str]
) -> None:
    assert record.path is not None
    folder = record.path.parent / "journals"
    for name, on in (("Ada", ""), ("Ada", "atr"), ("Dr Smith", "")):
        _sign(record, folder, name, on)
    document, window = Document(), QWidget()
    qtbot.addWidget(window)
    menu = LayerMenu(document, folder, window)
    journal = cast(Any, FakeJournal(reader))
    session = _session(record, annotator)
    document.open(session, (), journal)
    menu.fill_for(OpenedRecord(session, (), journal))
    qtbot.waitUntil(lambda: len(_offered(menu)) > 1)
    assert _offered(menu) == ["&None", "&All at once", *expected]
    with qtbot.waitSignal(menu.layer_chosen) as caught:
        menu.menu.actions()[-1].trigger()
    assert f"Reader {caught.args[0].name}" == expected[-1]
    assert menu.menu.actions()[-1].isChecked()


def test_episodes_of_another_reader_are_bands_that_blind_mode_hides(
    qtbot: QtBot, record: Record
) -> None:
    assert record.path is not None
    folder = record.path.parent / "journals"
    other = _session(record, "")
    keeper = JournalKeeper(journal_path(record, "Bo", folder, ""), "Bo")
    keeper.open(other)
    edit = other.rhythm_editor("Bo").add(EpisodeKind.AF, 100, 600)
    keeper.append(other.edit(edit)[0])
    keeper.close()
    document, window = Document(), QWidget()
    qtbot.addWidget(window)
    menu, journal = LayerMenu(document, folder, window), cast(Any, FakeJournal("Ada"))
    session = _session(record, "")
    document.open(session, (), journal)
    menu.fill_for(OpenedRecord(session, (), journal))
    qtbot.waitUntil(lambda: "Reader Bo" in _offered(menu))
    with qtbot.waitSignal(menu.layer_chosen) as caught:
        menu.menu.actions()[-1].trigger()
    (band,) = caught.args[0].bands
    assert (band.start, band.stop, band.code) == (100, 600, "AFIB")
    with qtbot.waitSignal(menu.layer_chosen) as caught:
        document.set_blind(blind=True)
    assert caught.args[0] is None


def test_all_who_labelled_a_record_are_shown_at_once(
    qtbot: QtBot, record: Record
) -> None:
    assert record.path is not None
    folder = record.path.parent / "journals"
    for name in ("Bo", "Cy"):
        _sign(record, folder, name)
    document, window = Document(), QWidget()
    qtbot.addWidget(window)
    menu, journal = LayerMenu(document, folder, window), cast(Any, FakeJournal("Ada"))
    session = _session(record, "")
    document.open(session, (), journal)
    menu.fill_for(OpenedRecord(session, (), journal))
    qtbot.waitUntil(lambda: "Reader Cy" in _offered(menu))
    assert _offered(menu) == ["&None", "&All at once", "Reader Bo", "Reader Cy"]
    shown: list[list[str]] = []
    menu.layers_chosen.connect(lambda them: shown.append([each.name for each in them]))
    none, every, bo, _ = [each for each in menu.menu.actions() if each.text()]
    every.trigger()
    qtbot.waitUntil(lambda: bool(shown) and len(shown[-1]) == 2)
    assert shown[-1] == ["Bo", "Cy"]
    assert every.isChecked()
    # Whose rhythms would be taken over is not said.
    assert _source(menu) is None
    bo.trigger()
    qtbot.waitUntil(lambda: shown[-1] == ["Bo"])
    assert _source(menu) is not None
    none.trigger()
    assert shown[-1] == []


def test_one_alone_is_not_offered_as_all(qtbot: QtBot, record: Record) -> None:
    assert record.path is not None
    folder = record.path.parent / "journals"
    _sign(record, folder, "Bo")
    document, window = Document(), QWidget()
    qtbot.addWidget(window)
    menu, journal = LayerMenu(document, folder, window), cast(Any, FakeJournal("Ada"))
    session = _session(record, "")
    document.open(session, (), journal)
    menu.fill_for(OpenedRecord(session, (), journal))
    qtbot.waitUntil(lambda: "Reader Bo" in _offered(menu))
    assert _offered(menu) == ["&None", "Reader Bo"]
