"""Only what begins abruptly, is fast and regular, and lasts is marked."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.preprocessing.rhythm_features import TACHYCARDIA, rhythm_features
from ecgviewer.preprocessing.tachycardia import in_abrupt_tachycardia

RNG = np.random.default_rng(11)


def _rhythm(n: int, rr_s: float, spread: float = 0.02) -> np.ndarray:
    return rr_s * (1 + spread * RNG.uniform(-1, 1, n))


def _found(*parts: np.ndarray) -> list[tuple[int, int]]:
    inside = in_abrupt_tachycardia(np.concatenate(parts)).astype(int)
    edges = np.flatnonzero(np.diff(inside, prepend=0, append=0))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def test_a_run_is_found_from_its_first_beat_to_its_last() -> None:
    sinus, run = _rhythm(40, 0.8), _rhythm(200, 0.4)
    assert _found(sinus, run, _rhythm(40, 0.8)) == [(40, 240)]


def test_each_run_is_found_and_one_may_last_to_the_end() -> None:
    sinus, run = _rhythm(40, 0.9), _rhythm(30, 0.42)
    assert _found(sinus, run, sinus, run) == [(40, 70), (110, 140)]


def test_a_run_may_slow_down_little_by_little() -> None:
    slower = np.geomspace(0.35, 0.5, 400)
    assert _found(_rhythm(40, 0.8), slower, _rhythm(40, 0.9)) == [(40, 440)]


def test_one_missed_beat_does_not_end_a_run() -> None:
    missed = np.array([0.8])
    parts = _rhythm(40, 0.8), _rhythm(50, 0.4), missed, _rhythm(50, 0.4)
    assert _found(*parts, _rhythm(40, 0.8)) == [(40, 141)]


#: Premature beats after a run: nothing that another one could begin in.
INTERLUDE = np.tile([0.8, 0.8, 0.5, 1.1], 5)


def test_a_run_comes_back_out_of_a_rhythm_that_is_not_steady() -> None:
    run, after = _rhythm(50, 0.4), _rhythm(40, 0.8)
    parts = _rhythm(40, 0.8), run, INTERLUDE, run, INTERLUDE, run, after
    assert _found(*parts) == [(40, 90), (110, 160), (180, 230)]


def test_a_run_comes_back_ahead_of_another_that_begins() -> None:
    sinus, run = _rhythm(40, 0.8), _rhythm(50, 0.4)
    found = _found(sinus, run, INTERLUDE, run, sinus, _rhythm(50, 0.5), sinus)
    assert found == [(40, 90), (110, 160), (200, 250)]


@pytest.mark.parametrize(
    "later",
    [
        pytest.param([INTERLUDE, _rhythm(50, 0.34)], id="at another rate"),
        pytest.param([np.tile(INTERLUDE, 4), _rhythm(50, 0.4)], id="after a minute"),
        pytest.param([INTERLUDE, _rhythm(50, 0.4, 0.1)], id="not as steady"),
        pytest.param([INTERLUDE, _rhythm(6, 0.4), INTERLUDE], id="for a few beats"),
    ],
)
def test_only_the_same_run_comes_back(later: list[np.ndarray]) -> None:
    assert _found(_rhythm(40, 0.8), _rhythm(50, 0.4), *later) == [(40, 90)]


def test_it_can_be_asked_for_runs_that_do_not_come_back() -> None:
    sinus, run = _rhythm(40, 0.8), _rhythm(50, 0.4)
    rr_s = np.concatenate([sinus, run, INTERLUDE, run, sinus])
    assert in_abrupt_tachycardia(rr_s, steadier=0.0).sum() == 50
    assert in_abrupt_tachycardia(rr_s).sum() == 100


@pytest.mark.parametrize(
    "rr_s",
    [
        pytest.param(np.geomspace(0.9, 0.42, 60).repeat(2), id="exercise"),
        pytest.param(RNG.lognormal(np.log(0.5), 0.2, 600), id="fibrillation"),
        pytest.param(
            np.concatenate([_rhythm(40, 1.0), _rhythm(100, 0.65)]), id="below 100"
        ),
        pytest.param(
            np.concatenate([_rhythm(40, 0.8), _rhythm(5, 0.4), _rhythm(40, 0.8)]),
            id="a salvo",
        ),
        pytest.param(
            np.concatenate([RNG.choice([0.4, 0.8], 200), _rhythm(60, 0.4)]),
            id="flutter",
        ),
        pytest.param(np.tile([0.5, 0.9], 100), id="bigeminy"),
        pytest.param(_rhythm(20, 0.4), id="few beats"),
        pytest.param(np.empty(0), id="none"),
    ],
)
def test_other_rhythms_are_not_marked(rr_s: np.ndarray) -> None:
    assert not in_abrupt_tachycardia(rr_s).any()


def test_it_is_the_last_feature_of_the_rhythm() -> None:
    rr = np.concatenate([_rhythm(40, 0.8), _rhythm(300, 0.4), _rhythm(40, 0.8)])
    column = rhythm_features(np.cumsum(rr))[:, TACHYCARDIA]
    np.testing.assert_array_equal(column, in_abrupt_tachycardia(rr))
    assert column.sum() == 300
