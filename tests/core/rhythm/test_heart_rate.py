"""Figures of the heart rate are those of the Task Force, computed another way."""

from __future__ import annotations

import math
import statistics
from itertools import accumulate, groupby, pairwise

import numpy as np
import pytest

from ecgviewer.core.rhythm.heart_rate import HeartRate, heart_rate

_RR_MS = [800, 840, 900, 820, 870, 869, 821, 900, 950, 1000, 948, 780]


def _of(rr_ms: list[int]) -> HeartRate:
    """Return what is said of normal beats that are so far apart."""
    sample = np.array(list(accumulate(rr_ms, initial=0)))
    n = len(sample)
    return heart_rate(sample, np.zeros(n, np.uint8), np.ones(n, bool), 1000.0)


def test_variability_is_in_milliseconds_and_percent() -> None:
    rate = _of(_RR_MS)
    changes = [b - a for a, b in pairwise(_RR_MS)]
    assert rate.n_intervals == len(_RR_MS)
    assert rate.mean_bpm == pytest.approx(60_000 / statistics.fmean(_RR_MS))
    assert rate.sdnn_ms == pytest.approx(statistics.stdev(_RR_MS))
    rms = math.sqrt(statistics.fmean(change**2 for change in changes))
    assert rate.rmssd_ms == pytest.approx(rms)
    n_long = sum(abs(change) > 50 for change in changes)
    assert rate.pnn50_percent == pytest.approx(100 * n_long / len(changes))


def test_extremes_are_of_eight_intervals_or_of_all() -> None:
    rate = _of(_RR_MS)
    means = [statistics.fmean(_RR_MS[i : i + 8]) for i in range(len(_RR_MS) - 7)]
    means.append(statistics.fmean(_RR_MS))
    assert rate.lowest_bpm == pytest.approx(60_000 / max(means))
    assert rate.highest_bpm == pytest.approx(60_000 / min(means))


@pytest.mark.parametrize(("n_intervals", "known"), [(7, False), (8, True)])
def test_extremes_need_eight_intervals(n_intervals: int, known: bool) -> None:
    rate = _of(_RR_MS[:n_intervals])
    assert math.isfinite(rate.lowest_bpm) == known
    assert math.isfinite(rate.highest_bpm) == known


def test_sdann_is_of_the_means_of_five_minutes() -> None:
    # The last of the first 375 beats is at 300 s itself, and belongs to what follows.
    rr_ms = [800] * 375 + [1000] * 299 + [900] * 100
    ends = accumulate(rr_ms)
    segments = groupby(
        zip(ends, rr_ms, strict=True), key=lambda beat: beat[0] // 300_000
    )
    means = [statistics.fmean(rr for _, rr in beats) for _, beats in segments]
    assert len(means) == 3
    assert _of(rr_ms).sdann_ms == pytest.approx(statistics.stdev(means))


@pytest.mark.parametrize(("rr_ms", "n_intervals"), [(3000, 3), (3001, 2)])
def test_an_interval_above_three_seconds_is_no_interval(
    rr_ms: int, n_intervals: int
) -> None:
    assert _of([800, rr_ms, 800]).n_intervals == n_intervals
