"""The whole analysis of one record, without a window: file in, session out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

from ecgviewer.analysis.record_analysis import RecordAnalysis
from ecgviewer.classifier.runtime import Classifier
from ecgviewer.core.analysis_events import (
    BeatsDetected,
    Noticed,
    Prepared,
    Progress,
    SignalJudged,
    SignalKnown,
)
from ecgviewer.core.beats import BeatTable, concatenate
from ecgviewer.core.predictions import PredictionBatch, Predictions, joined_batches
from ecgviewer.core.record import Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.scheme_text import kept_text, other_classifier_text
from ecgviewer.formats.files.analysis_cache import AnalysisCache


def analyse_record(
    record: Record,
    classifier: Classifier,
    report: Callable[[Progress], None] | None = None,
    notice: Callable[[str], None] | None = None,
    *,
    leads: Sequence[str] = (),
    cache: AnalysisCache | None = None,
) -> ReviewSession:
    """Return a session with the beats of a record, found and classified.

    Parameters
    ----------
    record : Record
    classifier : Classifier
    report : callable, optional
        Told how far the analysis is.
    notice : callable, optional
        Told what a reader must know.
    leads : sequence of str
        Names of the leads that are classified, that of the R-peaks first; none for all
        of few, and of many a few that differ.
    cache : AnalysisCache, optional
        Where to look for what an analysis gave before, and to keep what this one does.

    Raises
    ------
    ValueError, KeyError
        If the record has no lead, or none of that name.
    """
    session = ReviewSession(record)
    session.leads = tuple(leads)
    analyse_session(session, classifier, report, notice, cache)
    return session


def analyse_session(
    session: ReviewSession,
    classifier: Classifier,
    report: Callable[[Progress], None] | None = None,
    notice: Callable[[str], None] | None = None,
    cache: AnalysisCache | None = None,
) -> RecordAnalysis:
    """Put what the classifier says into a session; beats that must stay are kept.

    Parameters
    ----------
    session : ReviewSession
        Its leads are analysed; where it names none, those that suit.
    classifier : Classifier
    report : callable, optional
        Told how far the analysis is.
    notice : callable, optional
        Told what a reader must know.
    cache : AnalysisCache, optional
        Where to look for what an analysis gave before, and to keep what this one does.

    Returns
    -------
    RecordAnalysis
        The analysis that was run, which can explain the beats.

    Raises
    ------
    ValueError, KeyError
        If the record has no lead, or none of that name.
    """
    analysis = RecordAnalysis(
        session.record,
        classifier,
        session.lead,
        leads=session.leads,
        cache=cache,
    )
    found: list[BeatTable] = []
    batches: list[PredictionBatch] = []
    beats = session.beats if session.keeps_beats else None
    for event in analysis.run(beats, keeps_outputs=False):
        match event:
            case BeatsDetected():
                found.append(event.beats)
            case PredictionBatch():
                batches.append(event)
            case Prepared() | SignalKnown() | SignalJudged():
                _know(session, event, notice or _unheard)
            case Progress() if report:
                report(event)
            case Noticed() if notice:
                notice(event.text)
    _put(session, found, batches)
    return analysis


def know_signal(
    session: ReviewSession,
    report: Callable[[Progress], None] | None = None,
    cache: AnalysisCache | None = None,
) -> None:
    """Let a session know its gaps, and what is between its beats, unclassified.

    Parameters
    ----------
    session : ReviewSession
    report : callable, optional
        Told how far the search is.
    cache : AnalysisCache, optional
        Where to look for what was found before.
    """
    # Without a lead, or at a rate at which no beats are found, nothing more is known.
    with suppress(ValueError):
        analysis = RecordAnalysis(session.record, None, session.lead, cache=cache)
        for event in analysis.run(session.beats):
            match event:
                case SignalKnown() | SignalJudged():
                    _know(session, event, _unheard)
                case Progress() if report:
                    report(event)


def _know(
    session: ReviewSession,
    event: Prepared | SignalKnown | SignalJudged,
    notice: Callable[[str], None],
) -> None:
    """Take in what is known of the record before its beats are classified."""
    match event:
        case Prepared():
            session.lead, session.leads = event.lead, event.leads
            empty = Predictions.empty(event.classes, event.classifier_id, event.scheme)
            session.start_predictions(empty)
            for text in (
                kept_text(session.scheme, empty),
                other_classifier_text(session.made_with, empty),
            ):
                if text:
                    notice(text)
        case SignalKnown():
            session.know_missing(event.unknown, event.n_samples, event.leads_off)
        case _:
            session.know_findings(event.findings)


def _unheard(_: str) -> None:
    """Ignore the report."""


def _put(
    session: ReviewSession, found: list[BeatTable], batches: list[PredictionBatch]
) -> None:
    """Put all in at once: each time the session makes new tables of all beats."""
    if found:
        session.add_detected(concatenate(found))
    if batches:
        session.add_predictions(joined_batches(batches))
