"""The facts of a report, from a review as it is now: headless, computed once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ecgviewer import __version__
from ecgviewer.analysis.listed_rhythms import listed_rhythms
from ecgviewer.analysis.report.event_facts import (
    ectopy_of,
    events_of,
    fibrillation_of,
    listed_of,
    pauses_of,
    silence_of,
)
from ecgviewer.analysis.report.event_values import Beats, ClassCount
from ecgviewer.analysis.report.facts import FACTS_VERSION, ReportFacts, Rules
from ecgviewer.analysis.report.head_values import Detail, Head, LeadFact
from ecgviewer.analysis.report.item_facts import item_facts
from ecgviewer.analysis.report.rate_facts import day_and_night, rates_of
from ecgviewer.analysis.report.readable_facts import readable_facts
from ecgviewer.analysis.report.review_data import ReviewData, percent
from ecgviewer.analysis.report.review_facts import Signing, review_of
from ecgviewer.analysis.report.stretches import DAY_S, HOUR_S, edges_of, stretches_of
from ecgviewer.analysis.report.variability import VariabilityOf
from ecgviewer.analysis.report.wave_facts import waves_of
from ecgviewer.core.labels import UNSET, BeatClass
from ecgviewer.core.record import lead_title
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.intervals import RATE_INTERVALS
from ecgviewer.core.rhythm.kinds import RhythmKind, RhythmThresholds

#: The night is as wide as in most reports of long recordings.
DAY_FROM_H, NIGHT_FROM_H = 6, 22
_RECORDERS = ("Recorder", "Recorder type", "Equipment")
_NOBODY = Signing()
_USUAL = RhythmThresholds()


def report_facts(
    session: ReviewSession,
    signing: Signing = _NOBODY,
    thresholds: RhythmThresholds = _USUAL,
    bundle: str = "",
) -> ReportFacts:
    """Return what a report says of a review.

    Parameters
    ----------
    session : ReviewSession
        With what the classifier says, if a report shall count it.
    signing : Signing, optional
        What the journal says of reader and signature.
    thresholds : RhythmThresholds, optional
        By which rhythms are listed.
    bundle : str
        Name or folder of the classifier's bundle, where it was named.

    Returns
    -------
    ReportFacts
        Of one review as it is now always the same.
    """
    data = ReviewData.of(session, thresholds)
    variability = VariabilityOf(data.series, data.around.unknown)
    waves = waves_of(data)
    n_samples, fs = session.n_searched, session.record.fs
    start = session.record.start_time
    hours, days = (
        stretches_of(data, variability, waves, edges_of(n_samples, fs, start, length_s))
        for length_s in (HOUR_S, DAY_S)
    )
    rhythms = listed_of(listed_rhythms(session, data.events))
    facts = ReportFacts(
        version=FACTS_VERSION,
        head=_head(data, signing),
        beats=_beats(data),
        ventricular=ectopy_of(data, BeatClass.V),
        supraventricular=ectopy_of(data, BeatClass.S),
        fibrillation=fibrillation_of(data),
        pauses=pauses_of(data),
        silence=silence_of(data),
        pacing=events_of(data.of_kind(RhythmKind.PACED)),
        variability=variability.between(0, n_samples),
        waves=waves,
        hours=hours,
        days=days,
        rhythms=rhythms,
        items=item_facts(session, rhythms),
        review=review_of(session, signing, bundle),
        rules=_rules(thresholds),
    )
    return readable_facts(facts)


def _head(data: ReviewData, signing: Signing) -> Head:
    session, summary = data.session, data.summary
    record, off = session.record, summary.leads_off
    analysable = {each.lead.number: each.analysable_s for each in off}
    return Head(
        record=record.name,
        start_time=record.start_time,
        fs_hz=record.fs,
        n_samples=session.n_searched,
        duration_s=summary.duration_s,
        analysable_s=summary.analysable_s,
        leads=tuple(
            LeadFact(lead.title, lead.unit, analysable.get(number))
            for number, lead in enumerate(record.leads)
        ),
        analysed_leads=tuple(map(lead_title, session.leads)),
        recorder=_recorder(session),
        details=tuple(Detail(*each) for each in record.details),
        annotator=session.annotator,
        reader=signing.reader,
        software=f"ecgviewer {__version__}",
        classifier_id=session.predictions.classifier_id,
        signature=signing.signature,
    )


def _recorder(session: ReviewSession) -> str | None:
    """Return the reader's word for the recorder, else that of the file."""
    details = dict(session.record.details)
    named = (details[name] for name in _RECORDERS if name in details)
    return session.items.patient.recorder or next(named, None)


def _beats(data: ReviewData) -> Beats:
    summary, start = data.summary, data.session.record.start_time
    day, night = None, None
    if start is not None:
        day, night = day_and_night(data.series, start, DAY_FROM_H, NIGHT_FROM_H)
    whole = summary.n_beats
    paced = ClassCount("", "Paced", summary.n_paced, percent(summary.n_paced, whole))
    return Beats(
        n_beats=whole,
        classes=_classes(data.session),
        paced=paced,
        rates=rates_of(summary),
        day=day,
        night=night,
        tachycardia=events_of(data.of_kind(RhythmKind.TACHYCARDIA)),
        bradycardia=events_of(data.of_kind(RhythmKind.BRADYCARDIA)),
    )


def _classes(session: ReviewSession) -> tuple[ClassCount, ...]:
    """Return the count of each class of the review, then of beats without a label."""
    scheme, label = session.scheme, session.columns.label
    counts = np.bincount(label, minlength=UNSET + 1).tolist()
    found = [
        ClassCount(each.name, each.title, counts[code], None)
        for code, each in enumerate(scheme.classes)
    ]
    if counts[UNSET]:
        found.append(ClassCount("", "Not labelled", counts[UNSET], None))
    return tuple(
        replace(each, percent=percent(each.n_beats, len(label))) for each in found
    )


def _rules(thresholds: RhythmThresholds) -> Rules:
    return Rules(
        run_beats=thresholds.run_beats,
        cycles=thresholds.cycles,
        tachycardia_bpm=thresholds.tachycardia_bpm,
        bradycardia_bpm=thresholds.bradycardia_bpm,
        rate_least_s=thresholds.rate_least_s,
        rate_intervals=RATE_INTERVALS,
        day_from_h=DAY_FROM_H,
        night_from_h=NIGHT_FROM_H,
    )
