"""RR intervals of a series of beats."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.rhythm.intervals import rr_next_s, rr_previous_s


def test_intervals_belong_to_both_their_beats() -> None:
    sample = np.array([100, 460, 640])
    np.testing.assert_array_equal(rr_previous_s(sample, 360.0), [np.nan, 1.0, 0.5])
    np.testing.assert_array_equal(rr_next_s(sample, 360.0), [1.0, 0.5, np.nan])


def test_no_and_one_beat_have_no_interval() -> None:
    none = np.empty(0, np.int64)
    assert len(rr_previous_s(none, 360.0)) == len(rr_next_s(none, 360.0)) == 0
    assert np.isnan(rr_previous_s(np.array([5]), 360.0)).all()
    assert np.isnan(rr_next_s(np.array([5]), 360.0)).all()
