"""The sections of a report in words: pairs of a name and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ecgviewer.analysis.report.cart_measures import cart_sections
from ecgviewer.analysis.report.classifier_facts import (
    WEAKNESS_TITLE,
    class_text,
    weakness_rows,
)
from ecgviewer.analysis.report.event_values import Ectopy, EctopyCounts, Stretch
from ecgviewer.analysis.report.facts import ReportFacts
from ecgviewer.analysis.report.item_sections import (
    Section,
    head_sections,
    item_sections,
)
from ecgviewer.analysis.report.places import Times
from ecgviewer.analysis.report.review_values import Review
from ecgviewer.analysis.report.tables import number
from ecgviewer.analysis.report.values import Events, Found, Place, RateAt, Rates
from ecgviewer.analysis.report.wave_facts import stretch_waves
from ecgviewer.analysis.report.wave_sections import mv_text, wave_section
from ecgviewer.core.cart_measure import besides_cart
from ecgviewer.core.wording import count

#: A title, the names of columns, and rows.
NumberTable = tuple[str, Sequence[str], list[list[str]]]
UNKNOWN = "not known"
_COLUMNS = (
    "From", "Beats", "Min", "Mean", "Max", "V single", "couplets", "runs", "beats",
    "%", "S single", "couplets", "runs", "beats", "%", "Pauses", "AF min",
    "Artefact min", "SDNN ms", "QTc ms", "ST mV",
)  # fmt: skip


def percent_text(percent: float | None) -> str:
    """Return a share in words: ``<0.01 %`` of what is not nothing."""
    if percent is None:
        return UNKNOWN
    return "<0.01 %" if 0 < percent < 0.01 else f"{percent:.2f} %"


def sections_of(facts: ReportFacts) -> Iterator[Section]:
    """Yield the sections of a report, in the order in which they are read."""
    words = _Words(facts)
    yield from head_sections(facts)
    yield "Recording", list(words.recording())
    yield "Beats", list(words.beats())
    yield "Ventricular beats", list(words.ectopy("V", facts.ventricular))
    yield "Supraventricular beats", list(words.ectopy("S", facts.supraventricular))
    yield "Rhythm", list(words.rhythm())
    yield "Variability of the heart rate", list(words.variability())
    yield wave_section(facts)
    yield from cart_sections(facts)
    yield from item_sections(facts)
    yield "Review", list(words.review(facts.review))
    if facts.review.classifier is not None:
        yield WEAKNESS_TITLE, list(weakness_rows(facts.review.classifier))


def hours_section(facts: ReportFacts) -> Iterator[NumberTable]:
    """Yield the table of days, if there are several, and that of hours."""
    times = Times.of(facts.head)
    if len(facts.days) > 1:
        yield "Days", _COLUMNS, [_stretch(row, times) for row in facts.days]
    yield "Hours", _COLUMNS, [_stretch(row, times) for row in facts.hours]


def whole_row(facts: ReportFacts) -> list[str]:
    """Return the row of the whole record, which those of all hours make."""
    whole = Stretch(
        place=Place(0, facts.head.n_samples - 1),
        n_beats=facts.beats.n_beats,
        rates=facts.beats.rates,
        ventricular=_all_of(facts.ventricular),
        supraventricular=_all_of(facts.supraventricular),
        n_pauses=facts.pauses.by_length[0].n_pauses,
        af_s=facts.fibrillation.duration_s,
        artefact_s=sum(hour.artefact_s for hour in facts.hours),
        variability=facts.variability,
        waves=stretch_waves(facts.waves, Place(0, facts.head.n_samples - 1)),
    )
    return ["All", *_stretch(whole, Times.of(facts.head))[1:]]


def _all_of(ectopy: Ectopy) -> EctopyCounts:
    return EctopyCounts(
        ectopy.n_single,
        ectopy.couplets.n_events,
        ectopy.runs.n_events,
        ectopy.n_beats,
        ectopy.percent,
    )


def _stretch(row: Stretch, times: Times) -> list[str]:
    rates = row.rates
    return [
        times.text(row.place.first_sample),
        f"{row.n_beats:,}",
        number(rates.slowest.bpm if rates.slowest else None, 0),
        number(rates.mean_bpm, 0),
        number(rates.fastest.bpm if rates.fastest else None, 0),
        *_counts(row.ventricular),
        *_counts(row.supraventricular),
        str(row.n_pauses),
        f"{row.af_s / 60:.1f}",
        f"{row.artefact_s / 60:.1f}",
        number(row.variability.sdnn_ms, 0),
        number(row.waves.qtc_fridericia_ms, 0),
        "" if row.waves.st_mv is None else mv_text(row.waves.st_mv),
    ]


def _counts(counts: EctopyCounts) -> Iterator[str]:
    for n in (counts.n_single, counts.n_couplets, counts.n_runs, counts.n_beats):
        yield str(n)
    yield number(counts.percent, 2)


class _Words:
    """Puts facts into words, with the times of their record."""

    def __init__(self, facts: ReportFacts) -> None:
        self._facts, self._times = facts, Times.of(facts.head)

    def recording(self) -> Iterator[tuple[str, str]]:
        head, length = self._facts.head, self._times.length
        yield "Record", head.record
        yield from besides_cart((each.name, each.text) for each in head.details)
        yield "Start", self._times.began or UNKNOWN
        yield "End", self._times.text(head.n_samples) if head.start_time else UNKNOWN
        yield "Length", length(head.duration_s)
        yield "Can be analysed", length(head.analysable_s)
        yield "Leads", ", ".join(lead.name for lead in head.leads)
        yield "Analysed leads", ", ".join(head.analysed_leads) or "none"
        yield "Beats from", head.annotator or "the program"
        yield "Classifier", head.classifier_id or "none"
        yield "Reader", head.reader or UNKNOWN
        yield "Signature", self._signature()

    def _signature(self) -> str:
        signature = self._facts.head.signature
        if signature is None:
            return "not signed"
        said = ", ".join(filter(None, (signature.by, signature.at, signature.meaning)))
        return said or "signed"

    def beats(self) -> Iterator[tuple[str, str]]:
        beats, rules = self._facts.beats, self._facts.rules
        yield "Beats", f"{beats.n_beats:,}"
        for each in (*beats.classes, beats.paced):
            name = f"{each.name} {each.title}".strip()
            yield name, f"{each.n_beats:,} ({percent_text(each.percent)})"
        yield "Heart rate", self._rates(beats.rates)
        if beats.day and beats.night:
            yield f"Day, from {rules.day_from_h}:00", self._rates(beats.day)
            yield f"Night, from {rules.night_from_h}:00", self._rates(beats.night)
        for name, sign, limit, events in (
            ("Tachycardia", ">", rules.tachycardia_bpm, beats.tachycardia),
            ("Bradycardia", "<", rules.bradycardia_bpm, beats.bradycardia),
        ):
            yield f"{name} {sign} {limit:.0f}/min", self._events(events)

    def _rates(self, rates: Rates) -> str:
        if rates.mean_bpm is None:
            return UNKNOWN
        n, mean = self._facts.rules.rate_intervals, f"mean {rates.mean_bpm:.0f}/min"
        if rates.slowest is None or rates.fastest is None:
            return mean
        low, high = self._rate(rates.slowest), self._rate(rates.fastest)
        return f"{mean}, lowest {low}, highest {high} (of {n} intervals)"

    def _rate(self, rate: RateAt) -> str:
        return f"{rate.bpm:.0f}/min at {self._times.text(rate.place.first_sample)}"

    def ectopy(self, letter: str, found: Ectopy) -> Iterator[tuple[str, str]]:
        yield "All", f"{found.n_beats:,} ({percent_text(found.percent)})"
        known = self._facts.review.classifier
        if known is not None and (weak := known.weak_at(letter)) is not None:
            yield "Classifier in its test", class_text(weak)
        yield "Single", f"{found.n_single:,}"
        if found.n_unsorted:
            yield "Within suspected AF, dismissed, or paced", f"{found.n_unsorted:,}"
        yield "Couplets", f"{found.couplets.n_events:,}"
        yield "Runs", self._events(found.runs, fastest=True)
        yield "Bigeminy", self._events(found.bigeminy)
        yield "Trigeminy", self._events(found.trigeminy)

    def _events(self, events: Events, *, fastest: bool = False) -> str:
        if events.longest is None:
            return "none"
        text = f"{events.n_events:,} ({count(events.n_beats, 'beat')}, "
        text += f"{self._times.length(events.duration_s)})"
        if events.n_doubtful:
            text += f", {events.n_doubtful:,} of poor signal"
        text += f"; longest {self._found(events.longest)}"
        if fastest and events.fastest is not None:
            text += f"; fastest {self._found(events.fastest)}"
        return text

    def _found(self, found: Found) -> str:
        beats = f"{count(found.n_beats, 'beat')}, " if found.n_beats else ""
        rate = "" if found.rate_bpm is None else f", {found.rate_bpm:.0f}/min"
        length = self._times.length(found.duration_s)
        where = self._times.text(found.place.first_sample)
        return f"{beats}{length}{rate} at {where}"

    def rhythm(self) -> Iterator[tuple[str, str]]:
        facts = self._facts
        yield "Atrial fibrillation and flutter", self._fibrillation()
        for pauses in facts.pauses.by_length:
            yield f"Pauses ≥ {pauses.least_s:g} s", f"{pauses.n_pauses:,}"
        if longest := facts.pauses.longest:
            where = self._times.text(longest.place.first_sample)
            yield (
                "Longest pause",
                f"{longest.duration_s:.1f} s at {where}: {longest.said}",
            )
        silence = facts.silence
        yield "No beats", self._events(silence.no_beats)
        yield "Asystole?", self._events(silence.asystole)
        yield "VF or flutter?", self._events(silence.vf_or_flutter)
        yield "No signal", self._events(silence.no_signal)
        yield "Paced", self._events(facts.pacing)

    def _fibrillation(self) -> str:
        af = self._facts.fibrillation
        if af.longest is None:
            return "none"
        text = f"{percent_text(af.percent)} of the time that can be analysed, "
        text += count(af.n_episodes, "episode")
        if af.n_suggested:
            text += f" ({af.n_suggested:,} that nobody has answered)"
        where = self._times.text(af.longest.first_sample)
        text += f", longest {self._times.length(af.longest_s)} at {where}"
        return text if af.mean_bpm is None else f"{text}, mean {af.mean_bpm:.0f}/min"

    def variability(self) -> Iterator[tuple[str, str]]:
        found = self._facts.variability
        yield "NN intervals", f"{found.n_intervals:,}"
        for name, value, digits, unit in (
            ("SDNN", found.sdnn_ms, 1, " ms"),
            ("SDANN", found.sdann_ms, 1, " ms"),
            ("SDNN index", found.sdnn_index_ms, 1, " ms"),
            ("RMSSD", found.rmssd_ms, 1, " ms"),
            ("pNN50", found.pnn50_percent, 1, " %"),
            ("Triangular index", found.triangular_index, 1, ""),
            ("LF", found.lf_ms2, 0, " ms²"),
            ("HF", found.hf_ms2, 0, " ms²"),
        ):
            yield name, UNKNOWN if value is None else f"{value:,.{digits}f}{unit}"

    def review(self, review: Review) -> Iterator[tuple[str, str]]:
        yield "Looked at", count(review.n_looked, "beat")
        yield "Accepted as kinds", count(review.n_accepted, "beat")
        yield "Not reviewed", count(review.n_never, "beat")
        for reader in review.readers:
            yield reader.name or "Labelled", count(reader.n_beats, "beat")
        changed = f"{review.n_changed:,} of {review.n_classified:,} classified"
        yield "Labels changed", changed
        if review.errors_left is not None:
            yield "Wrong labels left", f"about {review.errors_left:.0f} (estimate)"
        yield "Edits", f"{review.n_edits:,}"
        if review.was_reopened:
            yield "Edits after signing", f"{review.n_edits_after_signing:,}"
