"""Two readers compared: matrix, kappa, and where they differ."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ecgviewer.core.ec57.matching import nearest_beats
from ecgviewer.core.ec57.matrix import ROWS
from ecgviewer.core.ec57.reader_comparison import (
    ReaderBeats,
    cell_name,
    compare_readers,
)
from ecgviewer.core.labels import BeatClass
from tests.label_schemes import N_L_R_S_V_P, N_V

FS, N_SAMPLES = 250.0, 5000


def reader(name: str, beats: dict[int, str]) -> ReaderBeats:
    places = sorted(beats)
    symbols = np.array([beats[p] for p in places], "U1")
    return ReaderBeats(name, np.array(places), symbols)


ADA = reader("ada", {100: "N", 400: "V", 700: "L", 1000: "A", 1300: "N"})
BEN = reader("ben", {102: "N", 400: "N", 705: "N", 1000: "S", 1700: "V"})


def test_pairs_cells_and_disagreements() -> None:
    found = compare_readers(ADA, BEN, FS, N_SAMPLES)
    n, s, v, o = (ROWS.index(letter) for letter in "NSVO")
    assert (found.matrix[n, n], found.matrix[v, n], found.matrix[s, s]) == (2, 1, 1)
    assert found.in_cell(v, n).tolist() == [400]
    assert found.in_cell(n, o).tolist() == [1300]
    assert found.in_cell(o, v).tolist() == [1700]
    assert found.sample[found.differs].tolist() == [400, 1300, 1700]
    places, labels = found.agreed()
    assert places.tolist() == [100, 700, 1000]
    assert labels.tolist() == [0, 0, 1]


def test_what_a_reader_left_as_it_was_is_not_agreed_on() -> None:
    read = np.array([True, False, True, True, False])
    ada = replace(ADA, reviewed=read)
    found = compare_readers(ada, BEN, FS, N_SAMPLES)
    assert found.n_reviewed == (3, 5)
    assert found.agreed()[0].tolist() == [100, 700, 1000]
    ben = replace(BEN, reviewed=~read)
    assert not len(compare_readers(ada, ben, FS, N_SAMPLES).agreed()[0])


def test_kappa_is_of_the_beats_of_both() -> None:
    agreement = compare_readers(ADA, BEN, FS, N_SAMPLES).agreement
    assert agreement is not None
    assert agreement.n_beats == 4
    assert agreement.observed == pytest.approx(0.75)


def test_readers_without_a_beat_in_common() -> None:
    other = reader("cid", {3000: "N"})
    assert compare_readers(ADA, other, FS, N_SAMPLES).agreement is None


def test_cells_are_called_by_their_classes() -> None:
    assert cell_name(ROWS.index("V"), ROWS.index("O")) == "V / no beat"


def test_beats_take_the_label_that_both_readers_gave() -> None:
    first, second = (
        reader(name, {100: "V", 400: "V", 700: last, 1000: "S"})
        for name, last in (("Dr Smith", "S"), ("Zoë", "N"))
    )
    comparison = compare_readers(first, second, FS, N_SAMPLES)
    sample = np.array([90, 395, 405, 700, 2000])
    undecided = np.zeros(5, bool)
    rows, labels = comparison.to_adopt(sample, undecided, FS)
    assert rows.tolist() == [0, 1]
    assert labels.tolist() == [BeatClass.V, BeatClass.V]
    decided = np.array([True, False, False, False, False])
    assert comparison.to_adopt(sample, decided, FS)[0].tolist() == [1]
    rows, labels = comparison.to_adopt(np.empty(0, np.int64), np.empty(0, bool), FS)
    assert not len(rows)
    assert not len(labels)


def test_a_beat_takes_one_label_where_two_places_are_near() -> None:
    both = reader("Ada", {100: "V", 130: "S"}), reader("Bo", {100: "V", 130: "S"})
    comparison = compare_readers(*both, FS, N_SAMPLES)
    rows, labels = comparison.to_adopt(np.array([115]), np.array([False]), FS)
    assert rows.tolist() == [0]
    assert labels.tolist() == [BeatClass.V]


@pytest.mark.parametrize(
    ("place", "near", "far"),
    [(0, -1, 0), (90, 0, 0), (111, -1, 0), (150, -1, 0), (151, -1, 1), (210, 1, 1)],
)
def test_the_nearest_beat_is_within_reach(place: int, near: int, far: int) -> None:
    samples = np.array([100, 200])
    assert nearest_beats(samples, [place], 10).tolist() == [near]
    assert nearest_beats(samples, [place], 1000).tolist() == [far]


def test_nothing_is_near_where_there_is_no_beat() -> None:
    assert nearest_beats(np.empty(0, np.int64), [1, 2], 10).tolist() == [-1, -1]


def test_readers_are_compared_by_the_classes_of_the_review() -> None:
    found = compare_readers(ADA, BEN, FS, N_SAMPLES, N_L_R_S_V_P)
    assert found.rows == (*"NLRSVP", "no class", "no beat")
    n, left, v, none = (found.rows.index(row) for row in ("N", "L", "V", "no beat"))
    # To AAMI an L is an N; here they are two classes.
    assert found.in_cell(left, n).tolist() == [700]
    assert found.in_cell(v, n).tolist() == [400]
    assert found.in_cell(n, none).tolist() == [1300]
    assert found.in_cell(none, v).tolist() == [1700]
    assert found.matrix.sum() == 6
    places, labels = found.agreed()
    assert places.tolist() == [100, 1000]
    assert labels.tolist() == [0, N_L_R_S_V_P.code("S")]
    assert found.agreement is not None
    assert len(found.agreement.by_class) == 6
    assert cell_name(left, none, found.rows) == "L / no beat"


def test_a_beat_of_no_class_of_the_review_is_in_a_row_of_its_own() -> None:
    ada = reader("ada", {100: "Q", 400: "V"})
    ben = reader("ben", {100: "N", 400: "V"})
    found = compare_readers(ada, ben, FS, N_SAMPLES, N_V)
    assert found.in_cell(found.rows.index("no class"), 0).tolist() == [100]
    assert found.agreement is not None
    assert found.agreement.n_beats == 1
    assert found.agreed()[0].tolist() == [400]


def test_kappa_and_matrix_are_of_what_both_reviewed() -> None:
    ada = replace(ADA, reviewed=np.isin(ADA.sample, [100, 400]))
    ben = replace(BEN, reviewed=np.isin(BEN.sample, [102, 705, 1700]))
    found = compare_readers(ada, ben, FS, N_SAMPLES)
    # What only one of them has counts where that one decided it.
    assert found.sample[found.decided].tolist() == [100, 1700]
    assert found.matrix.sum() == 2
    assert found.agreement is not None
    assert found.agreement.n_beats == 1
    assert found.differs.sum() > np.count_nonzero(found.differs & found.decided)


def test_the_classifier_decides_nothing_and_is_compared() -> None:
    nobody = np.zeros(len(BEN.sample), bool)
    classifier = replace(BEN, reviewed=nobody, is_person=False)
    found = compare_readers(ADA, classifier, FS, N_SAMPLES)
    assert found.decided.all()
    assert not len(found.agreed()[0])
