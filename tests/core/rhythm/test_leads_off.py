"""A lead that is off is said by its name, and answered as noise of that lead alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ecgviewer.core.leads_off import LeadOff, OffLead, off_at
from ecgviewer.core.review.rhythm_editor import RhythmEditor
from ecgviewer.core.review.rhythm_edits import RhythmEdit, apply_rhythm
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.rhythm.episodes import ReaderRhythms
from ecgviewer.core.rhythm.kinds import RhythmEvent, RhythmKind
from ecgviewer.core.rhythm.series import BeatSeries
from ecgviewer.core.rhythm.suggested import Answer, suggestions
from ecgviewer.core.rhythm.summary import summarise
from ecgviewer.core.rhythm.surroundings import Surroundings
from tests.core.rhythm.series import FS, Beats, unknown

V1, V5 = OffLead(1, "V1"), OffLead(10, "V5")
BEATS = Beats("N" * 60)


def around(*off: LeadOff) -> Surroundings:
    return Surroundings(6000, leads_off=off)


def off_events(*off: LeadOff) -> list[RhythmEvent]:
    found = BEATS.events(around(*off))
    return [event for event in found if event.kind is RhythmKind.LEAD_OFF]


def said(make: RhythmEdit, rhythms: ReaderRhythms | None = None) -> ReaderRhythms:
    return apply_rhythm(rhythms or ReaderRhythms(), make)


def answers(events: list[RhythmEvent], rhythms: ReaderRhythms) -> list[Answer]:
    return [suggestion.answer for suggestion in suggestions(events, rhythms)]


def test_a_lead_is_off_for_longer_than_three_seconds() -> None:
    off = LeadOff(V1, unknown(5, 7).joined(unknown(10, 20)))
    (event,) = off_events(off)
    assert event.title == "V1 off"
    assert (event.start, event.stop, event.n_beats) == (1000, 2000, 12)
    assert event.rate_bpm == pytest.approx(75)


def test_rates_and_rhythms_go_across_a_lead_that_is_off() -> None:
    other = [e for e in BEATS.events(around()) if e.kind is not RhythmKind.LEAD_OFF]
    lost = around(LeadOff(V1, unknown(10, 20)))
    assert [e for e in BEATS.events(lost) if e.lead is None] == other


@pytest.mark.parametrize(("lead", "quality"), [(V1, 0x22), (V5, 0)])
def test_a_lead_off_is_confirmed_as_noise_of_that_lead(
    lead: OffLead, quality: int
) -> None:
    (event,) = off_events(LeadOff(lead, unknown(10, 20)))
    edit = RhythmEditor(ReaderRhythms(), FS, 6000, "Ada").confirm(event)
    (row,) = edit.after
    assert (row.kind, row.title) == (EpisodeKind.NOISE, lead.text)
    assert (row.lead_quality, row.is_unknown) == (quality, False)
    assert answers([event], said(edit)) == [Answer.CONFIRMED]


def test_a_lead_off_can_be_confirmed_as_something_else() -> None:
    (event,) = off_events(LeadOff(V1, unknown(10, 20)))
    editor = RhythmEditor(ReaderRhythms(), FS, 6000, "Ada")
    (row,) = editor.confirm(event, EpisodeKind.OTHER, "moved").after
    assert (row.title, row.lead_quality) == ("moved", 0)


def test_two_leads_off_at_a_time_are_answered_one_by_one() -> None:
    events = off_events(*(LeadOff(lead, unknown(10, 20)) for lead in (V1, V5)))
    edit = RhythmEditor(ReaderRhythms(), FS, 6000, "Ada").dismiss(events[0])
    assert edit.text == "Dismiss V1 off 0:00:10.0–0:00:20.0"
    assert answers(events, said(edit)) == [Answer.DISMISSED, Answer.OPEN]


def test_a_lead_off_explains_no_stretch_without_beats() -> None:
    (event,) = off_events(LeadOff(V1, unknown(10, 20)))
    silent = replace(event, kind=RhythmKind.NO_BEATS, lead=None)
    editor = RhythmEditor(ReaderRhythms(), FS, 6000, "Ada")
    assert answers([silent], said(editor.confirm(event))) == [Answer.OPEN]
    noise = editor.add(EpisodeKind.NOISE, 1000, 2000)
    assert answers([silent], said(noise)) == [Answer.CONFIRMED]


def test_the_summary_says_what_can_be_analysed_in_each_lead() -> None:
    lost = unknown(30, 40)
    off = LeadOff(V1, unknown(10, 20).joined(unknown(50, 52)))
    surroundings = replace(around(off), missing=lost, unknown=lost)
    readable = np.ones(60, bool)
    series = BeatSeries.of(BEATS.sample, BEATS.labels, readable, FS, surroundings)
    (time,) = summarise(series, surroundings, []).leads_off
    assert (time.lead, time.analysable_s, time.longest) == (V1, 38, (1000, 1999))


def test_which_leads_are_off_at_a_sample() -> None:
    off = LeadOff(V1, unknown(10, 20)), LeadOff(V5, unknown(15, 30))
    named = [off_at(off, at) for at in (999, 1000, 1600, 2000)]
    assert named == [(), (V1,), (V1, V5), (V5,)]
