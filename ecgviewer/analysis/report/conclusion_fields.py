"""What fills in the fields of a template of a conclusion: facts, in words."""

from __future__ import annotations

from ecgviewer.analysis.report.event_values import Ectopy
from ecgviewer.analysis.report.facts import ReportFacts
from ecgviewer.analysis.report.page_sections import UNKNOWN, percent_text
from ecgviewer.analysis.report.places import Times
from ecgviewer.analysis.report.values import Found, RateAt
from ecgviewer.analysis.report.wave_sections import qtc_text, st_text
from ecgviewer.analysis.report.wave_values import StAt, Waves
from ecgviewer.core.wording import count


def conclusion_fields(facts: ReportFacts) -> dict[str, str]:
    """Return the text of each field, by its name; what is not known says so."""
    head, rates, times = facts.head, facts.beats.rates, Times.of(facts.head)
    patient, af = facts.items.patient, facts.fibrillation
    events = [note for note in facts.items.notes if note.is_of_patient]
    return {
        "record": head.record,
        "name": patient.name or UNKNOWN,
        "age": patient.age or UNKNOWN,
        "indication": patient.indication or UNKNOWN,
        "length": times.length(head.duration_s),
        "analysable": times.length(head.analysable_s),
        "beats": f"{facts.beats.n_beats:,}",
        "mean_rate": _number(rates.mean_bpm),
        "lowest_rate": _bpm(rates.slowest),
        "lowest_at": _at(rates.slowest, times),
        "highest_rate": _bpm(rates.fastest),
        "highest_at": _at(rates.fastest, times),
        **_ectopy("ventricular", facts.ventricular, times),
        **_ectopy("supraventricular", facts.supraventricular, times),
        "af_percent": percent_text(af.percent),
        "af_episodes": count(af.n_episodes, "episode"),
        "af_longest": times.length(af.longest_s) if af.longest else "none",
        "pauses": count(facts.pauses.by_length[0].n_pauses, "pause"),
        "longest_pause": _found(facts.pauses.longest, times),
        "sdnn": _number(facts.variability.sdnn_ms),
        **_waves(facts.waves, times),
        "patient_events": count(len(events), "event"),
    }


def _ectopy(name: str, found: Ectopy, times: Times) -> dict[str, str]:
    letter = name[0]
    return {
        f"{letter}_beats": count(found.n_beats, f"{name} ectopic beat"),
        f"{letter}_percent": percent_text(found.percent),
        f"{letter}_couplets": count(found.couplets.n_events, "couplet"),
        f"{letter}_runs": count(found.runs.n_events, "run"),
        f"{letter}_longest_run": _found(found.runs.longest, times),
    }


def _waves(waves: Waves, times: Times) -> dict[str, str]:
    deepest = [(lead.lowest, lead.name) for lead in waves.leads if lead.lowest]
    highest = [(lead.highest, lead.name) for lead in waves.leads if lead.highest]
    low = min(deepest, key=lambda each: each[0].mv, default=None)
    high = max(highest, key=lambda each: each[0].mv, default=None)
    fridericia = waves.fridericia
    return {
        "qt": _number(waves.qt_ms),
        "qtc": UNKNOWN if fridericia is None else qtc_text(fridericia, times),
        "st_lowest": _level(low, times),
        "st_highest": _level(high, times),
    }


def _level(found: tuple[StAt, str] | None, times: Times) -> str:
    return UNKNOWN if found is None else f"{st_text(found[0], times)} in {found[1]}"


def _found(found: Found | None, times: Times) -> str:
    if found is None:
        return "none"
    beats = f"{count(found.n_beats, 'beat')}, " if found.n_beats else ""
    where = times.text(found.place.first_sample)
    return f"{beats}{times.length(found.duration_s)} at {where}"


def _bpm(rate: RateAt | None) -> str:
    return _number(None if rate is None else rate.bpm)


def _at(rate: RateAt | None, times: Times) -> str:
    return UNKNOWN if rate is None else times.text(rate.place.first_sample)


def _number(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:.0f}"
