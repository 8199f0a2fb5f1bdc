"""The shares of classes that a record seems to have."""

from __future__ import annotations

import numpy as np

from ecgviewer.classifier.record_balance import record_balance

_USUAL = np.log([0.9, 0.05, 0.05])


def _said(shares: list[float], n: int = 4000) -> np.ndarray:
    """Return what a calibrated classifier for the usual shares says of other beats."""
    rng = np.random.default_rng(1)
    label = rng.choice(3, n, p=shares)
    evidence = rng.normal(size=(n, 3)) + 2 * np.eye(3)[label]
    logits = 2 * evidence + _USUAL
    total = np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return np.asarray(logits - total)


def test_shares_of_a_record_are_found_without_labels() -> None:
    shares = [0.5, 0.4, 0.1]
    balance = record_balance(_said(shares), _USUAL, 0)
    np.testing.assert_allclose(np.exp(balance + _USUAL), shares, atol=0.03)


def test_a_usual_record_stays_as_it_is() -> None:
    balance = record_balance(_said([0.9, 0.05, 0.05]), _USUAL, 0)
    np.testing.assert_allclose(balance, 0, atol=0.2)


def test_few_beats_do_not_say_much() -> None:
    few = _said([0.0, 1.0, 0.0], 5)
    sure, careful = (record_balance(few, _USUAL, usual) for usual in (0, 1000))
    assert abs(careful[1]) < 0.2 < sure[1]
    np.testing.assert_array_equal(record_balance(few[:0], _USUAL, 10), 0)
