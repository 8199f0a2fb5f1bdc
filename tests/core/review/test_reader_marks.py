"""Ranges marked as noise are unknown, and paced beats are known by symbol and spike."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ecgviewer.core.beats import BeatTable, new_beats
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review import beat_editor
from ecgviewer.core.review.reader_marks import noise_ranges, paced_beats
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.surroundings import SignalFindings
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.core.unknown import UnknownStretches

FS = 100.0


def marked(rows: list[int]) -> BeatTable:
    beats = new_beats(np.arange(1, 11) * 80)
    noise = np.isin(np.arange(10), rows)
    return replace(beats, noise=noise)


def ranges(rows: list[int]) -> list[tuple[int, int]]:
    found = noise_ranges(marked(rows), FS)
    return list(zip(found.start.tolist(), found.stop.tolist(), strict=True))


def test_a_range_reaches_to_the_next_beat_that_can_be_read() -> None:
    assert ranges([]) == []
    assert ranges([3, 4, 5]) == [(241, 560)]
    assert ranges([0, 9]) == [(0, 160), (721, 901)]
    assert ranges([8]) == [(641, 800)]


def test_a_range_does_not_reach_far() -> None:
    beats = replace(new_beats([100, 1000, 2000]), noise=np.array([False, True, False]))
    found = noise_ranges(beats, FS)
    assert (found.start.tolist(), found.stop.tolist()) == ([900], [1101])


def test_paced_beats_are_known_by_symbol_or_spike() -> None:
    beats = new_beats([100, 200, 300, 400, 500], symbol=["/", "N", "", "Q", "f"])
    human = np.array([True, True, False, True, True])
    no_spikes = np.empty(0, np.int64)
    by_symbol = paced_beats(beats, human, no_spikes, FS)
    assert by_symbol.tolist() == [True, False, False, False, True]
    spikes = np.array([195, 290, 399])
    by_spike = paced_beats(beats, human, spikes, FS)
    assert by_spike.tolist() == [True, False, True, True, True]
    far = paced_beats(beats, human, np.array([280]), FS)
    assert far.tolist() == by_symbol.tolist()


def test_a_session_has_no_interval_across_what_is_unknown() -> None:
    ecg = synthetic_record(20.0)
    session = ReviewSession(ecg.record, ecg.beats)
    assert np.isfinite(session.columns.rr_previous_s[1:]).all()
    sample = session.beats.sample
    lost = UnknownStretches.of([sample[4] + 50], [sample[4] + 90])
    change = session.know_missing(lost)
    assert len(change.beat_ids) == len(session.beats)
    assert np.flatnonzero(np.isnan(session.columns.rr_previous_s)).tolist() == [0, 5]
    assert np.isnan(session.columns.rr_next_s[4])
    assert np.isnan(session.columns.rr_readable_s[5])
    session.edit(beat_editor.mark_noise(session.beats, [8], noise=True))
    unknown = np.flatnonzero(np.isnan(session.columns.rr_previous_s))
    assert unknown.tolist() == [0, 5, 8, 9]
    around = session.surroundings
    assert around.n_samples == ecg.record.n_samples
    assert (len(around.missing), len(around.unknown)) == (1, 2)


def test_a_session_knows_paced_beats_by_what_was_found() -> None:
    ecg = synthetic_record(20.0)
    session = ReviewSession(ecg.record)
    session.add_detected(new_beats(ecg.beats.sample))
    assert not session.surroundings.paced.any()
    session.know_findings(SignalFindings(spikes=ecg.beats.sample[:6] - 10))
    assert session.surroundings.paced.tolist() == [True] * 6 + [False] * (
        len(session.beats) - 6
    )
    session.edit(beat_editor.relabel(session.beats, [0], BeatClass.N, 0))
    assert not session.surroundings.paced[0]
