import numpy as np
import pytest

from training.calibration import Calibration, calibrated, fit_calibration


def _spoilt(temperature: float, shift: tuple[float, ...]) -> tuple[np.ndarray, ...]:
    """Return probabilities that a calibration makes right, and labels drawn so."""
    rng = np.random.default_rng(8)
    logits = rng.normal(0, 2, (40_000, 3))
    right = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    label = (rng.random((len(right), 1)) > right.cumsum(axis=1)).sum(axis=1)
    wrong = np.exp((np.log(right) - np.array(shift)) * temperature)
    return wrong / wrong.sum(axis=1, keepdims=True), label.astype(np.uint8), right


def test_what_spoilt_the_probabilities_is_found() -> None:
    probabilities, label, right = _spoilt(1.6, (0.0, -1.2, 0.7))
    found = fit_calibration(probabilities, label)
    assert found.temperature == pytest.approx(1.6, rel=0.05)
    np.testing.assert_allclose(found.shift, (0.0, -1.2, 0.7), atol=0.08)
    assert np.abs(calibrated(probabilities, found) - right).mean() < 0.005


def test_calibrated_probabilities_stay_as_they_are() -> None:
    probabilities, label, _ = _spoilt(1.0, (0.0, 0.0, 0.0))
    found = fit_calibration(probabilities, label)
    assert found.temperature == pytest.approx(1, rel=0.05)
    assert np.abs(found.shift).max() < 0.08


def test_a_probability_of_0_is_no_trouble() -> None:
    certain = np.array([[1.0, 0.0, 0.0]])
    result = calibrated(certain, Calibration(2.0, (0.0, 1.0, -1.0)))
    assert np.isfinite(result).all()
    assert result.sum() == pytest.approx(1)
