"""What a report says of reviews that can be counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from ecgviewer.analysis.report.report_facts import report_facts
from ecgviewer.analysis.report.review_data import ReviewData
from ecgviewer.analysis.report.stretches import HOUR_S, edges_of
from ecgviewer.analysis.report.values import Place, RateAt
from ecgviewer.core.leads_off import LeadOff, OffLead
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.rhythm.kinds import RhythmThresholds
from ecgviewer.core.unknown import UnknownStretches
from tests.analysis.report.reviews import letters_review


def said(session: ReviewSession, kind: EpisodeKind, start: int, stop: int) -> None:
    session.edit(session.rhythm_editor("Dr Smith").add(kind, start, stop))


def test_ectopic_beats_by_hand() -> None:
    letters = "NNNVNNNVVNNNVVVNNNVVVVNNNANNNAANNN"
    facts = report_facts(letters_review(letters))
    v, s = facts.ventricular, facts.supraventricular
    assert (v.n_beats, v.n_single, v.n_unsorted) == (10, 1, 0)
    assert (v.couplets.n_events, v.runs.n_events, v.runs.n_beats) == (1, 2, 7)
    assert v.runs.longest is not None
    assert v.runs.longest.n_beats == 4
    assert v.percent == pytest.approx(100 * 10 / 34)
    assert (s.n_beats, s.n_single, s.couplets.n_events) == (3, 1, 1)
    assert [(c.name, c.n_beats) for c in facts.beats.classes] == [
        *(("N", 21), ("S", 3), ("V", 10), ("F", 0), ("Q", 0))
    ]
    assert s.runs.longest is s.runs.fastest is None


def test_the_fastest_run_is_not_the_longest() -> None:
    rr_s = [0.8] * 5 + [0.6] * 5 + [0.8] * 4 + [0.4] * 3 + [0.8] * 3
    runs = report_facts(letters_review("NNNNN" + "V" * 5 + "NNNNVVVNNN", rr_s))
    longest, fastest = runs.ventricular.runs.longest, runs.ventricular.runs.fastest
    assert longest is not None
    assert fastest is not None
    assert (longest.n_beats, fastest.n_beats) == (5, 3)
    assert longest.rate_bpm == pytest.approx(100)
    assert fastest.rate_bpm == pytest.approx(150)


def test_bigeminy_and_trigeminy() -> None:
    facts = report_facts(letters_review("NNNVNVNVNVNNN" + "NNV" * 4))
    assert facts.ventricular.bigeminy.n_events == 1
    assert facts.ventricular.trigeminy.n_events == 1


def test_paced_beats_are_in_no_sequence() -> None:
    facts = report_facts(letters_review("NNN///NNN"))
    assert (facts.beats.paced.n_beats, facts.pacing.n_events) == (3, 1)
    assert facts.beats.paced.percent == pytest.approx(100 / 3)


def test_beats_without_a_label_are_counted_as_such() -> None:
    facts = report_facts(letters_review(["N", "N", ""]))  # type: ignore[arg-type]
    last = facts.beats.classes[-1]
    assert (last.name, last.title, last.n_beats) == ("", "Not labelled", 1)
    assert facts.review.n_unlabelled == 1
    assert facts.review.errors_left is None


def test_pauses_by_length_and_cause() -> None:
    rr_s = [0.8] * 5 + [2.2, 0.8, 0.8, 2.7] + [0.8] * 4
    facts = report_facts(letters_review("NNNNNNNVNNNNN", rr_s))
    counts = [(p.least_s, p.n_pauses) for p in facts.pauses.by_length]
    assert counts == [(2.0, 2), (2.5, 1), (3.0, 0)]
    assert [(p.text, p.n_pauses) for p in facts.pauses.by_cause] == [
        *(("after V", 1), ("dropped beat?", 1))
    ]
    assert facts.pauses.longest is not None
    assert facts.pauses.longest.duration_s == pytest.approx(2.7)
    assert facts.pauses.longest.said == "Pause, after V"
    longer = report_facts(
        letters_review("NNNNNNNVNNNNN", rr_s), thresholds=RhythmThresholds(pause_s=2.6)
    )
    counts = [(p.least_s, p.n_pauses) for p in longer.pauses.by_length]
    assert counts == [(2.6, 1), (3.0, 0)]


def test_fibrillation_that_a_reader_says() -> None:
    session = letters_review("N" * 100, [0.8] * 50 + [0.5] * 50)
    said(session, EpisodeKind.AF, 4000, 5000)
    said(session, EpisodeKind.ATRIAL_FLUTTER, 5000, 5500)
    said(session, EpisodeKind.NOISE, 5400, 5500)
    af = report_facts(session).fibrillation
    assert (af.n_episodes, af.n_suggested) == (1, 0)
    assert (af.duration_s, af.flutter_s, af.suggested_s) == (14.0, 4.0, 0.0)
    assert af.longest == Place(4000, 5499)
    assert af.mean_bpm == pytest.approx(120)
    rows = [r.kind for r in report_facts(session).rhythms if r.reader == "Dr Smith"]
    assert rows == ["AF", "AFL", "noise"]


def test_of_no_time_that_can_be_analysed_nothing_is_known() -> None:
    session = letters_review("NNN")
    session.know_missing(UnknownStretches.of([0], [session.record.n_samples]))
    facts = report_facts(session)
    assert facts.head.analysable_s == 0
    assert facts.fibrillation.percent is None
    assert facts.beats.rates.mean_bpm is None
    assert facts.beats.rates.slowest is facts.beats.rates.fastest is None
    assert facts.silence.no_signal.n_events == 1


def test_leads_that_are_off_say_how_long_they_can_be_analysed() -> None:
    session = letters_review("N" * 20)
    off = LeadOff(OffLead(0, "II"), UnknownStretches.of([500], [1000]))
    session.know_missing(UnknownStretches.none(), leads_off=(off,))
    (lead,) = report_facts(session).head.leads
    assert lead.analysable_s == session.record.duration_s - 5


def test_the_recorder_is_among_the_details() -> None:
    session = letters_review("NN")
    assert report_facts(session).head.recorder is None
    details = (("Age", "63"), ("Equipment", "H3+"))
    session.record = replace(session.record, details=details)
    head = report_facts(session).head
    assert head.recorder == "H3+"
    assert [(d.name, d.text) for d in head.details] == list(details)


def test_hours_end_with_those_of_the_clock() -> None:
    start = datetime(2024, 5, 1, 22, 59, 50)
    assert edges_of(1_000_000, 100, start, HOUR_S) == [0, 1000, 361_000, 721_000, 10**6]
    assert edges_of(1_000_000, 100, None, HOUR_S) == [0, 360_000, 720_000, 10**6]
    assert edges_of(360_000, 100, None, HOUR_S) == [0, 360_000]
    assert edges_of(50, 100, start, HOUR_S) == [0, 50]


def test_hours_and_days_add_up_to_the_record() -> None:
    start = datetime(2024, 5, 1, 22, 59, 50)
    rng = np.random.default_rng(7)
    letters = "".join(rng.choice(list("NNNNNNAVV"), 9000))
    facts = report_facts(letters_review(letters, 0.8, start))
    assert len(facts.hours) == 3
    assert len(facts.days) == 2
    v, s = facts.ventricular, facts.supraventricular
    for rows in (facts.hours, facts.days):
        assert sum(row.n_beats for row in rows) == 9000
        assert sum(row.ventricular.n_beats for row in rows) == v.n_beats
        assert sum(row.ventricular.n_single for row in rows) == v.n_single
        assert sum(row.ventricular.n_couplets for row in rows) == v.couplets.n_events
        assert sum(row.ventricular.n_runs for row in rows) == v.runs.n_events
        assert sum(row.supraventricular.n_beats for row in rows) == s.n_beats
        n_nn = sum(row.variability.n_intervals for row in rows)
        assert n_nn == facts.variability.n_intervals
    assert facts.hours[0].place == Place(0, 999)
    assert facts.hours[0].rates.mean_bpm == pytest.approx(75)


def test_artefact_and_fibrillation_by_hour() -> None:
    session = letters_review("N" * 8000, 0.8)
    said(session, EpisodeKind.AF, 350_000, 380_000)
    said(session, EpisodeKind.NOISE, 370_000, 375_000)
    first, second = report_facts(session).hours
    assert (first.af_s, second.af_s) == (100, 150)
    assert (first.artefact_s, second.artefact_s) == (0, 50)


def test_rates_have_places_and_lie_within_their_hour() -> None:
    rr_s = [1.0] * 3595 + [0.5] * 20 + [1.0] * 300
    facts = report_facts(letters_review("N" * len(rr_s), rr_s))
    first, second = facts.hours
    assert first.rates.slowest is not None
    assert first.rates.slowest.bpm == 60
    for row in (first, second):
        assert row.rates.fastest is not None
        assert row.rates.fastest.place.first_sample >= row.place.first_sample
        assert row.rates.fastest.place.last_sample <= row.place.last_sample
    assert facts.beats.rates.fastest == RateAt(120, Place(359_500, 359_900))


def test_day_and_night_by_the_clock() -> None:
    # An hour before six at 60/min, then at 75/min.
    rr_s = [1.0] * 3600 + [0.8] * 3000
    facts = report_facts(letters_review("N" * 6600, rr_s, datetime(2024, 5, 1, 5)))
    assert facts.beats.day is not None
    assert facts.beats.night is not None
    assert facts.beats.day.mean_bpm == pytest.approx(75, rel=1e-3)
    assert facts.beats.night.mean_bpm == pytest.approx(60, rel=1e-3)
    assert facts.beats.night.fastest is not None
    assert facts.beats.night.fastest.bpm == 60
    late = report_facts(letters_review("NN", 0.8, datetime(2024, 5, 1, 22)))
    assert late.beats.day is not None
    assert late.beats.day.mean_bpm is None
    assert report_facts(letters_review("NN")).beats.day is None


def test_fast_and_slow_time() -> None:
    facts = report_facts(letters_review("N" * 200, [0.4] * 100 + [1.5] * 100))
    assert facts.beats.tachycardia.n_events == 1
    assert facts.beats.bradycardia.duration_s > 100
    assert facts.rules.tachycardia_bpm == RhythmThresholds().tachycardia_bpm


def test_the_same_review_has_the_same_facts() -> None:
    assert report_facts(letters_review("NNVNN")) == report_facts(
        letters_review("NNVNN")
    )


def test_no_beats_at_all() -> None:
    session = letters_review("N")
    empty = ReviewSession(session.record)
    facts = report_facts(empty)
    assert facts.beats.n_beats == 0
    assert facts.ventricular.percent is None
    assert [c.percent for c in facts.beats.classes] == [None] * 5
    at_night = replace(session.record, start_time=datetime(2024, 5, 1, 3))
    assert report_facts(ReviewSession(at_night)).beats.night is not None


def test_what_a_reader_dismissed_does_not_count() -> None:
    letters, rr_s = "NNNNNVVVNNNNNNNN", [0.8] * 12 + [2.6] + [0.8] * 3
    session = letters_review(letters, rr_s)
    before = report_facts(session)
    assert before.pauses.by_length[0].n_pauses == 1
    data = ReviewData.of(session, RhythmThresholds())
    for event in data.events:
        session.edit(session.rhythm_editor("Ada").dismiss(event))
    facts = report_facts(session)
    assert facts.pauses.by_length[0].n_pauses == facts.hours[0].n_pauses == 0
    assert (facts.ventricular.runs.n_events, facts.ventricular.n_unsorted) == (0, 3)
    assert facts.rhythms == ()
    summary = ReviewData.of(session, RhythmThresholds()).summary
    assert (summary.pauses.count, summary.v_runs.count) == (0, 0)
    assert (data.summary.pauses.count, data.summary.v_runs.count) == (1, 1)
