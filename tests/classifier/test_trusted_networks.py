"""Where the networks' own answer of S or N counts."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.classifier.trusted_networks import (
    TrustedNetworks,
    distance_of_kinds,
    of_hours,
)

_TRUSTED = TrustedNetworks(0.3, 6.0)


def _said(odds: np.ndarray, v: float = -5.0) -> np.ndarray:
    """Return log-probabilities with odds of S against N."""
    logits = np.column_stack([np.zeros(len(odds)), odds, np.full(len(odds), v)])
    said: np.ndarray = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
    return said


def _two_kinds(share: float, distance: float, n: int = 200) -> np.ndarray:
    odds = np.full(n, -distance / 2)
    odds[: round(share * n)] += distance
    return odds


def _counts(odds: np.ndarray, rr_s: np.ndarray | None = None) -> np.ndarray:
    rr_s = np.full(len(odds), 0.8) if rr_s is None else rr_s
    return _TRUSTED.counts(of_hours(_said(odds), rr_s))


def _irregular(n: int) -> np.ndarray:
    return np.random.default_rng(1).uniform(0.4, 1.2, n)


def test_networks_count_where_they_tell_many_s_clearly_apart() -> None:
    assert _counts(_two_kinds(0.7, 8)) == pytest.approx(1)
    assert _counts(_two_kinds(0.1, 8)) == pytest.approx(0)
    assert _counts(_two_kinds(0.7, 4)) == pytest.approx(0)
    assert _counts(_two_kinds(0.3, 8)) == pytest.approx(0.5)


def test_in_fibrillation_they_do_not_count() -> None:
    odds = _two_kinds(0.7, 8, 400)
    assert _counts(odds, _irregular(400)) == pytest.approx(0)
    # A tenth of the time is not enough, nor is a rhythm of two intervals.
    regular = np.full(1000, 0.8)
    regular[:100] = _irregular(100)
    assert _counts(_two_kinds(0.7, 8, 1000), regular) == pytest.approx(1)
    assert _counts(odds, np.tile([0.5, 1.1], 200)) == pytest.approx(1)


def test_of_v_and_pauses_the_rhythm_of_the_atria_is_not_told() -> None:
    rr_s, odds = np.full(400, 0.8), _two_kinds(0.7, 8, 400)
    rr_s[::2] = _irregular(200)
    rr_s[1::2] = 1.6 - rr_s[::2]
    assert of_hours(_said(odds), rr_s)[0, 2] > 0.9
    said = _said(odds)
    said[::2] = _said(odds[::2], v=20.0)
    assert of_hours(said, rr_s)[0, 2] == 0
    assert of_hours(_said(odds), rr_s + 3)[0, 2] == 0


def test_what_counts_replaces_the_odds_of_the_record() -> None:
    early, odds = _two_kinds(0.7, 8), np.full(200, -3.0)
    trusted = TrustedNetworks(0.3, 6.0, 0.5)
    hours = of_hours(_said(early), np.full(200, 0.8))
    np.testing.assert_allclose(trusted.blended(odds, early, hours), early / 2)
    hours = of_hours(_said(early), _irregular(200))
    np.testing.assert_allclose(trusted.blended(odds, early, hours), odds)


def test_hours_of_a_day_are_looked_at_by_themselves() -> None:
    n = 5_000
    counts = _counts(np.concatenate([_two_kinds(0.7, 8, n), _two_kinds(0.0, 8, n)]))
    np.testing.assert_array_equal(counts[:n], 1)
    np.testing.assert_array_equal(counts[n:], 0)


def test_few_beats_have_no_two_kinds() -> None:
    assert not _counts(np.array([9.0, -9.0, 9.0])).any()
    assert not len(_counts(np.empty(0)))


def test_the_kinds_are_those_that_explain_most() -> None:
    values = np.array([0.0, 0.2, 5.0, 5.2, 5.4])
    assert distance_of_kinds(values) == pytest.approx(5.1)


def test_numbers_are_kept_and_others_refused() -> None:
    assert TrustedNetworks.of_array(_TRUSTED.array()) == _TRUSTED
    with pytest.raises(ValueError, match="do not trust networks"):
        TrustedNetworks(0.3, np.nan)
    with pytest.raises(ValueError, match="do not trust networks"):
        TrustedNetworks(0.3, 6.0, 0.0)
    with pytest.raises(ValueError):
        TrustedNetworks.of_array(np.zeros(2))
