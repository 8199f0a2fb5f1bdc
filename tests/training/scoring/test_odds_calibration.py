"""Odds that mean what they say."""

from __future__ import annotations

import numpy as np
import pytest

from training.scoring.odds_calibration import fit_odds

_RNG = np.random.default_rng(7)
_TRUE_ODDS = _RNG.normal(-1, 2, 20_000)
_HAPPENED = _RNG.random(20_000) < 1 / (1 + np.exp(-_TRUE_ODDS))
_HALF = np.arange(20_000) % 2 == 0


def test_weight_and_shift_are_found_again() -> None:
    odds = (_TRUE_ODDS - 0.7) / 1.5
    weight, shift = fit_odds(odds, _HAPPENED, _HALF, shifted=True)
    assert weight == pytest.approx(1.5, abs=0.06)
    assert shift == pytest.approx(0.7, abs=0.06)


def test_without_a_shift_no_decision_changes() -> None:
    weight, shift = fit_odds(_TRUE_ODDS * 2, _HAPPENED, _HALF, shifted=False)
    assert weight == pytest.approx(0.5, abs=0.03)
    assert shift == 0.0


def test_each_database_counts_the_same() -> None:
    # In the small one the odds say twice too much, in the large one half too little.
    small = np.arange(20_000) < 2000
    odds = np.where(small, _TRUE_ODDS * 2, _TRUE_ODDS / 1.5)
    weight, _ = fit_odds(odds, _HAPPENED, small, shifted=False)
    alone, _ = fit_odds(odds, _HAPPENED, np.zeros(20_000, bool), shifted=False)
    assert weight < alone - 0.1
