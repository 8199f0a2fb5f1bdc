"""The RR intervals that an expert of timing is given."""

from __future__ import annotations

import numpy as np

from ecgviewer.preprocessing.rhythm_features import (
    FEATURE_NAMES,
    TACHYCARDIA,
    rhythm_features,
)
from ecgviewer.preprocessing.timing_window import (
    BESIDE,
    TIMING_NAMES,
    timing_of_some,
    timing_window,
)

_RR = len(FEATURE_NAMES) + BESIDE


def _times(n: int = 100, early: int | None = 50) -> np.ndarray:
    rr = np.full(n, 0.8)
    if early is not None:
        rr[early], rr[early + 1] = 0.5, 1.1
    return np.cumsum(rr)


def test_begins_with_the_features_of_the_rhythm() -> None:
    times = _times()
    timing = timing_window(times)
    assert timing.shape == (100, len(TIMING_NAMES))
    assert timing.dtype == np.float32
    np.testing.assert_array_equal(
        timing[:, : len(FEATURE_NAMES)], rhythm_features(times)
    )


def test_shows_an_early_beat_where_it_is_among_the_others() -> None:
    timing = timing_window(_times())
    assert timing[50, _RR] == np.float32(np.log(0.5 / 0.8))
    assert timing[50, _RR + 1] == np.float32(np.log(1.1 / 0.8))
    assert timing[45, _RR + 5] == timing[50, _RR]
    np.testing.assert_allclose(timing[20, _RR - BESIDE + 1 :], 0, atol=1e-6)


def test_is_the_same_at_any_heart_rate() -> None:
    times = _times()
    at = slice(_RR - BESIDE, _RR + BESIDE + 1)
    np.testing.assert_allclose(
        timing_window(times)[:, at], timing_window(2 * times)[:, at], atol=1e-6
    )


def test_unknown_intervals_count_as_the_median() -> None:
    times = _times(early=None)
    times[60:] += 30
    across = np.zeros(100, bool)
    across[60] = True
    timing = timing_window(times, across=across)
    np.testing.assert_allclose(timing[40:80, _RR - BESIDE :], 0, atol=1e-6)
    assert timing_window(times)[60, _RR] == 2.0


def test_a_single_beat_and_none_have_a_row_each() -> None:
    assert timing_window([]).shape == (0, len(TIMING_NAMES))
    assert not timing_window([1.0]).any()


def test_some_beats_have_the_rows_that_they_have_among_all() -> None:
    rng = np.random.default_rng(3)
    times, across = np.cumsum(rng.normal(0.8, 0.1, 1500)), np.zeros(1500, bool)
    times[700:] += 20
    across[700] = True
    whole = timing_window(times, across=across)
    in_run = np.zeros(1500, bool)
    in_run[690:720] = True
    whole[:, TACHYCARDIA] = in_run
    for start, stop in ((0, 40), (650, 800), (1460, 1500)):
        some = timing_of_some(times, in_run, start, stop, across)
        np.testing.assert_allclose(some, whole[start:stop], atol=1e-4)
