"""What a report draws is what its facts count."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from ecgviewer.analysis.report.content import content_of
from ecgviewer.analysis.report.page_sections import hours_section, whole_row
from ecgviewer.analysis.report.plots import groups_of, plots_of
from ecgviewer.analysis.report.report_facts import report_facts
from ecgviewer.core.beats import new_beats
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.synthetic_ecg import synthetic_record
from tests.analysis.report.reviews import FS, letters_review

#: Columns that are not sums.
_MEANS = ("SDNN ms", "QTc ms", "ST mV")


def test_bars_of_hours_are_the_hours_of_the_facts() -> None:
    letters = "NNNNNNVNNSNVVNN" * 1500
    session = letters_review(letters, start=datetime(2026, 3, 1, 22, 30))
    plots, facts = plots_of(session, None), report_facts(session)
    assert plots.bars.unit == "hour"
    assert plots.bars.v.tolist() == [hour.ventricular.n_beats for hour in facts.hours]
    assert plots.bars.s.tolist() == [
        hour.supraventricular.n_beats for hour in facts.hours
    ]
    first = [hour.place.first_sample for hour in facts.hours]
    assert plots.bars.edges[:-1].tolist() == first
    assert int(plots.bars.v.sum()) == facts.ventricular.n_beats


def test_bars_of_minutes_and_what_is_unknown() -> None:
    session = letters_review("N" * 300)
    plots = plots_of(session, None)
    assert plots.bars.unit == "minute"
    assert len(plots.bars.v) == 5
    assert plots.bars.artefact.tolist() == [0.0] * 5


def test_the_band_holds_the_rates_of_the_facts() -> None:
    rr_s = np.tile(np.linspace(0.5, 1.1, 60), 10)
    session = letters_review("N" * 600, rr_s)
    band, facts = plots_of(session, None).rates, report_facts(session)
    rates = facts.beats.rates
    assert rates.fastest
    assert rates.slowest
    assert np.nanmax(band.high) <= rates.fastest.bpm
    assert np.nanmin(band.low) >= rates.slowest.bpm
    assert np.nanmax(band.high) == pytest.approx(rates.fastest.bpm, rel=0.05)
    assert (band.edges[0], band.edges[-1]) == (0, session.n_searched)
    known = ~np.isnan(band.low)
    assert (band.low[known] <= band.high[known]).all()


def test_intervals_are_pairs_between_readable_beats() -> None:
    session = letters_review("NNVNN", [0.8, 0.8, 0.5, 1.1, 0.8])
    rr = plots_of(session, None).intervals
    assert rr.rr_s.tolist() == pytest.approx([0.8, 0.5, 1.1])
    assert rr.next_s.tolist() == pytest.approx([0.5, 1.1, 0.8])
    assert rr.label.tolist() == session.columns.label[1:4].tolist()


def test_kinds_are_counted_and_drawn() -> None:
    ecg = synthetic_record(120.0)
    session = ReviewSession(ecg.record, ecg.beats, ecg.record.leads[0].name)
    plots = content_of(report_facts(session), session).plots
    counts = [kind.summary.count for kind in plots.kinds]
    assert counts == sorted(counts, reverse=True)
    assert sum(counts) <= len(session.beats)
    assert plots.n_more_kinds == 0
    medians = plots.kinds[0].medians
    assert medians is not None
    assert len(medians) == len(ecg.record.leads)


def test_nothing_is_grouped_without_a_lead_or_beats() -> None:
    record = Record("none", FS, (), np.empty((0, 500), np.float32))
    assert groups_of(ReviewSession(record, new_beats(np.array([100])))) is None
    record = Record("one", FS, (Lead("II"),), np.zeros((1, 500), np.float32))
    assert groups_of(ReviewSession(record, new_beats(np.empty(0, np.int64)))) is None


def test_the_row_of_the_whole_record_is_what_all_hours_make() -> None:
    session = letters_review("NNNNNNVNNSNVVNNVVVNN" * 600)
    facts = report_facts(session)
    ((_, columns, rows),) = hours_section(facts)
    whole = whole_row(facts)
    assert len(whole) == len(columns)
    for place, name in enumerate(columns):
        if name in ("From", "Min", "Mean", "Max", "%", *_MEANS):
            continue
        summed = sum(float(row[place].replace(",", "")) for row in rows)
        assert float(whole[place].replace(",", "")) == pytest.approx(summed), name
