"""Figures of each patient."""

from __future__ import annotations

import numpy as np

from training.scoring.by_patient import (
    bootstrap_intervals,
    confusions_by_patient,
    mean_f1,
    patient_rows,
    share_below,
)

_REFERENCE = np.array([0, 0, 1, 0, 1, 1])
_PREDICTED = np.array([0, 0, 1, 0, 0, 1])
_PATIENTS = np.array(["a", "a", "a", "b", "b", "b"])


def test_each_patient_has_a_confusion_and_a_row() -> None:
    confusions = confusions_by_patient(_REFERENCE, _PREDICTED, _PATIENTS, 3)
    assert confusions["b"].tolist() == [[1, 0, 0], [1, 1, 0], [0, 0, 0]]
    rows = patient_rows(confusions, ["N", "S", "V"])
    assert list(rows) == ["b", "a"]
    assert rows["b"]["errors"] == 1
    assert rows["b"]["f1"] == {"N": 0.6667, "S": 0.6667, "V": None}
    assert share_below(confusions, 1, 1, 0.8) == (1, 2)
    assert share_below(confusions, 1, 2, 0.8) == (1, 1)


def test_intervals_hold_the_figure_and_narrow_with_patients() -> None:
    rng = np.random.default_rng(1)

    def interval(n: int) -> list[float]:
        some = [
            np.array([[90, 5, 0], [k, 10, 0], [0, 0, 5]])
            for k in rng.integers(0, 10, n)
        ]
        return bootstrap_intervals(some, ["N", "S", "V"], 1, 300)["S F1"]

    few, many = interval(5), interval(200)
    assert few[0] < 0.69 < few[1]
    assert many[1] - many[0] < few[1] - few[0]


def test_draws_without_a_class_do_not_count_for_it() -> None:
    without = np.array([[10, 0, 0], [0, 0, 0], [0, 0, 0]])
    with_s = np.array([[10, 0, 0], [0, 8, 0], [0, 0, 0]])
    intervals = bootstrap_intervals([without, with_s], ["N", "S", "V"], 1, 50)
    assert intervals["S F1"] == [1, 1]


def test_beats_that_were_not_found_make_errors_and_are_no_class() -> None:
    found = np.array([[8, 0, 0, 2], [0, 4, 0, 0], [0, 0, 0, 0], [1, 0, 0, 0]])
    intervals = bootstrap_intervals([found, found], ["N", "S", "V"], 1, 20)
    # 2 TP / (2 TP + FP + FN): 16 / 19.
    assert intervals["N F1"] == [0.8421, 0.8421]
    assert intervals["macro-F1"] == [0.9211, 0.9211]
    assert set(intervals) == {"N F1", "S F1", "macro-F1"}


def test_patients_count_alike_however_many_beats_they_have() -> None:
    many = np.array([[10, 0, 0], [100, 0, 0], [0, 0, 0]])
    few = np.array([[10, 0, 0], [0, 10, 0], [0, 0, 9]])
    means = mean_f1([many, few], ["N", "S", "V"])
    # Nine V are too few.
    assert means["S"] == {"f1": 0.5, "patients": 2}
    assert list(means) == ["N", "S"]
