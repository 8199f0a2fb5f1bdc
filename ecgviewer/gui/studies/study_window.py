"""The window of the study list: from here records are opened, worst first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QMainWindow,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.gui.look.plain_text import PlainLabel
from ecgviewer.gui.studies.at_start import set_at_start, shows_at_start
from ecgviewer.gui.studies.preview_pane import PreviewPane
from ecgviewer.gui.studies.study_actions import StudyActions
from ecgviewer.gui.studies.study_commands import StudyCommands
from ecgviewer.gui.studies.study_folders import StudyFolders
from ecgviewer.gui.studies.study_model import StudyModel
from ecgviewer.gui.studies.study_table import StudyTable
from ecgviewer.gui.studies.study_work import StudyWork
from ecgviewer.gui.system.first_size import fill_screen
from ecgviewer.gui.system.settings import load_settings
from ecgviewer.studies.figures import FiguresFolder
from ecgviewer.studies.mending import MADE_AGAIN, MendingIndex
from ecgviewer.studies.places import StudyPlaces
from ecgviewer.studies.query import StudyQuery
from ecgviewer.studies.study import Status, Study

if TYPE_CHECKING:
    from ecgviewer.gui.main_window import MainWindow

_GEOMETRY, _SPLIT = "studies/geometry", "studies/split"
#: The study that the keyboard was at.
_CURRENT = "studies/current"
_ALL = "all"
_EMPTY = "Add a folder of records: Studies > Add folder."
_LOOKING = "Looking through the folders…"
_MOST_OTHERS = 50
_SIZE = QSize(1280, 760)
_SEARCH_MS = 150


class StudyWindow(QMainWindow):
    """The list, what is known of one study, and the work that goes on.

    Parameters
    ----------
    store : QSettings
    places : StudyPlaces

    Signals
    -------
    open_requested(Path)
        A record is to be opened.
    """

    open_requested = Signal(object)

    def __init__(self, store: QSettings, places: StudyPlaces) -> None:
        super().__init__()
        self._store, self._places = store, places
        self._index = MendingIndex(places.index, self._on_mended)
        self.model = StudyModel(self._index, self)
        self.table = StudyTable(self.model)
        self.pane = PreviewPane(FiguresFolder(places.figures))
        self.work = StudyWork(places, self)
        self.search = QLineEdit(placeholderText="Search: words, tag:…, status:…")
        self.status = QComboBox()
        self.note, self.count_label = PlainLabel(), PlainLabel()
        self.pause_button = QPushButton("&Analyse")
        self._patient = ""
        self._late = QTimer(self, singleShot=True, interval=_SEARCH_MS)
        self._lay_out()
        self.commands = StudyCommands(self, places)
        self.folders = StudyFolders(self, places)
        self.actions_of = StudyActions(self)
        self._connect()
        self.take_settings()
        self.table.restore(store)
        self._restore_geometry()

    def _lay_out(self) -> None:
        self.setWindowTitle("Studies")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("Search")
        self.status.addItems([_ALL, *(each.value for each in Status)])
        self.status.setAccessibleName("Status")
        top = QHBoxLayout()
        for part, stretch in (
            (self.search, 1),
            (self.status, 0),
            (self.count_label, 0),
        ):
            top.addWidget(part, stretch)
        below = QHBoxLayout()
        below.addWidget(self.note, 1)
        below.addWidget(self.pause_button)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.addWidget(self.table)
        self._split.addWidget(self.pane)
        self._split.setStretchFactor(0, 3)
        self._split.setStretchFactor(1, 1)
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.addLayout(top)
        layout.addWidget(self._split, 1)
        layout.addLayout(below)
        self.setCentralWidget(inside)
        self.table.setFocus()

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _: self._late.start())
        self.search.returnPressed.connect(self._to_table)
        self._late.timeout.connect(self.ask)
        self.status.currentIndexChanged.connect(self.ask)
        self.table.chosen.connect(self._open)
        self.table.current_changed.connect(self._show_study)
        self.pane.other_chosen.connect(self._go_to_path)
        self.work.changed.connect(self._on_changed)
        self.work.said.connect(self._say)
        self.work.failed.connect(self.note.setText)
        self.work.running_changed.connect(self._show_running)
        self.pause_button.clicked.connect(self.toggle_work)

    def _restore_geometry(self) -> None:
        geometry, split = self._store.value(_GEOMETRY), self._store.value(_SPLIT)
        if geometry is None:
            fill_screen(self, _SIZE)
        else:
            self.restoreGeometry(geometry)
        if split is not None:
            self._split.restoreState(split)

    def take_settings(self) -> None:
        """Take over the settings and the folders as they are now."""
        self._settings = load_settings(self._store)
        self.work.bundle = self._settings.classifier
        self.work.roots = self._places.watched()

    def _query(self) -> StudyQuery:
        status = self.status.currentText()
        return replace(
            self.model.query,
            roots=self.work.roots,
            text=self.search.text(),
            statuses=frozenset() if status == _ALL else frozenset({status}),
            patient=self._patient,
            blind=self._settings.blind,
            reader=self._settings.reader,
            today=date.today(),
        )

    def ask(self) -> None:
        """Show what the fields ask for."""
        current = self.table.current
        self.model.ask(self._query())
        self.table.return_to(current)
        self._show_counts()

    def _on_changed(self) -> None:
        if self._index.follow():
            # Somebody deleted it; what is in its place has to be filled.
            self.work.look_through()
        self.table.refresh()
        self._show_counts()

    def _on_mended(self) -> None:
        """Fill the index again, and say so; not before it was read."""
        QTimer.singleShot(0, self, self._fill_again)

    def _say(self, text: str) -> None:
        """Say how far it is, unless something graver stands there."""
        if not (self.work.is_looking and self.note.text() == MADE_AGAIN):
            self.note.setText(text)

    def _fill_again(self) -> None:
        self.note.setText(MADE_AGAIN)
        self.work.look_through()

    def _show_counts(self) -> None:
        n, every = self.model.rowCount(), self.model.n_all
        some = "" if n == every else f"{n:,} of "
        looks = self.work.is_looking and not every
        said = f"{some}{every:,} {'study' if every == 1 else 'studies'}"
        self.count_label.setText(_LOOKING if looks else said)
        if not self.work.roots:
            self.note.setText(_EMPTY)

    def _show_study(self, study: Study | None) -> None:
        others = self.others_of(study)[:_MOST_OTHERS] if study else []
        blind = study is not None and self.model.hides(study)
        self.pane.show_study(study, others, blind=blind)

    def others_of(self, study: Study) -> list[Study]:
        """Return the other recordings of a patient, in order of time."""
        if not study.patient:
            return []
        same = "patient = ? AND path <> ?"
        return self._index.studies(same, (study.patient, study.path), "start, path")

    @property
    def is_blind(self) -> bool:
        """Return whether the reader is not to know what others found."""
        return self._settings.blind

    @property
    def reader(self) -> str:
        """Who reads here."""
        return self._settings.reader

    @property
    def readers(self) -> list[str]:
        """Who reads here, and whom studies are assigned to, by the alphabet."""
        found = {self._settings.reader}
        for study in self._index.studies("reader <> '' OR second <> ''"):
            found |= {study.reader, study.second}
        return sorted(found - {""}, key=str.casefold)

    @property
    def listed(self) -> tuple[Study, ...]:
        """The studies that are listed, in order."""
        query = self.model.query
        return tuple(self._index.studies(*query.where, query.order_by))

    def _show_running(self, running: bool) -> None:
        self.pause_button.setText("&Pause" if running else "&Analyse")

    def _to_table(self) -> None:
        self._late.stop()
        self.ask()
        self.table.setFocus()

    def _open(self, study: Study) -> None:
        if study.missing:
            self.note.setText(f"{study.path} is missing; it cannot be opened.")
            return
        self.open_requested.emit(Path(study.path))

    def _go_to_path(self, path: str) -> None:
        row = self.model.row_of(path)
        if row is not None:
            self.table.go_to(row)

    def open_current(self) -> None:
        """Open the study that the keyboard is at."""
        if self.table.current:
            self._open(self.table.current)

    def study_at(self, path: Path) -> Study | None:
        """Return what is known of the record at a path."""
        found = self._index.studies("path = ?", (str(path),))
        return found[0] if found else None

    def show_in(self, window: MainWindow, path: Path) -> None:
        """Open a record in a window as it is assigned: blind, or to be decided."""
        study, reader = self.study_at(path), load_settings(self._store).reader
        window.open_study(
            path,
            blind=study is not None and study.is_hidden_from(reader),
            decides=study is not None and study.is_decided_by(reader),
        )

    def next_after(self, path: Path | None) -> Path | None:
        """Return the next record in the list that is worth a look.

        Parameters
        ----------
        path : Path or None
            The record that one comes from; None for the first one.
        """
        row = self.model.row_of(str(path)) if path else None
        n = self.model.rowCount()
        first = 0 if row is None else row + 1
        for at in (*range(first, n), *range(first)):
            study = self.model.study(at)
            if study and at != row and study.waits_for(self._settings.reader):
                self.table.go_to(at)
                return Path(study.path)
        return None

    def open_next(self) -> None:
        """Open the next study worth a look, from where the keyboard is."""
        current = self.table.current
        path = self.next_after(Path(current.path) if current else None)
        if path is None:
            self.note.setText("No other study is worth a look.")
        else:
            self.open_requested.emit(path)

    def toggle_patient(self) -> None:
        """Show the recordings of one patient alone; again: all of them."""
        study = self.table.current
        if not self._patient and study and not study.patient:
            self.note.setText(f"{study.name} says nothing of its patient.")
            return
        self._patient = "" if self._patient else (study.patient if study else "")
        self.note.setText(f"Only {self._patient}" if self._patient else "")
        self.ask()

    def toggle_work(self) -> None:
        """Analyse what is new, or pause."""
        if self.work.is_running:
            self.work.pause()
        else:
            self.work.start()

    def count_again(self) -> None:
        """Analyse the selected studies again."""
        self.work.count_again(self.table.selected)

    @property
    def shows_at_start(self) -> bool:
        """Return whether the list is shown when the program starts."""
        return shows_at_start(self._store)

    def show_at_start(self, at_start: bool) -> None:
        """Show the list when the program starts, or do not."""
        set_at_start(self._store, at_start)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.take_settings()
        self.ask()
        if not event.spontaneous():
            self._go_to_path(str(self._store.value(_CURRENT, "")))
        if self.work.roots:
            self.work.look_through()
            self._show_counts()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.table.save(self._store)
        if self.table.current:
            self._store.setValue(_CURRENT, self.table.current.path)
        self._store.setValue(_GEOMETRY, self.saveGeometry())
        self._store.setValue(_SPLIT, self._split.saveState())
        self._store.sync()
        super().closeEvent(event)

    def stop(self) -> None:
        """Give up what goes on, and close the index: the program ends."""
        self._late.stop()
        self.work.stop()
        self.close()
        self._index.close()
