from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.core.ec57.beats import compare_beats
from ecgviewer.core.ec57.matrix import BeatComparison
from ecgviewer.core.ec57.rules import Ratio
from ecgviewer.core.ec57.runs import RunComparison
from ecgviewer.core.ec57.summary import (
    _line_ratios,
    line_counts,
    summarise_beats,
    summarise_runs,
    summarise_shutdowns,
)
from tests.core.ec57.files import (
    RECORDS,
    RULES,
    TEST_ANNOTATORS,
    columns_of,
    printed,
    printed_lines,
)
from tests.data_folder import needs


def comparison(
    counts: dict[str, int], rr_error_ms: float | None = None, shutdown_s: int = 0
) -> BeatComparison:
    """Return a comparison with the counts given as in bxb: Nn, Vo, Ov."""
    matrix = np.zeros((7, 7), np.int64)
    for pair, count in counts.items():
        matrix["NSVFQOX".index(pair[0]), "nsvfqox".index(pair[1])] = count
    none = np.array([], np.int64)
    return BeatComparison(matrix, none, none, none, none, rr_error_ms, shutdown_s)


def runs(sensitivity: dict[tuple[int, int], int]) -> RunComparison:
    matrix = np.zeros((7, 7), np.int64)
    for place, count in sensitivity.items():
        matrix[place] = count
    return RunComparison(matrix, np.zeros((7, 7), np.int64))


@needs("ec57-reference")
@needs("mitdb")
@pytest.mark.parametrize("annotator", TEST_ANNOTATORS)
def test_figures_over_all_records_are_those_of_sumstats(annotator: str) -> None:
    comparisons = [
        compare_beats(columns_of(record, "atr"), columns_of(record, annotator), RULES)
        for record in RECORDS
    ]
    lines = printed_lines(f"line_{annotator}.txt")
    for record, one in zip(RECORDS, comparisons, strict=True):
        assert line_counts(one).T.ravel()[:19].tolist() == list(
            map(int, lines[record][:19])
        )
    words = {
        line.split()[0]: line.split()[1:]
        for line in printed(f"sum_{annotator}.txt").splitlines()[49:53]
        if line
    }
    summary = summarise_beats(comparisons)
    assert list(map(int, words["Sum"])) == summary.counts.T.ravel()[:19].tolist()
    percents = [ratio.percent for ratio in summary.gross]
    assert words["Gross"] == ["-" if p is None else f"{p:.2f}" for p in percents]
    averages = [*summary.average, summary.rr_error_ms]
    assert words["Average"] == ["-" if p is None else f"{p:.2f}" for p in averages]
    totals = [summary.gross[i].total for i in (0, 2, 4)]
    assert totals == [91285, 6101, 2745]


def test_a_line_puts_classes_together() -> None:
    line = line_counts(
        comparison({"Nn": 1, "Nf": 2, "Nq": 4, "Fs": 8, "Qs": 16, "Qx": 32, "Xv": 64})
    )
    assert line.tolist() == [
        [7, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 24, 0, 32], [0, 0, 64, 0],
    ]  # fmt: skip


def test_fusion_beats_taken_for_svebs_are_false_ones_of_a_record_only() -> None:
    """The lines that sumstats reads do not tell them from Q beats."""
    one = comparison({"Ss": 1, "Fs": 1})
    assert one.sveb_predictivity == Ratio(1, 2)
    assert summarise_beats([one]).gross[5] == Ratio(1, 1)


def test_gross_figures_pool_beats_and_averages_pool_records() -> None:
    large = comparison({"Nn": 90, "No": 0, "Vv": 9, "Vo": 1}, rr_error_ms=10.004)
    small = comparison({"Nn": 1, "No": 3}, rr_error_ms=20.0)
    summary = summarise_beats([large, small])
    assert summary.gross[0] == Ratio(100, 104)
    assert summary.average[0] == pytest.approx((99 + 25) / 2)
    assert summary.average[2] == pytest.approx(90.0)  # of the record that has VEBs
    assert summary.average[4] is None
    assert summary.rr_error_ms == pytest.approx(15.0)


def test_records_without_rr_error_are_not_averaged() -> None:
    with_error, without = comparison({"Nn": 1}, rr_error_ms=8.0), comparison({"Nn": 1})
    assert summarise_beats([with_error, without]).rr_error_ms == pytest.approx(8.0)
    assert summarise_beats([without]).rr_error_ms is None


def test_runs_are_summed_and_averaged() -> None:
    summary = summarise_runs(
        [runs({(2, 2): 3, (2, 0): 1, (6, 6): 1}), runs({(2, 1): 1}), runs({})]
    )
    assert summary.gross[0] == Ratio(3, 5)
    assert summary.average[0] == pytest.approx((75 + 0) / 2)
    assert summary.average[4] == pytest.approx(100.0)
    assert summary.average[2] is None


def test_shutdowns_are_summed() -> None:
    summary = summarise_shutdowns(
        [
            comparison({"Nx": 1, "Vx": 2}, shutdown_s=5),
            comparison({"Nx": 3, "Xn": 7}, shutdown_s=6),
        ]
    )
    assert summary.missed.tolist() == [4, 0, 2, 0, 0]
    assert summary.shutdown_s == 11


def test_a_line_has_its_figures_from_these_counts() -> None:
    """Each count is another power of two, so that a sum says what was added."""
    line = 2 ** np.arange(20).reshape(5, 4)
    n, s, v, f, o = line.tolist()
    ratios = _line_ratios(line)
    assert [(ratio.count, ratio.total) for ratio in ratios] == [
        # QRS: of beats found, and of detections that are beats.
        (sum(n[:3] + s[:3] + v[:3] + f[:3]), sum(n + s + v + f)),
        (
            sum(n[:3] + s[:3] + v[:3] + f[:3]),
            sum(n[:3] + s[:3] + v[:3] + f[:3] + o[:3]),
        ),
        # V, then S: sensitivity, and positive predictivity without fusion beats.
        (v[2], sum(v)),
        (v[2], n[2] + s[2] + v[2] + o[2]),
        (s[1], sum(s)),
        (s[1], n[1] + s[1] + v[1] + o[1]),
    ]
