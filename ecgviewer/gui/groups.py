"""The groups of beats of the open record, which several views show."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from ecgviewer.core.beat_groups import BeatGroups
from ecgviewer.core.morphology import Codes
from ecgviewer.core.session import BeatColumns, Change, ChangeKind
from ecgviewer.gui.document import Document
from ecgviewer.worker.group_maker import GroupMaker, GroupRequest
from ecgviewer.worker.messages import Failed


class Groups(QObject):
    """Has beats grouped when they have all been found, and keeps the groups.

    Signals
    -------
    changed()
        Beats were grouped, or are arranged otherwise.
    failed(Failed)
        They could not be grouped.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.groups: BeatGroups | None = None
        self._document = document
        self._lead = ""
        self._number = 0
        self._maker = GroupMaker(self)
        self._maker.reported.connect(self._on_reported)
        document.record_opened.connect(self._forget)
        document.state_changed.connect(self._on_state_changed)
        document.beats_changed.connect(self._on_beats_changed)

    def codes(self, columns: BeatColumns) -> Codes | None:
        """Return the group of each beat, -1 for none; None before there are groups."""
        return None if self.groups is None else self.groups.codes_of(columns.beat_id)

    def arrange(self, change: Callable[[BeatGroups], BeatGroups]) -> None:
        """Merge, split or move beats between groups; no beat is edited by it."""
        if self.groups is not None:
            self.groups = change(self.groups)
            self.changed.emit()

    def _forget(self) -> None:
        self.groups, self._lead = None, ""
        self._number += 1
        self.changed.emit()

    def _on_state_changed(self) -> None:
        session = self._document.session
        if session is None or not self._document.editable or not session.lead:
            return
        if session.lead != self._lead and len(session.beats):
            self._lead = session.lead
            self._ask(GroupRequest(session.record, session.lead, session.beats))

    def _on_beats_changed(self, change: Change) -> None:
        """Have added and moved beats put into groups; removed ones do not count."""
        self._on_state_changed()
        session = self._document.session
        if change.kind is ChangeKind.VALUES or self.groups is None or session is None:
            return
        beats = session.beats
        missing = self.groups.missing(beats.beat_id, beats.sample)
        if missing.any():
            some = beats.take(missing)
            self._ask(GroupRequest(session.record, self._lead, some, self.groups))

    def _ask(self, request: GroupRequest) -> None:
        self._number += 1
        self._maker.make(self._number, request)

    def _on_reported(self, number: int, message: BeatGroups | Failed) -> None:
        if number != self._number:
            return
        if isinstance(message, Failed):
            self.failed.emit(message)
            return
        self.groups = message
        self.changed.emit()
