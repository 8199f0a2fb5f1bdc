"""What the pages of a report are made of: facts, and what is drawn of the review."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ecgviewer.analysis.report.facts import ReportFacts
from ecgviewer.analysis.report.plots import Plots, groups_of, plots_of
from ecgviewer.analysis.report.strip_proposals import proposed_strips
from ecgviewer.core.items.proposals import is_same
from ecgviewer.core.items.strip import Strip
from ecgviewer.core.kinds.beat_groups import BeatGroups
from ecgviewer.core.record import Record
from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.wording import readable

#: More leads than these make a strip a page of its own.
_MOST_LEADS = 3


@dataclass(frozen=True, eq=False)
class Content:
    """All that the pages of a report need.

    Attributes
    ----------
    facts : ReportFacts
        The only source of numbers.
    record : Record
        With the name and the clock of the facts, which may be hidden.
    columns : BeatColumns
    plots : Plots
    strips : tuple of Strip
        Those of the reader; without any, those that the facts propose and the reader
        has not dropped.
    """

    facts: ReportFacts
    record: Record
    columns: BeatColumns
    plots: Plots
    strips: tuple[Strip, ...]


def content_of(facts: ReportFacts, session: ReviewSession) -> Content:
    """Return what the pages of a report are made of.

    Parameters
    ----------
    facts : ReportFacts
        Of the same review.
    session : ReviewSession
    """
    groups = groups_of(session)
    strips = tuple(_own(session)) or tuple(_proposed(facts, session, groups))
    head = facts.head
    record = replace(
        session.record, name=head.record, start_time=head.start_time, details=()
    )
    plots = plots_of(session, groups)
    return Content(facts, record, session.columns, plots, strips)


def _own(session: ReviewSession) -> Iterator[Strip]:
    """Yield the strips of the reader, with the leads that the record has."""
    names = [lead.name for lead in session.record.leads]
    for strip in session.items.strips:
        if leads := tuple(name for name in strip.leads if name in names):
            caption = readable(strip.caption)
            yield replace(strip, leads=leads, caption=caption)


def _proposed(
    facts: ReportFacts, session: ReviewSession, groups: BeatGroups | None
) -> Iterator[Strip]:
    leads, dropped = strip_leads(session), session.items.dropped
    for each in proposed_strips(facts, session.columns, leads, groups):
        span = each.start_sample, each.stop_sample
        strip = Strip(*span, each.leads, each.caption, criterion=each.caption)
        if not any(is_same(strip, answer) for answer in dropped):
            yield strip


def strip_leads(session: ReviewSession) -> tuple[str, ...]:
    """Return which leads strips show: those that were analysed, or the first."""
    names = [lead.name for lead in session.record.leads]
    analysed = [name for name in session.leads if name in names]
    return tuple((analysed or names)[:_MOST_LEADS])
