"""The menus whose entries come from records: recent ones, annotations, leads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from ecgviewer.core.record import Lead
from ecgviewer.gui.actions.action_set import ActionSet
from ecgviewer.gui.model.analysis_link import AnalysisLink
from ecgviewer.gui.model.document import Document
from ecgviewer.worker.messages import OpenedRecord

_DETECTED = "Detected beats, labelled by the classifier"
_BLIND = "Detected beats, without labels: blind mode"
_ANNOTATIONS = "{annotator}: its beats and labels are shown"
_ASK = (
    "Blind mode hides what others say. The review of {annotator} shows the labels of "
    "that annotation file."
)
_ALL = "&All"


class RecordMenus(QObject):
    """Three menus, filled again when a record is opened; leads are analysed at once.

    Signals
    -------
    record_chosen(Path, str or None)
        A record is to be opened; whose annotations of it to review, empty for beats
        to be detected, None for the review it was last at.
    """

    record_chosen = Signal(object, object)

    def __init__(self, document: Document, link: AnalysisLink, parent: QWidget) -> None:
        super().__init__(parent)
        self._document, self._link = document, link
        self.recent = QMenu("Open &recent", parent)
        self.recent_folders: tuple[Path, ...] = ()
        self.review = QMenu("Re&view", parent)
        self.review.setObjectName("reviews")
        self.leads = QMenu("&Analysed leads", parent)
        self._lead_group = QActionGroup(self.leads)
        self.review.setEnabled(False)
        self.leads.setEnabled(False)
        link.opened.connect(self._fill_for)
        document.blind_changed.connect(self._show_blind)
        for signal in (link.prepared, link.finished):
            signal.connect(self._check_leads)

    def place(self, actions: ActionSet) -> None:
        """Put the menus where their entries are looked for."""
        for menu in (self.recent, self.review):
            actions.menus["file"].insertMenu(actions.actions["file.export"], menu)
        actions.menus["view"].addSeparator()
        actions.menus["view"].addMenu(self.leads)

    def fill_recent(self, paths: Sequence[str]) -> None:
        """Offer the records that were opened last."""
        self.recent_folders = tuple(dict.fromkeys(Path(path).parent for path in paths))
        self.recent.clear()
        for path in paths:
            action = self.recent.addAction(path)
            action.triggered.connect(partial(self._choose_record, Path(path), None))
        self.recent.setEnabled(bool(paths))

    def _fill_for(self, opened: OpenedRecord) -> None:
        """Offer what there is to review of a record, and its leads."""
        session = opened.session
        self.review.clear()
        path = session.record.path
        if path:
            for annotator in ("", *opened.annotators):
                text = _ANNOTATIONS.format(annotator=annotator.replace("&", "&&"))
                action = self.review.addAction(text if annotator else _DETECTED)
                action.setData(annotator)
                action.setCheckable(True)
                action.setChecked(annotator == session.annotator)
                action.triggered.connect(partial(self._choose_review, path, annotator))
        self._show_blind()
        self.review.setEnabled(bool(opened.annotators))
        self._fill_leads(session.record.leads)

    def _fill_leads(self, leads: Sequence[Lead]) -> None:
        self.leads.clear()
        if len(leads) > 1:
            self._add_leads(_ALL, self._link.analyse_all)
            self.leads.addSeparator()
        for lead in leads:
            alone = partial(self._link.analyse, lead.name, (lead.name,))
            # A single ampersand would be taken for a mnemonic.
            self._add_leads(lead.title.replace("&", "&&"), alone).setData(lead.name)
        self.leads.setEnabled(True)
        self._check_leads()

    def _add_leads(self, text: str, analyse: Callable[[], None]) -> QAction:
        action = self.leads.addAction(text)
        action.setCheckable(True)
        action.setActionGroup(self._lead_group)
        action.triggered.connect(lambda _: analyse())
        return action

    def _check_leads(self) -> None:
        """Mark the lead that is analysed alone, or that all are."""
        session = self._document.session
        if session is None:
            return
        alone = session.lead if len(session.leads) < 2 else None
        for action in self.leads.actions():
            action.setChecked(not action.isSeparator() and action.data() == alone)

    def _show_blind(self) -> None:
        """Say what detected beats show."""
        for action in self.review.actions():
            if action.data() == "":
                action.setText(_BLIND if self._document.blind else _DETECTED)

    def _choose_review(self, path: Path, annotator: str) -> None:
        """Open a review; a blind reader is asked before labels of others are shown."""
        open_ = partial(self._choose_record, path, annotator)
        self._check_review()
        if annotator and self._document.blind and self._document.ask_first:
            text = _ASK.format(annotator=annotator)
            self._document.ask_first(text, "Show them", open_)
        else:
            open_()

    def _check_review(self) -> None:
        """Tick the review that is open; Qt ticks what was clicked."""
        session = self._document.session
        for action in self.review.actions():
            if session is not None and action.isCheckable():
                action.setChecked(action.data() == session.annotator)

    def _choose_record(self, path: Path, annotator: str | None) -> None:
        self.record_chosen.emit(path, annotator)
