"""Readers compared by what they say of the rhythm, in seconds."""

from __future__ import annotations

import pytest

from ecgviewer.core.rhythm.episode_agreement import (
    RhythmDifference,
    compare_rhythms,
    together,
)
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.rhythm.episodes import Episode, EpisodeOrigin, ReaderRhythms

FS, N = 100.0, 10_000
AF, VT, SINUS = EpisodeKind.AF, EpisodeKind.VT, EpisodeKind.SINUS
Said = tuple[EpisodeKind, int, int]


def said(*rows: Said) -> ReaderRhythms:
    return ReaderRhythms.of(
        Episode(n, kind, start, stop, EpisodeOrigin.ADDED)
        for n, (kind, start, stop) in enumerate(rows)
    )


def test_two_readers_agree_where_both_have_a_kind() -> None:
    first = said((AF, 1000, 3000), (VT, 8000, 8200), (SINUS, 0, 1000))
    second = said((AF, 1500, 2000), (AF, 2500, 3500), (AF, 9000, N + 50))
    found = compare_rhythms([first, second], N, FS)
    vt, af = found.kinds
    assert (af.kind, vt.kind) == (AF, VT)
    assert (af.said_s, af.n_episodes) == ((20, 25), (1, 3))
    assert (af.all_s, af.any_s) == (10, 35)
    assert af.share == pytest.approx(10 / 35)
    assert (vt.all_s, vt.any_s, vt.share) == (0, 2, 0)
    assert found.differences == (
        RhythmDifference(AF, 1000, 1500, (0,)),
        RhythmDifference(AF, 2000, 2500, (0,)),
        RhythmDifference(AF, 3000, 3500, (1,)),
        RhythmDifference(VT, 8000, 8200, (0,)),
        RhythmDifference(AF, 9000, N, (1,)),
    )


def test_readers_who_say_the_same_or_nothing_do_not_differ() -> None:
    both = said((AF, 10, 20))
    found = compare_rhythms([both, both, both], N, FS)
    assert found.kinds[0].share == 1
    assert [d.kind for d in found.differences] == []
    assert compare_rhythms([said(), said((SINUS, 0, N))], N, FS).kinds == ()


def test_records_count_together() -> None:
    one = compare_rhythms([said((AF, 0, 100)), said((AF, 50, 100))], N, FS)
    other = compare_rhythms([said((VT, 0, 100)), said((AF, 0, 200))], N, FS)
    vt, af = together([one, other]).kinds
    assert list(af.said_s) == [1, 2.5]
    assert list(af.n_episodes) == [1, 2]
    assert (af.all_s, af.any_s) == (0.5, 3)
    assert list(vt.said_s) == [1, 0]
    assert together([]).kinds == ()
