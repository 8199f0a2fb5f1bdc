from __future__ import annotations

from collections.abc import Callable

import pytest

from ecgviewer.core.annotations import annotation_columns
from ecgviewer.core.ec57.episodes import (
    ALL_EPISODES,
    EpisodeComparison,
    EpisodeRules,
    compare_episodes,
)
from ecgviewer.core.ec57.rules import ComparisonRules, Ratio
from ecgviewer.core.ec57.summary import summarise_episodes
from tests.core.ec57.files import EPISODES, RECORDS, Row, columns, columns_of
from tests.data_folder import needs

#: 1000 samples a second, so that a sample is a millisecond; all of it is compared.
WHOLE = ComparisonRules(1000.0, 100_000, learning_s=0.0)
#: Name of a reference output, place in `compare_episodes`, and how it was made.
OUTPUTS = [
    ("af_line", 0, 300.0, EpisodeRules()),
    ("vf_line", 1, 300.0, EpisodeRules()),
    ("af_line_f0", 0, 0.0, EpisodeRules()),
    ("af_line_i10", 0, 300.0, EpisodeRules(shortest_s=10.0)),
    ("af_line_x", 0, 300.0, EpisodeRules(without_flutter=True)),
    ("vf_line_f0", 1, 0.0, EpisodeRules()),
]
#: The last one was not given to sumstats.
SUMMARISED = OUTPUTS[:-1]


def in_af(*episodes: tuple[int, int]) -> list[Row]:
    return [
        row
        for first, end in episodes
        for row in ((first, "+", "(AFIB"), (end, "+", "(N"))
    ]


def in_vf(*episodes: tuple[int, int]) -> list[Row]:
    return [row for first, end in episodes for row in ((first, "["), (end, "]"))]


def atrial(
    reference: list[Row],
    test: list[Row],
    rules: ComparisonRules = WHOLE,
    episodes: EpisodeRules = ALL_EPISODES,
) -> list[tuple[int, int]]:
    return _counts(reference, test, rules, episodes, 0)


def ventricular(
    reference: list[Row],
    test: list[Row],
    rules: ComparisonRules = WHOLE,
    episodes: EpisodeRules = ALL_EPISODES,
) -> list[tuple[int, int]]:
    return _counts(reference, test, rules, episodes, 1)


def _counts(
    reference: list[Row],
    test: list[Row],
    rules: ComparisonRules,
    episodes: EpisodeRules,
    place: int,
) -> list[tuple[int, int]]:
    """Return count and total of each figure."""
    both = compare_episodes(columns(reference), columns(test), rules, episodes)
    return [(ratio.count, ratio.total) for ratio in both[place].ratios]


def _ms(duration: str) -> int:
    ms = 0.0
    for part in duration.split(":"):
        ms = 60 * ms + float(part)
    return round(1000 * ms)


@needs("ec57-reference")
@needs("mitdb")
@pytest.mark.parametrize(("name", "place", "learning_s", "episodes"), OUTPUTS)
def test_counts_are_those_of_epicmp(
    name: str, place: int, learning_s: float, episodes: EpisodeRules
) -> None:
    lines = (EPISODES / f"{name}.txt").read_text().splitlines()[2:]
    rules = ComparisonRules(360.0, 650_000, learning_s)
    for record, line in zip(RECORDS, lines, strict=True):
        words = line.split()
        one = compare_episodes(
            columns_of(record, "atr"), columns_of(record, "rhy"), rules, episodes
        )[place]
        assert words[0] == record
        counts = [n for r in one.ratios[:2] for n in (r.count, r.total - r.count)]
        assert list(map(int, words[1:5])) == counts, record
        assert words[5:9] == [
            "-" if r.percent is None else str(int(r.percent + 0.5)) for r in one.ratios
        ], record
        durations = [ratio.total for ratio in one.ratios[2:]]
        assert list(map(_ms, words[9:])) == durations, record


@needs("ec57-reference")
@needs("mitdb")
@pytest.mark.parametrize(("name", "place", "learning_s", "episodes"), SUMMARISED)
def test_figures_over_all_records_are_those_of_sumstats(
    name: str, place: int, learning_s: float, episodes: EpisodeRules
) -> None:
    rules = ComparisonRules(360.0, 650_000, learning_s)
    summary = summarise_episodes(
        [
            compare_episodes(
                columns_of(record, "atr"), columns_of(record, "rhy"), rules, episodes
            )[place]
            for record in RECORDS
        ]
    )
    printed = (EPISODES / f"sum_{name}.txt").read_text().splitlines()[51:54]
    total, gross, average = (line.split()[1:] for line in printed)
    counts = [n for r in summary.gross[:2] for n in (r.count, r.total - r.count)]
    assert list(map(int, total[:4])) == counts
    assert list(map(_ms, total[4:])) == [ratio.total for ratio in summary.gross[2:]]
    assert gross == [f"{ratio.percent:.0f}" for ratio in summary.gross]
    assert average == [f"{percent:.0f}" for percent in summary.average]


@needs("mitdb")
def test_an_annotator_agrees_with_itself() -> None:
    for record, place in (("222", 0), ("207", 1)):
        reference = columns_of(record, "atr")
        rules = ComparisonRules(360.0, 650_000, 0.0)
        same = compare_episodes(reference, reference, rules)[place]
        assert same.sensitivity.total >= 6
        assert {ratio.percent for ratio in same.ratios} == {100.0}


@pytest.mark.parametrize(
    ("episodes", "compared"), [(in_af, atrial), (in_vf, ventricular)]
)
def test_any_overlap_finds_an_episode(
    episodes: Callable[..., list[Row]], compared: Callable[..., list[tuple[int, int]]]
) -> None:
    reference = episodes((1000, 2000), (5000, 9000))
    test = episodes((1999, 3000), (6000, 7000), (8000, 8500), (20_000, 20_001))
    assert compared(reference, test) == [(2, 2), (3, 4), (1501, 5000), (1501, 2502)]
    assert compared(reference, episodes((2000, 5000)))[:2] == [(0, 2), (0, 1)]
    assert compared([], []) == [(0, 0)] * 4


def test_atrial_fibrillation_ends_with_any_other_rhythm() -> None:
    reference: list[Row] = [
        (1000, "+", "(AFIB"), (2000, "+", "(AFIB"), (2500, "N"), (3000, "+", "(VT"),
        (4000, "+", "(AFIB"), (6000, "+", "(AFL"), (7000, "+", "(N"),
    ]  # fmt: skip
    assert atrial(reference, []) == [(0, 2), (0, 0), (0, 4000), (0, 0)]


def test_ventricular_fibrillation_is_as_marked_whatever_the_rhythm_says() -> None:
    reference: list[Row] = [
        (1000, "["), (1500, "["), (1600, "+", "(N"), (1700, "!"), (2000, "]"),
        (2500, "]"), (3000, "+", "(VFL"), (4000, "+", "(N"),
    ]  # fmt: skip
    assert ventricular(reference, []) == [(0, 1), (0, 0), (0, 1000), (0, 0)]


def test_an_episode_that_does_not_end_lasts_as_long_as_the_record() -> None:
    assert atrial([(99_000, "+", "(AFIB")], [])[2] == (0, 1000)
    assert ventricular([(98_000, "[")], [(99_500, "[")])[2:] == [
        (500, 2000), (500, 500),
    ]  # fmt: skip


def test_of_an_unknown_length_the_reference_says_where_it_ends() -> None:
    rules = ComparisonRules(1000.0, None, learning_s=0.0)
    reference: list[Row] = [(1000, "["), (3000, "N")]
    assert ventricular(reference, [(2000, "[")], rules)[2:] == [
        (1000, 2000), (1000, 1000),
    ]  # fmt: skip
    assert ventricular([], in_vf((2000, 3000)), rules) == [(0, 0)] * 4


def test_what_lies_outside_the_test_period_does_not_count() -> None:
    rules = ComparisonRules(1000.0, 100_000, learning_s=10.0)
    reference = in_vf(
        (1000, 2000), (9000, 11_000), (99_000, 101_000), (102_000, 103_000)
    )
    test = in_vf((1000, 2000), (9500, 10_000))
    assert ventricular(reference, test, rules) == [(0, 2), (0, 0), (0, 2000), (0, 0)]


def test_shutdown_of_the_test_does_not_excuse_a_missed_episode() -> None:
    shut: list[Row] = [(500, "~", -1), (3500, "~", 0)]
    assert ventricular(in_vf((1000, 3000)), shut) == [
        (0, 1), (0, 0), (0, 2000), (0, 0),
    ]  # fmt: skip


def test_an_episode_goes_on_in_shutdown() -> None:
    through: list[Row] = [
        (1000, "+", "(AFIB"), (2000, "~", -1), (3000, "~", 0), (4000, "+", "(N"),
    ]  # fmt: skip
    assert atrial(through, through)[2] == (3000, 3000)


def test_shorter_episodes_are_left_out_but_find_longer_ones() -> None:
    rules = EpisodeRules(shortest_s=2.0)
    reference = in_af((1000, 5000), (10_000, 11_999))
    test = in_af((1500, 2000), (11_000, 13_000))
    assert atrial(reference, test, WHOLE, rules) == [
        (1, 1), (1, 1), (500, 4000), (999, 2000),
    ]  # fmt: skip


def test_flutter_of_the_reference_is_left_out_of_the_predictivity_of_af() -> None:
    reference: list[Row] = [(1000, "+", "(AFL"), (4000, "+", "(N")]
    within, beyond, around = in_af((2000, 3000)), in_af((6000, 7000)), in_af((0, 5000))
    without = EpisodeRules(without_flutter=True)
    assert atrial(reference, within)[1] == (0, 1)
    assert atrial(reference, within, WHOLE, without) == [(0, 0)] * 4
    assert atrial(reference, beyond, WHOLE, without)[1::2] == [(0, 1), (0, 1000)]
    assert atrial(reference, around, WHOLE, without)[1::2] == [(0, 1), (0, 2000)]
    into, out_of = in_af((500, 2000)), in_af((3000, 6000))
    assert atrial(reference, into, WHOLE, without)[3] == (0, 500)
    assert atrial(reference, out_of, WHOLE, without)[3] == (0, 4000), "as in epicmp"


def test_flutter_is_of_no_account_to_ventricular_fibrillation() -> None:
    reference: list[Row] = [(1000, "+", "(AFL"), (4000, "+", "(N")]
    without = EpisodeRules(without_flutter=True)
    assert ventricular(reference, in_vf((2000, 3000)), WHOLE, without)[3] == (0, 1000)


def test_durations_are_rounded_to_a_millisecond() -> None:
    rules = ComparisonRules(360.0, 1000, learning_s=0.0)
    one = compare_episodes(
        annotation_columns([0, 100], ["[", "]"]), columns([]), rules
    )[1]
    assert one.duration_sensitivity == Ratio(0, 278)


def test_episodes_are_summed_and_averaged() -> None:
    large = EpisodeComparison(Ratio(3, 4), Ratio(1, 2), Ratio(90, 100), Ratio(0, 0))
    small = EpisodeComparison(Ratio(0, 1), Ratio(0, 0), Ratio(0, 50), Ratio(0, 0))
    summary = summarise_episodes([large, small])
    assert summary.gross == (Ratio(3, 5), Ratio(1, 2), Ratio(90, 150), Ratio(0, 0))
    assert summary.average == (37.5, 50.0, 45.0, None)
