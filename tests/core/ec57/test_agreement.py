from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.core.arrays import IntArray
from ecgviewer.core.ec57.agreement import (
    Agreement,
    Kappa,
    cohen_kappa,
    fleiss_kappa,
    kappa_of_tables,
)
from ecgviewer.core.labels import UNSET

#: Fleiss (1971), table 1: votes of six psychiatrists for depression, personality
#: disorder, schizophrenia, neurosis and other, on thirty patients.
_PATIENTS = (
    "00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 "
    "10050 11040 03300 10050 02031 00501 30012 51000 02040 10203 "
    "00006 01050 02013 20040 10041 05010 40002 02040 10500 00006"
)
FLEISS_1971 = np.array([[int(vote) for vote in row] for row in _PATIENTS.split()])
#: Fleiss' kappa, Wikipedia: fourteen readers, ten subjects, five classes.
WORKED_EXAMPLE = np.array(
    [
        [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0],
        [2, 2, 8, 1, 1], [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2],
        [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
    ]
)  # fmt: skip
#: Cohen (1960), table 1: proportions of 200 judgements.
COHEN_1960 = np.array([[88, 14, 18], [10, 40, 10], [2, 6, 12]])


def ratings_of_votes(votes: IntArray) -> IntArray:
    return np.array([np.repeat(np.arange(votes.shape[1]), row) for row in votes])


def ratings_of_table(table: IntArray) -> IntArray:
    cells = np.indices(table.shape).reshape(2, -1).T
    return np.repeat(cells, table.ravel(), axis=0)


def plain_cohen(table: IntArray) -> float:
    share = table / table.sum()
    chance = share.sum(axis=1) @ share.sum(axis=0)
    return float((np.trace(share) - chance) / (1 - chance))


def test_fleiss_of_the_original_paper() -> None:
    agreement = fleiss_kappa(ratings_of_votes(FLEISS_1971), 5)
    assert agreement.overall.value == pytest.approx(0.430, abs=5e-4)
    by_class = [kappa.value for kappa in agreement.by_class]
    assert by_class == pytest.approx([0.245, 0.245, 0.520, 0.471, 0.566], abs=5e-4)
    assert agreement.observed == pytest.approx(0.5556, abs=5e-5)
    assert agreement.n_beats == 30


def test_fleiss_of_a_worked_example() -> None:
    agreement = fleiss_kappa(ratings_of_votes(WORKED_EXAMPLE), 5)
    assert agreement.overall.value == pytest.approx(0.210, abs=5e-4)
    assert agreement.observed == pytest.approx(0.378, abs=5e-4)


def test_cohen_of_the_original_paper() -> None:
    agreement = cohen_kappa(ratings_of_table(COHEN_1960), 3)
    assert agreement.overall.value == pytest.approx((0.70 - 0.41) / (1 - 0.41))
    assert agreement.observed == pytest.approx(0.70)
    assert agreement.n_beats == 200


def test_cohen_of_the_textbook_example() -> None:
    agreement = cohen_kappa(ratings_of_table(np.array([[20, 5], [10, 15]])), 2)
    assert agreement.overall.value == pytest.approx(0.4)
    assert [kappa.value for kappa in agreement.by_class] == pytest.approx([0.4, 0.4])


@pytest.mark.parametrize("beat_class", [0, 1, 2])
def test_a_class_is_measured_against_the_rest(beat_class: int) -> None:
    ratings = ratings_of_table(COHEN_1960)
    binary = (ratings == beat_class).astype(int)
    cohen = cohen_kappa(ratings, 3).by_class[beat_class]
    assert cohen.value == pytest.approx(cohen_kappa(binary, 2).overall.value)
    fleiss = fleiss_kappa(ratings, 3).by_class[beat_class]
    assert fleiss.value == pytest.approx(fleiss_kappa(binary, 2).overall.value)


@pytest.mark.parametrize("kappa", [cohen_kappa, fleiss_kappa])
def test_perfect_agreement_is_one_and_opposites_are_below_zero(kappa: object) -> None:
    assert callable(kappa)
    same: Agreement = kappa([[0, 0], [1, 1], [2, 2], [1, 1]], 3)
    assert same.overall == Kappa(1.0, 1.0, 1.0)
    opposite: Agreement = kappa([[0, 1], [1, 0]], 2)
    assert opposite.overall.value == pytest.approx(-1.0)


def test_kappa_is_undefined_where_everything_is_of_one_class() -> None:
    agreement = cohen_kappa([[0, 0]] * 5, 2)
    assert np.isnan([agreement.overall.value, agreement.overall.low]).all()
    assert agreement.observed == 1.0


def test_a_class_that_nobody_gave_has_no_kappa() -> None:
    agreement = fleiss_kappa([[0, 0], [1, 1], [0, 1]], 3)
    assert np.isnan(agreement.by_class[2].value)
    assert not np.isnan(agreement.by_class[0].value)


def test_beats_that_a_reader_left_unset_are_left_out() -> None:
    complete = [[0, 0], [1, 1], [0, 1], [1, 1]]
    ratings = [[UNSET, 0], *complete, [1, UNSET]]
    assert cohen_kappa(ratings, 2) == cohen_kappa(complete, 2)


def test_the_interval_holds_the_value_and_is_that_of_large_samples() -> None:
    ratings = ratings_of_table(COHEN_1960)
    kappa = cohen_kappa(ratings, 3).overall
    # Fleiss, Cohen, Everitt, Psychol Bull 72 (1969) 323: the variance of kappa.
    share = COHEN_1960 / 200
    first, second = share.sum(axis=1), share.sum(axis=0)
    observed, chance, value = np.trace(share), first @ second, kappa.value
    diagonal = np.sum(np.diag(share) * (1 - (first + second) * (1 - value)) ** 2)
    weight = (second[:, np.newaxis] + first[np.newaxis]) ** 2 * share
    off = (1 - value) ** 2 * (weight.sum() - np.trace(weight))
    variance = diagonal + off - (value - chance * (1 - value)) ** 2
    error = np.sqrt(variance / 200) / (1 - chance)
    assert observed == pytest.approx(0.70)
    assert kappa.low == pytest.approx(value - 1.96 * error, abs=0.02)
    assert kappa.high == pytest.approx(value + 1.96 * error, abs=0.02)


def test_the_bootstrap_repeats_itself_and_depends_on_the_seed() -> None:
    ratings = ratings_of_table(COHEN_1960)
    assert cohen_kappa(ratings, 3) == cohen_kappa(ratings, 3)
    other = cohen_kappa(ratings, 3, seed=1).overall
    assert other != cohen_kappa(ratings, 3).overall
    assert other.value == cohen_kappa(ratings, 3).overall.value


def test_several_records_widen_the_interval_where_they_differ() -> None:
    good = ratings_of_table(np.array([[40, 0], [0, 10]]))
    bad = ratings_of_table(np.array([[30, 8], [8, 4]]))
    ratings = np.concatenate([good, bad] * 4)
    records = [name for name in "abcdefgh" for _ in range(50)]
    by_beat, by_record = (
        cohen_kappa(ratings, 2, records=of).overall for of in (None, records)
    )
    assert (
        by_record.value
        == by_beat.value
        == pytest.approx(plain_cohen(np.array([[280, 32], [32, 56]])))
    )
    assert by_record.high - by_record.low > 1.5 * (by_beat.high - by_beat.low)


def test_one_record_is_drawn_by_beat() -> None:
    ratings = ratings_of_table(COHEN_1960)
    assert cohen_kappa(ratings, 3, records=["100"] * 200) == cohen_kappa(ratings, 3)


def test_without_draws_there_is_no_interval() -> None:
    kappa = cohen_kappa(ratings_of_table(COHEN_1960), 3, n_resamples=0).overall
    assert kappa.value == pytest.approx(0.4915, abs=1e-4)
    assert np.isnan([kappa.low, kappa.high]).all()


def test_kappa_of_three_readers_in_permuted_columns_is_the_same() -> None:
    votes = np.array([[0, 1, 1], [2, 2, 2], [0, 0, 1], [1, 2, 0], [0, 0, 0]])
    value = fleiss_kappa(votes, 3).overall.value
    assert fleiss_kappa(votes[:, [2, 0, 1]], 3).overall.value == pytest.approx(value)


@pytest.mark.parametrize(
    ("ratings", "message"),
    [
        ([0, 1, 1], "one row for each beat"),
        ([[0, 1, 1]], "two readers, not 3"),
        ([[0, 3]], "from 0 to 2"),
        ([[0, -1]], "from 0 to 2"),
        ([[0, UNSET]], "no beat has been labelled by all"),
    ],
)
def test_ratings_that_make_no_sense_are_refused(ratings: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        cohen_kappa(np.array(ratings), 3)


def test_fleiss_needs_two_readers() -> None:
    with pytest.raises(ValueError, match="two readers or more"):
        fleiss_kappa([[0], [1]], 2)


def test_each_beat_needs_its_record() -> None:
    with pytest.raises(ValueError, match="1 records given for 2 beats"):
        fleiss_kappa([[0, 1], [1, 1]], 2, records=["100"])


def test_tables_of_patients_give_what_their_beats_give() -> None:
    rng = np.random.default_rng(1)
    ratings = rng.integers(0, 3, (400, 2))
    ratings[:250, 1] = ratings[:250, 0]
    names = [f"P{number % 5}" for number in range(400)]
    tables = np.zeros((5, 3, 3), np.int64)
    for (first, second), name in zip(ratings, names, strict=True):
        tables[int(name[1]), first, second] += 1
    by_beat = cohen_kappa(ratings, 3, records=names)
    assert kappa_of_tables(tables) == by_beat


def test_of_one_patient_beats_are_drawn() -> None:
    table = np.array([[40, 5], [3, 52]])
    found = kappa_of_tables([table, np.zeros((2, 2))])
    assert found.n_beats == 100
    assert found.overall.value == pytest.approx((0.92 - 0.507) / (1 - 0.507))
    assert found.overall.low < found.overall.value < found.overall.high


def test_tables_that_hold_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="no beat"):
        kappa_of_tables(np.zeros((2, 3, 3)))
    with pytest.raises(ValueError, match="one row and one column"):
        kappa_of_tables(np.zeros((2, 3)))
