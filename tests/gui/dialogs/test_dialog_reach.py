"""Every dialog by keyboard: Tab reaches each control, and each has a name.

Those of `tests/gui/window/test_keyboard_reach.py` need a window; the others are here.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

import ecgviewer.gui
from ecgviewer.core.items.note import Note
from ecgviewer.core.items.strip import Strip
from ecgviewer.formats.csv.head import head_of
from ecgviewer.formats.csv.options import parse_options
from ecgviewer.formats.journal.audit_trail import AuditEntry
from ecgviewer.gui.dialogs.about_dialog import AboutDialog
from ecgviewer.gui.dialogs.audit_dialog import AuditDialog
from ecgviewer.gui.dialogs.calibration_dialog import CalibrationDialog
from ecgviewer.gui.dialogs.conclusion_dialog import ConclusionDialog
from ecgviewer.gui.dialogs.csv_dialog import CsvDialog
from ecgviewer.gui.dialogs.guide_dialog import GuideDialog
from ecgviewer.gui.dialogs.keys_dialog import KeysDialog
from ecgviewer.gui.dialogs.licences_dialog import LicencesDialog
from ecgviewer.gui.dialogs.note_dialog import NoteDialog
from ecgviewer.gui.dialogs.record_dialog import RecordDialog
from ecgviewer.gui.dialogs.report_dialog import ReportDialog
from ecgviewer.gui.dialogs.retraining_dialog import RetrainingDialog
from ecgviewer.gui.dialogs.rhythm_dialog import RhythmDialog
from ecgviewer.gui.dialogs.strip_dialog import StripDialog
from ecgviewer.gui.dialogs.tell_us_dialog import TellUsDialog
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.studies.agreement_dialog import AgreementDialog
from ecgviewer.gui.studies.compare_dialog import CompareDialog
from ecgviewer.gui.studies.team_dialog import TeamDialog
from ecgviewer.studies.places import StudyPlaces
from ecgviewer.studies.study import Study
from ecgviewer.worker.comparison_tasks import CompareRecordings
from ecgviewer.worker.study_tasks import CompareReaders
from tests.fakes import FakeJournal
from tests.formats.csv.csv_files import POLAR
from tests.gui.reach import controls, settle, spoken, walked
from tests.gui.window.test_keyboard_reach import IN_A_WINDOW
from tests.paper import contents

_STUDY = Study("/a.hea", "/", "a", "analysed")
#: Where there is nothing.
_PLACES = StudyPlaces(Path("/nowhere/data"), Path("/nowhere/cache"))


@pytest.fixture(autouse=True)
def _data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def _document() -> Document:
    document = Document()
    document.open(contents.review(40.0), (), FakeJournal())
    return document


def _takes_tab(control: QWidget) -> bool:
    return bool(control.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _audit() -> QDialog:
    entry = AuditEntry(1, "2024-01-01T00:00:00", "Ada", "Began", 0, "", "")
    return AuditDialog(Path("r.ecgedits.jsonl"), [entry])


def _strip() -> QDialog:
    leads = contents.review(40.0).record.leads
    return StripDialog(Strip(0, 99, (leads[0].name,)), leads)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


_DIALOGS: dict[type[QDialog], Callable[[QWidget], QDialog]] = {
    AboutDialog: lambda _: AboutDialog("every-lead"),
    AgreementDialog: lambda window: AgreementDialog(
        CompareReaders(_PLACES, ()), window
    ),
    AuditDialog: lambda _: _audit(),
    CalibrationDialog: lambda _: CalibrationDialog(QGuiApplication.primaryScreen()),
    CompareDialog: lambda window: CompareDialog(
        CompareRecordings(_STUDY, _STUDY, _PLACES.cache), window
    ),
    ConclusionDialog: lambda _: ConclusionDialog("", ["Own"]),
    CsvDialog: lambda _: CsvDialog(head_of(POLAR, Path("x.csv")), parse_options("")),
    GuideDialog: lambda window: GuideDialog(window),
    KeysDialog: lambda window: KeysDialog(window),
    LicencesDialog: lambda window: LicencesDialog(window),
    NoteDialog: lambda _: NoteDialog(Note(9, "a"), 9, contents.review(40.0)),
    RecordDialog: lambda _: RecordDialog(contents.review(40.0).record, editable=True),
    ReportDialog: lambda _: ReportDialog(_document()),
    RetrainingDialog: lambda _: RetrainingDialog("context-cnn"),
    RhythmDialog: lambda _: RhythmDialog("Add an episode", "0:01"),
    StripDialog: lambda _: _strip(),
    TeamDialog: lambda window: TeamDialog([_STUDY], ["Ada"], window),
    TellUsDialog: lambda _: TellUsDialog("every-lead", ""),
}


@pytest.mark.parametrize("kind", _DIALOGS, ids=lambda kind: kind.__name__)
def test_tab_goes_through_a_dialog_and_everything_has_a_name(
    qtbot: QtBot, window: QWidget, kind: type[QDialog]
) -> None:
    dialog = _DIALOGS[kind](window)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    settle()
    # From the last on, since Tab goes through the links of a page before it leaves it.
    start = [each for each in controls(dialog) if _takes_tab(each)][-1]
    reached = walked(dialog, start, lambda at: at is start)
    missed = [
        each for each in controls(dialog) if each not in reached and _takes_tab(each)
    ]
    assert not missed, [(type(each).__name__, spoken(each)) for each in missed]
    nameless = [type(each).__name__ for each in reached if not spoken(each).strip()]
    assert not nameless
    dialog.close()


def test_no_dialog_is_left_out() -> None:
    package = ecgviewer.gui
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)
    there = {
        kind
        for kind in QDialog.__subclasses__()
        if kind.__module__.startswith(package.__name__)
    }
    assert there == {*_DIALOGS, *IN_A_WINDOW}
