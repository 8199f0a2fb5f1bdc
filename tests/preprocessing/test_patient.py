import numpy as np
import pytest

from ecgviewer.preprocessing.patient import (
    PART_S,
    Patient,
    TypicalBeats,
    know_patient,
)
from ecgviewer.preprocessing.rhythm_features import TACHYCARDIA, rhythm_features

FS = 100.0


def _know(
    r_peaks: np.ndarray,
    n_samples: int,
    unusual: dict[int, int],
    *,
    by_time: bool = False,
) -> Patient:
    def levels_of(at: np.ndarray) -> np.ndarray:
        values = [unusual.get(int(sample), 50) for sample in at]
        return np.array(values, np.uint8)[:, None, None] * np.ones((2, 3), np.uint8)

    return know_patient(r_peaks, FS, n_samples, TypicalBeats(levels_of, by_time))


def _beats(n: int, rr: int = 80) -> np.ndarray:
    return np.arange(1, n + 1) * rr


def test_typical_beat_ignores_beats_of_another_shape() -> None:
    r_peaks = _beats(200)
    unusual = {int(sample): 250 for sample in r_peaks[::4]}
    patient = _know(r_peaks, 200 * 80, unusual)
    assert patient.typical.shape == (1, 2, 3)
    assert (patient.typical == 50).all()


def test_typical_beat_ignores_premature_beats() -> None:
    r_peaks = _beats(200)
    # Most are premature, alike, and of another shape; what is regular decides.
    early = np.arange(40, 199, 2)
    r_peaks[early] -= 25
    patient = _know(r_peaks, 200 * 80, {int(s): 200 for s in r_peaks[early]})
    assert (patient.typical == 50).all()


def test_each_half_hour_has_its_own_typical_beat() -> None:
    part = round(PART_S * FS)
    r_peaks = _beats(2 * part // 80)
    later = {int(sample): 90 for sample in r_peaks if sample >= part}
    patient = _know(r_peaks, 2 * part, later)
    at = np.array([1000, part - 1, part, 2 * part - 1, 10 * part])
    np.testing.assert_array_equal(patient.typical_of(at)[:, 0, 0], [50, 50, 90, 90, 90])


def test_a_half_hour_with_few_beats_takes_the_typical_beat_of_all() -> None:
    part = round(PART_S * FS)
    r_peaks = np.append(_beats(part // 80), part + np.arange(1, 6) * 80)
    few = {int(sample): 90 for sample in r_peaks[-5:]}
    patient = _know(r_peaks, 2 * part, few)
    assert (patient.typical == 50).all()


def test_known_and_moved_beats_keep_their_timing() -> None:
    r_peaks = np.cumsum(np.random.default_rng(3).integers(60, 100, 300))
    patient = _know(r_peaks, int(r_peaks[-1]) + 100, {})
    rows = np.array([0, 1, 150, 298, 299])
    expected = rhythm_features(r_peaks / FS)[rows]
    np.testing.assert_array_equal(patient.rhythm_of(r_peaks[rows]), expected)
    np.testing.assert_array_equal(patient.rhythm_of(r_peaks[rows] + 5), expected)


def test_a_new_beat_is_one_more_among_the_known() -> None:
    r_peaks = _beats(300)
    patient = _know(np.delete(r_peaks, 150), 300 * 80, {})
    np.testing.assert_allclose(
        patient.rhythm_of(r_peaks[150:151])[0],
        rhythm_features(r_peaks / FS)[150],
        atol=1e-6,
    )


@pytest.mark.parametrize("n", [0, 1, 2, 5])
def test_few_beats_are_enough(n: int) -> None:
    patient = _know(_beats(n), 1000, {})
    assert patient.typical.shape == (1, 2, 3)
    assert np.isfinite(patient.rhythm_of(np.array([10, 500]))).all()


@pytest.mark.parametrize(
    "removed", [[], [0], [899], [400], [0, 450, 899], [*range(5, 895)]]
)
@pytest.mark.parametrize("added", [[], [7], [45_000], [31_000, 31_003]])
def test_timing_after_an_edit_is_that_of_the_beats_there_are(
    removed: list[int], added: list[int]
) -> None:
    r_peaks = np.cumsum(np.random.default_rng(5).integers(60, 100, 900))
    patient = _know(r_peaks, int(r_peaks[-1]) + 100, {})
    edited = np.union1d(np.delete(r_peaks, removed), added)
    after = patient.with_r_peaks(edited)
    np.testing.assert_array_equal(after.r_peaks, edited)
    np.testing.assert_array_equal(after.rhythm, rhythm_features(edited / FS))
    np.testing.assert_array_equal(after.typical, patient.typical)


def test_all_beats_may_go_and_come_back() -> None:
    r_peaks = _beats(300)
    patient = _know(r_peaks, 300 * 80, {})
    none = patient.with_r_peaks(np.empty(0, np.int64))
    assert none.rhythm.shape == (0, patient.rhythm.shape[1])
    again = none.with_r_peaks(r_peaks)
    np.testing.assert_array_equal(again.rhythm, patient.rhythm)


def test_beats_beside_an_edit_are_timed_anew() -> None:
    r_peaks = _beats(100)
    patient = _know(r_peaks, 100 * 80, {})
    assert not patient.timed_anew(r_peaks).any()
    assert patient.timed_anew(np.empty(0, np.int64)).shape == (0,)
    after = np.delete(r_peaks, 50)
    assert np.flatnonzero(patient.timed_anew(after)).tolist() == list(range(42, 58))
    both = np.union1d(np.delete(r_peaks, 20), [70 * 80 + 9])
    rows = np.flatnonzero(patient.timed_anew(both)).tolist()
    assert rows == [*range(12, 28), *range(61, 78)]
    shuffled = both[::-1]
    assert np.array_equal(patient.timed_anew(shuffled), patient.timed_anew(both)[::-1])


def test_a_run_that_an_edit_cuts_ends_there_and_a_new_beat_belongs_to_it() -> None:
    rr = np.concatenate([np.full(40, 80), np.full(600, 40), np.full(40, 80)])
    r_peaks = np.cumsum(rr)
    patient = _know(r_peaks, int(r_peaks[-1]) + 100, {})
    assert patient.rhythm[:, TACHYCARDIA].sum() == 600
    new = patient.rhythm_of(r_peaks[[500]] + 20)
    assert new[0, TACHYCARDIA] == 1
    without = patient.with_r_peaks(np.delete(r_peaks, range(300, 310)))
    expected = rhythm_features(without.r_peaks / FS)
    np.testing.assert_array_equal(without.rhythm, expected)


def _picked(r_peaks: np.ndarray, n_samples: int) -> list[int]:
    """Return the beats that a typical beat by time is made of."""
    asked: list[np.ndarray] = []

    def levels_of(at: np.ndarray) -> np.ndarray:
        asked.append(at)
        return np.zeros((len(at), 2, 3), np.uint8)

    know_patient(r_peaks, FS, n_samples, TypicalBeats(levels_of, by_time=True))
    (picked,) = asked
    return [int(sample) for sample in picked]


def test_by_time_lost_beats_change_nothing_elsewhere() -> None:
    n_samples = round(PART_S * FS)
    r_peaks = np.cumsum(np.random.default_rng(3).integers(78, 82, n_samples // 80))
    r_peaks = r_peaks[r_peaks < n_samples]
    lost = (r_peaks > 50_000) & (r_peaks < 53_000)
    before = _picked(r_peaks, n_samples)
    after = _picked(r_peaks[~lost], n_samples)
    assert len(before) == 120
    # A slot is 15 s long, so two to three of them hold other beats now.
    others = np.array(sorted(set(before) ^ set(after)))
    assert 0 < len(others) <= 6
    assert others.min() > 48_000 and others.max() < 55_000


def test_by_time_a_slot_without_regular_beats_gives_none() -> None:
    n_samples = round(PART_S * FS)
    r_peaks = _beats(n_samples // 80 - 1)
    r_peaks[100:300:2] += 30
    picked = np.array(_picked(r_peaks, n_samples))
    assert not ((picked >= r_peaks[101]) & (picked <= r_peaks[299])).any()
    assert len(picked) == len(np.unique(picked // 1500)) > 90


@pytest.mark.parametrize("n", [0, 1, 2, 5])
def test_by_time_few_beats_are_enough(n: int) -> None:
    patient = _know(_beats(n), 1000, {}, by_time=True)
    assert (patient.typical == (50 if n else 0)).all()
