"""Ways to put leads together."""

from __future__ import annotations

import numpy as np
import pytest

from training.networks.lead_fusions import FUSIONS, log_softmax

_NAMES = np.array(["a", "a"])
_GOOD = np.ones((2, 2), "f4")


def _p(*leads: tuple[float, float, float]) -> np.ndarray:
    return np.asarray(np.log(np.array([leads, leads])))


def _fused(name: str, logits: np.ndarray, quality: np.ndarray = _GOOD) -> np.ndarray:
    return np.asarray(np.exp(FUSIONS[name](logits, quality, _NAMES))[0])


@pytest.mark.parametrize("name", FUSIONS)
def test_leads_that_agree_are_believed(name: str) -> None:
    fused = _fused(name, _p((0.8, 0.1, 0.1), (0.8, 0.1, 0.1)))
    assert fused.argmax() == 0
    np.testing.assert_allclose(fused.sum(), 1, atol=1e-6)


@pytest.mark.parametrize("name", [name for name in FUSIONS if name != "first lead"])
def test_a_lead_that_is_off_or_missing_drops_out(name: str) -> None:
    leads = _p((0.9, 0.05, 0.05), (0.1, 0.1, 0.8))
    off = np.array([[0.0, 1.0]] * 2, "f4")
    np.testing.assert_allclose(_fused(name, leads, off), [0.1, 0.1, 0.8], atol=1e-5)
    leads[:, 0] = np.nan
    np.testing.assert_allclose(_fused(name, leads, off), [0.1, 0.1, 0.8], atol=1e-5)


def test_the_mean_is_that_of_the_logits() -> None:
    fused = _fused("mean", _p((0.9, 0.05, 0.05), (0.1, 0.1, 0.8)))
    expected = np.sqrt([0.9 * 0.1, 0.05 * 0.1, 0.05 * 0.8])
    np.testing.assert_allclose(fused, expected / expected.sum(), rtol=1e-6)


def test_the_better_lead_counts_more() -> None:
    leads = _p((0.9, 0.05, 0.05), (0.1, 0.1, 0.8))
    quality = np.array([[0.4, 1.0]] * 2, "f4")
    v = [_fused(n, leads, quality)[2] for n in
         ("mean", "by quality", "by square of quality")]  # fmt: skip
    assert v == sorted(v)
    assert v[0] < v[2]


def test_one_lead_that_shows_it_is_enough_for_noisy_or() -> None:
    fused = _fused("noisy-or for V", _p((0.6, 0.1, 0.3), (0.6, 0.1, 0.3)))
    np.testing.assert_allclose(fused, [0.49 * 6 / 7, 0.49 / 7, 0.51], rtol=1e-5)


def test_of_a_stretch_the_surest_lead_decides() -> None:
    leads = _p((0.5, 0.25, 0.25), (0.05, 0.05, 0.9))
    np.testing.assert_allclose(_fused("best by stretch", leads), [0.05, 0.05, 0.9])


def test_log_softmax_bears_large_logits() -> None:
    np.testing.assert_allclose(
        np.exp(log_softmax(np.array([[1000.0, 1000.0, 0.0]]))), [[0.5, 0.5, 0]]
    )
