"""The menus whose entries come from records: recent ones, annotations, leads."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from ecgviewer.core.review.session import ReviewSession
from ecgviewer.worker.messages import OpenedRecord

_DETECTED = "Detected beats"


class RecordMenus(QObject):
    """Three menus, filled again when a record is opened.

    Signals
    -------
    record_chosen(Path, str or None)
        A record is to be opened; whose annotations of it to review, empty for beats
        to be detected, None for the review it was last at.
    lead_chosen(str)
        A lead is to be analysed.
    """

    record_chosen = Signal(object, object)
    lead_chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.recent = QMenu("Open &recent", parent)
        self.review = QMenu("Re&view", parent)
        self.review.setObjectName("reviews")
        self.leads = QMenu("&Analysed lead", parent)
        self._lead_group = QActionGroup(self.leads)
        self.review.setEnabled(False)
        self.leads.setEnabled(False)

    def fill_recent(self, paths: Sequence[str]) -> None:
        """Offer the records that were opened last."""
        self.recent.clear()
        for path in paths:
            action = self.recent.addAction(path)
            action.triggered.connect(partial(self._choose_record, Path(path), None))
        self.recent.setEnabled(bool(paths))

    def fill_for(self, opened: OpenedRecord) -> None:
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
            action = self.leads.addAction(lead.name)
            action.setCheckable(True)
            action.setActionGroup(self._lead_group)
            action.triggered.connect(partial(self.lead_chosen.emit, lead.name))
        self.leads.setEnabled(True)

    def check_lead(self, session: ReviewSession) -> None:
        """Mark the lead that is analysed."""
        for action in self.leads.actions():
            action.setChecked(action.text() == session.lead)

    def _choose_record(self, path: Path, annotator: str | None) -> None:
        self.record_chosen.emit(path, annotator)
