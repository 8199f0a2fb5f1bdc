"""The items of a review in words: patient, conclusion, notes, measurements, strips."""

from __future__ import annotations

from collections.abc import Iterator

from ecgviewer.analysis.report.facts import ReportFacts
from ecgviewer.analysis.report.item_values import NoteFact
from ecgviewer.analysis.report.places import Times
from ecgviewer.core.items.patient import PATIENT_TITLES
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind

#: A title, and rows of a name and a text.
Section = tuple[str, list[tuple[str, str]]]


def head_sections(facts: ReportFacts) -> Iterator[Section]:
    """Yield what a report begins with: the patient and the conclusion, where given."""
    items = facts.items
    said = [
        (title, getattr(items.patient, name)) for name, title in PATIENT_TITLES.items()
    ]
    if patient := [(title, text) for title, text in said if text]:
        yield "Patient", patient
    if items.conclusion:
        yield "Conclusion", [("", items.conclusion)]


def item_sections(facts: ReportFacts) -> Iterator[Section]:
    """Yield events of the patient, notes, measurements and strips, where there are."""
    items, times = facts.items, Times.of(facts.head)
    for title, of_patient in (("Patient events", True), ("Notes", False)):
        notes = [each for each in items.notes if each.is_of_patient is of_patient]
        if notes:
            at = (times.text(each.place.first_sample) for each in notes)
            yield title, list(zip(at, map(_note_text, notes), strict=True))
    if items.measurements:
        yield (
            "Measurements",
            [
                (times.text(each.place.first_sample), f"{each.lead}: {each.text}")
                for each in items.measurements
            ],
        )
    if items.strips:
        yield (
            "Strips",
            [
                (
                    times.text(each.place.first_sample),
                    each.caption or ", ".join(each.leads),
                )
                for each in items.strips
            ],
        )


def _note_text(note: NoteFact) -> str:
    words = ": ".join(filter(None, (note.symptom, note.text)))
    if not note.is_of_patient:
        return words
    rhythm = ", ".join(EpisodeKind(kind).text for kind in note.rhythms)
    rate = "" if note.rate_bpm is None else f", {note.rate_bpm:.0f}/min"
    return f"{words} ({rhythm or 'no rhythm listed'}{rate})"
