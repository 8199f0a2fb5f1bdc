"""The window: builds the views, docks and menus, and connects them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QPoint, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.core.analysis_events import Stage
from ecgviewer.formats.record_formats import is_same_record
from ecgviewer.gui.actions.action_set import ActionSet
from ecgviewer.gui.actions.key_guard import KeyGuard
from ecgviewer.gui.beat_table.beat_table_panel import BeatTablePanel
from ecgviewer.gui.dialogs.unsaved_dialog import may_lose_edits
from ecgviewer.gui.explanation.explanation_panel import ExplanationPanel
from ecgviewer.gui.kind_views import KindViews, raise_dock
from ecgviewer.gui.look.plain_text import PlainLabel
from ecgviewer.gui.look.theme import set_scheme
from ecgviewer.gui.model.analysis_link import AnalysisLink
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.groups import Groups
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.system.paths import envelope_folder, journal_folder
from ecgviewer.gui.system.screen_scale import screen_of
from ecgviewer.gui.system.settings import Settings, load_settings, save_settings
from ecgviewer.gui.trace.layer_menu import LayerMenu
from ecgviewer.gui.trace.trace_bar import TraceBar
from ecgviewer.gui.trace.trace_commands import TraceCommands
from ecgviewer.gui.trace.trace_looks import TraceLooks
from ecgviewer.gui.trace.trace_panel import TracePanel
from ecgviewer.gui.waveform.strips.overview import OverviewStrip
from ecgviewer.gui.waveform.waveform_view import WaveformView
from ecgviewer.gui.window.notice_bar import NoticeBar
from ecgviewer.gui.window.progress_bar import AnalysisProgress
from ecgviewer.gui.window.reader_commands import CONSENSUS, ReaderCommands
from ecgviewer.gui.window.record_menus import RecordMenus
from ecgviewer.gui.window.review_commands import ReviewCommands
from ecgviewer.gui.window.review_offers import ReviewOffers
from ecgviewer.gui.window.status_bar import StatusBar
from ecgviewer.gui.window.window_commands import WindowCommands
from ecgviewer.worker.envelope_filling import EnvelopeFilling
from ecgviewer.worker.messages import Failed, OpenedRecord
from ecgviewer.worker.record_tasks import OpenRequest

_MESSAGE_MS = 8000
_FRAME_PX = 30


class MainWindow(QMainWindow):
    """One window, one record.

    Parameters
    ----------
    store : QSettings
        Where settings and geometry are kept.
    bundles : tuple of str
        Names of the classifiers that can be chosen.

    Signals
    -------
    demo_requested()
        The reader wants the demo record.
    closed()
        The window was closed and shows nothing more.
    """

    demo_requested = Signal()
    closed = Signal()

    def __init__(self, store: QSettings, bundles: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._store = store
        self._asked: Path | None = None
        self.settings = load_settings(store)
        self.document = Document(self)
        self.selection = Selection(self)
        self.link = AnalysisLink(self.document, self.selection, self)
        self.waveform = WaveformView(self.document, self.selection)
        self.overview = OverviewStrip(self.document, self.selection)
        self.trace = TracePanel(
            self.document, self.selection, self.waveform, self.overview
        )
        self.trace_commands = TraceCommands(
            self.document, self.waveform, self.trace, TraceLooks(store)
        )
        self.groups = Groups(self.document, self)
        self.table = BeatTablePanel(self.document, self.selection, self.groups)
        self.explanation = ExplanationPanel(
            self.document, self.selection, self.settings.heat_map_opacity
        )
        self.notice = NoticeBar()
        self.review = ReviewCommands(self.document, self.selection, self.link, self)
        self.kinds = KindViews(
            self, self.document, self.selection, self.groups, self.link, self.review
        )
        self.readers = ReaderCommands(
            self, self.document, self.selection, journal_folder()
        )
        self.commands = WindowCommands(
            self, self.document, self.selection, self.waveform, self.review
        )
        self.commands.bundles = bundles
        self._progress = AnalysisProgress()
        self._facts = PlainLabel()
        self._lay_out()
        self.action_set = ActionSet(
            self, self._commands_by_id(), self.document, self.selection
        )
        self._menus = RecordMenus(self)
        self._layers = LayerMenu(self.document, journal_folder(), self)
        self._filling = EnvelopeFilling(self)
        self._complete_menus()
        self._connect()
        ReviewOffers(self.link, self.notice, self._menus.review, journal_folder())
        self._restore_geometry()
        self._apply_settings(self.settings)
        # Else Qt gives it to a panel that no reader has gone to.
        self.waveform.setFocus()

    def _lay_out(self) -> None:
        self.setAcceptDrops(True)
        self.installEventFilter(KeyGuard(self))
        self.setWindowTitle("ecgviewer")
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.notice)
        layout.addWidget(self.trace, 1)
        self.setCentralWidget(centre)
        right, bottom = (
            Qt.DockWidgetArea.RightDockWidgetArea,
            Qt.DockWidgetArea.BottomDockWidgetArea,
        )
        self.setCorner(Qt.Corner.BottomRightCorner, right)
        self._why_dock = self._dock("Why this label", "explanation", self.explanation)
        self._table_dock = self._dock("Beats", "beats", self.table)
        self.addDockWidget(right, self._why_dock)
        self.addDockWidget(bottom, self._table_dock)
        self.kinds.add_docks(self._table_dock, self._why_dock)
        self.readers.add_dock(self._why_dock)
        queue = self.kinds.progress_label
        self.setStatusBar(StatusBar(queue, self._progress, self._facts))

    def _dock(self, title: str, name: str, widget: QWidget) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(name)
        dock.setWidget(widget)
        return dock

    def _commands_by_id(self) -> dict[str, Callable[[], object]]:
        return {
            **self.review.by_id(),
            **self.commands.by_id(),
            **self.trace_commands.by_id(),
            **self.kinds.by_id(),
            **self.readers.by_id(),
            "view.trace": self.waveform.setFocus,
            "view.table": self._show_table,
            "view.search": self._search,
            "file.demo": self.demo_requested.emit,
            "file.cancel": self.link.cancel,
            "view.dismiss": self.notice.hide,
        }

    def _complete_menus(self) -> None:
        menus, actions = self.action_set.menus, self.action_set.actions
        for menu in (self._menus.recent, self._menus.review):
            menus["file"].insertMenu(actions["file.export"], menu)
        view = menus["view"]
        view.addSeparator()
        view.addMenu(self._menus.leads)
        view.addMenu(self._layers.menu)
        view.addSeparator()
        view.addAction(self._table_dock.toggleViewAction())
        view.addAction(self._why_dock.toggleViewAction())
        self.trace_commands.bind(self.action_set)
        self.kinds.morphology.buttons.bind(actions)
        self.trace.add_bar(TraceBar(self.action_set, self._layers.menu))
        for dock in (*self.kinds.docks.values(), self.readers.dock):
            view.addAction(dock.toggleViewAction())

    def _connect(self) -> None:
        self.commands.open_requested.connect(self.open)
        self._menus.record_chosen.connect(self.open)
        self._menus.lead_chosen.connect(self._analyse_lead)
        self.commands.settings_changed.connect(self._apply_settings)
        self.commands.exported.connect(self._say)
        self.document.edited.connect(self._say)
        self.document.refused.connect(self._say)
        self.review.remarked.connect(self._say)
        self.document.beats_changed.connect(self.review.drop_removed)
        self.document.record_grew.connect(self._fill_envelopes)
        self.kinds.remarked.connect(self._say)
        self.kinds.failed.connect(self._on_failed)
        self.readers.remarked.connect(self._say)
        self.readers.consensus_requested.connect(self._open_consensus)
        self.readers.reader_given.connect(self._take_reader)
        self.document.reopened.connect(self.notice.show_message)
        self.document.unsaved.connect(self.notice.show_message)
        self.link.opened.connect(self._on_opened)
        self.link.open_failed.connect(self._on_open_failed)
        self.link.progressed.connect(self._progress.show_progress)
        self.link.finished.connect(self._progress.hide)
        self.link.finished.connect(self._show_facts)
        self.link.prepared.connect(self._show_facts)
        self.link.noticed.connect(self.notice.show_message)
        self.link.explained.connect(self.explanation.show_explanation)
        self.link.failed.connect(self._on_failed)
        self._progress.cancelled.connect(self.link.cancel)
        self.explanation.explain_requested.connect(self.link.explain)
        self.explanation.opacity_changed.connect(
            partial(self._keep, "heat_map_opacity")
        )
        self.trace_commands.kept.connect(self._keep)
        self._filling.progressed.connect(self.waveform.show_filling)
        self._filling.progressed.connect(self.trace.disclosure.refresh)
        self._layers.layer_chosen.connect(self.waveform.show_layer)
        self._layers.layer_chosen.connect(self.table.model.set_layer)
        self._layers.failed.connect(self._on_failed)
        self.waveform.add_requested.connect(self.link.add_beat_near)
        self.waveform.move_requested.connect(self.link.move_beat_near)
        self.waveform.menu_requested.connect(self._show_beat_menu)

    @property
    def is_empty(self) -> bool:
        """Tell whether no record is shown or being opened."""
        return self.document.session is None and self._asked is None

    def shows(self, path: Path) -> bool:
        """Return whether a record is shown here, by any of its files."""
        session = self.document.session
        shown = session.record.path if session else self._asked
        if shown is None:
            return False
        return is_same_record(shown, path)

    def open(self, path: Path, annotator: str | None = None) -> None:
        """Open a record; the one shown stays until the new one is whole.

        `annotator` says whose annotations are reviewed, empty for beats to be
        detected, None for the review that the reader was at last.
        """
        self.notice.hide()
        self._asked = path
        reader = self.settings.reader
        self.link.open(OpenRequest(path, reader, journal_folder(), annotator))

    def ask_reader(self) -> None:
        """Ask once who reads."""
        if not self.settings.reader_known:
            self.readers.ask_reader(self.settings.reader)

    def _take_reader(self, name: str) -> None:
        self._apply_settings(replace(self.settings, reader=name, reader_known=True))

    def _open_consensus(self) -> None:
        session = self.document.session
        if session is None or session.record.path is None:
            return
        path, folder = session.record.path, journal_folder()
        author = self.settings.reader
        self.link.open(OpenRequest(path, CONSENSUS, folder, session.annotator, author))

    def _on_open_failed(self, message: str) -> None:
        self._asked = None
        self.notice.show_message(message)

    def _on_opened(self, opened: OpenedRecord) -> None:
        self.readers.set_journal(opened.journal.path)
        record = opened.session.record
        annotator = opened.session.annotator
        source = f" – review of {annotator}" if annotator else ""
        read_only = " – read-only" if self.document.read_only else ""
        self.setWindowTitle(f"{record.name}{source}{read_only} – ecgviewer")
        self.explanation.clear_cache()
        told = [self.document.read_only, *opened.notices]
        if any(told):
            self.notice.show_message("  ".join(filter(None, told)))
        if record.path:
            recent = self.settings.with_recent(str(record.path))
            self._apply_settings(recent)
        self._menus.fill_for(opened)
        self._layers.fill_for(opened)
        self._fill_envelopes()
        self._show_facts()

    def _fill_envelopes(self) -> None:
        session, envelopes = self.document.session, self.document.envelopes
        if session is not None:
            self._filling.fill(session.record, envelopes, envelope_folder())

    def _analyse_lead(self, name: str) -> None:
        self.explanation.clear_cache()
        self.link.analyse(name)

    def _show_facts(self) -> None:
        session = self.document.session
        if session is None:
            return
        self._menus.check_lead(session)
        classifier = session.predictions.classifier_id or "–"
        lead = session.lead or "–"
        self._facts.setText(
            f"Lead {lead}   ·   {classifier}   ·   Reader {self.document.reader}"
        )

    def _on_failed(self, failed: Failed) -> None:
        if failed.stage is Stage.EXPLAINING:
            self.explanation.show_failure(failed.message)
        else:
            text = f"{failed.stage.value} failed: {failed.message}"
            self.notice.show_message(text, failed.details)

    def _say(self, text: str) -> None:
        self.statusBar().showMessage(text, _MESSAGE_MS)

    def _apply_settings(self, settings: Settings) -> None:
        reanalyse = settings.classifier != self.link.bundle
        reader_changed = settings.reader != self.settings.reader
        self.settings = self.commands.settings = settings
        self.review.auto_advance = settings.auto_advance
        self.link.bundle = settings.classifier
        self.trace_commands.apply(settings)
        self.action_set.set_keys(settings.keys)
        self.kinds.apply_settings(settings)
        self.document.set_blind(blind=settings.blind)
        self._why_dock.setVisible(not settings.blind)
        set_scheme(settings.scheme)
        self._menus.fill_recent(settings.recent)
        save_settings(self._store, settings)
        self._show_facts()
        session = self.document.session
        if session and reader_changed and session.record.path:
            self.open(session.record.path, session.annotator)
        elif session and reanalyse:
            self._analyse_lead(session.lead)

    def _show_table(self) -> None:
        raise_dock(self._table_dock)
        self.table.view.setFocus()

    def _search(self) -> None:
        raise_dock(self._table_dock)
        self.table.filter_bar.search.setFocus()
        self.table.filter_bar.search.selectAll()

    def _show_beat_menu(self, place: QPoint) -> None:
        self.action_set.menus["beat"].popup(place)

    def _keep(self, name: str, value: object) -> None:
        changed: dict[str, Any] = {name: value}
        self.settings = self.commands.settings = replace(self.settings, **changed)
        self._store.setValue(name, value)

    def _restore_geometry(self) -> None:
        geometry, state = (self._store.value(k) for k in ("geometry", "window_state"))
        if isinstance(geometry, QByteArray) and isinstance(state, QByteArray):
            self.restoreGeometry(geometry)
            self.restoreState(state)
            return
        # The frame takes some of the screen, and the status bar must be on it.
        room = screen_of(self).availableSize() - QSize(_FRAME_PX, 2 * _FRAME_PX)
        self.resize(QSize(1280, 800).boundedTo(room))
        self.resizeDocks([self._why_dock], [400], Qt.Orientation.Horizontal)
        self.resizeDocks([self._table_dock], [240], Qt.Orientation.Vertical)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.document.close() and not may_lose_edits(self):
            event.ignore()
            return
        self._store.setValue("geometry", self.saveGeometry())
        self._store.setValue("window_state", self.saveState())
        self._store.sync()
        self._filling.stop()
        self.link.stop()
        super().closeEvent(event)
        self.closed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped_path(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped_path(event)
        if path:
            event.acceptProposedAction()
            self.open(path)


def _dropped_path(event: QDropEvent) -> Path | None:
    urls = event.mimeData().urls()
    return Path(urls[0].toLocalFile()) if urls and urls[0].isLocalFile() else None
