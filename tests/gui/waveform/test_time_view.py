"""The view of time stays in the record and goes where it is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecgviewer.gui.waveform.time_view import (
    MIN_SPAN_S,
    ViewHistory,
    centred,
    clamped,
    following,
    spanning,
    zoomed,
)

_S = st.floats(-1e5, 2e5)


@given(start=_S, span=st.floats(1e-6, 2e5), duration=st.floats(0.01, 86400.0))
def test_a_clamped_view_shows_the_record_and_no_more(
    start: float, span: float, duration: float
) -> None:
    left, right = clamped((start, start + span), duration)
    margin = 0.0201 * max(right - left, MIN_SPAN_S) + 1e-6
    assert right - left >= MIN_SPAN_S * 0.999
    assert left >= -margin
    assert right <= max(duration, MIN_SPAN_S) + margin
    again = clamped((left, right), duration)
    assert again == pytest.approx((left, right), abs=1e-6)


def test_a_view_inside_is_left_alone() -> None:
    assert clamped((10.0, 20.0), 60.0) == (10.0, 20.0)


@given(factor=st.floats(0.1, 10.0), about=st.floats(10.0, 20.0))
def test_zoom_keeps_the_moment_under_the_mouse(factor: float, about: float) -> None:
    start, stop = zoomed((10.0, 20.0), factor, about)
    assert stop - start == pytest.approx(10.0 * factor)
    assert (about - start) / (stop - start) == pytest.approx((about - 10) / 10)


def test_a_span_goes_about_the_beat_only_if_that_is_in_view() -> None:
    assert spanning((10.0, 20.0), 2.0, 12.0) == pytest.approx((11.6, 13.6))
    assert spanning((10.0, 20.0), 2.0, 50.0) == pytest.approx((14.0, 16.0))


@pytest.mark.parametrize("at_s", [10.6, 15.0, 19.4])
def test_a_beat_in_view_moves_nothing(at_s: float) -> None:
    assert following((10.0, 20.0), at_s) == (10.0, 20.0)


@pytest.mark.parametrize(
    ("at_s", "start"), [(19.8, 17.3), (22.0, 19.5), (10.1, 2.6), (7.0, -0.5)]
)
def test_a_beat_past_the_edge_turns_the_page(at_s: float, start: float) -> None:
    assert following((10.0, 20.0), at_s) == pytest.approx((start, start + 10))


def test_a_beat_far_away_comes_to_the_middle() -> None:
    assert following((10.0, 20.0), 300.0) == pytest.approx((295.0, 305.0))
    assert centred((10.0, 20.0), 300.0) == pytest.approx((295.0, 305.0))


def test_history_goes_back_over_zooms_not_over_scrolls() -> None:
    history = ViewHistory()
    history.note((0.0, 10.0), (0.0, 20.0), now_s=0.0)
    history.note((0.0, 20.0), (3.0, 23.0), now_s=5.0)
    history.note((3.0, 23.0), (3.0, 5.0), now_s=10.0)
    assert history.back() == (3.0, 23.0)
    assert history.back() == (0.0, 10.0)
    assert history.back() is None


def test_one_turn_of_the_wheel_is_one_entry() -> None:
    history = ViewHistory()
    for step in range(5):
        span = 10.0 / 2**step
        history.note((0.0, span), (0.0, span / 2), now_s=1.0 + 0.05 * step)
    assert history.back() == (0.0, 10.0)
    assert history.back() is None


def test_a_jump_at_the_same_zoom_can_be_taken_back() -> None:
    history = ViewHistory()
    history.note((0.0, 10.0), (500.0, 510.0), now_s=0.0)
    assert history.back() == (0.0, 10.0)


def test_another_record_has_no_history() -> None:
    history = ViewHistory()
    history.note((0.0, 10.0), (0.0, 20.0), now_s=0.0)
    history.clear()
    assert history.back() is None


@pytest.mark.parametrize(
    ("at_s", "start"), [(0.0, -7.5), (-0.1, -5.1), (30.0, 27.5), (30.1, 25.1)]
)
def test_a_beat_within_a_page_turns_it_and_one_beyond_is_centred(
    at_s: float, start: float
) -> None:
    assert following((10.0, 20.0), at_s) == pytest.approx((start, start + 10))


@pytest.mark.parametrize(
    ("at_s", "moves"), [(10.4, True), (10.5, False), (19.5, False), (19.6, True)]
)
def test_a_twentieth_at_either_edge_is_not_comfortably_inside(
    at_s: float, moves: bool
) -> None:
    assert (following((10.0, 20.0), at_s) != (10.0, 20.0)) == moves
