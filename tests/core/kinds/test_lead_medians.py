"""Median beats of all leads, a kind at a time."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.core.kinds.beat_groups import BeatGroups
from ecgviewer.core.kinds.beat_shapes import BeatShapes
from ecgviewer.core.kinds.lead_medians import lead_medians
from ecgviewer.core.record import Lead, Record

FS, BEFORE = 100.0, 25
PLACES = np.array([10, 100, 200, 300, 400, 500])


def groups_of(code: list[int]) -> BeatGroups:
    n = len(PLACES)
    shapes = BeatShapes(np.arange(n), PLACES, np.zeros((n, 75), np.float32), FS, BEFORE)
    return BeatGroups(shapes, np.array(code), np.ones(n, np.float32))


@pytest.fixture
def record() -> Record:
    signal = np.zeros((3, 600), np.float32)
    signal[0, PLACES] = 1.0
    signal[1, PLACES] = [9, -1, -2, -3, 0, 0]
    # Baselines differ from beat to beat.
    signal[0] += np.linspace(0, 2, 600).round(1)
    signal[1, 350:] = np.nan
    signal[2] = np.nan
    return Record("r", FS, (Lead("II"), Lead("V1"), Lead("V2")), signal)


def test_each_lead_has_the_median_of_its_beats(record: Record) -> None:
    found = lead_medians(record, groups_of([1, 1, 1, 1, 1, 1]), [1])[1]
    assert found.shape == (3, 25 + 50 + 1)
    assert found[0, BEFORE] == pytest.approx(1.0, abs=0.1)
    # The first beat begins before the record, and behind 350 there is no V1.
    assert found[1, BEFORE] == pytest.approx(-1.5)
    assert np.isnan(found[2]).all()


def test_a_kind_at_the_end_of_the_record_has_none(record: Record) -> None:
    assert not lead_medians(record, groups_of([7, 1, 1, 1, 1, 1]), [7])
