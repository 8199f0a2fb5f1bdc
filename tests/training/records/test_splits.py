import numpy as np
import pytest

from training.records.splits import (
    DS1,
    DS2,
    PACED,
    LeakageError,
    Split,
    patient_of,
    refuse_shared_patients,
    split_records,
)


def _counts() -> dict[str, dict[str, int]]:
    rng = np.random.default_rng(0)
    return {
        record: {
            "N": 2000,
            "S": int(rng.integers(0, 80)),
            "V": int(rng.integers(0, 400)),
        }
        for record in sorted((*DS1, *DS2, *PACED))
    }


def test_published_division_is_complete() -> None:
    assert len(DS1) == len(DS2) == 22
    assert len({*DS1, *DS2, *PACED}) == 48


@pytest.mark.parametrize("seed", range(5))
def test_ds1_keeps_ds2_for_the_test(seed: int) -> None:
    split = split_records("ds1", _counts(), seed)
    assert set(split.test) == set(DS2)
    # The patient of 201 is tested in 202.
    assert {*split.training, *split.validation} == set(DS1) - {"201"}
    assert len(split.validation) == 4


@pytest.mark.parametrize("seed", range(5))
def test_patient_split_is_70_15_15(seed: int) -> None:
    split = split_records("patient", _counts(), seed)
    parts = (split.training, split.validation, split.test)
    patients = [{patient_of(record) for record in part} for part in parts]
    assert [len(part) for part in patients] == [31, 6, 6]
    assert set().union(*parts) == {*DS1, *DS2}


def test_seed_decides_the_split() -> None:
    splits = [split_records("patient", _counts(), seed) for seed in (1, 1, 2)]
    assert splits[0] == splits[1] != splits[2]


def test_every_part_has_ectopic_beats() -> None:
    counts = _counts()
    for seed in range(5):
        split = split_records("patient", counts, seed)
        for part in (split.training, split.validation, split.test):
            for beat_class in "SV":
                assert sum(counts[record][beat_class] for record in part) > 0


def test_records_of_one_patient_stay_together() -> None:
    with pytest.raises(LeakageError, match="201"):
        refuse_shared_patients(["100", "201"], ["202"])
    with pytest.raises(LeakageError, match="201"):
        Split("mine", 0, ("201",), ("100",), ("202", "103"))
    refuse_shared_patients(["201", "202"], ["100"], ["103"])


def test_validation_patients_are_no_test_patients() -> None:
    with pytest.raises(LeakageError, match="103"):
        Split("mine", 0, ("100",), ("103",), ("103",))


def test_unknown_split_is_named() -> None:
    with pytest.raises(ValueError, match="random"):
        split_records("random", _counts(), 0)


def test_records_without_ectopic_beats_cannot_be_divided() -> None:
    counts = {record: {"N": 9, "S": 0, "V": 9} for record in (*DS1, *DS2)}
    with pytest.raises(ValueError, match="enough S and V"):
        split_records("patient", counts, 0)


@pytest.mark.parametrize("seed", range(5))
def test_training_keeps_some_bundle_branch_blocks(seed: int) -> None:
    counts = _counts()
    for record in ("109", "207"):
        counts[record]["L"] = 2000
    split = split_records("ds1", counts, seed)
    assert {"109", "207"} & set(split.training)


def test_standard_division_is_the_published_one_but_for_the_shared_patient() -> None:
    split = split_records("standard", _counts(), 1)
    assert set(split.training) == set(DS1)
    assert split.validation == ()
    assert set(split.test) == set(DS2) - {"202"}
    assert split.test_known == ("202",)
    assert split_records("ds1", _counts(), 1).test_known == ()


def test_records_that_are_added_train_and_must_not_be_tested() -> None:
    split = split_records("standard", _counts(), 1).with_training(("800", "801"))
    assert set(split.training) == {*DS1, "800", "801"}
    with pytest.raises(LeakageError, match="100"):
        split.with_training(("100",))


def test_noisy_copies_are_of_the_same_patients() -> None:
    assert patient_of("118e24") == "118"
    assert patient_of("119e_6") == "119"
    assert patient_of("118") == "118"
