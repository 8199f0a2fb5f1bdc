"""Which strips are proposed: chosen by the facts, each stretch once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ecgviewer.analysis.report.plots import groups_of
from ecgviewer.analysis.report.report_facts import report_facts
from ecgviewer.analysis.report.strip_proposals import (
    STRIP_S,
    ProposedStrip,
    proposed_strips,
)
from ecgviewer.analysis.report.values import Place
from ecgviewer.core.beats import new_beats
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.synthetic_ecg import synthetic_record
from tests.analysis.report.reviews import FS, letters_review, reference_review
from tests.data_folder import needs


def _proposed(session: ReviewSession) -> dict[str, ProposedStrip]:
    facts = report_facts(session)
    strips = proposed_strips(facts, session.columns, ["II"])
    assert all(strip.leads == ("II",) for strip in strips)
    return {strip.caption: strip for strip in strips}


def _holds(strip: ProposedStrip, place: Place) -> bool:
    return (
        strip.start_sample <= place.first_sample
        and place.last_sample < strip.stop_sample
    )


def test_extremes_are_in_their_strips() -> None:
    rr_s = np.full(120, 0.8)
    rr_s[20:30], rr_s[60:70], rr_s[100] = 0.4, 1.0, 3.2
    session = letters_review("N" * 120, rr_s)
    facts, strips = report_facts(session), _proposed(session)
    rates, longest = facts.beats.rates, facts.pauses.longest
    assert rates.fastest
    assert rates.slowest
    assert longest
    assert _holds(strips["Highest heart rate, 150/min"], rates.fastest.place)
    pause = next(strip for name, strip in strips.items() if "ongest pause" in name)
    assert _holds(pause, longest.place)
    assert "ongest pause, 3.2 s" in pause.caption
    for strip in strips.values():
        assert strip.start_sample >= 0
        assert strip.stop_sample <= session.record.n_samples
        assert strip.stop_sample - strip.start_sample >= STRIP_S * FS


def test_runs_and_the_first_of_each() -> None:
    letters = "N" * 20 + "V" + "N" * 15 + "VV" + "N" * 15 + "VVVVV" + "N" * 15 + "S"
    session = letters_review(letters + "N" * 15)
    captions = "; ".join(_proposed(session))
    for said in ("ongest V run, 5 beats, 75/min", "astest V run, 5 beats"):
        assert said in captions
    assert "irst V couplet" in captions
    strips = _proposed(session)
    single = session.beats.sample[20]
    first = next(strip for name, strip in strips.items() if "irst V beat" in name)
    assert first.start_sample < single < first.stop_sample
    assert any("irst S beat" in name for name in strips)


def test_one_stretch_is_one_strip_with_both_captions() -> None:
    session = letters_review("N" * 20 + "VVV" + "N" * 20)
    strips = _proposed(session)
    both = [name for name in strips if "Longest V run" in name]
    (caption,) = both
    assert "; fastest V run" in caption
    spans = [(s.start_sample, s.stop_sample) for s in strips.values()]
    assert len(set(spans)) == len(spans)


@pytest.mark.parametrize(
    ("n_suggested", "name"), [(0, "atrial fibrillation"), (1, "suspected AF")]
)
def test_the_longest_fibrillation_has_its_beginning_and_end(
    n_suggested: int, name: str
) -> None:
    session = letters_review("N" * 200)
    facts = report_facts(session)
    found = replace(
        facts.fibrillation,
        longest=Place(3000, 11_999),
        longest_s=90.0,
        n_episodes=1,
        n_suggested=n_suggested,
    )
    strips = proposed_strips(
        replace(facts, fibrillation=found), session.columns, ["II"]
    )
    by_caption = {strip.caption: strip for strip in strips}
    begins = by_caption[f"Beginning of the longest {name}"]
    ends = by_caption[f"End of the longest {name}"]
    assert begins.start_sample < 3000 < begins.stop_sample
    assert ends.start_sample < 11_999 < ends.stop_sample


def test_of_what_goes_on_for_minutes_the_beginning_is_shown() -> None:
    session = letters_review("N" * 30 + "V" * 60 + "N" * 30)
    strips = _proposed(session)
    run = next(strip for name, strip in strips.items() if "Longest V run" in name)
    first = int(session.beats.sample[30])
    assert run.start_sample == first - FS
    assert run.stop_sample - run.start_sample == STRIP_S * FS


def test_a_long_pause_is_whole() -> None:
    rr_s = np.full(40, 0.8)
    rr_s[20] = 9.0
    strips = _proposed(letters_review("N" * 40, rr_s))
    pause = next(strip for name, strip in strips.items() if "ongest pause" in name)
    assert pause.stop_sample - pause.start_sample == pytest.approx(11 * FS, abs=1)


def test_a_record_shorter_than_a_strip_is_shown_whole() -> None:
    session = letters_review("NVN")
    (strip,) = _proposed(session).values()
    assert (strip.start_sample, strip.stop_sample) == (0, session.record.n_samples)


def test_no_beats_no_strips() -> None:
    record = Record("flat", FS, (Lead("II"),), np.zeros((1, 600), np.float32))
    session = ReviewSession(record, new_beats(np.empty(0, np.int64)))
    facts = report_facts(session)
    bare = replace(facts, rhythms=())
    assert proposed_strips(bare, session.columns, ["II"]) == ()


def test_each_kind_of_v_is_shown_by_a_beat_of_it() -> None:
    ecg = synthetic_record(120.0)
    made = ReviewSession(ecg.record, ecg.beats, ecg.record.leads[0].name)
    groups = groups_of(made)
    assert groups is not None
    facts = report_facts(made)
    strips = proposed_strips(facts, made.columns, ["MLII"], groups)
    captions = [strip.caption for strip in strips]
    wide = [each for each in "; ".join(captions).split("; ") if "kind" in each]
    n_v = {
        int(c) for c in groups.codes_of(made.columns.beat_id)[made.columns.aami == 2]
    }
    assert len(wide) == len(n_v & set(groups.codes) - {0})
    assert wide


@needs("mitdb")
def test_of_a_real_record() -> None:
    session = reference_review("mitdb/203")
    facts = report_facts(session)
    captions = "; ".join(
        strip.caption for strip in proposed_strips(facts, session.columns, ["MLII"])
    )
    for said in ("Highest heart rate", "Longest V run", "atrial fibrillation"):
        assert said in captions
