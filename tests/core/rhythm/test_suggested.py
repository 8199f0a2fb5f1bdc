"""Suggestions that were answered are known again when they are found again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ecgviewer.core.review.rhythm_editor import RhythmEditor
from ecgviewer.core.review.rhythm_edits import apply_rhythm
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.rhythm.episodes import ReaderRhythms
from ecgviewer.core.rhythm.kinds import RhythmEvent, RhythmKind
from ecgviewer.core.rhythm.suggested import Answer, open_suggestions, suggestions

FS, N = 100.0, 100_000


def event(start: int, stop: int, kind: RhythmKind = RhythmKind.AF) -> RhythmEvent:
    """Return an event that covers [start, stop) when it is confirmed."""
    return RhythmEvent(kind, start, stop - 1, FS, 10, 90.0)


AF = event(1000, 2000)


def editor(rhythms: ReaderRhythms) -> RhythmEditor:
    return RhythmEditor(rhythms, FS, N, "Ada")


def confirmed(*events: RhythmEvent) -> ReaderRhythms:
    rhythms = ReaderRhythms()
    for each in events:
        rhythms = apply_rhythm(rhythms, editor(rhythms).confirm(each))
    return rhythms


def dismissed(*events: RhythmEvent) -> ReaderRhythms:
    rhythms = ReaderRhythms()
    for each in events:
        rhythms = apply_rhythm(rhythms, editor(rhythms).dismiss(each))
    return rhythms


def answer(found: RhythmEvent, rhythms: ReaderRhythms) -> Answer:
    (suggestion,) = suggestions([found], rhythms)
    return suggestion.answer


def test_nothing_is_answered_at_first() -> None:
    found = [AF, event(0, 50)]
    assert open_suggestions(found, ReaderRhythms()) == found


@pytest.mark.parametrize(
    ("start", "stop", "stays"),
    [
        (1000, 2000, True),
        (1010, 1995, True),
        (1000, 1500, True),
        (1500, 2000, True),
        (1000, 1499, False),
        (500, 2500, True),
        (1000, 3000, True),
        (1000, 3001, False),
        (1501, 2501, False),
        (2000, 3000, False),
        (0, 1000, False),
    ],
)
def test_a_dismissed_one_stays_away_until_it_changes_much(
    start: int, stop: int, stays: bool
) -> None:
    found = answer(event(start, stop), dismissed(AF))
    assert found is (Answer.DISMISSED if stays else Answer.OPEN)


def test_another_kind_is_another_suggestion() -> None:
    vt = replace(AF, kind=RhythmKind.VT)
    assert answer(vt, dismissed(AF)) is Answer.OPEN
    assert answer(vt, confirmed(AF)) is Answer.OPEN


def test_a_confirmed_one_is_known_by_the_episode_that_answers_it() -> None:
    rhythms = confirmed(event(5000, 6000), AF)
    (found,) = suggestions([event(1100, 2000)], rhythms)
    assert (found.answer, found.episode_id) == (Answer.CONFIRMED, 1)
    shorter = apply_rhythm(rhythms, editor(rhythms).move_stop(1, 1200))
    assert answer(AF, shorter) is Answer.CONFIRMED
    called = apply_rhythm(rhythms, editor(rhythms).set_kind(1, EpisodeKind.SINUS))
    assert answer(AF, called) is Answer.CONFIRMED
    deleted = apply_rhythm(rhythms, editor(rhythms).delete([1]))
    assert answer(AF, deleted) is Answer.OPEN


def test_pieces_of_an_episode_are_confirmed_with_it() -> None:
    rhythms = confirmed(AF)
    pieces = [event(1000, 1300), event(1400, 1600), event(1900, 2100)]
    assert open_suggestions(pieces, rhythms) == []
    assert answer(event(1901, 2200), rhythms) is Answer.OPEN
    added = apply_rhythm(
        ReaderRhythms(), editor(ReaderRhythms()).add(EpisodeKind.AF, 0, 1700)
    )
    (found,) = suggestions([AF], added)
    assert (found.answer, found.episode_id) == (Answer.CONFIRMED, None)
    assert answer(replace(AF, kind=RhythmKind.VT), added) is Answer.OPEN


@pytest.mark.parametrize(
    ("kind", "episode", "explains"),
    [
        (RhythmKind.NO_BEATS, EpisodeKind.VENTRICULAR_FLUTTER, True),
        (RhythmKind.NO_BEATS, EpisodeKind.NOISE, True),
        (RhythmKind.AF, EpisodeKind.ATRIAL_FLUTTER, True),
        (RhythmKind.TACHYCARDIA, EpisodeKind.VT, True),
        (RhythmKind.VT, EpisodeKind.TACHYCARDIA, False),
        (RhythmKind.AF, EpisodeKind.SINUS, False),
        (RhythmKind.V_BIGEMINY, EpisodeKind.V_BIGEMINY, True),
    ],
)
def test_an_episode_that_says_more_answers_a_suggestion(
    kind: RhythmKind, episode: EpisodeKind, explains: bool
) -> None:
    added = editor(ReaderRhythms()).add(episode, 900, 2100)
    said = apply_rhythm(ReaderRhythms(), added)
    found = answer(replace(AF, kind=kind), said)
    assert found is (Answer.CONFIRMED if explains else Answer.OPEN)


def test_each_of_many_is_known() -> None:
    many = [event(at, at + 80) for at in range(0, 50_000, 100)]
    rhythms = dismissed(*many[::2])
    assert open_suggestions(many, rhythms) == many[1::2]
    long = apply_rhythm(rhythms, editor(rhythms).dismiss(event(0, 50_000)))
    assert open_suggestions(many, long) == many[1::2]


def test_a_confirmation_counts_more_than_a_dismissal() -> None:
    rhythms = dismissed(AF)
    both = apply_rhythm(rhythms, editor(rhythms).confirm(event(1000, 3001)))
    assert len(both.rows) == 2
    assert answer(event(1000, 2400), both) is Answer.CONFIRMED
