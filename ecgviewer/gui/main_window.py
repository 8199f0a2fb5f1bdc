"""The window: makes the parts, the trace and the views, and connects them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QSettings, Signal
from PySide6.QtGui import QCloseEvent

from ecgviewer.gui.actions.action_set import ActionSet
from ecgviewer.gui.actions.actions import with_views
from ecgviewer.gui.actions.key_guard import KeyGuard
from ecgviewer.gui.dialogs.unsaved_dialog import may_lose_edits
from ecgviewer.gui.look.font_scale import set_font_scale
from ecgviewer.gui.look.theme import set_scheme
from ecgviewer.gui.model.found_rhythms import FoundRhythms
from ecgviewer.gui.model.queue_walker import QueueWalker
from ecgviewer.gui.system.paths import envelope_folder, journal_folder
from ecgviewer.gui.system.settings import Settings
from ecgviewer.gui.trace.trace_area import TraceArea
from ecgviewer.gui.views import VIEWS
from ecgviewer.gui.window.blind_reading import BlindReading
from ecgviewer.gui.window.drop_window import DropWindow
from ecgviewer.gui.window.item_commands import ItemCommands
from ecgviewer.gui.window.kept_settings import KeptSettings
from ecgviewer.gui.window.notice_bar import NoticeBar
from ecgviewer.gui.window.picture_commands import PictureCommands
from ecgviewer.gui.window.range_commands import RangeCommands
from ecgviewer.gui.window.record_facts import status_bar
from ecgviewer.gui.window.record_menus import RecordMenus
from ecgviewer.gui.window.record_opening import RecordOpening
from ecgviewer.gui.window.remarks import Remarks
from ecgviewer.gui.window.review_offers import ReviewOffers
from ecgviewer.gui.window.start_bar import StartBar
from ecgviewer.gui.window.trace_room import TraceRoom
from ecgviewer.gui.window.view import Commands, Parts, View
from ecgviewer.gui.window.view_docks import ViewDocks
from ecgviewer.gui.window.window_commands import WindowCommands
from ecgviewer.worker.messages import OpenedRecord

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
    demo_requested(), studies_requested(), next_study_requested()
        The reader wants the demo record, the study list, or the next record of it.
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
        self._store, self.kept = store, KeptSettings(store, self)
        parts = Parts(self, self.settings, journal_folder())
        self.document, self.selection = parts.document, parts.selection
        self.link, self.groups, self.review = parts.link, parts.groups, parts.review
        self._layers = parts.layers
        self.notice, self.start = NoticeBar(), StartBar(self.document)
        self._remarks = Remarks(self, self.document, self.notice)
        self.area = TraceArea(parts, store, envelope_folder())
        self.waveform, self.trace = self.area.waveform, self.area.panel
        self._make_commands(bundles, parts.rhythms)
        self.views = tuple(view(parts) for view in views)
        self.pictures.views = self.views
        self._lay_out()
        self.docks = ViewDocks(self, self.views)
        self._blind = BlindReading(self.document, self.docks, self.kept, self.records)
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
        # Not before, since it moves docks as the window's size changes.
        self._room = TraceRoom(self, self.docks, self.waveform, self.trace)
        self._apply(self.settings)
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
            self, self.kept, document, selection, self.waveform, self.review
        )
        self.commands.bundles = bundles
        self._items = ItemCommands(document, selection, rhythms, self.waveform, self)
        self._menus = RecordMenus(document, self.link, self)
        self.records = RecordOpening(document, self.link, journal_folder(), self)

    def _lay_out(self) -> None:
        self.installEventFilter(KeyGuard(self))
        self.setWindowTitle("ecgviewer")
        self.setCentralWidget(self.trace)
        bar = status_bar(self.document, self.selection, self.link, self.queue)
        self.setStatusBar(bar)

    def _commands_by_id(self) -> Commands:
        commands: Commands = {
            "view.trace": self.waveform.setFocus,
            "view.trace_alone": lambda: self._room.turn_alone(),
            "file.import_text": self.records.text.choose,
            "file.demo": self.demo_requested.emit,
            "file.studies": self.studies_requested.emit,
            "file.next_study": self.next_study_requested.emit,
            "file.cancel": self.link.cancel,
            "view.dismiss": self.notice.hide,
        }
        for by_id in (
            *(self.pictures.by_id, self.review.by_id, self.ranges.by_id),
            *(self.commands.by_id, self.area.commands.by_id, self._items.by_id),
            *(self.queue.by_id, *(view.by_id for view in self.views)),
        ):
            commands |= by_id()
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
        say, note = self._remarks.say, self.kept.note
        self._remarks.follow(self.link, self.views)
        for kept in (*(view.kept for view in self.views), self._items.kept):
            kept.connect(note)
        for commands in (self.review, self.ranges, self.queue, self._items):
            commands.remarked.connect(say)
        self.review.asked.connect(self._remarks.ask)
        for chosen in (
            *(self.commands.open_requested, self.dropped),
            *(self._menus.record_chosen, self.start.record_chosen),
        ):
            chosen.connect(self.open)
        for asked in (self.records.begun, self.link.opening):
            asked.connect(self.notice.hide)
        self.records.text.failed.connect(self.notice.show_message)
        self.start.open_requested.connect(self.commands.choose_record)
        self.start.demo_requested.connect(self.demo_requested)
        self.kept.changed.connect(self._apply)
        self.docks.alone_changed.connect(self._check_alone)
        self.commands.exported.connect(say)
        self.pictures.told.connect(say)
        self.document.edited.connect(self.queue.offer)
        self.document.beats_changed.connect(self.review.drop_removed)
        self.action_set.follow_classes(self.review.of_classes)
        self.link.opened.connect(self._remember)
        self.area.commands.kept.connect(note)
        self._layers.failed.connect(self._remarks.show_failure)
        self._layers.noticed.connect(self.notice.add_message)

    def _check_alone(self, alone: bool) -> None:
        self.action_set.check({"view.trace_alone": alone})

    @property
    def settings(self) -> Settings:
        """The settings as they are now."""
        return self.kept.now

    def open(self, path: Path, annotator: str | None = None) -> None:
        """Open a record; see `RecordOpening.open`."""
        self.records.open(path, annotator)

    def open_study(self, path: Path, *, blind: bool, decides: bool) -> None:
        """Open a record of the study list as it is assigned.

        Parameters
        ----------
        path : Path
        blind : bool
            Hide what others say until another record is shown, whatever the settings.
        decides : bool
            Open the consensus of the two who have signed it.
        """
        self._blind.hold_for(path if blind else None)
        self.records.open(path, decides=decides)

    def _remember(self, opened: OpenedRecord) -> None:
        self._blind.follow_record()
        if path := opened.session.record.path:
            self.kept.change(self.settings.with_recent(str(path)))

    def _apply(self, settings: Settings) -> None:
        self.review.auto_advance = settings.auto_advance
        self.area.commands.apply(settings)
        self._items.apply(settings)
        self.action_set.set_keys(settings.keys)
        for view in self.views:
            view.apply_settings(settings)
        self._blind.apply()
        set_font_scale(settings.font_percent)
        set_scheme(settings.scheme)
        self._menus.fill_recent(settings.recent)
        self.start.show_recent(settings.recent)
        self.records.apply(settings)

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
