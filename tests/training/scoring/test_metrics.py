import numpy as np
import pytest

from training.scoring.metrics import (
    accuracy_at_coverage,
    area_under_curve,
    calibration_error,
    classification_figures,
    confusion_figures,
    confusion_matrix,
    errors_in_least_confident,
    f1_scores,
    per_patient_macro_f1,
    reliability,
)

NSV = ("N", "S", "V")


def test_area_under_the_curve_counts_pairs_in_order() -> None:
    scores = np.array([1.0, 2.0, 2.0, 3.0, 0.0])
    positive = np.array([False, True, False, True, False])
    # Of six pairs five are in order, and one is a tie.
    assert area_under_curve(scores, positive) == pytest.approx(5.5 / 6)
    assert area_under_curve(-scores, positive) == pytest.approx(0.5 / 6)
    assert area_under_curve(scores, np.ones(5, bool)) is None


def test_confusion_counts_pairs() -> None:
    counts = confusion_matrix([0, 0, 1, 2, 2], [0, 1, 1, 2, 0], 3)
    np.testing.assert_array_equal(counts, [[1, 1, 0], [0, 1, 0], [1, 0, 1]])


def test_figures_of_a_confusion_by_hand() -> None:
    figures = confusion_figures(np.array([[8, 1, 1], [2, 2, 0], [0, 0, 6]]), NSV)
    assert figures["accuracy"] == 0.8
    assert figures["sensitivity"] == {"N": 0.8, "S": 0.5, "V": 1.0}
    assert figures["ppv"] == {"N": 0.8, "S": 0.66667, "V": 0.85714}
    # F1 is 2 TP / (2 TP + FP + FN): 16/20, 4/7 and 12/13.
    assert figures["f1"] == {"N": 0.8, "S": 0.57143, "V": 0.92308}
    assert figures["macro_f1"] == pytest.approx((0.8 + 4 / 7 + 12 / 13) / 3, abs=1e-5)


def test_class_that_nobody_has_counts_in_no_mean() -> None:
    confusion = np.array([[3, 0, 1], [0, 0, 0], [0, 0, 4]])
    figures = confusion_figures(confusion, NSV)
    assert figures["f1"]["S"] is None
    assert figures["macro_f1"] == pytest.approx((6 / 7 + 8 / 9) / 2, abs=1e-5)


def test_class_that_is_only_predicted_has_f1_of_0() -> None:
    assert f1_scores(np.array([[3, 1, 0], [0, 0, 0], [0, 0, 0]]))[1] == 0


def test_calibration_by_hand() -> None:
    # Two beats at 0.9, one of them wrong: gap 0.4. Two at 0.6, both right: gap 0.4.
    scores = np.array([[0.9, 0.1], [0.1, 0.9], [0.6, 0.4], [0.4, 0.6]])
    correct = np.array([True, False, True, True])
    assert calibration_error(scores, correct) == pytest.approx(0.4)


def test_certain_and_right_is_calibrated() -> None:
    assert calibration_error(np.eye(2), np.array([True, True])) == 0


def test_errors_in_the_least_confident_part() -> None:
    confidence = np.linspace(0.5, 1, 100)
    scores = np.stack([confidence, 1 - confidence], axis=1)
    correct = np.ones(100, bool)
    correct[[0, 3, 5, 50]] = False
    assert errors_in_least_confident(scores, correct) == 0.5
    assert np.isnan(errors_in_least_confident(scores, np.ones(100, bool)))


def test_patients_count_alike() -> None:
    reference = np.array([0] * 90 + [2, 2] + [0, 2])
    predicted = np.array([0] * 90 + [2, 2] + [2, 0])
    patients = np.array(["a"] * 92 + ["b"] * 2)
    assert per_patient_macro_f1(reference, predicted, patients, 3) == 0.5


def test_s_is_judged_without_record_232() -> None:
    reference = np.array([1, 1, 1, 0])
    scores = np.eye(3)[[1, 1, 0, 0]]
    records = np.array(["232", "232", "100", "100"])
    figures = classification_figures(reference, scores, records, records, NSV)
    assert figures["f1"]["S"] == 0.8
    assert figures["without_232"]["f1"]["S"] == 0
    assert figures["without_232"]["accuracy"] == 0.5
    assert figures["accuracy_by_record"] == {"100": 0.5, "232": 1.0}
    without = classification_figures(
        reference, scores, np.full(4, "100"), np.full(4, "100"), NSV
    )
    assert "without_232" not in without


def test_reliability_counts_each_beat_once() -> None:
    scores = np.array([[0.9, 0.1], [0.92, 0.08], [0.6, 0.4]])
    bins = reliability(scores, np.array([True, False, True]))
    assert [(b["beats"], b["confidence"], b["accuracy"]) for b in bins] == [
        (1, 0.6, 1.0),
        (2, 0.91, 0.5),
    ]


def test_leaving_out_the_least_confident_raises_the_accuracy() -> None:
    confidence = np.linspace(0.5, 1, 100)
    scores = np.stack([confidence, 1 - confidence], axis=1)
    correct = np.arange(100) >= 10
    shares = accuracy_at_coverage(scores, correct)
    assert shares["1"] == 0.9
    assert shares["0.95"] == pytest.approx(90 / 95, abs=1e-5)
    assert shares["0.9"] == 1


def test_figures_are_given_without_the_shared_patient() -> None:
    reference = np.array([0, 0, 2, 2])
    scores = np.eye(3)[[0, 2, 2, 0]]
    records = np.array(["100", "202", "100", "202"])
    figures = classification_figures(reference, scores, records, records, NSV)
    assert figures["accuracy"] == 0.5
    assert figures["without_202"]["accuracy"] == 1
