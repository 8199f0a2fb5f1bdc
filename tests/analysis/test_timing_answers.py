"""What timing says is remembered, and asked again only near what changed."""

from __future__ import annotations

import numpy as np

from ecgviewer.analysis.timing_answers import TimingAnswers
from ecgviewer.classifier.timing_expert import TimingExpert
from ecgviewer.core.stopping import never
from ecgviewer.preprocessing.rhythm_features import TACHYCARDIA
from ecgviewer.preprocessing.timing_window import (
    TIMING_NAMES,
    TIMING_REACH,
    timing_of_some,
    timing_window,
)

_FS = 250.0
_N = 3000


def _expert(seed: int) -> TimingExpert:
    rng = np.random.default_rng(seed)
    n = len(TIMING_NAMES)
    weight = rng.normal(size=(n, 3)).astype("f4")
    return TimingExpert(
        np.zeros(n, "f4"), np.ones(n, "f4"), (weight,), (np.zeros(3, "f4"),)
    )


_EXPERTS = (_expert(1), _expert(2))


class _Asked:
    """Tells the timing of some beats, and counts them."""

    def __init__(self) -> None:
        self.n = 0

    def __call__(
        self, samples: np.ndarray, in_run: np.ndarray, rows: range
    ) -> np.ndarray:
        self.n += len(rows)
        across = np.zeros(len(samples), bool)
        return timing_of_some(samples / _FS, in_run, rows.start, rows.stop, across)


def _samples() -> np.ndarray:
    rr = np.random.default_rng(2).normal(0.8, 0.08, _N)
    return np.rint(np.cumsum(rr) * _FS).astype(np.int64)


def _whole(samples: np.ndarray, in_run: np.ndarray) -> np.ndarray:
    timing = timing_window(samples / _FS)
    timing[:, TACHYCARDIA] = in_run
    return np.stack([expert.logits(timing) for expert in _EXPERTS], axis=1)


def _edited(samples: np.ndarray) -> dict[str, np.ndarray]:
    moved = samples.copy()
    moved[1500] += 60
    return {
        "moved": moved,
        "removed": np.delete(samples, 1500),
        "added": np.insert(samples, 1500, samples[1500] - 90),
        "first removed": samples[1:],
        "last removed": samples[:-1],
        "appended": np.append(samples, samples[-1] + 200),
        "two, far apart": np.delete(samples, [20, 2900]),
    }


def test_answers_after_an_edit_are_those_of_all_beats() -> None:
    samples = _samples()
    for name, after in _edited(samples).items():
        asked = _Asked()
        answers = TimingAnswers(_EXPERTS, asked, never)
        none, still = np.zeros(_N, bool), np.zeros(len(after), bool)
        np.testing.assert_allclose(
            answers.of(samples, none), _whole(samples, none), atol=1e-3
        )
        asked.n = 0
        np.testing.assert_allclose(
            answers.of(after, still), _whole(after, still), atol=1e-3, err_msg=name
        )
        if "two" not in name:
            assert asked.n <= 2 * TIMING_REACH + 2, name


def test_what_did_not_change_is_not_asked_again() -> None:
    samples, none, asked = _samples(), np.zeros(_N, bool), _Asked()
    answers = TimingAnswers(_EXPERTS, asked, never)
    before = answers.of(samples, none)
    asked.n = 0
    np.testing.assert_array_equal(answers.of(samples.copy(), none), before)
    assert asked.n == 0


def test_a_run_that_is_found_is_an_answer_too() -> None:
    samples, asked = _samples(), _Asked()
    answers = TimingAnswers(_EXPERTS, asked, never)
    answers.of(samples, np.zeros(_N, bool))
    run = np.zeros(_N, bool)
    run[700:760] = True
    np.testing.assert_allclose(
        answers.of(samples, run), _whole(samples, run), atol=1e-3
    )


def test_without_experts_nothing_is_asked() -> None:
    asked = _Asked()
    said = TimingAnswers((), asked, never).of(_samples(), np.zeros(_N, bool))
    assert said.shape == (_N, 0, 3)
    assert asked.n == 0
