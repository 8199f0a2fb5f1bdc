"""How far a review is, and how many wrong labels it still has to find.

The estimate is from the classifier's calibrated probabilities. These are right on
average over patients, not for each one: what the reviewer has corrected in this record
scales what is expected of the rest. Beats that were accepted as kinds, without a look
at each, count by what the looks at their kind have shown.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecgviewer.core.arrays import BoolArray, Float64Array
from ecgviewer.core.labels import UNSET
from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.core.review.kind_looks import KindLooks
from ecgviewer.core.review.triage import label_error

#: Weight, in errors, of what the probabilities say before anything is reviewed. Of 1
#: to 20, 1 was the best on cross-validation by patient (DS1 and svdb).
_PRIOR_ERRORS = 1.0


@dataclass(frozen=True)
class ReviewProgress:
    """How far a review is.

    Attributes
    ----------
    n_reviewed, n_beats : int
        Beats that a person confirmed, and all.
    errors_left : float
        Wrong labels expected among those that nobody looked at: that the classifier
        gave, or that were accepted as kinds.
    n_unknown : int
        Beats that neither a person nor the classifier has labelled.
    n_accepted : int
        Of those reviewed, beats that were accepted as kinds without a look at each.
    """

    n_reviewed: int
    n_beats: int
    errors_left: float
    n_unknown: int
    n_accepted: int = 0

    @property
    def reviewed_text(self) -> str:
        """What was reviewed, in words, without what the classifier expects."""
        said = f"reviewed {self.n_reviewed:,} of {self.n_beats:,}"
        return f"{said}, {self.n_accepted:,} as kinds" if self.n_accepted else said

    @property
    def text(self) -> str:
        """The progress in words."""
        left = f"about {self.errors_left:,.0f} errors left"
        if 0 < self.errors_left < 1.5:
            left = "about 1 error left" if self.errors_left >= 0.5 else "<1 error left"
        unknown = f", {self.n_unknown:,} not classified" if self.n_unknown else ""
        return f"{self.reviewed_text}, {left}{unknown}"


def progress(columns: BeatColumns, kinds: KindLooks | None = None) -> ReviewProgress:
    """Return how far the review of some beats is.

    Parameters
    ----------
    columns : BeatColumns
        The beats as they are now.
    kinds : KindLooks, optional
        What was accepted as kinds; without it all that was reviewed was looked at.
    """
    error = label_error(columns)
    agreed = columns.label == columns.predicted
    looked = columns.reviewed if kinds is None else kinds.evidence.looked_alone
    ratio = error_ratio(columns, looked)[columns.predicted]
    expected = np.where(agreed, np.minimum(ratio * error, 1.0), error)
    if kinds is not None:
        expected = expected + kinds.error
    n_accepted = 0 if kinds is None else np.count_nonzero(kinds.evidence.accepted)
    return ReviewProgress(
        n_reviewed=int(np.count_nonzero(columns.reviewed)),
        n_beats=len(columns.label),
        errors_left=float(np.nansum(expected)),
        n_unknown=int(np.count_nonzero(np.isnan(error))),
        n_accepted=int(n_accepted),
    )


def error_ratio(columns: BeatColumns, looked: BoolArray) -> Float64Array:
    """Return the errors found by the reviewer, over those expected, by predicted class.

    Parameters
    ----------
    columns : BeatColumns
        The beats as they are now.
    looked : ndarray of bool, shape (n_beats,)
        Those that the reviewer looked at.

    Returns
    -------
    ndarray of float64, shape (UNSET + 1,)
        1 for a class of which no beat was looked at: a ratio estimator whose numerator
        and denominator begin at `_PRIOR_ERRORS`.
    """
    seen = looked & (columns.predicted != UNSET)
    predicted = columns.predicted[seen]
    found = (columns.label[seen] != predicted).astype(np.float64)
    expected = 1 - columns.confidence[seen].astype(np.float64)
    n_found, n_expected = (
        np.bincount(predicted, weights, UNSET + 1) + _PRIOR_ERRORS
        for weights in (found, expected)
    )
    return np.asarray(n_found / n_expected, np.float64)
