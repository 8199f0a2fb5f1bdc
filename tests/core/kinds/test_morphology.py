"""Groups of beats: the same beats give the same groups, and the right ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from ecgviewer.core.kinds import two_means
from ecgviewer.core.kinds.beat_groups import BeatGroups
from ecgviewer.core.kinds.beat_shapes import BeatShapes, relative_distance
from ecgviewer.core.kinds.group_summary import group_name, group_summaries
from ecgviewer.core.kinds.morphology import (
    GroupCode,
    distances_from_median,
    group_beats,
    rr_ratio,
)
from ecgviewer.core.labels import UNSET, BeatClass
from tests.core.kinds.shapes import shapes_of, wave

NARROW, WIDE, LOW = wave(0.012), wave(0.04), wave(0.012, 0.4)
N, V = int(BeatClass.N), int(BeatClass.V)


def test_distance_grows_with_shape_and_with_size() -> None:
    distance = relative_distance(np.array([NARROW, NARROW * 2]), np.array([NARROW]))
    assert distance[0, 0] == pytest.approx(0, abs=1e-3)
    assert distance[1, 0] == pytest.approx(0.5, abs=1e-3)
    assert relative_distance(np.array([NARROW]), np.array([WIDE]))[0, 0] > 0.4


def test_shapes_and_sizes_are_told_apart() -> None:
    kinds = [NARROW, NARROW, WIDE, LOW] * 30
    code = group_beats(shapes_of(kinds), np.ones(120, np.float32))
    assert len(np.unique(code)) == 3
    assert len(set(code[2::4])) == 1
    assert code[0] == code[1] == 1
    assert len({code[0], code[2], code[3]}) == 3


def test_premature_beats_of_one_shape_are_a_group_of_their_own() -> None:
    ratio = np.where(np.arange(60) % 6 == 5, 0.7, 1.0).astype(np.float32)
    code = group_beats(shapes_of([NARROW] * 60), ratio)
    assert np.array_equal(code == code[5], ratio < 0.8)


def test_beats_like_no_other_are_odd() -> None:
    strange = wave(0.02) * np.sin(np.arange(91))
    code = group_beats(shapes_of([NARROW] * 40 + [strange]), np.ones(41, np.float32))
    assert code[-1] == GroupCode.ODD
    assert group_name(GroupCode.ODD) == "Odd beats"


def test_the_same_beats_give_the_same_groups() -> None:
    shapes = shapes_of([NARROW, WIDE, NARROW, LOW] * 800)
    ratio = np.ones(len(shapes), np.float32)
    assert np.array_equal(group_beats(shapes, ratio), group_beats(shapes, ratio))


def test_kinds_that_begin_late_are_found() -> None:
    kinds = [NARROW] * 5000 + [WIDE] * 5
    code = group_beats(shapes_of(kinds), np.ones(5005, np.float32))
    assert len(set(code[5000:])) == 1
    assert code[5000] not in (GroupCode.ODD, code[0])


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_beats_are_odd(n: int) -> None:
    code = group_beats(shapes_of([NARROW] * n) if n else _none(), np.ones(n, "f4"))
    assert np.array_equal(code, np.full(n, GroupCode.ODD))


def test_an_interval_is_held_against_those_around_it() -> None:
    assert rr_ratio(np.array([0.8])).tolist() == [1.0]
    assert rr_ratio(np.array([0.8, 0.4])) == pytest.approx([1.0, 0.5])
    assert rr_ratio(np.array([np.nan, 0.8])).tolist() == [1.0, 1.0]


def _none() -> BeatShapes:
    shapes = shapes_of([NARROW])
    return BeatShapes(
        shapes.beat_id[:0], shapes.sample[:0], shapes.values[:0], 120.0, 30
    )


def test_ratio_is_of_the_long_intervals_in_bigeminy() -> None:
    rr_s = np.tile([0.5, 1.1], 30)
    ratio = rr_ratio(np.append(np.nan, rr_s))
    assert ratio[0] == 1
    assert np.all(ratio[1::2] < 0.6)
    assert np.allclose(ratio[2::2], 1)


@pytest.fixture
def groups() -> BeatGroups:
    kinds = ([NARROW] * 5 + [WIDE]) * 10
    return BeatGroups.of(shapes_of(kinds), 120.0)


def test_summary_counts_classes_and_puts_mixed_and_rare_first(
    groups: BeatGroups,
) -> None:
    ids = groups.shapes.beat_id
    labels = np.full(60, N, np.uint8)
    labels[5::6] = V
    labels[0] = UNSET
    reviewed = np.zeros(60, bool)
    reviewed[5] = True
    rare, common = group_summaries(groups, ids, labels, reviewed)
    assert (rare.count, common.count) == (10, 50)
    assert rare.majority is BeatClass.V
    assert rare.n_reviewed == 1
    assert common.class_counts == (49, 0, 0, 0, 0)
    assert common.unset == 1
    assert not common.mixed
    labels[1] = V
    first, _ = group_summaries(groups, ids, labels, reviewed)
    assert first.mixed
    assert first.count == 50


def test_removed_beats_do_not_count(groups: BeatGroups) -> None:
    ids = np.arange(1, 30)
    found = group_summaries(groups, ids, np.full(29, N, np.uint8), np.zeros(29, bool))
    assert sum(g.count for g in found) == 29


@pytest.mark.parametrize(
    "change",
    [
        lambda g: g.merged(g.codes),
        lambda g: g.moved([0, 1]),
        lambda g: g.split(int(g.code[0])),
    ],
)
def test_operations_keep_every_beat(
    groups: BeatGroups, change: Callable[[BeatGroups], BeatGroups]
) -> None:
    changed = change(groups)
    every = np.concatenate([changed.beat_ids(code) for code in changed.codes])
    assert np.array_equal(np.sort(every), groups.shapes.beat_id)
    assert not np.array_equal(changed.code, groups.code)


def test_merge_then_split_finds_the_two_shapes_again(groups: BeatGroups) -> None:
    merged = groups.merged(groups.codes)
    assert len(merged.codes) == 1
    again = merged.split(merged.codes[0])
    assert np.array_equal(again.code == again.code[5], groups.code == groups.code[5])


def test_group_of_equal_beats_is_not_split() -> None:
    shapes = shapes_of([NARROW])
    groups = BeatGroups(shapes, np.ones(1, np.int64), np.ones(1, np.float32))
    assert groups.split(1) is groups


def test_moved_beats_join_the_group(groups: BeatGroups) -> None:
    target = groups.code_of(5)
    assert groups.moved([0, 1], target).code_of(1) == target
    assert groups.code_of(10_000) is None


def test_added_beats_join_the_group_that_they_resemble(groups: BeatGroups) -> None:
    more = shapes_of([WIDE, LOW * 0.2])
    more = BeatShapes(np.array([70, 5]), np.array([550, 1201]), more.values, 120.0, 30)
    grown = groups.with_shapes(more, 120.0)
    assert len(grown.shapes) == 61
    assert grown.code_of(70) == groups.code_of(11)
    assert grown.code_of(5) == GroupCode.ODD
    kept = np.setdiff1d(groups.shapes.beat_id, [5])
    assert np.array_equal(grown.codes_of(kept), groups.codes_of(kept))
    assert np.all(np.diff(grown.shapes.sample) >= 0)


def test_the_first_beats_have_no_group_to_join() -> None:
    none = BeatGroups(_none(), np.empty(0, np.int64), np.empty(0, np.float32))
    assert none.with_shapes(shapes_of([NARROW]), 120.0).code_of(0) == GroupCode.ODD


def test_similar_beats_are_near(groups: BeatGroups) -> None:
    distance = groups.similar(5)
    assert np.all(distance[5::6] < 0.2)
    assert np.all(np.delete(distance, slice(5, None, 6)) > 0.4)
    with pytest.raises(KeyError, match="beat 999"):
        groups.similar(999)


def test_odd_labels_come_first_in_a_gallery(groups: BeatGroups) -> None:
    rows = groups.rows(int(groups.code[0]))
    labels = np.full(len(rows), N, np.uint8)
    labels[7] = V
    odd = groups.oddness(rows, labels)
    assert int(np.argmax(odd)) == 7
    # A beat counts by its distance from the usual one of its group.
    distance = groups.distance[rows]
    assert odd[:7] == pytest.approx(distance[:7] / np.median(distance), rel=1e-4)
    assert not len(groups.oddness(rows[:0], labels[:0]))


def test_a_kind_too_rare_for_each_chunk_is_found_over_the_day() -> None:
    kinds = [NARROW] * 6000
    kinds[1000] = kinds[3000] = kinds[5000] = WIDE
    code = group_beats(shapes_of(kinds), np.ones(6000, np.float32))
    assert code[1000] == code[3000] == code[5000]
    assert code[1000] not in (GroupCode.ODD, code[0])


def test_no_beats_have_no_distances() -> None:
    assert not len(distances_from_median(np.empty((0, 5), "f4"), np.empty(0, "i8")))


def test_columns_are_timed_from_the_r_peak() -> None:
    time_s = shapes_of([NARROW]).time_s
    assert (time_s[0], time_s[30], time_s[-1]) == (-0.25, 0.0, 0.5)


def test_nothing_is_found_among_no_shapes() -> None:
    assert not len(_none().rows_of([0, 1]))


def test_unlabelled_beats_have_no_majority(groups: BeatGroups) -> None:
    n = len(groups.shapes)
    unlabelled = np.full(n, UNSET, np.uint8)
    found = group_summaries(
        groups, groups.shapes.beat_id, unlabelled, np.zeros(n, bool)
    )
    assert [(g.majority, g.mixed) for g in found] == [(None, False)] * 2


def test_added_and_moved_beats_have_no_shape_yet(groups: BeatGroups) -> None:
    ids = np.array([0, 1, 70])
    sample = np.array([groups.shapes.sample[0], groups.shapes.sample[1] + 4, 9])
    assert groups.missing(ids, sample).tolist() == [False, True, True]
    assert not len(groups.missing(ids[:0], sample[:0]))


def test_the_typical_beat_is_the_nearest_to_the_median(groups: BeatGroups) -> None:
    code = int(groups.code[0])
    rows = groups.rows(code)
    typical = groups.typical(code)
    assert typical in groups.beat_ids(code)
    assert groups.distance[typical] == groups.distance[rows].min()


def test_beats_that_are_the_same_are_not_split() -> None:
    one = shapes_of([NARROW])
    values = np.repeat(one.values, 4, axis=0)
    same = BeatShapes(np.arange(4), np.arange(4) * 99, values, one.fs, one.before)
    groups = BeatGroups(same, np.ones(4, np.int64), np.ones(4, np.float32))
    assert groups.split(1) is groups


def test_the_smaller_part_leaves_the_group() -> None:
    # The beat that is farthest from the median is among the many.
    kinds = [NARROW * 0.1] * 4 + [NARROW * 0.9] * 5 + [NARROW * 2.0] * 6
    shapes = shapes_of(kinds)
    groups = BeatGroups(shapes, np.ones(15, np.int64), np.ones(15, np.float32))
    assert groups.split(1).code.tolist() == [2] * 4 + [1] * 11


def test_a_split_that_does_not_settle_is_ended(
    groups: BeatGroups, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(two_means, "_ROUNDS", 1)
    merged = groups.merged(groups.codes)
    assert len(merged.split(merged.codes[0]).codes) == 2


def test_a_few_odd_beats_are_split_off_a_day_of_others() -> None:
    shapes = shapes_of([wave(0.01)] * 9000 + [wave(0.05)] * 5)
    groups = BeatGroups(shapes, np.ones(9005, np.int64), np.ones(9005, np.float32))
    split = groups.split(1)
    assert split.rows(2).tolist() == list(range(9000, 9005))


def test_a_group_is_the_same_while_its_beats_and_their_shapes_are() -> None:
    shapes = shapes_of([wave(0.01)] * 6)
    codes = np.array([1, 1, 2, 2, 3, 3])
    groups = BeatGroups(shapes, codes, np.ones(6, np.float32))
    moved = groups.moved([2], 1)
    same = [code for code in groups.codes if groups.same_beats(code, moved)]
    assert same == [3]
    assert not groups.same_beats(3, replace(groups, shapes=replace(shapes)))


def test_what_is_known_of_groups_is_the_same_after_they_are_arranged(
    groups: BeatGroups,
) -> None:
    known = (groups.distance, groups.wide, groups.norms, groups.rim)
    assert len({len(each) for each in known}) == 1
    first, second = groups.codes[-2:]
    some = groups.beat_ids(first)[:3]
    for arranged in (
        groups.split(first),
        groups.merged([first, second]),
        groups.moved(some),
        groups.moved(some, second),
    ):
        fresh = BeatGroups(arranged.shapes, arranged.code, arranged.ratio)
        assert np.array_equal(arranged.distance, fresh.distance)
        assert np.array_equal(arranged.wide, fresh.wide)
        assert np.array_equal(arranged.norms, fresh.norms)
        assert np.array_equal(arranged.rim, fresh.rim)


def test_the_rim_is_found_after_groups_were_arranged_whose_rim_nobody_asked_for(
    groups: BeatGroups,
) -> None:
    assert len(groups.distance)
    arranged = groups.merged(groups.codes[-2:])
    fresh = BeatGroups(arranged.shapes, arranged.code, arranged.ratio)
    assert np.array_equal(arranged.rim, fresh.rim)
