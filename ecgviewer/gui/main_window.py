"""The window: makes the parts, the trace and the views, and connects them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QSettings, Signal
from PySide6.QtGui import QCloseEvent

from ecgviewer.core.analysis_events import Stage
from ecgviewer.gui.actions.action_set import ActionSet
from ecgviewer.gui.actions.actions import with_views
from ecgviewer.gui.actions.key_guard import KeyGuard
from ecgviewer.gui.dialogs.ask_first import AskFirst
from ecgviewer.gui.dialogs.unsaved_dialog import may_lose_edits
from ecgviewer.gui.look.font_scale import set_font_scale
from ecgviewer.gui.look.theme import set_scheme
from ecgviewer.gui.model.found_rhythms import FoundRhythms
from ecgviewer.gui.model.queue_walker import QueueWalker
from ecgviewer.gui.system.paths import envelope_folder, journal_folder
from ecgviewer.gui.system.settings import Settings, load_settings, save_settings
from ecgviewer.gui.trace.trace_area import TraceArea
from ecgviewer.gui.views import VIEWS
from ecgviewer.gui.window.archive_choice import ArchiveChoice
from ecgviewer.gui.window.csv_import import CsvImport
from ecgviewer.gui.window.drop_window import DropWindow
from ecgviewer.gui.window.item_commands import ItemCommands
from ecgviewer.gui.window.notice_bar import NoticeBar
from ecgviewer.gui.window.picture_commands import PictureCommands
from ecgviewer.gui.window.progress_bar import AnalysisProgress
from ecgviewer.gui.window.range_commands import RangeCommands
from ecgviewer.gui.window.record_dialogs import open_about
from ecgviewer.gui.window.record_facts import PlaceLabel, QueueLabel, RecordFacts
from ecgviewer.gui.window.record_menus import RecordMenus
from ecgviewer.gui.window.record_opening import RecordOpening
from ecgviewer.gui.window.review_offers import ReviewOffers
from ecgviewer.gui.window.review_title import hidden_text, window_title
from ecgviewer.gui.window.start_bar import StartBar
from ecgviewer.gui.window.status_bar import StatusBar
from ecgviewer.gui.window.trace_room import TraceRoom
from ecgviewer.gui.window.view import Commands, Parts, View
from ecgviewer.gui.window.view_docks import ViewDocks
from ecgviewer.gui.window.window_commands import WindowCommands
from ecgviewer.worker.messages import Failed, OpenedRecord

_MESSAGE_MS = 8000
V = TypeVar("V", bound=View)


class MainWindow(DropWindow):
    """One window, one record.

    Parameters
    ----------
    store : QSettings
        Where settings and geometry are kept.
    bundles : tuple of str
        Names of the classifiers that can be chosen.
    views : sequence of View subclasses
        What is docked around the trace.

    Signals
    -------
    demo_requested()
        The reader wants the demo record.
    studies_requested(), next_study_requested()
        The reader wants the study list, or the next record of it.
    closed()
        The window was closed and shows nothing more.
    """

    demo_requested = Signal()
    studies_requested = Signal()
    next_study_requested = Signal()
    closed = Signal()

    def __init__(
        self,
        store: QSettings,
        bundles: tuple[str, ...] = (),
        views: Sequence[type[View]] = VIEWS,
    ) -> None:
        super().__init__()
        self._store, self.settings = store, load_settings(store)
        parts = Parts(self, self.settings, journal_folder())
        self.document, self.selection = parts.document, parts.selection
        self.link, self.groups, self.review = parts.link, parts.groups, parts.review
        self._layers = parts.layers
        self.notice, self.start = NoticeBar(), StartBar(self.document)
        self.area = TraceArea(parts, store, envelope_folder())
        self.waveform, self.trace = self.area.waveform, self.area.panel
        self._make_commands(bundles, parts.rhythms)
        self.views = tuple(view(parts) for view in views)
        self.pictures.views = self.views
        self._lay_out()
        self.docks = ViewDocks(self, self.views)
        self.action_set = ActionSet(
            self,
            self._commands_by_id(),
            self.document,
            self.selection,
            with_views(view.actions for view in self.views),
        )
        self._complete_menus()
        self._connect()
        ReviewOffers(self.link, self.notice, self._menus, journal_folder())
        self.docks.restore(store)
        self.docks.alone_ended.connect(self._check_alone)
        self._room = TraceRoom(self, self.docks, self.waveform, self.trace)
        self._apply_settings(self.settings)
        # Else Qt gives it to a panel that no reader has gone to.
        self.waveform.setFocus()

    def view(self, kind: type[V]) -> V:
        """Return the view of a kind."""
        return next(view for view in self.views if isinstance(view, kind))

    def _make_commands(self, bundles: tuple[str, ...], rhythms: FoundRhythms) -> None:
        document, selection = self.document, self.selection
        self.pictures = PictureCommands(self, document, self.waveform)
        self.queue = QueueWalker(document, selection, self.groups, self)
        self.ranges = RangeCommands(document, selection, self.review)
        self.commands = WindowCommands(
            self, document, selection, self.waveform, self.review
        )
        self.commands.bundles = bundles
        self._items = ItemCommands(document, selection, rhythms, self.waveform, self)
        self._menus = RecordMenus(document, self.link, self)
        self._records = RecordOpening(document, self.link, journal_folder(), self)
        self._imports = CsvImport(self)
        self._archives = ArchiveChoice(self)

    def _lay_out(self) -> None:
        self.installEventFilter(KeyGuard(self))
        self.setWindowTitle("ecgviewer")
        self.setCentralWidget(self.trace)
        self._progress = AnalysisProgress()
        self._progress.follow(self.link)
        self._facts = RecordFacts(self.document, self.link)
        place = PlaceLabel(self.document, self.selection)
        bar = StatusBar(QueueLabel(self.queue), self._progress, self._facts, place)
        self.setStatusBar(bar)

    def _commands_by_id(self) -> Commands:
        commands = {
            **self.pictures.by_id(),
            **self.review.by_id(),
            **self.ranges.by_id(),
            **self.commands.by_id(),
            **self.area.commands.by_id(),
            **self._items.by_id(),
            "go.next_in_queue": self.queue.forward,
            "go.previous_in_queue": self.queue.back,
            "go.look_at_kind": self.queue.look_at_kind,
            "view.trace": self.waveform.setFocus,
            "view.trace_alone": self._turn_alone,
            "file.import_text": self._imports.choose,
            "file.demo": self.demo_requested.emit,
            "file.studies": self.studies_requested.emit,
            "file.next_study": self.next_study_requested.emit,
            "file.cancel": self.link.cancel,
            "view.dismiss": self.notice.hide,
        }
        for view in self.views:
            commands |= view.by_id()
        return commands

    def _complete_menus(self) -> None:
        in_view = self.action_set.menus["view"]
        self._menus.place(self.action_set)
        in_view.addMenu(self._layers.menu)
        in_view.addSeparator()
        self.area.bind(self.action_set)
        self.trace.add_bar(self.start)
        self.trace.add_bar(self.notice)
        for view in self.views:
            in_view.addAction(self.docks.by_id[view.id].toggleViewAction())
            view.bind(self.action_set.actions)

    def _connect(self) -> None:
        for view in self.views:
            view.remarked.connect(self._say)
            view.failed.connect(self._on_failed)
            view.kept.connect(self._keep)
        for commands in (self.review, self.ranges, self.queue, self._items):
            commands.remarked.connect(self._say)
        self.review.asked.connect(self._ask)
        self.commands.open_requested.connect(self.open)
        self.dropped.connect(self.open)
        self._imports.told.connect(self.open)
        self._archives.chosen.connect(self.open)
        self._imports.failed.connect(self.notice.show_message)
        self._menus.record_chosen.connect(self.open)
        self.start.record_chosen.connect(self.open)
        self.start.open_requested.connect(self.commands.choose_record)
        self.start.demo_requested.connect(self.demo_requested)
        self.commands.settings_changed.connect(self._apply_settings)
        self.commands.exported.connect(self._say)
        self.pictures.told.connect(self._say)
        self.document.edited.connect(self._say)
        self.document.edited.connect(self.queue.offer)
        self.document.refused.connect(self._say)
        self.document.signature_changed.connect(self._show_title)
        self.document.ask_first = self._ask
        self.document.beats_changed.connect(self.review.drop_removed)
        self.action_set.follow_classes(self.review.of_classes)
        self.notice.follow(self.document, self.link)
        self.link.opened.connect(self._on_opened)
        self.link.failed.connect(self._on_failed)
        self.area.commands.kept.connect(self._keep)
        self._items.kept.connect(self._keep)
        self._layers.failed.connect(self._on_failed)
        self._layers.noticed.connect(self.notice.add_message)

    def _turn_alone(self) -> None:
        self._room.show_alone(alone=not self.docks.alone)
        self._check_alone()
        self.waveform.setFocus()

    def _check_alone(self) -> None:
        self.action_set.check({"view.trace_alone": self.docks.alone})

    @property
    def is_empty(self) -> bool:
        """Return whether no record is shown or being opened."""
        return self._records.is_empty

    def shows(self, path: Path) -> bool:
        """Return whether a record is shown here, by any of its files."""
        return self._records.shows(path)

    def open(self, path: Path, annotator: str | None = None) -> None:
        """Open a record; the one shown stays until the new one is whole.

        `annotator` says whose annotations are reviewed, empty for beats to be
        detected, None for the review that the reader was at last. Of a text file that
        leaves out what nobody can guess, and of an archive with several records, the
        reader is asked first.
        """
        self.notice.hide()
        asked = self._imports.ask_if_needed(path) or self._archives.ask_if_needed(path)
        if not asked:
            self._records.open(path, annotator)

    def ask_reader(self) -> None:
        """Ask once who reads."""
        self.commands.ask_reader()

    def _on_opened(self, opened: OpenedRecord) -> None:
        record, read_only = opened.session.record, self.document.read_only
        self._show_title()
        self.statusBar().clearMessage()
        notices = [read_only, *opened.notices]
        notices.append(hidden_text(opened, blind=self.document.blind))
        if any(notices):
            self.notice.show_message("  ".join(filter(None, notices)))
        if record.path:
            recent = self.settings.with_recent(str(record.path))
            self._apply_settings(recent)

    def _on_failed(self, failed: Failed) -> None:
        # Why a beat has its label is said, or not, where it was asked.
        if failed.stage is not Stage.EXPLAINING:
            text = f"{failed.stage.value} failed: {failed.message}"
            self.notice.show_message(text, failed.details)

    def _show_title(self) -> None:
        self.setWindowTitle(window_title(self.document))

    def _ask(self, text: str, label: str, do: Callable[[], object]) -> None:
        open_about(self.document, AskFirst(text, label, do, self))

    def _say(self, text: str) -> None:
        self.statusBar().showMessage(text, _MESSAGE_MS)

    def _apply_settings(self, settings: Settings) -> None:
        reanalyse = settings.classifier != self.link.bundle
        reader_changed = settings.reader != self.settings.reader
        self.settings = self.commands.settings = settings
        self.review.auto_advance = settings.auto_advance
        self.link.bundle, self._records.reader = settings.classifier, settings.reader
        self.area.commands.apply(settings)
        self._items.apply(settings)
        self.action_set.set_keys(settings.keys)
        for view in self.views:
            view.apply_settings(settings)
        self.document.set_blind(blind=settings.blind)
        self.docks.hide_classifier(blind=settings.blind)
        set_font_scale(settings.font_percent)
        set_scheme(settings.scheme)
        self._menus.fill_recent(settings.recent)
        self.start.show_recent(settings.recent)
        save_settings(self._store, settings)
        session = self.document.session
        if session and reader_changed and session.record.path:
            self.open(session.record.path, session.annotator)
        elif session and reanalyse:
            self.link.analyse_again()

    def _keep(self, name: str, value: object) -> None:
        changed: dict[str, Any] = {name: value}
        self.settings = self.commands.settings = replace(self.settings, **changed)
        self._store.setValue(name, value)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.document.close() and not may_lose_edits(self):
            event.ignore()
            return
        self.docks.save(self._store)
        self._store.sync()
        self.area.stop()
        self.link.stop()
        super().closeEvent(event)
        self.closed.emit()
