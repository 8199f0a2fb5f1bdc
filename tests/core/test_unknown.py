import numpy as np
import pytest

from ecgviewer.core.unknown import UnknownStretches

STRETCHES = UnknownStretches.of([300, 100, 150, 400], [310, 160, 200, 400])


def test_stretches_are_put_in_order_and_joined() -> None:
    assert STRETCHES.start.tolist() == [100, 300]
    assert STRETCHES.stop.tolist() == [200, 310]
    assert len(STRETCHES) == 2


def test_stretches_that_touch_become_one_and_one_within_another_adds_nothing() -> None:
    joined = UnknownStretches.of([0, 10, 12], [10, 40, 20])
    assert (joined.start.tolist(), joined.stop.tolist()) == ([0], [40])


def test_what_is_unknown_here_or_there_is_joined() -> None:
    joined = STRETCHES.joined(UnknownStretches.of([190], [305]))
    assert (joined.start.tolist(), joined.stop.tolist()) == ([100], [310])


def test_unknown_samples_are_counted() -> None:
    assert STRETCHES.n_samples(0, 1000) == 110
    assert STRETCHES.n_samples(150, 305) == 55
    counted = STRETCHES.n_samples([0, 100, 199, 200, 320], [100, 200, 200, 300, 999])
    assert counted.tolist() == [0, 100, 1, 0, 0]


def test_a_sample_lies_in_a_stretch_from_its_start_to_before_its_stop() -> None:
    held = STRETCHES.holds([99, 100, 199, 200, 309, 310])
    assert held.tolist() == [False, True, True, False, True, False]


def test_there_is_no_interval_across_an_unknown_stretch() -> None:
    beats = np.array([50, 90, 210, 295, 320, 500])
    assert STRETCHES.across(beats).tolist() == [False, False, True, False, True, False]
    # A beat within: neither interval of it is known.
    assert STRETCHES.across(np.array([90, 150, 210])).tolist() == [False, True, True]


@pytest.mark.parametrize("n_beats", [0, 1])
def test_so_few_beats_have_no_interval(n_beats: int) -> None:
    assert STRETCHES.across(np.arange(n_beats)).tolist() == [False] * n_beats


def test_nothing_is_unknown_in_no_stretch() -> None:
    none = UnknownStretches.none()
    assert len(none) == 0
    assert not none.holds([5]).any()
    assert not none.across(np.array([1, 10, 20])).any()
    assert none.n_samples(0, 100) == 0


def test_stretches_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        STRETCHES.start[0] = 5


@pytest.mark.parametrize(
    ("start", "stop", "same"),
    [
        ([100, 300], [200, 310], True),
        ([100, 301], [200, 310], False),
        ([100, 300], [200, 311], False),
        ([100], [200], False),
    ],
)
def test_stretches_are_the_same_if_both_ends_are(
    start: list[int], stop: list[int], same: bool
) -> None:
    known = UnknownStretches.of([100, 300], [200, 310])
    assert known.same_as(UnknownStretches.of(start, stop)) == same
