"""The groups of beats of the open record, which several views show."""

from __future__ import annotations

from dataclasses import replace

import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from ecgviewer.core.kinds.beat_groups import BeatGroups
from ecgviewer.core.kinds.group_summary import group_name
from ecgviewer.core.kinds.morphology import Codes
from ecgviewer.core.review.arrangement import Arrangement
from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.core.review.change import Change, ChangeKind
from ecgviewer.core.review.kind_looks import KindLooks, kind_looks
from ecgviewer.gui.look.number_text import count
from ecgviewer.gui.model.document import Document
from ecgviewer.worker.kind_tasks import GroupRequest
from ecgviewer.worker.task import Background


class Groups(QObject):
    """Has beats grouped when they have all been found, and keeps the groups.

    Signals
    -------
    changed(int or None)
        Beats were grouped, or are arranged otherwise; the group that the reviewer
        worked on, if any.
    failed(Failed)
        They could not be grouped.
    """

    changed = Signal(object)
    failed = Signal(object)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.groups: BeatGroups | None = None
        self._document = document
        self._lead = ""
        self._grown: BeatGroups | None = None
        self._arranged: BeatGroups | None = None
        self._looks: tuple[BeatColumns, BeatGroups | None, KindLooks] | None = None
        self._background = Background(self)
        document.record_opened.connect(self._forget)
        document.state_changed.connect(self._on_state_changed)
        document.beats_changed.connect(self._on_beats_changed)
        document.rearranged.connect(self._on_rearranged)

    def codes(self, columns: BeatColumns) -> Codes | None:
        """Return the group of each beat, -1 for none; None before there are groups."""
        return None if self.groups is None else self.groups.codes_of(columns.beat_id)

    def looks(self) -> KindLooks | None:
        """Return what the looks at accepted kinds tell; None without a record."""
        session = self._document.session
        if session is None:
            return None
        columns, groups = session.columns, self.groups
        known = self._looks
        if known is None or known[0] is not columns or known[1] is not groups:
            looks = kind_looks(columns, session.evidence, groups)
            known = self._looks = columns, groups, looks
        return known[2]

    def split(self, code: int) -> None:
        """Divide a group in two by shape; like the others, this edits no beat."""
        if self.groups is not None:
            self._arrange(self.groups.split(code), "Split {beats} off " + _name(code))

    def merge(self, codes: npt.ArrayLike) -> None:
        """Make groups one: that of most beats."""
        if self.groups is not None:
            self._arrange(self.groups.merged(codes), "Merge {beats} into {group}")

    def move(self, beat_ids: npt.ArrayLike, code: int | None) -> None:
        """Put beats into a group, a new one for None."""
        if self.groups is not None:
            self._arrange(self.groups.moved(beat_ids, code), "Move {beats} to {group}")

    def _arrange(self, arranged: BeatGroups, text: str) -> None:
        if self.groups is not None:
            change = Arrangement.between(self.groups, arranged)
            n = len(change.beat_ids)
            beats = count(n, "beat")
            group = _name(int(change.after[0])) if n else ""
            said = text.format(beats=beats, group=group)
            # Once is enough: it is not to be worked out again from what has changed.
            self._arranged = arranged
            self._document.arrange(replace(change, text=said))
            self._arranged = None

    def _on_rearranged(self, arrangement: Arrangement) -> None:
        if self.groups is not None:
            self.groups = self._arranged or arrangement.applied(self.groups)
            self.changed.emit(int(arrangement.after[0]))

    def _forget(self) -> None:
        self.groups, self._lead, self._looks = None, "", None
        self._background.drop()
        self._document.forget_arrangements()
        self.changed.emit(None)

    def _on_state_changed(self) -> None:
        session = self._document.session
        if session is None or not self._document.editable or not session.lead:
            return
        if session.lead != self._lead and len(session.beats):
            if self.groups is not None:
                self._forget()
            self._lead = session.lead
            self._ask(GroupRequest(session.record, session.lead, session.beats))

    def _on_beats_changed(self, change: Change) -> None:
        """Have added and moved beats put into groups; removed ones do not count."""
        self._on_state_changed()
        if change.kind is ChangeKind.ROWS:
            self._ask_for_missing()

    def _ask_for_missing(self) -> None:
        session = self._document.session
        if self.groups is None or session is None:
            return
        beats = session.beats
        missing = self.groups.missing(beats.beat_id, beats.sample)
        if missing.any():
            some = beats.take(missing)
            self._ask(GroupRequest(session.record, self._lead, some, self.groups))

    def _ask(self, request: GroupRequest) -> None:
        self._grown = request.groups
        self._background.run_latest(request, self._on_grouped, self.failed.emit)

    def _on_grouped(self, groups: BeatGroups) -> None:
        if self._grown is not self.groups:
            # The reviewer arranged them meanwhile, which must stay.
            self._ask_for_missing()
        else:
            self.groups = groups
            self.changed.emit(None)


def _name(code: int) -> str:
    return group_name(code).lower()
