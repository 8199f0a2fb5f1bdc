"""The facts of the items of a review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import numpy as np

from ecgviewer.analysis.report.facts import ListedRhythm
from ecgviewer.analysis.report.item_values import (
    ItemFacts,
    MeasurementFact,
    NoteFact,
    PatientFact,
    StripFact,
)
from ecgviewer.analysis.report.values import Place
from ecgviewer.core.items.measurement import Measurement
from ecgviewer.core.items.note import Note
from ecgviewer.core.items.strip import Strip
from ecgviewer.core.review.session import ReviewSession

#: The rate at a note is the mean of this much before and after it.
_AROUND_S = 5.0


def item_facts(session: ReviewSession, rhythms: Sequence[ListedRhythm]) -> ItemFacts:
    """Return what a report says of the items of a review.

    Parameters
    ----------
    session : ReviewSession
    rhythms : sequence of ListedRhythm
        Of the same review.
    """
    items, fs = session.items, session.record.fs
    return ItemFacts(
        patient=PatientFact(**asdict(items.patient)),
        conclusion=items.conclusion,
        strips=tuple(map(_strip, items.strips)),
        measurements=tuple(_measurement(each, fs) for each in items.measurements),
        notes=tuple(_note(each, session, rhythms) for each in items.notes),
    )


def _strip(strip: Strip) -> StripFact:
    return StripFact(
        Place(strip.start, strip.stop - 1),
        strip.leads,
        strip.caption,
        strip.speed_mm_s,
        strip.gain_mm_mv,
        strip.origin.value,
    )


def _measurement(each: Measurement, fs: float) -> MeasurementFact:
    bazett_ms, fridericia_ms = each.qtc_ms(fs) or (None, None)
    return MeasurementFact(
        place=Place(each.start, each.stop),
        what=each.what.value,
        name=each.name,
        lead=each.lead,
        duration_ms=each.duration_ms(fs),
        rate_bpm=each.bpm(fs),
        qtc_bazett_ms=bazett_ms,
        qtc_fridericia_ms=fridericia_ms,
        amplitude=each.amplitude,
        unit=each.unit,
        text=each.text(fs),
    )


def _note(
    note: Note, session: ReviewSession, rhythms: Sequence[ListedRhythm]
) -> NoteFact:
    there = [
        row.kind
        for row in rhythms
        if row.place.first_sample <= note.sample <= row.place.last_sample
    ]
    return NoteFact(
        place=Place(note.sample, note.sample),
        text=note.text,
        symptom=note.symptom,
        source=note.source.value,
        is_of_patient=note.is_of_patient,
        rhythms=tuple(dict.fromkeys(there)),
        rate_bpm=_rate_at(session, note.sample),
    )


def _rate_at(session: ReviewSession, sample: int) -> float | None:
    columns, around = session.columns, round(_AROUND_S * session.record.fs)
    near = np.abs(columns.sample - sample) <= around
    rr_s = columns.rr_readable_s[near]
    known = rr_s[np.isfinite(rr_s)]
    return float(60.0 / known.mean()) if len(known) else None
