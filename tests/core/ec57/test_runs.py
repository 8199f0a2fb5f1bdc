from __future__ import annotations

from itertools import groupby

import numpy as np
import pytest

from ecgviewer.core.annotations import AnnotationColumns
from ecgviewer.core.ec57.rules import ComparisonRules, Ratio
from ecgviewer.core.ec57.runs import RunComparison, compare_runs
from ecgviewer.core.labels import LITERATURE_MAP
from tests.core.ec57.files import (
    RECORDS,
    RULES,
    TEST_ANNOTATORS,
    Row,
    columns,
    columns_of,
    printed_lines,
    two_annotators_of_a_day,
)
from tests.data_folder import needs

#: 1000 samples a second; all of it is compared.
WHOLE = ComparisonRules(1000.0, 100_000, learning_s=0.0)


def beats(symbols: str, first: int = 1000) -> list[Row]:
    """Return a beat a second; a dot stands for none."""
    return [(first + 1000 * i, s) for i, s in enumerate(symbols) if s != "."]


def with_marks(rows: list[Row], *marks: Row) -> list[Row]:
    return sorted([*rows, *marks], key=lambda row: row[0])


def compared(
    reference: list[Row], test: list[Row], rules: ComparisonRules = WHOLE
) -> tuple[RunComparison, RunComparison]:
    return compare_runs(columns(reference), columns(test), rules)


def lengths(matrix: np.ndarray[tuple[int, int], np.dtype[np.int64]]) -> list[list[int]]:
    """Return the lengths in reference and test of each run, shorter ones first."""
    return [
        [int(row), int(column)]
        for row, column in np.argwhere(matrix)
        for _ in range(matrix[row, column])
    ]


def of_ventricular(
    reference: list[Row], test: list[Row], rules: ComparisonRules = WHOLE
) -> tuple[list[list[int]], list[list[int]]]:
    runs = compared(reference, test, rules)[0]
    return lengths(runs.sensitivity), lengths(runs.predictivity)


def of_supraventricular(
    reference: list[Row], test: list[Row], rules: ComparisonRules = WHOLE
) -> tuple[list[list[int]], list[list[int]]]:
    runs = compared(reference, test, rules)[1]
    return lengths(runs.sensitivity), lengths(runs.predictivity)


@needs("ec57-reference")
@needs("mitdb")
@pytest.mark.parametrize("annotator", TEST_ANNOTATORS)
@pytest.mark.parametrize("record", RECORDS)
def test_counts_are_those_of_rxr(record: str, annotator: str) -> None:
    both = compare_runs(columns_of(record, "atr"), columns_of(record, annotator), RULES)
    for kind, runs in zip("vs", both, strict=True):
        counts = [str(n) for r in runs.ratios for n in (r.count, r.total - r.count)]
        percents = [
            "-" if r.percent is None else str(int(r.percent + 0.5)) for r in runs.ratios
        ]
        assert printed_lines(f"{kind}run_{annotator}.txt")[record] == counts + percents


def test_runs_have_their_lengths() -> None:
    reference = beats("NVNVVNVVVNVVVVNVVVVVNVVVVVVVVN")
    found = [[n, n] for n in range(1, 7)]
    assert of_ventricular(reference, reference) == (found, found)


def test_fusion_beats_are_ventricular_in_runs() -> None:
    assert of_ventricular(beats("NVFN"), beats("NVVN")) == ([[2, 2]], [[2, 2]])


@pytest.mark.parametrize("between", list("NLRQ/fASJe"))
def test_another_beat_ends_a_run(between: str) -> None:
    reference = beats(f"NVV{between}VN")
    assert of_ventricular(reference, reference)[0] == [[1, 1], [2, 2]]


@pytest.mark.parametrize("between", list("NQVF"))
def test_another_beat_ends_a_supraventricular_run(between: str) -> None:
    reference = beats(f"NSS{between}SN")
    assert of_supraventricular(reference, reference)[0] == [[1, 1], [2, 2]]


def test_annotations_that_are_no_beats_do_not_end_a_run() -> None:
    reference = with_marks(beats("NVVN"), (2500, "|"), (2600, "+", "(N"))
    assert of_ventricular(reference, reference)[0] == [[2, 2]]


def test_a_run_is_compared_with_the_longest_one_in_its_window() -> None:
    reference, test = beats("NVVVVVVN"), beats("NVNVVVNN")
    assert of_ventricular(reference, test) == ([[6, 3]], [[1, 1], [3, 3]])


def test_a_window_reaches_150_ms_beyond_the_run() -> None:
    reference = beats("NVVN")
    near: list[Row] = [(1000, "N"), (1850, "V"), (3150, "V"), (4000, "N")]
    far: list[Row] = [(1000, "N"), (1849, "V"), (3151, "V"), (4000, "N")]
    assert of_ventricular(reference, near)[0] == [[2, 2]]
    assert of_ventricular(reference, far)[0] == [[2, 0]]


def test_a_beat_that_a_window_has_passed_is_not_seen_by_the_next_one() -> None:
    """As in rxr, which reads the other annotator once."""
    reference: list[Row] = [(1000, "V"), (1100, "N"), (1200, "V"), (2000, "N")]
    test: list[Row] = [(1100, "V"), (2000, "N")]
    assert of_ventricular(reference, test) == ([[1, 0], [1, 1]], [[1, 1]])


def test_a_shutdown_ends_a_run_in_both_annotators() -> None:
    shut = with_marks(beats("NVVN"), (2400, "~", -1), (2600, "~", 0))
    whole = beats("NVVN")
    assert of_ventricular(shut, whole) == ([[1, 1], [1, 1]], [[1, 2]])
    assert of_ventricular(whole, shut) == ([[2, 1]], [[1, 1], [1, 1]])


def test_a_shutdown_mark_during_a_shutdown_changes_nothing() -> None:
    marks: tuple[Row, ...] = ((2400, "~", -1), (2450, "~", -1), (2600, "~", 1))
    shut = with_marks(beats("NVVN"), *marks, (2700, "~", 0))
    assert of_ventricular(shut, beats("NVVN"))[0] == [[1, 1], [1, 1]]


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ((1500, "["), (4500, "]")),
        ((1500, "+", "(VFL"), (4500, "+", "(N")),
        ((1500, "+", "(VF"), (4500, "]")),
    ],
)
def test_ventricular_fibrillation_is_a_long_run(begin: Row, end: Row) -> None:
    """The beats in the window of the fibrillation are a run for the other side."""
    reference = with_marks(beats("N...NN"), begin, end)
    assert of_ventricular(reference, beats("NVVVNN")) == ([[6, 3]], [[6, 3]])
    assert of_ventricular(reference, reference)[0] == [[6, 6]]
    assert of_ventricular(reference, beats("NVNNNN"))[1] == [[6, 1]]
    assert of_ventricular(reference, beats("NNNNNV"))[1] == [[0, 1]]


def test_two_runs_in_one_fibrillation_are_both_in_it() -> None:
    reference = with_marks(beats("N......N"), (1500, "["), (7500, "]"))
    assert of_ventricular(reference, beats("NVVNNVVN"))[1] == [[6, 2], [6, 2]]


def test_fibrillation_that_begins_before_a_window_is_in_it() -> None:
    reference = with_marks(beats("N.....N"), (1500, "["), (6500, "]"))
    assert of_ventricular(reference, beats("NNNVVNN"))[1] == [[6, 2]]


def test_fibrillation_that_ended_before_a_window_is_not_in_it() -> None:
    reference = with_marks(beats("N..NVN"), (1500, "["), (2500, "]"))
    assert of_ventricular(reference, beats("NNNNVN"))[1] == [[1, 1]]


@pytest.mark.parametrize("first", [2000, 100])
def test_fibrillation_that_does_not_end_lasts_to_the_end(first: int) -> None:
    reference: list[Row] = [(first, "[")]
    test = beats("NNVNVN")
    assert of_ventricular(reference, test)[1] == [[6, 1], [6, 1]]


def test_a_second_begin_of_fibrillation_changes_nothing() -> None:
    reference = with_marks(
        beats("N....N"), (1500, "["), (2000, "["), (2500, "+", "(VF"), (5000, "]")
    )
    assert of_ventricular(reference, beats("NNVVNN"))[1] == [[6, 2]]


def test_an_end_without_a_begin_changes_nothing() -> None:
    reference = with_marks(beats("NVVN"), (1500, "]"), (2500, "+", "(N"), (2600, "+"))
    assert of_ventricular(reference, beats("NVVN"))[0] == [[2, 2]]


@pytest.mark.parametrize("rhythm", ["(AFIB", "(AFL"])
def test_beats_in_atrial_fibrillation_are_a_long_run(rhythm: str) -> None:
    reference = with_marks(beats("NNNNNN"), (1500, "+", rhythm), (4500, "+", "(N"))
    assert of_supraventricular(reference, beats("NSSSNN")) == ([[6, 3]], [[6, 3]])
    assert of_supraventricular(reference, beats("NNNNNS"))[1] == [[0, 1]]


def test_a_ventricular_beat_ends_the_run_of_atrial_fibrillation() -> None:
    """The beats after it are a run of their own."""
    reference = with_marks(
        beats("NNNVNNNN"), (1500, "+", "(AFIB"), (1600, "+", "(AFL"), (6500, "+", "(N")
    )
    assert of_supraventricular(reference, beats("NNNNNNNN"))[0] == [[2, 0], [6, 0]]
    assert of_ventricular(reference, reference)[0] == [[1, 1]]


def test_ventricular_fibrillation_ends_atrial_fibrillation_and_the_reverse() -> None:
    """Beats after the begin of the other are not those of the first."""
    first_atrial = with_marks(
        beats("NNN..NN"), (1500, "+", "(AFIB"), (3500, "["), (5500, "]")
    )
    assert of_supraventricular(first_atrial, beats("NSSNNSN"))[1] == [[0, 1], [6, 2]]
    first_ventricular = with_marks(
        beats("NN.NNNN"), (2500, "["), (3500, "+", "(AFIB"), (6500, "+", "(N")
    )
    ventricular, atrial = compared(first_ventricular, beats("NNVNVSN"))
    assert lengths(ventricular.predictivity) == [[0, 1], [6, 1]]
    assert lengths(atrial.predictivity) == [[6, 1]]


def test_the_other_fibrillation_ends_a_run_in_a_window() -> None:
    reference = beats("NVVVVN")
    test = with_marks(beats("NVVVVN"), (3500, "+", "(AFIB"), (3600, "+", "(N"))
    assert of_ventricular(reference, test)[0] == [[4, 2]]


def test_a_run_before_the_test_period_is_left_out() -> None:
    rules = ComparisonRules(1000.0, 100_000, learning_s=3.5)
    reference = beats("VVVVN")
    assert of_ventricular(reference, reference, rules)[0] == [[1, 1]]


def test_fibrillation_in_the_learning_period_goes_on_in_the_test_period() -> None:
    rules = ComparisonRules(1000.0, 100_000, learning_s=3.5)
    goes_on = with_marks(beats("NNNNNN"), (1500, "+", "(AFIB"), (5500, "+", "(N"))
    assert of_supraventricular(goes_on, beats("NNNSSN"), rules)[0] == [[6, 2]]
    ended = with_marks(beats("NNNNNN"), (1500, "+", "(AFIB"), (3200, "+", "(N"))
    assert of_supraventricular(ended, beats("NNNSSN"), rules)[0] == []
    other = with_marks(beats("NNNVVN"), (1500, "+", "(AFIB"), (3200, "+", "(N"))
    assert of_ventricular(other, beats("NNNVVN"), rules)[0] == [[2, 2]]


def test_a_run_open_at_the_end_counts_if_nothing_follows() -> None:
    rules = ComparisonRules(1000.0, 4500, learning_s=0.0)
    assert of_ventricular(beats("NNVV"), beats("NNVV"), rules)[0] == [[2, 2]]
    after = with_marks(beats("NNVV"), (4600, '"'))
    assert of_ventricular(after, beats("NNVV"), rules)[0] == []
    unknown_length = ComparisonRules(1000.0, None, learning_s=0.0)
    assert of_ventricular(after, beats("NNVV"), unknown_length)[0] == [[2, 2]]


def test_escape_beats_are_supraventricular_or_normal_by_the_class_map() -> None:
    rules = ComparisonRules(1000.0, 100_000, 0.0, LITERATURE_MAP)
    reference = beats("NejnN")
    assert of_supraventricular(reference, reference)[0] == [[3, 3]]
    assert of_supraventricular(reference, reference, rules)[0] == []


def test_annotators_without_beats() -> None:
    assert of_ventricular([], beats("NVN")) == ([], [[0, 1]])
    assert of_ventricular(beats("NVN"), []) == ([[1, 0]], [])


def test_a_run_is_found_if_the_other_is_long_enough_for_its_kind() -> None:
    """By EC57 a run of four found as one of three is found, a long one as five not."""
    matrix = np.zeros((7, 7), np.int64)
    matrix[2, 2] = matrix[2, 5] = matrix[2, 1] = 1
    matrix[4, 3] = matrix[3, 6] = matrix[5, 2] = 1
    matrix[6, 6] = matrix[6, 5] = 1
    runs = RunComparison(matrix, matrix.T)
    sensitivity = [Ratio(2, 3), Ratio(2, 3), Ratio(1, 2)]
    assert list(runs.ratios[::2]) == sensitivity
    assert list(runs.ratios[1::2]) == sensitivity


def test_every_run_of_a_day_is_counted_once_with_its_length() -> None:
    reference, test = two_annotators_of_a_day()
    rules = ComparisonRules(250.0, int(reference.sample[-1]) + 100, learning_s=0.0)
    both = compare_runs(reference, test, rules)
    for symbol, runs in zip("VS", both, strict=True):
        counted = runs.sensitivity.sum(axis=1), runs.predictivity.sum(axis=0)
        for annotator, lengths_counted in zip((reference, test), counted, strict=True):
            assert lengths_counted.tolist() == _runs_by_length(annotator, symbol)


def _runs_by_length(columns: AnnotationColumns, symbol: str) -> list[int]:
    """Return how many runs have 0 to 5 beats, and how many more."""
    counts = [0] * 7
    for is_run, beats_of_run in groupby(columns.symbol == symbol):
        if is_run:
            counts[min(len(list(beats_of_run)), 6)] += 1
    return counts
