from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.core.annotations import AnnotationColumns
from ecgviewer.core.ec57.beats import compare_beats
from ecgviewer.core.ec57.matrix import ROWS, BeatComparison
from ecgviewer.core.ec57.rules import ComparisonRules, Ratio
from ecgviewer.core.labels import LITERATURE_MAP
from tests.core.ec57.files import (
    RECORDS,
    RULES,
    TEST_ANNOTATORS,
    Row,
    columns,
    columns_of,
    printed,
    printed_lines,
    two_annotators_of_a_day,
)
from tests.data_folder import needs

#: 1000 samples a second, so that a sample is a millisecond; all of it is compared.
WHOLE = ComparisonRules(1000.0, 100_000, learning_s=0.0)
NORMAL: list[Row] = [(1000, "N"), (2000, "N"), (3000, "N"), (4000, "N"), (5000, "N")]


def compared(
    reference: list[Row], test: list[Row], rules: ComparisonRules = WHOLE
) -> BeatComparison:
    return compare_beats(columns(reference), columns(test), rules)


def counts(comparison: BeatComparison) -> dict[str, int]:
    """Return what was counted, named as in the source of bxb: Nn, Vo, Ov."""
    return {
        ROWS[row] + ROWS[column].lower(): int(comparison.matrix[row, column])
        for row, column in np.argwhere(comparison.matrix)
    }


def printed_block(record: str, annotator: str) -> list[str]:
    blocks = printed(f"std_{annotator}.txt").split("results for record ")
    return next(block for block in blocks if block.startswith(record)).splitlines()


@needs("ec57-reference")
@needs("mitdb")
@pytest.mark.parametrize("annotator", TEST_ANNOTATORS)
@pytest.mark.parametrize("record", RECORDS)
def test_counts_are_those_of_bxb(record: str, annotator: str) -> None:
    comparison = compare_beats(
        columns_of(record, "atr"), columns_of(record, annotator), RULES
    )
    block = printed_block(record, annotator)
    rows = [line.split("|")[1].split() for line in block if " | " in line]
    expected = np.zeros((7, 7), int)
    for row, words in enumerate(rows):
        expected[row, : len(words)] = [int(word) for word in words]
    assert comparison.matrix.tolist() == expected.tolist()
    assert f"     RMS RR interval error: {comparison.rr_error_ms:6.2f} ms" in block
    figures = [line.split(": ")[1].strip() for line in block if "(" in line]
    assert figures == [
        f"{'- ' if r.percent is None else f'{r.percent:.2f}%'} ({r.count}/{r.total})"
        for r in comparison.ratios
    ]


@needs("ec57-reference")
@needs("mitdb")
@pytest.mark.parametrize("annotator", TEST_ANNOTATORS)
@pytest.mark.parametrize("record", RECORDS)
def test_shutdown_figures_are_those_of_bxb(record: str, annotator: str) -> None:
    comparison = compare_beats(
        columns_of(record, "atr"), columns_of(record, annotator), RULES
    )
    assert printed_lines(f"sd_{annotator}.txt")[record] == [
        *map(str, comparison.matrix[:5, 6]),
        *("-" if r.percent is None else "0.00" for r in comparison.missed_in_shutdown),
        str(comparison.shutdown_s),
        "seconds",
        *map(str, comparison.matrix[:5].sum(axis=1)),
    ]


@needs("mitdb")
def test_an_annotator_agrees_with_itself() -> None:
    reference = columns_of("208", "atr")
    comparison = compare_beats(reference, reference, RULES)
    assert comparison.matrix.sum() == np.trace(comparison.matrix) > 2000
    assert comparison.rr_error_ms == 0.0
    assert {ratio.percent for ratio in comparison.ratios} == {100.0}


@needs("mitdb")
def test_the_whole_record_has_the_beats_of_the_first_five_minutes_too() -> None:
    reference = columns_of("100", "atr")
    whole = ComparisonRules(360.0, 650_000, learning_s=0.0)
    comparison = compare_beats(reference, reference, whole)
    assert comparison.matrix.sum() == 2273
    assert comparison.sveb_sensitivity == Ratio(33, 33)


@needs("mitdb")
def test_escape_beats_are_supraventricular_or_normal_by_the_class_map() -> None:
    """Record 222 has 212 nodal escape beats, all in the whole record."""
    reference = columns_of("222", "atr")
    of_bxb = ComparisonRules(360.0, 650_000, 0.0)
    literature = ComparisonRules(360.0, 650_000, 0.0, LITERATURE_MAP)
    s_beats = [
        compare_beats(reference, reference, rules).sveb_sensitivity.total
        for rules in (of_bxb, literature)
    ]
    assert s_beats == [421, 209]


def test_every_kind_of_pair_has_its_place() -> None:
    reference: list[Row] = [
        (1000, "L"), (2000, "a"), (3000, "E"), (4000, "F"), (5000, "/"), (6000, "N"),
    ]  # fmt: skip
    test: list[Row] = [
        (1010, "S"), (1990, "V"), (3000, "F"), (4000, "Q"), (5000, "N"), (7000, "V"),
    ]  # fmt: skip
    comparison = compared(reference, test)
    assert counts(comparison) == {
        "Ns": 1, "Sv": 1, "Vf": 1, "Fq": 1, "Qn": 1, "No": 1, "Ov": 1,
    }  # fmt: skip
    assert comparison.reference_sample.tolist() == [
        1000, 2000, 3000, 4000, 5000, 6000, 7000,
    ]  # fmt: skip
    assert comparison.test_sample.tolist() == [
        1010, 1990, 3000, 4000, 5000, 6000, 7000,
    ]  # fmt: skip
    assert [ROWS[row] for row in comparison.reference_code] == list("NSVFQNO")
    assert [ROWS[column] for column in comparison.test_code] == list("SVFQNOV")


def test_false_positives_of_each_figure_are_those_of_ec57() -> None:
    """VEBs in place of F and Q are not false ones, nor SVEBs in place of Q."""
    reference: list[Row] = [
        (1000 * i, symbol) for i, symbol in enumerate("NSVFQNSVFQ", 1)
    ]
    test: list[Row] = [(1000 * i, symbol) for i, symbol in enumerate("VVVVVSSSSS", 1)]
    comparison = compared(reference, test)
    assert comparison.veb_predictivity == Ratio(1, 3)
    assert comparison.sveb_predictivity == Ratio(1, 4)
    assert comparison.veb_sensitivity == Ratio(1, 2)
    assert comparison.sveb_sensitivity == Ratio(1, 2)
    assert comparison.qrs_sensitivity == Ratio(10, 10)
    assert comparison.qrs_predictivity == Ratio(10, 10)


def test_a_figure_of_nothing_has_no_percentage() -> None:
    comparison = compared(NORMAL, NORMAL)
    assert comparison.veb_sensitivity == Ratio(0, 0)
    assert comparison.veb_sensitivity.percent is None


def test_annotations_that_are_no_beats_do_not_count() -> None:
    others: list[Row] = [(1500, "+", "(N"), (2500, '"', "MISSB"), (3500, "|"), (9, "~")]
    noisy = sorted(NORMAL + others, key=lambda row: row[0])
    assert counts(compared(noisy, noisy)) == {"Nn": 5}


def test_flutter_waves_are_qrs_complexes_without_a_class() -> None:
    """The WFDB library takes ! for a QRS, and bxb's class map has no class for it."""
    waves: list[Row] = [*NORMAL[:2], (3000, "!"), *NORMAL[3:]]
    assert counts(compared(waves, NORMAL)) == {"Nn": 4, "On": 1}
    assert counts(compared(NORMAL, waves)) == {"Nn": 4, "No": 1}
    assert counts(compared(waves, waves)) == {"Nn": 4}


def test_beats_in_fibrillation_of_the_reference_do_not_count() -> None:
    reference: list[Row] = [
        (1000, "N"), (1800, "["), (2000, "!"), (2500, "N"), (3400, "]"), (4000, "N"),
    ]  # fmt: skip
    test: list[Row] = [(s, "V") for s in (1000, 1700, 2000, 2500, 3400, 3500, 4000)]
    comparison = compared(reference, test)
    assert counts(comparison) == {"Nv": 2, "Ov": 2}
    assert 2000 not in comparison.test_sample


def test_fibrillation_that_does_not_end_lasts_to_the_end() -> None:
    reference: list[Row] = [(1000, "N"), (1800, "["), (2500, "N")]
    assert counts(compared(reference, NORMAL)) == {"Nn": 1}


def test_marks_in_fibrillation_do_not_count() -> None:
    reference: list[Row] = [
        (1000, "N"), (1800, "["), (2000, "~", -1), (2100, "["), (2200, "~", 0),
        (3400, "]"), (4000, "N"),
    ]  # fmt: skip
    assert counts(compared(reference, NORMAL)) == {"Nn": 2, "On": 1}
    assert compared(NORMAL, reference).shutdown_s == 0


def test_fibrillation_of_the_test_does_not_excuse_missed_beats() -> None:
    test: list[Row] = [(1000, "N"), (1800, "["), (2000, "N"), (3400, "]"), (4000, "N")]
    assert counts(compared(NORMAL[:4], test)) == {"Nn": 2, "No": 2}


@pytest.mark.parametrize("subtype", [-1, 0x30, 0x33])
def test_beats_missed_in_shutdown_have_their_column(subtype: int) -> None:
    test: list[Row] = [
        (1000, "N"), (1500, "~", subtype), (3200, "~", 0), (5000, "N"),
    ]  # fmt: skip
    comparison = compared(NORMAL, test)
    assert counts(comparison) == {"Nn": 2, "Nx": 2, "No": 1}
    assert comparison.shutdown_s == 2
    beats, normal, *others = comparison.missed_in_shutdown
    assert beats == normal == Ratio(2, 5)
    assert {ratio.percent for ratio in others} == {None}


@pytest.mark.parametrize("subtype", [0, 1, 2, 3, 0x10, 0x20])
def test_noise_with_a_readable_lead_is_no_shutdown(subtype: int) -> None:
    test: list[Row] = [(1000, "N"), (1500, "~", subtype), (5000, "N")]
    comparison = compared(NORMAL, test)
    assert counts(comparison) == {"Nn": 2, "No": 3}
    assert comparison.shutdown_s == 0


def test_beats_in_shutdown_of_the_reference_have_their_row() -> None:
    reference: list[Row] = [
        (1000, "N"), (1500, "~", -1), (3200, "~", 0), (5000, "N"),
    ]  # fmt: skip
    comparison = compared(reference, NORMAL)
    assert counts(comparison) == {"Nn": 2, "Xn": 2, "On": 1}
    assert comparison.qrs_predictivity == Ratio(2, 5)
    assert comparison.shutdown_s == 0


def test_one_mark_is_a_shutdown_from_beat_to_beat() -> None:
    """As in the AHA database; it leaves the match window free at both ends."""
    reference: list[Row] = [(1000, "N"), (1500, "~", -1), (4000, "N")]
    test: list[Row] = [(s, "N") for s in (1000, 1149, 1151, 3849, 3852, 4000)]
    assert counts(compared(reference, test)) == {"Nn": 2, "On": 2, "Xn": 2}
    assert compared(test, reference).shutdown_s == 3


def test_one_mark_after_fibrillation_is_a_shutdown_from_its_end() -> None:
    reference: list[Row] = [
        (1000, "N"), (1500, "["), (2000, "]"), (3000, "~", -1), (5000, "N"),
    ]  # fmt: skip
    test: list[Row] = [(s, "N") for s in (1000, 1800, 2100, 2300, 5000)]
    assert counts(compared(reference, test)) == {"Nn": 2, "On": 1, "Xn": 1}


def test_a_mark_before_all_beats_and_one_right_after_a_beat() -> None:
    reference: list[Row] = [(500, "~", -1), (1000, "N"), (1010, "~", -1), (1200, "N")]
    test: list[Row] = [(300, "N"), (1000, "N"), (1200, "N")]
    assert counts(compared(reference, test)) == {"Xn": 1, "Nn": 2}
    assert compared(test, reference).shutdown_s == 1


def test_a_shutdown_that_does_not_end_lasts_to_the_end_of_the_record() -> None:
    shut: list[Row] = [(1000, "N"), (1500, "~", -1)]
    assert counts(compared(shut, NORMAL)) == {"Nn": 1, "Xn": 4}
    comparison = compared(NORMAL, shut)
    assert counts(comparison) == {"Nn": 1, "Nx": 4}
    assert comparison.shutdown_s == 98 + 1  # 98.5 s
    unknown_length = ComparisonRules(1000.0, None, 0.0)
    assert compared(NORMAL, shut, unknown_length).shutdown_s == 0


def test_a_second_shutdown_that_does_not_end_is_the_references_alone() -> None:
    """bxb holds the end of an earlier shutdown against one left open in the test."""
    shut: list[Row] = [(1000, "N"), (1500, "~", -1), (1700, "~", 0), (1800, "~", -1)]
    assert counts(compared(shut, NORMAL)) == {"Nn": 1, "Xn": 4}
    assert counts(compared(NORMAL, shut)) == {"Nn": 1, "No": 4}


def test_only_the_last_two_shutdowns_between_beats_are_known() -> None:
    """As in bxb, which keeps no more of them."""
    test: list[Row] = [
        (1000, "N"),
        (1900, "~", -1), (2100, "~", 0),
        (2900, "~", -1), (3100, "~", 0),
        (3900, "~", -1), (4100, "~", 0),
        (5000, "N"),
    ]  # fmt: skip
    assert counts(compared(NORMAL, test)) == {"Nn": 2, "No": 1, "Nx": 2}


def test_rr_errors_are_taken_at_each_pair_and_at_beats_without_one() -> None:
    test: list[Row] = [(1000, "N"), (2010, "N"), (3000, "N")]
    comparison = compared(NORMAL[:3], test)
    assert comparison.rr_error_ms == pytest.approx(10.0)  # of +10 and -10 ms
    extra: list[Row] = [(1000, "N"), (1500, "N"), (2000, "N")]
    at_extra = compared(NORMAL[:2], extra)
    # At the extra beat 1000 against 500 ms, and at the pair after it again.
    assert at_extra.rr_error_ms == pytest.approx(500.0)


def test_intervals_across_fibrillation_or_shutdown_are_no_rr_intervals() -> None:
    across: list[Row] = [
        (1000, "N"), (2000, "N"), (2200, "["), (2600, "]"),
        (3000, "N"), (3300, "~", -1), (3700, "~", 0), (4000, "N"), (5000, "N"),
    ]  # fmt: skip
    late: list[Row] = [(1000, "N"), (2000, "N"), (3100, "N"), (4100, "N"), (5100, "N")]
    assert compared(across, late).rr_error_ms == 0.0
    assert compared(late, across).rr_error_ms == 0.0
    assert compared(NORMAL, late).rr_error_ms == pytest.approx(50.0)


def test_without_intervals_there_is_no_rr_error() -> None:
    assert compared(NORMAL[:1], NORMAL[:1]).rr_error_ms is None


def test_a_record_of_unknown_length_ends_with_the_reference() -> None:
    unknown_length = ComparisonRules(1000.0, None, 0.0)
    test: list[Row] = [*NORMAL, (6000, "V"), (7000, "V")]
    assert counts(compared(NORMAL, test, unknown_length)) == {"Nn": 5}
    assert counts(compared(NORMAL, test)) == {"Nn": 5, "Ov": 2}
    assert counts(compared(test, NORMAL, unknown_length)) == {"Nn": 5, "Vo": 2}


def test_annotators_without_beats() -> None:
    assert counts(compared([], NORMAL)) == {"On": 5}
    assert counts(compared(NORMAL, [])) == {"No": 5}
    assert counts(compared([], [])) == {}


def test_a_record_shorter_than_its_learning_period_is_refused() -> None:
    with pytest.raises(ValueError, match=r"lasts 250 s.*300 s; compare the whole"):
        ComparisonRules(360.0, 90_000)
    assert ComparisonRules(360.0, 90_000, learning_s=0.0).start == 0


def test_durations_are_rounded_as_the_wfdb_library_does() -> None:
    assert [ComparisonRules(fs, None).tolerance for fs in (360, 250, 128)] == [
        54, 38, 19,
    ]  # fmt: skip
    assert ComparisonRules(360.0, None).start == 108_000


@pytest.mark.parametrize(
    ("sample", "aux", "message"),
    [
        ([1, 2], [""], "unequal lengths"),
        ([2, 1], ["", ""], "not in order of time"),
    ],
)
def test_columns_that_do_not_fit_are_refused(
    sample: list[int], aux: list[str], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        AnnotationColumns(
            np.array(sample), np.array(["N", "N"]), np.zeros(2, np.int64), aux
        )


def test_every_beat_of_a_day_is_counted_once() -> None:
    reference, test = two_annotators_of_a_day()
    rules = ComparisonRules(250.0, int(reference.sample[-1]) + 100)
    comparison = compare_beats(reference, test, rules)
    assert comparison.matrix.sum() == np.sum(reference.sample >= rules.start)
