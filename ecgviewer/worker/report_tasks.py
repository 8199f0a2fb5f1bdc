"""What a report of the open review would say, found beside the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ecgviewer.core.analysis_events import Stage
from ecgviewer.core.cart_measure import CartMeasure
from ecgviewer.core.items.marker import Marker
from ecgviewer.core.items.strip import Strip
from ecgviewer.core.record import Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.kinds import RhythmThresholds
from ecgviewer.worker.task import Task


@dataclass(frozen=True)
class FieldsRequest(Task[dict[str, str]]):
    """Fill in the fields of a conclusion.

    `session` is a still copy (`ReviewSession.still`).
    """

    stage: ClassVar[Stage] = Stage.SUMMARISING

    session: ReviewSession
    thresholds: RhythmThresholds

    def run(self) -> dict[str, str]:
        from ecgviewer.analysis.report.conclusion_fields import conclusion_fields
        from ecgviewer.analysis.report.report_facts import report_facts

        facts = report_facts(self.session, thresholds=self.thresholds)
        return conclusion_fields(facts)


@dataclass(frozen=True)
class CartRequest(Task[tuple[CartMeasure, ...]]):
    """Measure what a cart measured, too.

    `session` is a still copy (`ReviewSession.still`).
    """

    stage: ClassVar[Stage] = Stage.SUMMARISING

    session: ReviewSession

    def run(self) -> tuple[CartMeasure, ...]:
        from ecgviewer.analysis.report.cart_measures import cart_measures
        from ecgviewer.analysis.report.report_facts import report_facts

        return cart_measures(report_facts(self.session))


@dataclass(frozen=True)
class ProposalsRequest(Task[tuple[Strip, ...]]):
    """Propose strips for the report.

    `session` is a still copy; `leads` are the names of the leads that they show.
    """

    stage: ClassVar[Stage] = Stage.SUMMARISING

    session: ReviewSession
    thresholds: RhythmThresholds
    leads: tuple[str, ...]

    def run(self) -> tuple[Strip, ...]:
        from ecgviewer.analysis.beat_kinds import group_record
        from ecgviewer.analysis.report.report_facts import report_facts
        from ecgviewer.analysis.report.strip_proposals import proposed_strips

        session, lead = self.session, self.session.lead
        facts = report_facts(session, thresholds=self.thresholds)
        groups = group_record(session.record, lead, session.beats) if lead else None
        return tuple(
            Strip(
                each.start_sample,
                each.stop_sample,
                each.leads,
                each.caption,
                criterion=each.caption,
            )
            for each in proposed_strips(facts, session.columns, self.leads, groups)
        )


@dataclass(frozen=True)
class MarkersRequest(Task[tuple[Marker, ...]]):
    """Read the markers of a record; a blind reader sees none of files with beats."""

    stage: ClassVar[Stage] = Stage.READING_LAYER

    record: Record
    blind: bool

    def run(self) -> tuple[Marker, ...]:
        from ecgviewer.formats.record_markers import markers_of

        return markers_of(self.record, blind=self.blind)
