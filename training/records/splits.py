"""Which records train, which choose the epoch and which test; patients stay apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ecgviewer.core.labels import BeatClass, class_of
from training.errors import TrainingError


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


#: Inter-patient division of the MIT-BIH Arrhythmia Database: de Chazal, O'Dwyer,
#: Reilly, IEEE Trans Biomed Eng 51 (2004) 1196. Paced records are in neither.
DS1 = _names(
    "101 106 108 109 112 114 115 116 118 119 122 "
    "124 201 203 205 207 208 209 215 220 223 230"
)
DS2 = _names(
    "100 103 105 111 113 117 121 123 200 202 210 "
    "212 213 214 219 221 222 228 231 232 233 234"
)
DIVISIONS = {"ds1": DS1, "ds2": DS2}
#: Left out by the recommendation of AAMI EC57.
PACED = ("102", "104", "107", "217")
#: How the names of the records of nstdb begin: 118 and 119 with noise, only to test.
_NOISE_STRESS = ("118e", "119e")
#: Records of one person; 201 is in DS1 and 202 in DS2 (MIT-BIH directory).
_SAME_PERSON = {"202": "201"}

#: Share of the S beats, and of the V beats, that must and may be drawn, so that every
#: part has enough of each to learn from and to be judged by.
_SHARE = (0.08, 0.5)
#: Largest share of any symbol that may be drawn, if it has this many beats: whoever
#: sees no bundle branch block in training calls all of them ventricular.
_SYMBOL_SHARE = 0.6
_COMMON = 500
_TRIES = 10_000

#: Beats of each symbol in a record: {"100": {"N": 2239, "A": 33, "V": 1}, ...}.
Counts = Mapping[str, Mapping[str, int]]


SPLITS = ("ds1", "standard", "patient")
#: Ends the name of a record that is called like one of a database and is another one.
OWN = " (own)"


class LeakageError(TrainingError):
    """A patient would be on both sides of a division."""


def patient_of(record: str) -> str:
    """Return a name that is the same for all records of one person.

    Records of the noise stress test (118e24, say) are of the patients of mitdb.
    """
    if record.endswith(OWN):
        return record
    clean = record[:3] if record.startswith(("118e", "119e")) else record
    return _SAME_PERSON.get(clean, clean)


def refuse_shared_patients(
    *parts: Iterable[str], patient: Callable[[str], str] = patient_of
) -> None:
    """Check that no patient has records in two parts.

    Parameters
    ----------
    *parts : iterable of str
        Names of records.
    patient : callable
        Returns the patient of a record.

    Raises
    ------
    LeakageError
        Naming the patients.
    """
    seen: set[str] = set()
    for part in parts:
        patients = {patient(record) for record in part}
        if shared := seen & patients:
            raise LeakageError(
                f"patients on both sides of the split: {', '.join(sorted(shared))}"
            )
        seen |= patients


def refuse_tested(
    test_records: Iterable[str],
    trained_patients: Iterable[str],
    names: Iterable[str],
    patient: Callable[[str], str] = patient_of,
) -> None:
    """Check that no record is of a patient that a classifier is tested on.

    Those are the patients of its test records, of DS2 unless the classifier was
    trained on them to begin with, and the records of the noise stress test.

    Raises
    ------
    LeakageError
        Naming the records.
    """
    tested = {patient(record) for record in test_records}
    tested |= {patient_of(record) for record in DS2} - set(trained_patients)
    if found := [
        name
        for name in names
        if patient(name) in tested
        or (name.startswith(_NOISE_STRESS) and not name.endswith(OWN))
    ]:
        raise LeakageError(
            f"{', '.join(found)}: patients that the classifier is tested on. Whoever "
            "trains on them can no longer say how good it is."
        )


@dataclass(frozen=True)
class Split:
    """A division of records by patient.

    Attributes
    ----------
    name : str
        One of SPLITS.
    seed : int
        What chose the patients.
    training, validation, test : tuple of str
        Names of records.
    record_patients : mapping
        Patients of records, where a file says whose they are.
    """

    name: str
    seed: int
    training: tuple[str, ...]
    validation: tuple[str, ...]
    test: tuple[str, ...]
    record_patients: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a division that shares patients."""
        refuse_shared_patients(
            self.training, self.validation, self.test, patient=self.patient_of
        )

    def patient_of(self, record: str) -> str:
        """Return the patient of a record."""
        return self.record_patients.get(record) or patient_of(record)

    @property
    def test_known(self) -> tuple[str, ...]:
        """Records that the published division tests though it trains on the patient."""
        if self.name != "standard":
            return ()
        known = {patient_of(record) for record in self.training}
        return tuple(r for r in DS2 if patient_of(r) in known)

    def with_training(self, records: tuple[str, ...]) -> Split:
        """Return the division with more records to train on."""
        return replace(self, training=self.training + records)


def split_records(name: str, counts: Counts, seed: int) -> Split:
    """Return a division of the records.

    ``ds1`` trains on DS1 and tests on DS2; record 201 is left out of the training,
    since its patient is tested by 202. ``standard`` is the division as published: all
    of DS1 trains, without validation; here 202 is left out of the test. ``patient``
    draws 70, 15 and 15 % of the
    patients; the test patients are drawn first. A drawing in which the test or the
    validation has nearly none, or most, of the S or V beats, or most of those of any
    common symbol, is drawn again.

    Parameters
    ----------
    name : str
        One of SPLITS.
    counts : mapping
        Beats of each symbol of every record at hand.
    seed : int
        Chooses the patients.

    Raises
    ------
    ValueError
        If the name is none of them.
    """
    rng = np.random.default_rng(seed)
    if name == "ds1":
        tested = {patient_of(record) for record in DS2}
        pool = [r for r in counts if r in DS1 and patient_of(r) not in tested]
        test = tuple(record for record in counts if record in DS2)
        n_validation = round(0.2 * _n_patients(pool))
    elif name == "standard":
        known = {patient_of(record) for record in DS1}
        test = tuple(r for r in counts if r in DS2 and patient_of(r) not in known)
        return Split(name, seed, tuple(r for r in counts if r in DS1), (), test)
    elif name == "patient":
        records = [record for record in counts if record not in PACED]
        n_validation = round(0.15 * _n_patients(records))
        test = _draw(records, counts, n_validation, rng)
        pool = [record for record in records if record not in test]
    else:
        raise ValueError(f"unknown split {name}; known are {', '.join(SPLITS)}")
    validation = _draw(pool, counts, n_validation, rng)
    training = tuple(record for record in pool if record not in validation)
    return Split(name, seed, training, validation, test)


def _n_patients(records: Sequence[str]) -> int:
    return len({patient_of(record) for record in records})


def _draw(
    pool: Sequence[str], counts: Counts, n_patients: int, rng: np.random.Generator
) -> tuple[str, ...]:
    patients = sorted({patient_of(record) for record in pool})
    for _ in range(_TRIES):
        drawn = set(rng.permutation(patients)[:n_patients])
        chosen = tuple(record for record in pool if patient_of(record) in drawn)
        if _is_fair(_sum(chosen, counts), _sum(pool, counts)):
            return chosen
    raise ValueError("no choice of patients has enough S and V beats")


def _sum(records: Iterable[str], counts: Counts) -> Counter[str]:
    total: Counter[str] = Counter()
    for record in records:
        total.update(counts[record])
    return total


def _is_fair(drawn: Counter[str], pool: Counter[str]) -> bool:
    for beat_class in (BeatClass.S, BeatClass.V):
        symbols = [s for s in pool if class_of(s) == beat_class]
        share = sum(drawn[s] for s in symbols) / max(sum(pool[s] for s in symbols), 1)
        if not _SHARE[0] <= share <= _SHARE[1]:
            return False
    common = [symbol for symbol, n in pool.items() if n >= _COMMON]
    return all(drawn[s] <= _SYMBOL_SHARE * pool[s] for s in common)
