"""Beats of a record are grouped by shape, and beats that come later join them."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.analysis.beat_kinds import group_record, regroup
from ecgviewer.core.beats import new_beats
from ecgviewer.core.synthetic_ecg import synthetic_record

ECG = synthetic_record(120.0, noise_mv=0.004)
WIDE = ECG.beats.symbol == "V"


def test_wide_beats_have_a_kind_of_their_own() -> None:
    groups = group_record(ECG.record, "MLII", ECG.beats)
    assert WIDE.any()
    codes = {groups.code_of(beat) for beat in ECG.beats.beat_id[WIDE].tolist()}
    others = {groups.code_of(beat) for beat in ECG.beats.beat_id[~WIDE].tolist()}
    assert not codes & others


def test_an_added_beat_joins_and_the_others_stay() -> None:
    rows = np.arange(len(ECG.beats)) != int(np.flatnonzero(~WIDE)[5])
    groups = group_record(ECG.record, "MLII", ECG.beats.take(np.flatnonzero(rows)))
    moved = groups.moved(ECG.beats.beat_id[:1])
    later = ECG.beats.take(np.flatnonzero(~rows))
    after = regroup(moved, ECG.record, "MLII", later)
    kept = ECG.beats.beat_id[rows].tolist()
    assert [after.code_of(b) for b in kept] == [moved.code_of(b) for b in kept]
    added, alike = (int(ECG.beats.beat_id[np.flatnonzero(~WIDE)[i]]) for i in (5, 6))
    assert after.code_of(added) == after.code_of(alike)


def test_a_lead_that_the_record_lacks() -> None:
    with pytest.raises(KeyError, match="V9"):
        group_record(ECG.record, "V9", new_beats([100]))
