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
from ecgviewer.core.labels import Labels
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
#: Beats of a class of one record that count in full.
_MOST_OF_A_RECORD = 100
#: Logarithm of odds at which what timing says is cut off.
_SUREST = 6.0
#: Beats of the usual balance of classes that are added to those of a record.
_USUAL_BEATS = 300.0


@dataclass(frozen=True)
class Lever:
    """One way to put experts together.

    What counts how much is chosen from a few values, none of them negative: an expert
    may be ignored, never contradicted.

    Attributes
    ----------
    fusion : str
        One of FUSIONS.
    mix : int or None
        Which timing expert, if any.
    timing : float
        What its logit counts, beside that of the networks.
    balance : float
        What the record's own balance of classes counts.
    sequence : tuple of float or None
        What the evidence of each beat, and that of fibrillation, count in the
        sequence, and what the sequence counts.
    """

    fusion: str
    mix: int | None = None
    timing: float = 0.0
    balance: float = 0.0
    sequence: tuple[float, float, float] | None = None


@dataclass(frozen=True, eq=False)
class Fitted:
    """A lever with its weights.

    Attributes
    ----------
    lever : Lever
    first, second : Answers
        Before other beats are asked, and after it.
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
        said = self.first.log_probabilities(experts_of(beats, self.lever))
        around = _around(said, self.prior, beats, self.lever, self.sequence)
        return self.second.log_probabilities(around)


def experts_of(beats: FoldBeats, lever: Lever) -> Experts:
    """Return what each expert says.

    For V the networks alone; for S against N the networks with what a timing expert
    says of how early a beat is, the rhythm's irregularity, and abrupt tachycardia.
    """
    networks = FUSIONS[lever.fusion](
        log_softmax(beats.logits), beats.quality, beats.record
    )
    early = networks[:, _S] - networks[:, _N]
    if lever.mix is not None:
        said = supraventricular_logit(beats.timing[:, lever.mix])
        early = early + lever.timing * np.clip(said, -_SUREST, _SUREST)
    rhythm = (irregularity(beats.rhythm), beats.rhythm[:, TACHYCARDIA])
    return Experts(
        ventricular_odds(networks)[:, None], np.column_stack([early, *rhythm])
    )


def _around(
    said: Float64Array,
    prior: Float64Array,
    beats: FoldBeats,
    lever: Lever,
    sequence: BeatSequence,
) -> Experts:
    """Return what was said of each beat, with what the others of its record add."""
    logits = said.copy()
    for name in np.unique(beats.record) if lever.balance else ():
        rows = beats.record == name
        logits[rows] += lever.balance * record_balance(said[rows], prior, _USUAL_BEATS)
    if lever.sequence is not None:
        inside = _in_sequence(said - prior, beats, lever, sequence)
        logits = logits + lever.sequence[2] * inside
    return Experts(
        ventricular_odds(logits)[:, None], (logits[:, _S] - logits[:, _N])[:, None]
    )


def _in_sequence(
    evidence: Float64Array, beats: FoldBeats, lever: Lever, sequence: BeatSequence
) -> Float64Array:
    """Return logarithms of probabilities in the light of the beats around."""
    classes, fibrillation, _ = lever.sequence or (0.0, 0.0, 0.0)
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
    first = _answers(experts, beats)
    experts = _around(first.log_probabilities(experts), prior, beats, lever, sequence)
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
    counts = counts * shared_counts(beats.record, beats.label)[kept]
    return fit_answers(some, beats.label[kept], counts)


def shared_counts(record: npt.NDArray[np.str_], label: Labels) -> Float64Array:
    """Return what beats count if no record has more than its share of a class.

    One record of minutes of tachycardia would otherwise decide for all patients what
    an early beat is worth. Each class counts in all as much as it has beats.

    Parameters
    ----------
    record : ndarray of str, shape (n_beats,)
    label : ndarray of uint8, shape (n_beats,)
    """
    counts = np.ones(len(label))
    for place in range(_CLASSES):
        rows = np.flatnonzero(label == place)
        _, own, n = np.unique(record[rows], return_inverse=True, return_counts=True)
        share = np.minimum(1.0, _MOST_OF_A_RECORD / n)[own]
        counts[rows] = share * (len(rows) / max(float(share.sum()), 1.0))
    return counts


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
