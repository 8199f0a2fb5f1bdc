"""Two recordings of one patient side by side: facts, and median beats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ecgviewer.analysis.report.facts import ReportFacts
from ecgviewer.analysis.report.report_facts import report_facts
from ecgviewer.analysis.report.report_source import Source
from ecgviewer.analysis.report.values import Events, RateAt
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.record import Record
from ecgviewer.core.trace.median_beats import MedianBeats, median_beats
from ecgviewer.studies.study import Study
from ecgviewer.studies.table import length_text

#: Classes whose median beats are shown, each with its name.
SHOWN_CLASSES = (BeatClass.N, BeatClass.V, BeatClass.S)


@dataclass(frozen=True, eq=False)
class Recording:
    """What is compared of one recording.

    Attributes
    ----------
    name, start : str
        `start` is empty where it is not known.
    counted_of : str
        Whose labels are counted: a reader, or empty for the classifier.
    facts : ReportFacts
    leads, units : tuple of str
        Names as people write them.
    medians : dict of BeatClass to MedianBeats
        Of the classes that it has beats of.
    """

    name: str
    start: str
    counted_of: str
    facts: ReportFacts
    leads: tuple[str, ...]
    units: tuple[str, ...]
    medians: dict[BeatClass, MedianBeats]

    @classmethod
    def read(cls, study: Study, cache: Path) -> Recording:
        """Return a recording; its beats are those of the kept analysis, or review.

        Raises
        ------
        InputError, OSError
            If it cannot be read or analysed.
        """
        path = Path(study.path)
        source = Source.read(
            Path(study.journal) if study.journal else path, record=path
        )
        session = source.session(None, _unheard, cache)
        columns, record = session.columns, session.record
        beats = {each: columns.sample[columns.aami == each] for each in SHOWN_CLASSES}
        return cls(
            study.name,
            study.start,
            source.signing.reader,
            report_facts(session, source.signing, bundle=source.bundle),
            *_leads(record),
            {
                each: median_beats(record, samples)
                for each, samples in beats.items()
                if len(samples)
            },
        )


def _leads(record: Record) -> tuple[tuple[str, ...], tuple[str, ...]]:
    titles = tuple(lead.title for lead in record.leads)
    return titles, tuple(lead.unit for lead in record.leads)


@dataclass(frozen=True)
class Fact:
    """One fact of two recordings; `change` is empty where it is not a number."""

    title: str
    first: str
    second: str
    change: str = ""


@dataclass(frozen=True, eq=False)
class LeadCurves:
    """The median beats of one lead in two recordings, about their R-peaks.

    Attributes
    ----------
    lead, unit : str
    time_s, values : pair of ndarray of float32
        In `unit`; NaN where one is not known.
    n_beats : pair of int
    """

    lead: str
    unit: str
    time_s: tuple[np.ndarray, np.ndarray]
    values: tuple[np.ndarray, np.ndarray]
    n_beats: tuple[int, int]


def curves_of(
    first: Recording, second: Recording, beat_class: BeatClass
) -> list[LeadCurves]:
    """Return the median beats of the leads that two recordings share.

    Leads are the same by name and unit; those of unknown names are not.
    """
    one, other = first.medians.get(beat_class), second.medians.get(beat_class)
    if one is None or other is None:
        return []
    found = []
    for at, lead in enumerate(first.leads):
        there = second.leads.index(lead) if lead in second.leads else -1
        if lead == "?" or there < 0 or first.units[at] != second.units[there]:
            continue
        found.append(
            LeadCurves(
                lead,
                first.units[at],
                (one.time_s, other.time_s),
                (one.values[at], other.values[there]),
                (one.n_beats, other.n_beats),
            )
        )
    return found


def facts_beside(first: Recording, second: Recording) -> list[Fact]:
    """Return the facts of two recordings, one beside the other."""
    said = [
        Fact("Start", first.start or "–", second.start or "–"),
        Fact("Counted of", _whose(first), _whose(second)),
    ]
    for title, value, unit, digits in _NUMBERS:
        one, other = value(first.facts), value(second.facts)
        said.append(
            Fact(
                title,
                _number(one, unit, digits),
                _number(other, unit, digits),
                _change(one, other, unit, digits),
            )
        )
    lengths = [length_text(each.facts.head.duration_s) for each in (first, second)]
    said.insert(1, Fact("Length", *lengths))
    return said


def _whose(recording: Recording) -> str:
    return recording.counted_of or "the classifier"


def _number(value: float | None, unit: str, digits: int) -> str:
    return "–" if value is None else f"{value:,.{digits}f}{unit}"


def _change(one: float | None, other: float | None, unit: str, digits: int) -> str:
    if one is None or other is None:
        return ""
    difference = round(other, digits) - round(one, digits)
    return f"{difference:+,.{digits}f}{unit}" if difference else "="


def _bpm(rate: RateAt | None) -> float | None:
    return rate.bpm if rate else None


def _longest_beats(runs: Events) -> float | None:
    return runs.longest.n_beats if runs.longest else 0


def _hourly(facts: ReportFacts, n: int) -> float | None:
    hours = facts.head.analysable_s / 3600
    return n / hours if hours else None


_Value = Callable[[ReportFacts], float | None]
_NUMBERS: tuple[tuple[str, _Value, str, int], ...] = (
    ("Analysable", lambda f: f.head.analysable_s / 3600, " h", 1),
    ("Beats", lambda f: f.beats.n_beats, "", 0),
    ("Heart rate, mean", lambda f: f.beats.rates.mean_bpm, " bpm", 0),
    ("Heart rate, slowest", lambda f: _bpm(f.beats.rates.slowest), " bpm", 0),
    ("Heart rate, fastest", lambda f: _bpm(f.beats.rates.fastest), " bpm", 0),
    ("V beats", lambda f: f.ventricular.percent, " %", 2),
    ("V beats an hour", lambda f: _hourly(f, f.ventricular.n_beats), "", 1),
    ("V couplets", lambda f: f.ventricular.couplets.n_events, "", 0),
    ("V runs", lambda f: f.ventricular.runs.n_events, "", 0),
    ("Longest V run", lambda f: _longest_beats(f.ventricular.runs), " beats", 0),
    ("S beats", lambda f: f.supraventricular.percent, " %", 2),
    ("S runs", lambda f: f.supraventricular.runs.n_events, "", 0),
    ("AF", lambda f: f.fibrillation.percent, " %", 1),
    ("AF episodes", lambda f: f.fibrillation.n_episodes, "", 0),
    (
        "Longest pause",
        lambda f: f.pauses.longest.duration_s if f.pauses.longest else None,
        " s", 1,
    ),
    ("SDNN", lambda f: f.variability.sdnn_ms, " ms", 0),
    ("RMSSD", lambda f: f.variability.rmssd_ms, " ms", 0),
)  # fmt: skip


def earlier_of(study: Study, others: list[Study]) -> Study | None:
    """Return which other recording of a patient one is usually compared with.

    That is the last one before it; where there is none, the first one after it.
    """
    known = [each for each in others if each.identity and not each.missing]
    before = [each for each in known if each.start and each.start < study.start]
    if before:
        return max(before, key=lambda each: (each.start, each.path))
    return min(known, key=lambda each: (each.start, each.path), default=None)


def _unheard(_: str) -> None:
    """Ignore what a reader of the record will be told."""
