"""The expert of context: its file, and S or N in the light of the record."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.classifier import context_expert
from ecgviewer.classifier.beat_context import CONTEXT_NAMES, TIMED_NAMES, beat_context
from ecgviewer.classifier.context_expert import (
    ContextExpert,
    ContextExpertError,
    answered,
    expert_inputs,
    read_context_expert,
    with_odds,
)
from ecgviewer.classifier.perceptron import Perceptron
from ecgviewer.classifier.timing_expert import TimingExpert
from ecgviewer.classifier.trusted_networks import HOUR_NAMES, TrustedNetworks
from ecgviewer.preprocessing.timing_window import TIMING_NAMES

_N = len(CONTEXT_NAMES)
_EARLY = CONTEXT_NAMES.index("RR / sinus RR of minutes")


def _expert(n_features: int = _N, n_outputs: int = 1) -> ContextExpert:
    """Return one that calls S what comes early, and N all else."""
    weight = np.zeros((n_features, n_outputs), "f4")
    weight[min(_EARLY, n_features - 1)] = -40
    return ContextExpert(
        np.zeros(n_features, "f4"),
        np.ones(n_features, "f4"),
        (weight,),
        (np.full(n_outputs, -5, "f4"),),
    )


def _said(n: int) -> np.ndarray:
    said: np.ndarray = np.log(np.tile([0.85, 0.05, 0.1], (n, 1)))
    return said


def _hours(n: int) -> np.ndarray:
    """Return hours in which networks are not to be trusted."""
    return np.zeros((n, len(HOUR_NAMES)))


def test_early_beats_of_the_patient_become_s_and_v_stays() -> None:
    rr = np.full(100, 0.8)
    rr[50], rr[51] = 0.5, 1.0
    context = beat_context(_said(100), rr)
    said = answered(_said(100), context, _hours(100), np.zeros(100, bool), _expert())
    assert np.flatnonzero(said.argmax(axis=1) == 1).tolist() == [50]
    np.testing.assert_allclose(np.exp(said).sum(axis=1), 1)
    np.testing.assert_allclose(np.exp(said[:, 2]), 0.1)


def test_beats_of_an_abrupt_tachycardia_are_s_unless_they_are_v() -> None:
    rr, in_run = np.full(100, 0.8), np.zeros(100, bool)
    in_run[40:70] = True
    before = _said(100)
    before[60] = np.log([0.02, 0.01, 0.97])
    context = beat_context(before, rr)
    said = answered(before, context, _hours(100), in_run, _expert())
    label = said.argmax(axis=1)
    assert label[60] == 2
    assert np.flatnonzero(label == 1).tolist() == [*range(40, 60), *range(61, 70)]


def test_odds_of_s_against_n_are_replaced() -> None:
    said = with_odds(_said(2), np.log([3.0, 1 / 3]))
    np.testing.assert_allclose(np.exp(said), [[0.225, 0.675, 0.1], [0.675, 0.225, 0.1]])


def test_inputs_far_from_all_that_it_learned_from_say_no_more() -> None:
    expert, context = _expert(), np.zeros((2, _N), "f4")
    context[:, _EARLY] = [-4, -400]
    near, far = expert.odds(context)
    assert near == far == 155


def test_beats_of_a_week_are_judged_part_by_part(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    context = np.random.default_rng(1).normal(0, 1, (10, _N)).astype("f4")
    whole = _expert().odds(context)
    seen: list[int] = []
    logits = Perceptron.logits

    def counted(expert: Perceptron, inputs: np.ndarray) -> np.ndarray:
        seen.append(len(inputs))
        return logits(expert, inputs)

    monkeypatch.setattr(context_expert, "_AT_ONCE", 4)
    monkeypatch.setattr(Perceptron, "logits", counted)
    np.testing.assert_allclose(_expert().odds(context), whole)
    assert seen == [4, 4, 2]
    assert not len(_expert().odds(context[:0]))


def test_a_written_expert_says_the_same(tmp_path: Path) -> None:
    path, context = tmp_path / "context.npz", np.eye(_N, dtype="f4")
    _expert().write(path)
    again = read_context_expert(path)
    np.testing.assert_array_equal(again.odds(context), _expert().odds(context))


def test_files_that_hold_no_expert_are_named(tmp_path: Path) -> None:
    path = tmp_path / "context.npz"
    path.write_bytes(b"no archive")
    with pytest.raises(ContextExpertError, match=r"context\.npz is not a context exp"):
        read_context_expert(path)
    _expert(4).write(path)
    with pytest.raises(ContextExpertError, match="it takes 4 features"):
        read_context_expert(path)


def test_an_expert_answers_one_question() -> None:
    with pytest.raises(ValueError, match="one output"):
        _expert(n_outputs=2)


def test_odds_are_calibrated_after_a_shift_and_v_by_itself(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    context = rng.normal(0, 1, (20, _N)).astype("f4")
    plain = _expert()
    ready = plain.calibrated(0.5, 2.0, (1.5, -0.25))
    np.testing.assert_allclose(
        ready.odds(context), (plain.odds(context) + 2) / 2, rtol=1e-5
    )
    said, in_run = _said(20), np.zeros(20, bool)
    after = answered(said, context, _hours(20), in_run, ready)
    odds_of_v = after[:, 2] - np.logaddexp(after[:, 0], after[:, 1])
    np.testing.assert_allclose(odds_of_v, 1.5 * np.log(1 / 9) - 0.25)
    np.testing.assert_allclose(np.exp(after).sum(axis=1), 1)
    ready.write(tmp_path / "context.npz")
    again = read_context_expert(tmp_path / "context.npz")
    assert again.ventricular == (1.5, -0.25)
    with pytest.raises(ValueError, match="odds of V"):
        plain.calibrated(1.0, 0.0, (0.0, 0.0))


def test_a_file_that_says_nothing_of_v_leaves_it(tmp_path: Path) -> None:
    path = tmp_path / "context.npz"
    Perceptron.write(_expert(), path)
    assert read_context_expert(path).ventricular == (1.0, 0.0)


@pytest.mark.parametrize(
    ("name", "values", "said"),
    [
        ("mean", np.full(_N, np.nan, "f4"), "finite numbers"),
        ("scale", np.zeros(_N, "f4"), "spreads above 0"),
        ("mean", np.array(["a"] * _N), "real numbers"),
        ("scale", np.ones(_N, "c8"), "real numbers"),
    ],
)
def test_an_expert_without_usable_numbers_is_refused(
    tmp_path: Path, name: str, values: np.ndarray, said: str
) -> None:
    path = tmp_path / "context.npz"
    np.savez(path, **(_expert().arrays() | {name: values}))
    with pytest.raises(ContextExpertError, match=said):
        read_context_expert(path)


def _timed_expert() -> ContextExpert:
    """Return one that calls S what its first expert of timing calls S."""
    rng, n = np.random.default_rng(3), len(TIMING_NAMES)
    timing = tuple(
        TimingExpert(
            np.zeros(n, "f4"),
            np.ones(n, "f4"),
            (rng.normal(size=(n, 3)).astype("f4"),),
            (np.zeros(3, "f4"),),
        )
        for _ in range(2)
    )
    n_inputs = _N + 2 * len(TIMED_NAMES)
    weight = np.zeros((n_inputs, 1), "f4")
    weight[_N] = 10
    return replace(
        ContextExpert(
            np.zeros(n_inputs, "f4"),
            np.ones(n_inputs, "f4"),
            (weight,),
            (np.full(1, -5, "f4"),),
        ),
        timing=timing,
    )


def test_what_timing_says_is_an_input_after_the_others() -> None:
    rr, timing = np.full(60, 0.8), np.zeros((60, 2, 3), "f4")
    timing[:, :, 0] = 4
    timing[30, 0] = [0, 4, 0]
    timing[40, 1] = [0, 4, 0]
    inputs = expert_inputs(_said(60), rr, timing)
    assert inputs.shape == (60, _N + 2 * len(TIMED_NAMES))
    np.testing.assert_array_equal(inputs[:, :_N], beat_context(_said(60), rr))
    first, second = inputs[:, _N : _N + 3], inputs[:, _N + 3 :]
    odds = 4 - np.log(2)
    np.testing.assert_allclose(first[30, 0], odds, rtol=1e-5)
    np.testing.assert_allclose(first[30, 1:], odds - first[0, 0], rtol=1e-5)
    np.testing.assert_allclose(second[30, 1:], 0, atol=1e-6)
    said = answered(_said(60), inputs, _hours(60), np.zeros(60, bool), _timed_expert())
    assert np.flatnonzero(said.argmax(axis=1) == 1).tolist() == [30]


def test_without_experts_of_timing_the_context_is_all() -> None:
    rr, none = np.full(20, 0.8), np.empty((20, 0, 3), "f4")
    np.testing.assert_array_equal(
        expert_inputs(_said(20), rr, none), beat_context(_said(20), rr)
    )
    nobody = expert_inputs(_said(0), rr[:0], np.empty((0, 2, 3), "f4"))
    assert nobody.shape == (0, _N + 2 * len(TIMED_NAMES))


def test_experts_of_timing_are_kept_in_the_file(tmp_path: Path) -> None:
    path, expert = tmp_path / "context.npz", _timed_expert()
    expert.write(path)
    again = read_context_expert(path)
    asked = np.random.default_rng(4).normal(size=(5, len(TIMING_NAMES))).astype("f4")
    for before, after in zip(expert.timing, again.timing, strict=True):
        np.testing.assert_array_equal(before.logits(asked), after.logits(asked))
    arrays = expert.arrays()
    del arrays["timing_1_mean"]
    np.savez(path, **arrays)
    with pytest.raises(ContextExpertError, match="mean"):
        read_context_expert(path)
    fewer = {name: a for name, a in arrays.items() if "timing_1" not in name}
    np.savez(path, **fewer)
    with pytest.raises(ContextExpertError, match="features"):
        read_context_expert(path)


def test_networks_count_where_they_are_trusted_and_v_stays(tmp_path: Path) -> None:
    said = _said(20)
    said[::2, :2] = np.log([0.05, 0.85])
    late = np.zeros((20, _N), "f4")
    expert = replace(_expert(), trusted=TrustedNetworks(0.3, 6.0))
    hours, in_run = np.tile([0.5, 8.0, 0.0], (20, 1)), np.zeros(20, bool)
    trusted = answered(said, late, hours, in_run, expert)
    np.testing.assert_allclose(trusted, said)
    hours[:, 2] = 1
    for other in (hours, _hours(20)):
        alone = answered(said, late, other, in_run, expert)
        assert (alone.argmax(axis=1) == 0).all()
        np.testing.assert_allclose(alone[:, 2], said[:, 2])
    in_run[3] = True
    assert answered(said, late, hours, in_run, expert)[3].argmax() == 1
    expert.write(tmp_path / "context.npz")
    again = read_context_expert(tmp_path / "context.npz")
    assert again.trusted == expert.trusted
    arrays = expert.arrays() | {"trusted": np.array([0.3, np.nan, 1.0])}
    np.savez(tmp_path / "context.npz", **arrays)
    with pytest.raises(ContextExpertError, match="do not trust networks"):
        read_context_expert(tmp_path / "context.npz")
