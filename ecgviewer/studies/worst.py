"""What of a recording is most worth a look, worst first, with the reason in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ecgviewer.analysis.report.facts import ReportFacts
from ecgviewer.analysis.report.values import Events, Found

#: What an event counts whose signal is poor wherever it was found.
_POOR = 0.5
_LONG_PAUSE_S, _SUSTAINED_S = 3.0, 30.0
_SLOW_BPM, _FAST_BPM = 40.0, 150.0
_MANY_V, _SOME_V, _MANY_S, _LEAST_READABLE = 10.0, 1.0, 5.0, 80.0


@dataclass(frozen=True)
class Finding:
    """Something that was found, and where.

    Attributes
    ----------
    rank : float
        How grave it may be, 0 to 100: by what lists are sorted, not a measure of risk.
    text : str
        What it is, in words.
    sample : int or None
        Where it begins; None of what is all over the record.
    """

    rank: float
    text: str
    sample: int | None = None


def findings_of(
    facts: ReportFacts, readable_percent: float | None
) -> tuple[Finding, ...]:
    """Return what is worth a look in a recording, worst first.

    Parameters
    ----------
    facts : ReportFacts
    readable_percent : float or None
        Share of the beats that can be read.
    """
    found = (
        *_silence(facts),
        *_runs(facts),
        *_pauses(facts),
        *_fibrillation(facts),
        *_rates(facts),
        *_ectopy(facts),
        *_quality(readable_percent),
    )
    return tuple(sorted(found, key=lambda each: -each.rank))


def _silence(facts: ReportFacts) -> Iterator[Finding]:
    silence = facts.silence
    yield from _longest(silence.vf_or_flutter, 98.0)
    yield from _longest(silence.asystole, 92.0)
    yield from _longest(silence.no_beats, 55.0)


def _longest(events: Events, rank: float) -> Iterator[Finding]:
    if events.longest:
        text = f"{events.longest.said} ({events.longest.duration_s:.1f} s)"
        yield _finding(events, events.longest, rank, text)


def _runs(facts: ReportFacts) -> Iterator[Finding]:
    for runs, sustained, base in (
        (facts.ventricular.runs, 90.0, 70.0),
        (facts.supraventricular.runs, 58.0, 36.0),
    ):
        longest = runs.longest
        if longest is None:
            continue
        # Escape beats are few and slow; what is fast is graver.
        fast = 1.0 if (longest.rate_bpm or 0.0) >= 100.0 else 0.7
        rank = fast * (base + min(longest.n_beats, 30) / 2)
        if longest.duration_s >= _SUSTAINED_S:
            rank = fast * sustained
        yield _finding(runs, longest, rank, _with_rate(longest))


def _pauses(facts: ReportFacts) -> Iterator[Finding]:
    longest = facts.pauses.longest
    if longest:
        long = longest.duration_s >= _LONG_PAUSE_S
        rank = 60.0 + 2 * min(longest.duration_s, 10.0) if long else 30.0
        text = f"Pause of {longest.duration_s:.1f} s"
        yield Finding(rank, text, longest.place.first_sample)


def _fibrillation(facts: ReportFacts) -> Iterator[Finding]:
    af = facts.fibrillation
    if af.percent and af.longest:
        told = "Atrial fibrillation" if not af.suggested_s else "Suspected AF"
        text = f"{told}, {_percent(af.percent)} of the time"
        yield Finding(50.0 + af.percent / 10, text, af.longest.first_sample)


def _rates(facts: ReportFacts) -> Iterator[Finding]:
    slow, fast = facts.beats.bradycardia, facts.beats.tachycardia
    slowest = facts.beats.rates.slowest
    if slow.longest:
        bpm = slowest.bpm if slowest else _SLOW_BPM
        place = slowest.place.first_sample if slowest else None
        text = f"Bradycardia, slowest {bpm:.0f} bpm"
        yield Finding(52.0 if bpm < _SLOW_BPM else 24.0, text, place)
    if fast.fastest:
        bpm = fast.fastest.rate_bpm or 0.0
        text = f"Tachycardia, fastest {bpm:.0f} bpm"
        rank = 46.0 if bpm > _FAST_BPM else 20.0
        yield _finding(fast, fast.fastest, rank, text)


def _ectopy(facts: ReportFacts) -> Iterator[Finding]:
    v, s = facts.ventricular, facts.supraventricular
    if v.couplets.longest:
        n = v.couplets.n_events
        text = "V couplet" if n == 1 else f"{n:,} V couplets"
        yield _finding(v.couplets, v.couplets.longest, 40.0, text)
    if v.bigeminy.longest:
        yield _finding(v.bigeminy, v.bigeminy.longest, 32.0, v.bigeminy.longest.said)
    if v.percent is not None and v.percent >= _SOME_V:
        rank = 45.0 if v.percent >= _MANY_V else 30.0
        yield Finding(rank + v.percent / 20, f"V beats, {_percent(v.percent)}")
    if s.percent is not None and s.percent >= _MANY_S:
        yield Finding(26.0, f"S beats, {_percent(s.percent)}")


def _quality(readable_percent: float | None) -> Iterator[Finding]:
    if readable_percent is not None and readable_percent < _LEAST_READABLE:
        text = f"Only {_percent(readable_percent)} of the beats can be read"
        yield Finding(28.0, text)


def _finding(events: Events, found: Found, rank: float, text: str) -> Finding:
    poor = events.n_doubtful == events.n_events
    return Finding(rank * (_POOR if poor else 1.0), text, found.place.first_sample)


def _with_rate(found: Found) -> str:
    rate = f", {found.rate_bpm:.0f} bpm" if found.rate_bpm else ""
    return f"{found.said}, {found.n_beats} beats{rate}"


def _percent(percent: float) -> str:
    return f"{percent:.1f} %" if percent < 10 else f"{percent:.0f} %"
