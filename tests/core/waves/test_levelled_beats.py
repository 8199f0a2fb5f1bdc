"""Beats about the line from one PQ segment to the next."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.core.record import Lead, Record
from ecgviewer.core.waves.levelled_beats import AFTER_S, BEFORE_S, levelled_beats
from tests.core.waves.made import FS, record_of

_PEAKS = np.arange(400, 5000, 400)


def test_a_slope_and_a_level_are_taken_away_and_st_stays() -> None:
    record = record_of(_PEAKS, n_samples=5200, st_mv=-0.2)
    drift = 0.5 + 0.3 * np.arange(5200) / FS
    wandering = Record("w", FS, record.leads, record.signal + drift.astype(np.float32))
    plain, levelled = (
        levelled_beats(each, _PEAKS[:-1], _PEAKS[1:]) for each in (record, wandering)
    )
    assert plain.shape == (11, 2, round((BEFORE_S + AFTER_S) * FS))
    # Until the beat that follows, whose own line is not known.
    until = round(BEFORE_S * FS) + 350
    assert np.abs(levelled - plain)[..., :until].max() < 1e-4
    st = round((BEFORE_S + 0.12) * FS)
    assert levelled[:, :, st] == pytest.approx(-0.2, abs=1e-4)


def test_beats_at_the_edge_of_the_record_are_left_out() -> None:
    record = record_of(_PEAKS, n_samples=5200)
    found = levelled_beats(
        record, np.array([50, 400, 5100]), np.array([400, 800, 5190])
    )
    assert len(found) == 1
    nothing = levelled_beats(record, np.array([50]), np.array([400]))
    assert nothing.shape == (0, 2, round((BEFORE_S + AFTER_S) * FS))


def test_a_lead_without_a_signal_stays_so() -> None:
    signal = record_of(_PEAKS, n_samples=5200).signal.copy()
    signal[1] = np.nan
    record = Record("n", FS, (Lead("II"), Lead("V5")), signal)
    found = levelled_beats(record, _PEAKS[:1], _PEAKS[1:2])
    assert np.isfinite(found[:, 0]).all()
    assert np.isnan(found[:, 1]).all()
