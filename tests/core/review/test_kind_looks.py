"""An accepted kind counts as much as the looks at its beats support."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.kinds.beat_groups import BeatGroups
from ecgviewer.core.kinds.beat_shapes import BeatShapes
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.predictions import Predictions
from ecgviewer.core.review.beat_editor import add_beat, relabel
from ecgviewer.core.review.kind_cells import LOOKS_OF_A_KIND
from ecgviewer.core.review.kind_looks import KindLooks, kind_looks
from ecgviewer.core.review.review_progress import progress
from ecgviewer.core.review.session import ReviewSession
from tests.core.columns import confirm, session_of

N, S, V = BeatClass.N, BeatClass.S, BeatClass.V
SHAPE_FS = 120.0


def bump(width_s: float, n: int, noise: float = 0.0) -> Float32Array:
    """Return beats of a width, each a little other than the one before."""
    time_s = np.arange(-30, 43) / SHAPE_FS
    one = np.exp(-((time_s / width_s) ** 2))
    wave = np.sin(2 * np.pi * 3 * time_s)
    return np.array([one + noise * i / n * wave for i in range(n)], np.float32)


def groups_of(
    session: ReviewSession, values: Float32Array, code: npt.ArrayLike
) -> BeatGroups:
    beats = session.beats
    shapes = BeatShapes(beats.beat_id, beats.sample, values, SHAPE_FS, 30)
    groups = BeatGroups.of(shapes, session.record.fs)
    return replace(groups, code=np.broadcast_to(code, len(beats)).astype(np.int64))


def one_kind(n: int, **more: npt.ArrayLike) -> ReviewSession:
    return session_of("N" * n, **more)


def alike(session: ReviewSession) -> BeatGroups:
    return groups_of(session, bump(0.02, len(session.beats), 0.1), 1)


def accept_kind(session: ReviewSession, ids: list[int], beat_class: int = N) -> None:
    edit = relabel(session.beats, ids, beat_class, 1)
    session.edit(replace(edit, as_kind=True))


def looks_of(session: ReviewSession, groups: BeatGroups | None) -> KindLooks:
    return kind_looks(session.columns, session.evidence, groups)


def errors_left(session: ReviewSession, groups: BeatGroups | None) -> float:
    return progress(session.columns, looks_of(session, groups)).errors_left


def test_before_a_look_a_kind_has_the_errors_that_the_classifier_says() -> None:
    session = one_kind(100, confidence=0.9)
    groups = alike(session)
    accept_kind(session, list(range(100)))
    assert errors_left(session, groups) == pytest.approx(10.0, abs=1e-4)
    assert errors_left(session, None) == pytest.approx(10.0, abs=1e-4)
    left = progress(session.columns, looks_of(session, groups))
    assert left.text == "reviewed 100 of 100, 100 as kinds, about 10 errors left"


def test_looks_without_a_wrong_one_lower_what_is_left_and_wrong_ones_raise_it() -> None:
    session = one_kind(100, confidence=0.9)
    groups = alike(session)
    accept_kind(session, list(range(100)))
    ids = session.columns.beat_id
    for _ in range(6):
        confirm(session, int(looks_of(session, groups).offered(ids)[0]))
    right = errors_left(session, groups)
    assert right < 4
    for _ in range(6):
        beat = int(looks_of(session, groups).offered(ids)[0])
        session.edit(relabel(session.beats, [beat], S, 1))
    assert errors_left(session, groups) > 20


def test_the_posterior_of_a_cell_counts_the_classifier_as_one_look() -> None:
    session = one_kind(100, confidence=0.9)
    accept_kind(session, list(range(100)))
    ids = session.columns.beat_id
    for beat in looks_of(session, None).offered(ids)[:3].tolist():
        confirm(session, beat)
    wrong = int(looks_of(session, None).offered(ids)[0])
    session.edit(relabel(session.beats, [wrong], V, 1))
    rate = (0.1 + 1) / (1 + 4)
    looks = looks_of(session, None)
    assert looks.error[session.evidence.accepted] == pytest.approx(rate, abs=1e-5)
    assert looks.error[wrong] == 0.0
    assert errors_left(session, None) == pytest.approx(96 * rate, abs=1e-3)


def test_corrections_that_were_not_asked_for_tell_nothing_of_the_others() -> None:
    """Whoever corrects odd beats in the gallery has left the right ones alone."""
    session = one_kind(100, confidence=0.9)
    groups = alike(session)
    accept_kind(session, list(range(100)))
    offered = looks_of(session, groups).offered(session.columns.beat_id)
    unasked = [beat for beat in range(100) if beat not in offered][:10]
    before = errors_left(session, groups)
    session.edit(relabel(session.beats, unasked, V, 1))
    assert errors_left(session, groups) == pytest.approx(0.9 * before, rel=0.02)


def test_rim_early_late_and_what_the_classifier_calls_otherwise_are_looked_at() -> None:
    rr_s = np.ones(60)
    rr_s[[20, 40]], rr_s[[10, 50]] = 0.6, 1.5
    labels = ["N"] * 60
    labels[30] = "V"
    session = session_of("".join(labels), rr_s=rr_s)
    values = bump(0.02, 60)
    values[[5, 6, 7]] = bump(0.03, 3)
    groups = groups_of(session, values, 1)
    accept_kind(session, list(range(60)))
    looks = looks_of(session, groups)
    offered = looks.offered(session.columns.beat_id)
    assert len(offered) == LOOKS_OF_A_KIND
    assert {20, 40, 10, 50, 30} <= set(offered.tolist())
    assert {5, 6, 7} <= set(offered.tolist())
    # A look at one of the many tells most, and the second one less.
    assert offered[0] not in (20, 40, 10, 50, 30, 5, 6, 7)
    assert looks.worth[offered[0]] > 1.9 * np.sort(looks.worth[offered])[-2]


def test_each_kind_has_beats_to_look_at() -> None:
    session = one_kind(100)
    groups = groups_of(session, bump(0.02, 100, 0.1), np.arange(100) // 50 + 1)
    accept_kind(session, list(range(50)))
    accept_kind(session, list(range(50, 60)))
    ids = session.columns.beat_id
    looks = looks_of(session, groups)
    assert len(looks.of_kinds(ids, 1)) == LOOKS_OF_A_KIND
    assert set(looks.of_kinds(ids, [2]).tolist()) == set(range(50, 60))
    assert len(looks.offered(ids)) == LOOKS_OF_A_KIND + 10
    assert looks.text(1) == "accepted as a kind: 50 beats, 0 looked at"
    for beat in looks.of_kinds(ids, 1).tolist():
        confirm(session, beat)
    looks = looks_of(session, groups)
    assert not len(looks.of_kinds(ids, 1))
    assert looks.text(1) == "accepted as a kind: 50 beats, 12 looked at"
    assert looks.text(3) == ""


def test_more_looks_than_offered_count_in_the_order_of_the_kind() -> None:
    session = one_kind(100, confidence=0.9)
    groups = alike(session)
    accept_kind(session, list(range(100)))
    ids = session.columns.beat_id
    left = []
    for n in (6, 6, 20):
        looks = looks_of(session, groups)
        todo = looks.next_of_kinds(ids, 1)
        if looks.of_kinds(ids, 1).size:
            assert set(looks.of_kinds(ids, 1)) <= set(todo[:LOOKS_OF_A_KIND])
        for beat in todo[:n].tolist():
            confirm(session, beat)
        left.append(errors_left(session, groups))
    assert left[0] > left[1] > left[2] > 0
    last = looks_of(session, groups).next_of_kinds(ids, 1)
    assert len(last) == 100 - 32
    # A look out of turn leaves one beat less and tells nothing.
    confirm(session, int(last[-1]))
    assert errors_left(session, groups) == pytest.approx(left[2], rel=0.05)


def test_early_and_wide_beats_are_offered_though_their_kind_was_looked_at() -> None:
    rr_s = np.ones(80)
    rr_s[10:74:4] = 0.6
    session = one_kind(80, rr_s=rr_s)
    values = bump(0.02, 80)
    values[[33, 35]] = bump(0.06, 2)
    groups = groups_of(session, values, 1)
    assert np.flatnonzero(groups.wide).tolist() == [33, 35]
    accept_kind(session, list(range(80)))
    ids = session.columns.beat_id
    strange = {*range(10, 74, 4), 33, 35}
    assert strange <= set(looks_of(session, groups).offered(ids).tolist())
    for beat in sorted(strange):
        confirm(session, beat)
    looks = looks_of(session, groups)
    assert not strange & set(looks.offered(ids).tolist())
    row = int(looks.offered(ids)[0])
    assert looks.reason(row) == "accepted as a kind: 80 beats, 18 looked at"
    assert looks.reason(10) == ""


def test_ventricular_beats_may_be_early_and_wide() -> None:
    rr_s = np.ones(80)
    rr_s[10:74:4] = 0.6
    session = one_kind(80, rr_s=rr_s)
    groups = groups_of(session, bump(0.02, 80), 1)
    accept_kind(session, list(range(80)), V)
    assert not looks_of(session, groups).striking.any()
    accept_kind(session, list(range(80)))
    looks = looks_of(session, groups)
    assert np.flatnonzero(looks.striking).tolist() == list(range(10, 74, 4))
    assert looks.reason(10) == "it is early or wide, and nobody looked at it"


def test_beats_that_are_in_no_kind_have_their_place() -> None:
    session = one_kind(40)
    groups = alike(session)
    session.edit(add_beat(session.beats, 100, session.new_beat_id(), 250.0, 10_000))
    accept_kind(session, [*range(40), 40])
    looks = looks_of(session, groups)
    assert looks.code[0] == -1
    assert looks.any_accepted
    assert 40 in looks.offered(session.columns.beat_id)


def test_where_the_classifier_says_nothing_half_may_be_wrong() -> None:
    session = one_kind(20)
    session.start_predictions(Predictions.empty())
    accept_kind(session, list(range(20)))
    assert errors_left(session, None) == pytest.approx(10.0)


def test_a_kind_that_nobody_accepted_has_nothing_to_be_looked_at() -> None:
    session = one_kind(20)
    looks = looks_of(session, alike(session))
    assert not looks.any_accepted
    assert not looks.error.any()
    assert not len(looks.offered(session.columns.beat_id))
    assert looks.reason(0) == ""
    nothing = session_of("")
    assert not len(looks_of(nothing, None).offered(nothing.columns.beat_id))
