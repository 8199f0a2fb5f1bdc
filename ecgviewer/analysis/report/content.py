"""What the pages of a report are made of: facts, and what is drawn of the review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ecgviewer.analysis.report.facts import ReportFacts
from ecgviewer.analysis.report.plots import Plots, groups_of, plots_of
from ecgviewer.analysis.report.strip_proposals import ProposedStrip, proposed_strips
from ecgviewer.core.record import Record
from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.core.review.session import ReviewSession

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
    strips : tuple of ProposedStrip
    """

    facts: ReportFacts
    record: Record
    columns: BeatColumns
    plots: Plots
    strips: tuple[ProposedStrip, ...]


def content_of(
    facts: ReportFacts,
    session: ReviewSession,
    strips: Sequence[ProposedStrip] | None = None,
) -> Content:
    """Return what the pages of a report are made of.

    Parameters
    ----------
    facts : ReportFacts
        Of the same review.
    session : ReviewSession
    strips : sequence of ProposedStrip, optional
        Those of the reader; those that the facts propose by default.
    """
    groups = groups_of(session)
    if strips is None:
        leads = strip_leads(session)
        strips = proposed_strips(facts, session.columns, leads, groups)
    head = facts.head
    record = replace(
        session.record, name=head.record, start_time=head.start_time, details=()
    )
    plots = plots_of(session, groups)
    return Content(facts, record, session.columns, plots, tuple(strips))


def strip_leads(session: ReviewSession) -> tuple[str, ...]:
    """Return which leads strips show: those that were analysed, or the first."""
    names = [lead.name for lead in session.record.leads]
    analysed = [name for name in session.leads if name in names]
    return tuple((analysed or names)[:_MOST_LEADS])
