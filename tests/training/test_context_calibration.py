"""Where the networks are trusted is chosen on beats held out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ecgviewer.classifier.beat_context import CONTEXT_NAMES
from ecgviewer.classifier.context_expert import ContextExpert
from ecgviewer.preprocessing.rhythm_features import FEATURE_NAMES, TACHYCARDIA
from training.records.fold_beats import FoldBeats
from training.scoring.context_calibration import calibration, crossed_odds, trust_of
from training.scoring.surroundings import Surroundings, surroundings

pytestmark = pytest.mark.filterwarnings("ignore")
_FOLDS = {"101": 0, "106": 1, "800": 0, "801": 1}
_MOST = ("106", "801")
_N_BEATS = 300
_S, _V = 1, 2


def _beats(*, right: bool) -> FoldBeats:
    """Return beats whose S networks tell; of two patients most are S.

    If they are not right, they call half of the N beats S, too, and few are.
    """
    most = _MOST if right else ()
    rng = np.random.default_rng(1)
    record = np.repeat(list(_FOLDS), _N_BEATS)
    label = np.where(rng.random(len(record)) < 0.05, _V, 0)
    is_s = rng.random(len(record)) < np.where(np.isin(record, most), 0.7, 0.12)
    label[is_s & (label == 0)] = _S
    shown = label.copy()
    if not right:
        shown[(label == 0) & (rng.random(len(record)) < 0.5)] = _S
    logits = 9 * np.eye(3)[shown] + rng.normal(0, 1, (len(record), 3))
    rhythm = np.zeros((len(record), len(FEATURE_NAMES)), np.float32)
    rhythm[:, FEATURE_NAMES.index("RR in s")] = np.log(0.8)
    rhythm[:, TACHYCARDIA] = 0
    return FoldBeats(
        record,
        label.astype(np.uint8),
        logits[:, None].astype("f4"),
        np.ones((len(record), 1), "f4"),
        rhythm,
        np.zeros((len(record), 0, 3), "f4"),
    )


def _expert() -> ContextExpert:
    """Return one to which beats are S that stand out from the record's median."""
    n = len(CONTEXT_NAMES)
    weight = np.zeros((n, 1), "f4")
    weight[CONTEXT_NAMES.index("odds of S above the record's median")] = 1
    return ContextExpert(
        np.zeros(n, "f4"), np.ones(n, "f4"), (weight,), (np.full(1, -4, "f4"),)
    )


def _near(*, right: bool) -> tuple[Surroundings, np.ndarray]:
    near = surroundings(_beats(right=right))
    return near, crossed_odds(near, dict.fromkeys((0, 1), _expert()), _FOLDS)


def test_networks_that_tell_s_of_patients_who_are_mostly_s_are_trusted() -> None:
    near, odds = _near(right=True)
    trusted = trust_of(near, odds, dict.fromkeys((0, 1), _expert()), _FOLDS)
    assert trusted is not None
    own = np.isin(near.beats.record, _MOST) & (near.beats.label == _S)
    doubted, believed = (calibration(near, odds, some) for some in (None, trusted))
    assert (doubted.answered(near, odds)[own].argmax(axis=1) == _S).mean() < 0.2
    assert (believed.answered(near, odds)[own].argmax(axis=1) == _S).mean() > 0.95
    assert believed.trusted == replace(trusted, weight=believed.weight)
    together = near.answered(believed.of(_expert()))
    np.testing.assert_allclose(together, believed.answered(near, odds), rtol=1e-4)


def test_networks_whose_trust_costs_other_patients_too_much_are_not() -> None:
    near, odds = _near(right=False)
    assert trust_of(near, odds, dict.fromkeys((0, 1), _expert()), _FOLDS) is None
