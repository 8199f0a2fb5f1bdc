"""What each lever is: how experts are put together, chosen on inner folds alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from ecgviewer.classifier.beat_sequence import BeatSequence
from ecgviewer.classifier.record_balance import record_balance
from ecgviewer.classifier.timing_expert import (
    fibrillation_logit,
    supraventricular_logit,
)
from ecgviewer.core.arrays import Float64Array
from ecgviewer.preprocessing.rhythm_features import TACHYCARDIA
from training.networks.calibration import irregularity
from training.networks.lead_fusions import FUSIONS, log_softmax
from training.networks.two_questions import (
    Answers,
    Experts,
    fit_answers,
    ventricular_odds,
)
from training.records.fold_beats import FoldBeats, log_prior
from training.scoring.metrics import confusion_matrix, f1_scores

_N, _S = range(2)
_CLASSES = 3
#: What may be added to the odds of S against N, and of V, after the likeliest weights.
_S_STEPS = (-0.5, 0.0, 0.5, 1.0, 1.5)
_V_STEPS = (-0.5, 0.0, 0.5, 1.0)
#: One in this many normal beats is enough to fit weights.
_NORMAL_STRIDE = 6
#: Logarithm of odds at which what timing says is cut off.
_SUREST = 6.0


@dataclass(frozen=True)
class Lever:
    """One way to put experts together.

    Attributes
    ----------
    fusion : str
        One of FUSIONS.
    mix : int or None
        Which timing expert, if any.
    usual_beats : float or None
        For the record's own balance of classes, as in `record_balance`.
    sequence : tuple of float or None
        What the networks' evidence and that of fibrillation count in the sequence.
    """

    fusion: str
    mix: int | None = None
    usual_beats: float | None = None
    sequence: tuple[float, float] | None = None

    @property
    def looks_around(self) -> bool:
        """Whether other beats of the record are asked."""
        return self.usual_beats is not None or self.sequence is not None


@dataclass(frozen=True, eq=False)
class Fitted:
    """A lever with its weights.

    Attributes
    ----------
    lever : Lever
    first, second : Answers
        Before other beats are asked, and after it; the same if none are.
    prior : ndarray of float64, shape (n_classes,)
        Logarithm of the classes' shares of beats.
    sequence : BeatSequence
        How beats follow each other.
    score : float
        What it was chosen by.
    """

    lever: Lever
    first: Answers
    second: Answers
    prior: Float64Array
    sequence: BeatSequence
    score: float

    def log_probabilities(self, beats: FoldBeats) -> Float64Array:
        """Return what it says of beats, shape (n_beats, n_classes)."""
        experts = experts_of(beats, self.lever)
        if self.lever.looks_around:
            said = self.first.log_probabilities(experts)
            around = _around(said, self.prior, beats, self.lever, self.sequence)
            experts = _with_columns(experts, around)
        return self.second.log_probabilities(experts)


def experts_of(beats: FoldBeats, lever: Lever) -> Experts:
    """Return what each expert says.

    For V the networks alone; for S against N the networks, the rhythm's irregularity,
    abrupt tachycardia, and of a timing expert how early a beat is, and fibrillation.
    """
    networks = FUSIONS[lever.fusion](
        log_softmax(beats.logits), beats.quality, beats.record
    )
    rhythm: list[npt.NDArray[np.floating]] = [
        irregularity(beats.rhythm),
        beats.rhythm[:, TACHYCARDIA],
    ]
    if lever.mix is not None:
        said = beats.timing[:, lever.mix]
        odds = (supraventricular_logit(said), fibrillation_logit(said))
        rhythm += [np.clip(some, -_SUREST, _SUREST) for some in odds]
    return Experts(
        ventricular_odds(networks)[:, None],
        np.column_stack([networks[:, _S] - networks[:, _N], *rhythm]),
    )


def _with_columns(experts: Experts, columns: Sequence[Float64Array]) -> Experts:
    for column in columns:
        experts = experts.with_class_columns(column)
    return experts


def _around(
    said: Float64Array,
    prior: Float64Array,
    beats: FoldBeats,
    lever: Lever,
    sequence: BeatSequence,
) -> list[Float64Array]:
    """Return what the record's other beats add to the logits of N, S and V."""
    columns = []
    if lever.usual_beats is not None:
        balance = np.empty_like(said)
        for name in np.unique(beats.record):
            rows = beats.record == name
            balance[rows] = record_balance(said[rows], prior, lever.usual_beats)
        columns.append(balance)
    if lever.sequence is not None:
        columns.append(_in_sequence(said - prior, beats, lever, sequence))
    return columns


def _in_sequence(
    evidence: Float64Array, beats: FoldBeats, lever: Lever, sequence: BeatSequence
) -> Float64Array:
    """Return logarithms of probabilities in the light of the beats around."""
    classes, fibrillation = lever.sequence or (0.0, 0.0)
    af = np.zeros(len(beats))
    if lever.mix is not None:
        af = fibrillation * np.clip(
            fibrillation_logit(beats.timing[:, lever.mix]), -6, 6
        )
    inside = np.empty_like(evidence)
    for name in np.unique(beats.record):
        rows = beats.record == name
        inside[rows] = sequence.class_log_probabilities(
            classes * evidence[rows], af[rows]
        )
    return inside


def fit_lever(beats: FoldBeats, lever: Lever, sequence: BeatSequence) -> Fitted:
    """Return a lever with the weights that suit beats, and how well it then does."""
    prior = log_prior(beats.label, _CLASSES)
    experts = experts_of(beats, lever)
    first = second = _answers(experts, beats)
    if lever.looks_around:
        said = first.log_probabilities(experts)
        around = _around(said, prior, beats, lever, sequence)
        experts = _with_columns(experts, around)
        second = _answers(experts, beats)
    score, early, ventricular = max(
        (inner_score(second.shifted(s, v).log_probabilities(experts), beats), s, v)
        for s, v in product(_S_STEPS, _V_STEPS)
    )
    return Fitted(
        lever, first, second.shifted(early, ventricular), prior, sequence, score
    )


def _answers(experts: Experts, beats: FoldBeats) -> Answers:
    """Return the likeliest weights; normal beats stand for more of their kind."""
    normal = np.flatnonzero(beats.label == _N)
    kept = np.concatenate([np.flatnonzero(beats.label != _N), normal[::_NORMAL_STRIDE]])
    counts = np.where(beats.label[kept] == _N, float(_NORMAL_STRIDE), 1.0)
    some = Experts(experts.ventricular[kept], experts.early[kept])
    return fit_answers(some, beats.label[kept], counts)


def inner_score(logits: Float64Array, beats: FoldBeats) -> float:
    """Return the mean of the macro-F1 of the databases: what choices are made by."""
    predicted = logits.argmax(axis=1)
    scores = []
    for is_ds1 in (True, False):
        rows = beats.is_ds1 == is_ds1
        if rows.any():
            confusion = confusion_matrix(beats.label[rows], predicted[rows], _CLASSES)
            scores.append(float(np.nanmean(f1_scores(confusion))))
    return float(np.mean(scores))


def best_lever(
    beats: FoldBeats, levers: Sequence[Lever], sequence: BeatSequence
) -> Fitted:
    """Return the lever that does best on beats, the earlier of equals."""
    fitted = [fit_lever(beats, lever, sequence) for lever in levers]
    return max(fitted, key=lambda some: some.score)
