"""Beats grouped by shape, beside the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ecgviewer.core.analysis_events import Stage
from ecgviewer.core.beats import BeatTable
from ecgviewer.core.kinds.beat_groups import BeatGroups
from ecgviewer.core.kinds.lead_medians import LeadMedians, lead_medians
from ecgviewer.core.record import Record
from ecgviewer.worker.task import Task


@dataclass(frozen=True)
class GroupRequest(Task[BeatGroups]):
    """Group the beats of a record, or put some more into groups that there are.

    `lead` is the name of the lead whose shapes are compared.
    """

    stage: ClassVar[Stage] = Stage.GROUPING

    record: Record
    lead: str
    beats: BeatTable
    groups: BeatGroups | None = None

    def run(self) -> BeatGroups:
        from ecgviewer.analysis.beat_kinds import group_record, regroup

        if self.groups is None:
            return group_record(self.record, self.lead, self.beats)
        return regroup(self.groups, self.record, self.lead, self.beats)


@dataclass(frozen=True)
class LeadMediansRequest(Task[LeadMedians]):
    """Return the median beat of every lead for some groups."""

    stage: ClassVar[Stage] = Stage.GROUPING

    record: Record
    groups: BeatGroups
    codes: tuple[int, ...]

    def run(self) -> LeadMedians:
        return lead_medians(self.record, self.groups, self.codes)
