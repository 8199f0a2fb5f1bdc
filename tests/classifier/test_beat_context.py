"""A beat among the beats of its record."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.classifier.beat_context import CONTEXT_NAMES, beat_context
from ecgviewer.core.stopping import Stopped


def _context(said: np.ndarray, rr_s: np.ndarray) -> dict[str, np.ndarray]:
    columns = beat_context(said, rr_s)
    assert columns.shape == (len(rr_s), len(CONTEXT_NAMES))
    assert np.isfinite(columns).all()
    return dict(zip(CONTEXT_NAMES, columns.T, strict=True))


def _said(n: int, odds_of_s: float = -3.0) -> np.ndarray:
    """Return log-probabilities of beats that look normal."""
    logits = np.tile([0.0, odds_of_s, -6.0], (n, 1))
    total = np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return np.asarray(logits - total)


def test_what_is_said_is_relative_to_what_is_said_of_the_patient() -> None:
    # A patient all of whose beats look early to the networks.
    said = _said(200, odds_of_s=1.0)
    said[100, 1] += 2
    context = _context(said, np.full(200, 0.8))
    above = context["odds of S above the record's median"]
    np.testing.assert_allclose(above[[0, 99, 100]], [0, 0, 2], atol=1e-5)
    assert context["rank of the odds of S"].argmax() == 100
    assert context["odds of S +1"][99] - context["odds of S +1"][98] == pytest.approx(2)
    assert context["share of S near"].min() == 1


def test_intervals_are_relative_to_those_of_sinus_beats() -> None:
    rr = np.full(300, 0.8)
    rr[10::6], rr[11::6] = 0.5, 1.1
    said = _said(300)
    said[10::6] = said[10::6][:, [1, 0, 2]]
    context = _context(said, rr)
    # One in six beats is early, one in six is late, and sinus is still 0.8 s.
    early = context["RR / sinus RR of minutes"][100::6]
    np.testing.assert_allclose(early, np.log(0.5 / 0.8), atol=1e-5)
    np.testing.assert_allclose(
        context["next RR / sinus RR of minutes"][100::6], np.log(1.1 / 0.8), atol=1e-5
    )
    np.testing.assert_allclose(
        context["RR and next / twice the sinus RR"][100::6], 0, atol=1e-5
    )
    assert context["RR against the spread of normal beats"].min() == -15


def test_an_irregular_rhythm_deviates_everywhere() -> None:
    rng = np.random.default_rng(1)
    irregular = _context(_said(300), rng.uniform(0.4, 1.0, 300))
    regular = _context(_said(300), np.full(300, 0.7))
    name = "median of deviations around"
    # The first and last beats have few around them.
    assert irregular[name][20:-20].min() > 0.1 > regular[name].max()
    name = "change between RR that no V touches"
    assert irregular[name].min() > regular[name].max() + 2


def test_ventricular_beats_do_not_make_a_rhythm_irregular() -> None:
    said, rr = _said(300), np.full(300, 0.8)
    said[5::6] = said[5::6][:, [2, 1, 0]]
    rr[5::6], rr[6::6] = 0.5, 1.1
    context = _context(said, rr)
    assert context["change between RR that no V touches"].max() < np.log(0.01)
    assert context["share of V far"][150] == pytest.approx(1 / 6, abs=0.01)
    # Nor is the pause after one a sinus interval.
    np.testing.assert_allclose(context["sinus RR of minutes / of the record"], 0)


@pytest.mark.parametrize("n", [1, 2, 40])
def test_short_records_have_a_context_too(n: int) -> None:
    _context(_said(n), np.full(n, 0.8))
    assert beat_context(_said(0), np.zeros(0)).shape == (0, len(CONTEXT_NAMES))


def test_a_record_of_ventricular_beats_has_a_sinus_interval_all_the_same() -> None:
    said = _said(60)[:, [2, 1, 0]]
    context = _context(said, np.full(60, 0.6))
    np.testing.assert_allclose(context["RR / sinus RR of minutes"], 0, atol=1e-6)


def test_long_records_are_as_short_ones() -> None:
    rng = np.random.default_rng(2)
    rr = np.tile(rng.uniform(0.6, 0.9, 200), 45)
    context = _context(_said(len(rr)), rr)
    for name in ("RR / sinus RR of minutes", "upper quartile of deviations around"):
        np.testing.assert_allclose(
            context[name][400:600], context[name][8000:8200], atol=1e-6
        )


def test_it_stops_when_asked() -> None:
    with pytest.raises(Stopped):
        beat_context(_said(50), np.full(50, 0.8), lambda: True)
