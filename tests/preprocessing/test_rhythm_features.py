import numpy as np
import pytest

from ecgviewer.preprocessing.rhythm_features import (
    FEATURE_NAMES,
    REACH,
    rhythm_features,
)

RNG = np.random.default_rng(11)


def _column(features: np.ndarray, name: str) -> np.ndarray:
    column: np.ndarray = features[:, FEATURE_NAMES.index(name)]
    return column


def _with_premature_beat(at: int = 40, share: float = 0.7) -> np.ndarray:
    rr = np.full(100, 0.8)
    rr[at], rr[at + 1] = 0.8 * share, 0.8 * (2 - share)
    return np.cumsum(rr)


def test_a_premature_beat_and_its_pause_stand_out() -> None:
    features = rhythm_features(_with_premature_beat())
    assert _column(features, "RR +0 / near median")[40] == pytest.approx(np.log(0.7))
    assert _column(features, "RR +1 / near median")[40] == pytest.approx(np.log(1.3))
    assert _column(features, "RR -1 / near median")[41] == pytest.approx(np.log(0.7))
    assert _column(features, "RR and next / twice the near median")[40] == (
        pytest.approx(0, abs=1e-6)
    )
    assert _column(features, "near rank of RR")[40] == 0
    assert _column(features, "RR against the near spread")[40] == -2


def test_a_steady_rhythm_has_no_deviations() -> None:
    features = rhythm_features(np.arange(300) * 0.8)
    for name in FEATURE_NAMES[:15]:
        np.testing.assert_allclose(_column(features, name), 0, atol=1e-6)
    assert not _column(features, "near rank of RR").any()
    np.testing.assert_allclose(_column(features, "RR in s"), np.log(0.8), rtol=1e-6)


def test_ratios_do_not_depend_on_the_heart_rate() -> None:
    times = np.cumsum(RNG.uniform(0.6, 1.0, 500))
    slow, fast = rhythm_features(times), rhythm_features(times * 0.75)
    relative = [i for i, name in enumerate(FEATURE_NAMES) if not name.endswith("in s")]
    ranks = [i for i in relative if "rank" in FEATURE_NAMES[i]]
    rest = sorted(set(relative) - set(ranks))
    np.testing.assert_allclose(slow[:, rest], fast[:, rest], atol=1e-5)
    assert np.abs(slow[:, ranks] - fast[:, ranks]).max() <= 0.1


def test_fibrillation_changes_from_beat_to_beat_and_bigeminy_does_not() -> None:
    bigeminy = rhythm_features(np.cumsum(np.tile([0.6, 1.0], 150)))
    fibrillation = rhythm_features(np.cumsum(RNG.uniform(0.5, 1.1, 300)))
    over_two = "near change over two beats"
    assert _column(bigeminy, over_two)[50:-50].max() == -3
    assert _column(fibrillation, over_two)[50:-50].min() > -2.5
    for features in (bigeminy, fibrillation):
        assert _column(features, "near beat-to-beat change")[50:-50].min() > -2.5


def test_beats_out_of_reach_change_nothing() -> None:
    times = np.cumsum(RNG.uniform(0.6, 1.0, 9000))
    whole = rhythm_features(times)
    for row in (4090, 4100, 6000):
        around = rhythm_features(times[row - REACH : row + REACH + 1])
        np.testing.assert_allclose(around[REACH], whole[row], atol=1e-6)


@pytest.mark.parametrize("n", [0, 1, 2, 3, 8, 16])
def test_few_beats_give_finite_numbers(n: int) -> None:
    features = rhythm_features(np.arange(n) * 0.8)
    assert features.shape == (n, len(FEATURE_NAMES))
    assert features.dtype == np.float32
    assert np.isfinite(features).all()


def test_beats_at_the_same_place_give_finite_numbers() -> None:
    assert np.isfinite(rhythm_features(np.zeros(50))).all()
