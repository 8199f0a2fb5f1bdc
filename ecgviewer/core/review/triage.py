"""What to look at first: beats in the order of what looking at them is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

import numpy as np

from ecgviewer.core.arrays import Float64Array
from ecgviewer.core.kinds.morphology import PREMATURE, Codes, GroupCode, rr_ratio
from ecgviewer.core.labels import UNSET, BeatClass, Labels
from ecgviewer.core.record import Samples
from ecgviewer.core.review.beat_columns import BeatColumns

_ON_TIME = 0.97
_GOOD_QUALITY = 0.6


class Reason(Enum):
    """Why a beat is worth a look; the value completes "Look:"."""

    UNSEEN = "nobody has looked at it"
    UNCERTAIN = "the classifier is unsure"
    RARE = "few beats of the record have this class"
    TIMING = "its RR interval does not go with its class"
    NEIGHBOURS = "the beats of its shape on either side have another class"
    GROUP = "most beats of its group have another class"
    LEADS = "its leads say different classes"
    QUALITY = "the signal is poor"


#: How likely an error is where a reason holds in full, none of the others counted.
_WEIGHTS: Mapping[Reason, float] = MappingProxyType(
    {
        Reason.UNSEEN: 1.0,
        Reason.UNCERTAIN: 1.0,
        Reason.RARE: 0.05,
        Reason.TIMING: 0.25,
        Reason.NEIGHBOURS: 0.2,
        Reason.GROUP: 0.35,
        Reason.LEADS: 1.0,
        Reason.QUALITY: 0.3,
    }
)


@dataclass(frozen=True, eq=False)
class Triage:
    """What looking at each beat is worth.

    Attributes
    ----------
    value : ndarray of float64, shape (n_beats,)
        0 (for nothing) to 1.
    error : ndarray of float64, shape (n_beats,)
        Probability that the label is wrong, by the classifier; NaN where it said
        nothing, 0 where a person confirmed the beat.
    reasons : mapping of Reason to ndarray of float64
        Share of each reason in the value of each beat.
    """

    value: Float64Array
    error: Float64Array
    reasons: Mapping[Reason, Float64Array]

    def reason(self, row: int) -> Reason:
        """Return what speaks most for a look at a beat."""
        return max(self.reasons, key=lambda reason: self.reasons[reason][row])


def triage(columns: BeatColumns, codes: Codes | None = None) -> Triage:
    """Judge every beat of a record.

    Parameters
    ----------
    columns : BeatColumns
        The beats as they are now.
    codes : ndarray of int64, shape (n_beats,), optional
        Group of each beat, -1 for none.
    """
    error = label_error(columns)
    # Of what the classifier said nothing, or hides from a blind reader.
    silent = np.isnan(error)
    unsure = np.where(silent, 0.0, error)
    # Their disagreement is why it is unsure; its confidence tells all of it.
    split = (columns.dissent > 0) & (columns.label == columns.predicted)
    parts = {
        Reason.UNSEEN: np.where(silent, 1.0, 0.0),
        Reason.UNCERTAIN: np.where(split, 0.0, unsure),
        Reason.RARE: _rarity(columns.label),
        Reason.TIMING: _timing_conflict(columns),
        Reason.NEIGHBOURS: np.zeros(len(error)),
        Reason.GROUP: np.zeros(len(error)),
        Reason.LEADS: np.where(split, unsure, 0.0),
        Reason.QUALITY: _poorness(columns),
    }
    if codes is not None:
        parts[Reason.GROUP] = _group_conflict(columns.label, codes)
        parts[Reason.NEIGHBOURS] = _neighbour_conflict(columns.label, codes)
    reasons = {reason: _WEIGHTS[reason] * part for reason, part in parts.items()}
    right = np.prod([1 - part for part in reasons.values()], axis=0)
    return Triage(1 - right, error, MappingProxyType(reasons))


def label_error(columns: BeatColumns) -> Float64Array:
    """Return the probability that each label is wrong; see `Triage.error`."""
    sure = columns.confidence.astype(np.float64)
    # Where it says another class, it is wrong or the label is.
    error = np.where(columns.label == columns.predicted, 1 - sure, sure)
    # The classifier has no word for some classes: of AAMI's, for fusion beats and Q.
    error[~np.isin(columns.label, columns.classes)] = 0.0
    error[(columns.label == UNSET) | (columns.predicted == UNSET)] = np.nan
    return np.asarray(np.where(columns.reviewed, 0.0, error), np.float64)


def queue(columns: BeatColumns, value: Float64Array) -> Samples:
    """Return the ids of the beats that nobody confirmed, worth most first."""
    open_rows = np.flatnonzero(~columns.reviewed)
    order = np.argsort(-value[open_rows], kind="stable")
    return columns.beat_id[open_rows[order]]


def _rarity(labels: Labels) -> Float64Array:
    count = np.bincount(labels, minlength=UNSET + 1)
    return np.asarray(1 - count[labels] / max(len(labels), 1), np.float64)


def _timing_conflict(columns: BeatColumns) -> Float64Array:
    ratio = rr_ratio(columns.rr_previous_s)
    early, on_time = ratio < PREMATURE, ratio > _ON_TIME
    normal, atrial = columns.aami == BeatClass.N, columns.aami == BeatClass.S
    return np.asarray((normal & early) | (atrial & on_time), np.float64)


def _poorness(columns: BeatColumns) -> Float64Array:
    quality = np.nan_to_num(columns.quality.astype(np.float64), nan=1.0)
    return np.asarray(np.clip(1 - quality / _GOOD_QUALITY, 0, 1), np.float64)


def _group_conflict(labels: Labels, codes: Codes) -> Float64Array:
    """Return the share of a beat's group that has its most frequent label instead."""
    table = np.zeros((int(codes.max(initial=-1)) + 2, UNSET + 1), np.int64)
    np.add.at(table, (codes, labels), 1)
    most = np.argmax(table, axis=1)
    share = table.max(axis=1) / np.maximum(table.sum(axis=1), 1)
    differs = (labels != most[codes]) & (codes > GroupCode.ODD)
    return np.asarray(np.where(differs, share[codes], 0.0), np.float64)


def _neighbour_conflict(labels: Labels, codes: Codes) -> Float64Array:
    """Find beats between two of their own group that agree on another label."""
    conflict = np.zeros(len(labels))
    order = np.lexsort((np.arange(len(codes)), codes))
    code, label = codes[order], labels[order]
    between = (
        (code[:-2] == code[1:-1])
        & (code[2:] == code[1:-1])
        & (code[1:-1] > GroupCode.ODD)
    )
    differs = (label[:-2] == label[2:]) & (label[1:-1] != label[:-2])
    conflict[order[1:-1]] = between & differs
    return conflict
