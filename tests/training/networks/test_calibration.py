import numpy as np
import pytest

from ecgviewer.preprocessing.rhythm_features import (
    FEATURE_NAMES,
    TACHYCARDIA,
    rhythm_features,
)
from training.networks.calibration import (
    IRREGULAR,
    IRREGULARITY,
    Calibration,
    calibrated,
    fit_calibration,
    irregularity,
)


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


def test_only_where_the_rhythm_is_irregular_beats_are_called_premature_less() -> None:
    probabilities = np.array([[0.4, 0.5, 0.1]] * 3)
    change = Calibration(irregular=(0.0, -2.0, 0.0))
    rhythm = np.zeros((3, len(FEATURE_NAMES)), np.float32)
    column = FEATURE_NAMES.index(IRREGULARITY)
    rhythm[:, column] = IRREGULAR[0], np.mean(IRREGULAR), IRREGULAR[1]
    result = calibrated(probabilities, change, rhythm)
    np.testing.assert_allclose(result[0], probabilities[0])
    odds = result[:, 1] / result[:, 0]
    np.testing.assert_allclose(odds, 1.25 * np.exp([0.0, -1.0, -2.0]), rtol=1e-6)


def test_only_in_an_abrupt_tachycardia_normal_beats_are_called_premature() -> None:
    probabilities = np.array([[0.9, 0.06, 0.04]] * 2)
    rhythm = np.full((2, len(FEATURE_NAMES)), -3.0, np.float32)
    rhythm[:, TACHYCARDIA] = 0, 1
    change = Calibration(tachycardia=(-3.0, 3.0, 0.0))
    result = calibrated(probabilities, change, rhythm)
    np.testing.assert_allclose(result[0], probabilities[0])
    np.testing.assert_allclose(result[1, 1] / result[1, 0], 0.06 / 0.9 * np.exp(6))


def test_fibrillation_is_irregular_and_frequent_ectopy_is_not() -> None:
    rng = np.random.default_rng(2)
    fibrillation = rng.lognormal(np.log(0.7), 0.2, 400)
    ectopy = np.full(400, 0.8) + rng.normal(0, 0.01, 400)
    ectopy[::5], ectopy[1::5] = 0.5, 1.1
    shares = [
        irregularity(rhythm_features(np.cumsum(rr))) for rr in (fibrillation, ectopy)
    ]
    assert np.median(shares[0]) == 1
    assert shares[1].max() < 0.5
