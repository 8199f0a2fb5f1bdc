"""Facts of real recordings against counts made of columns and files another way."""

from __future__ import annotations

import csv
from collections import Counter
from itertools import groupby, pairwise
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.analysis.listed_rhythms import rhythms_of
from ecgviewer.analysis.report.event_values import Ectopy
from ecgviewer.analysis.report.facts import ReportFacts
from ecgviewer.analysis.report.report_facts import report_facts
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.kinds import RhythmThresholds
from ecgviewer.formats.export.review_export import export_csv, export_rhythms
from tests.analysis.report.reviews import reference_review
from tests.data_folder import needs

_MITDB = ("100", "119", "203", "207", "208", "217", "222")


@pytest.fixture(params=_MITDB)
def session(request: pytest.FixtureRequest) -> ReviewSession:
    return reference_review(f"mitdb/{request.param}")


@needs("mitdb")
def test_beats_are_those_of_the_csv(session: ReviewSession, tmp_path: Path) -> None:
    facts = report_facts(session)
    with export_csv(session, tmp_path, "").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    counts = Counter(row["label"] for row in rows)
    assert facts.beats.n_beats == len(rows)
    assert {c.name: c.n_beats for c in facts.beats.classes if c.n_beats} == counts
    assert facts.ventricular.n_beats == counts["V"]
    assert facts.supraventricular.n_beats == counts["S"]
    assert sum(c.percent or 0 for c in facts.beats.classes) == pytest.approx(100)


@needs("mitdb")
def test_rhythms_are_those_of_list_and_csv(
    session: ReviewSession, tmp_path: Path
) -> None:
    facts = report_facts(session)
    listed = rhythms_of(session, RhythmThresholds())
    assert [(r.place.first_sample, r.kind, r.n_beats) for r in facts.rhythms] == [
        (row.start_sample, row.kind, row.beats) for row in listed
    ]
    path = export_rhythms(session, tmp_path)
    text = path.read_text(encoding="utf-8") if path else ""
    rows = list(csv.DictReader(text.splitlines()))
    said = [r for r in facts.rhythms if r.origin != "suggestion"]
    assert len(said) == len(rows)
    for fact, row in zip(said, rows, strict=True):
        assert (fact.kind, fact.n_beats) == (row["kind"], int(row["beats"]))
        rate = "" if fact.rate_bpm is None else f"{fact.rate_bpm:.1f}"
        assert rate == row["rate_bpm"]


def _sequences(session: ReviewSession, letter: str) -> list[int]:
    """Return the length of each sequence of beats of a class, by plain Python."""
    sample = session.columns.sample.tolist()
    names = session.scheme.label_names()[session.columns.label].tolist()
    paced = [symbol in "/f" and symbol != "" for symbol in session.beats.symbol]
    unknown = session.unknown
    stretches = list(zip(unknown.start.tolist(), unknown.stop.tolist(), strict=True))
    parts, part = [0], 0
    for before, after in pairwise(sample):
        part += any(a < after and b > before for a, b in stretches)
        parts.append(part)
    beats = zip(names, paced, parts, strict=True)
    runs = ((key, len(list(some))) for key, some in groupby(beats))
    return [n for (name, by_spike, _), n in runs if name == letter and not by_spike]


def _check(found: Ectopy, lengths: list[int]) -> None:
    assert found.n_single == lengths.count(1)
    assert found.couplets.n_events == lengths.count(2)
    assert found.runs.n_events == sum(n >= 3 for n in lengths)
    assert found.runs.n_beats == sum(n for n in lengths if n >= 3)
    longest = max((n for n in lengths if n >= 3), default=None)
    assert (found.runs.longest and found.runs.longest.n_beats) == longest


@needs("mitdb")
def test_ventricular_beats_are_sorted_as_by_hand(session: ReviewSession) -> None:
    facts = report_facts(session)
    _check(facts.ventricular, _sequences(session, "V"))
    assert facts.ventricular.n_unsorted == facts.ventricular.n_beats - sum(
        _sequences(session, "V")
    )


@needs("mitdb")
@pytest.mark.parametrize("name", ["100", "207", "208"])
def test_supraventricular_beats_are_sorted_as_by_hand(name: str) -> None:
    session = reference_review(f"mitdb/{name}")
    _check(report_facts(session).supraventricular, _sequences(session, "S"))


@needs("mitdb")
def test_hours_add_up(session: ReviewSession) -> None:
    facts = report_facts(session)
    assert sum(row.n_beats for row in facts.hours) == facts.beats.n_beats
    assert sum(row.n_pauses for row in facts.hours) == (
        facts.pauses.by_length[0].n_pauses
    )
    af_s = sum(row.af_s for row in facts.hours)
    assert af_s == pytest.approx(facts.fibrillation.duration_s)
    artefact_s = sum(row.artefact_s for row in facts.hours)
    lost_s = facts.head.duration_s - facts.head.analysable_s
    assert artefact_s == pytest.approx(lost_s)


@needs("mitdb")
def test_rates_by_plain_python(session: ReviewSession) -> None:
    facts = report_facts(session)
    rr_s = session.columns.rr_readable_s.tolist()
    known = [rr for rr in rr_s if rr == rr]
    rates = facts.beats.rates
    assert rates.mean_bpm == pytest.approx(60 * len(known) / sum(known))
    eights = [rr_s[row : row + 8] for row in range(len(rr_s) - 7)]
    means = [sum(eight) / 8 for eight in eights if all(rr == rr for rr in eight)]
    assert rates.slowest is not None
    assert rates.fastest is not None
    assert rates.slowest.bpm == pytest.approx(60 / max(means))
    assert rates.fastest.bpm == pytest.approx(60 / min(means))
    pauses = [rr for rr in known if rr >= 2]
    assert facts.pauses.by_length[0].n_pauses == len(pauses)


@needs("mitdb")
@pytest.mark.parametrize(
    ("name", "n_beats", "n_v", "n_s"),
    # The tables of the MIT-BIH directory; 119 has no supraventricular beat.
    [("100", 2273, 1, 33), ("119", 1987, 444, 0), ("208", 2955, 992, 2)],
)
def test_published_counts(name: str, n_beats: int, n_v: int, n_s: int) -> None:
    facts = report_facts(reference_review(f"mitdb/{name}"))
    counted = facts.ventricular.n_beats, facts.supraventricular.n_beats
    assert (facts.beats.n_beats, *counted) == (n_beats, n_v, n_s)


@needs("mitdb")
def test_a_paced_patient() -> None:
    session = reference_review("mitdb/217")
    n_paced = int(np.isin(session.beats.symbol, ("/", "f")).sum())
    facts: ReportFacts = report_facts(session)
    assert facts.beats.paced.n_beats == n_paced > 1000
    assert facts.pacing.n_events > 0


@needs("ludb")
def test_twelve_leads_of_ten_seconds() -> None:
    session = reference_review("ludb/1", "ii")
    facts = report_facts(session)
    assert len(facts.head.leads) == 12
    assert facts.head.duration_s == 10
    assert facts.beats.n_beats == len(session.beats) > 5
    assert {d.name for d in facts.head.details} >= {"Age", "Sex"}
    assert facts.variability.lf_ms2 is None
    assert len(facts.hours) == len(facts.days) == 1
