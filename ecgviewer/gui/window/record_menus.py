"""The menus whose entries come from records: recent ones, annotations, leads."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from ecgviewer.gui.actions.action_set import ActionSet
from ecgviewer.gui.model.analysis_link import AnalysisLink
from ecgviewer.gui.model.document import Document
from ecgviewer.worker.messages import OpenedRecord

_DETECTED = "Detected beats"


class RecordMenus(QObject):
    """Three menus, filled again when a record is opened; a lead is analysed at once.

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
        self.leads = QMenu("&Analysed lead", parent)
        self._lead_group = QActionGroup(self.leads)
        self.review.setEnabled(False)
        self.leads.setEnabled(False)
        link.opened.connect(self._fill_for)
        for signal in (link.prepared, link.finished):
            signal.connect(self._check_lead)

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
                action = self.review.addAction(annotator or _DETECTED)
                action.setCheckable(True)
                action.setChecked(annotator == session.annotator)
                action.triggered.connect(partial(self._choose_record, path, annotator))
        self.review.setEnabled(bool(opened.annotators))
        self.leads.clear()
        for lead in session.record.leads:
            action = self.leads.addAction(lead.title)
            action.setCheckable(True)
            action.setData(lead.name)
            action.setActionGroup(self._lead_group)
            action.triggered.connect(partial(self._link.analyse, lead.name))
        self.leads.setEnabled(True)
        self._check_lead()

    def _check_lead(self) -> None:
        """Mark the lead that is analysed."""
        session = self._document.session
        for action in self.leads.actions():
            action.setChecked(session is not None and action.data() == session.lead)

    def _choose_record(self, path: Path, annotator: str | None) -> None:
        self.record_chosen.emit(path, annotator)
