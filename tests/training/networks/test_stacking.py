"""Weights of experts."""

from __future__ import annotations

import numpy as np

from training.networks.calibration import fit_calibration
from training.networks.stacking import fit_stack


def _made(n: int = 20_000) -> tuple[np.ndarray, np.ndarray]:
    """Return two experts, of which labels follow with weights 0.5 and 2."""
    rng = np.random.default_rng(1)
    experts = rng.normal(size=(n, 3, 2))
    logits = experts @ np.array([0.5, 2.0]) + np.array([0.0, -1.0, 0.3])
    gumbel = rng.gumbel(size=logits.shape)
    return experts, (logits + gumbel).argmax(axis=1).astype(np.uint8)


def test_weights_that_made_the_labels_are_found() -> None:
    experts, label = _made()
    stack = fit_stack(experts, label)
    np.testing.assert_allclose(stack.weights, [0.5, 2.0], atol=0.06)
    np.testing.assert_allclose(stack.shift, [0, -1, 0.3], atol=0.06)
    said = stack.log_probabilities(experts)
    np.testing.assert_allclose(np.exp(said).sum(axis=1), 1)


def test_one_expert_is_calibrated_as_calibration_does() -> None:
    experts, label = _made(4000)
    logits = experts[..., 1]
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    calibration = fit_calibration(p.astype("f4"), label)
    stack = fit_stack(np.log(p)[..., None], label)
    np.testing.assert_allclose(1 / stack.weights[0], calibration.temperature, atol=5e-3)
    np.testing.assert_allclose(stack.shift, calibration.shift, atol=5e-3)


def test_a_beat_that_counts_twice_counts_as_two() -> None:
    experts, label = _made(500)
    counts = np.where(label == 1, 2.0, 1.0)
    twice = np.concatenate([np.arange(500), np.flatnonzero(label == 1)])
    one = fit_stack(experts, label, counts)
    two = fit_stack(experts[twice], label[twice])
    np.testing.assert_allclose(one.weights, two.weights, atol=1e-5)


def test_an_expert_that_says_nothing_counts_for_nothing() -> None:
    experts, label = _made(500)
    experts[..., 1] = 0
    assert fit_stack(experts, label).weights[1] == 0


def test_experts_that_are_nearly_certain_are_borne() -> None:
    rng = np.random.default_rng(2)
    label = rng.choice(3, 2000, p=(0.8, 0.1, 0.1)).astype(np.uint8)
    experts = np.zeros((2000, 3, 3))
    experts[:, :, 0] = 4 * np.eye(3)[np.where(label == 2, 2, 0)]
    experts[:, 1, 1] = experts[:, 2, 2] = np.where(label == 1, 3.0, -3.0)
    stack = fit_stack(experts, label)
    assert (stack.log_probabilities(experts).argmax(axis=1) == label).all()


def test_a_shift_is_added() -> None:
    experts, label = _made(500)
    stack = fit_stack(experts, label)
    moved = stack.shifted(np.array([0, 5.0, 0]))
    ours, theirs = (s.log_probabilities(experts).argmax(axis=1) for s in (stack, moved))
    assert (theirs == 1).sum() > (ours == 1).sum()
