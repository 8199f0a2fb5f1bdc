"""How far a review is, and how many wrong labels it still has to find.

The estimate is from the classifier's calibrated probabilities. These are right on
average over patients, not for each one: what the reviewer has corrected in this record
scales what is expected of the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecgviewer.core.arrays import Float64Array
from ecgviewer.core.labels import UNSET
from ecgviewer.core.review.session import BeatColumns
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
        Wrong labels expected among the others that the classifier labelled.
    n_unknown : int
        Beats that neither a person nor the classifier has labelled.
    """

    n_reviewed: int
    n_beats: int
    errors_left: float
    n_unknown: int

    @property
    def reviewed_text(self) -> str:
        """What was reviewed, in words, without what the classifier expects."""
        return f"reviewed {self.n_reviewed:,} of {self.n_beats:,}"

    @property
    def text(self) -> str:
        """The progress in words."""
        left = f"about {self.errors_left:,.0f} errors left"
        if 0 < self.errors_left < 1.5:
            left = "about 1 error left" if self.errors_left >= 0.5 else "<1 error left"
        unknown = f", {self.n_unknown:,} not classified" if self.n_unknown else ""
        return f"{self.reviewed_text}, {left}{unknown}"


def progress(columns: BeatColumns) -> ReviewProgress:
    """Return how far the review of some beats is."""
    error = label_error(columns)
    agreed = columns.label == columns.predicted
    ratio = error_ratio(columns)[columns.predicted]
    expected = np.where(agreed, np.minimum(ratio * error, 1.0), error)
    return ReviewProgress(
        n_reviewed=int(np.count_nonzero(columns.reviewed)),
        n_beats=len(columns.label),
        errors_left=float(np.nansum(expected)),
        n_unknown=int(np.count_nonzero(np.isnan(error))),
    )


def error_ratio(columns: BeatColumns) -> Float64Array:
    """Return the errors found by the reviewer, over those expected, by predicted class.

    Parameters
    ----------
    columns : BeatColumns
        The beats as they are now.

    Returns
    -------
    ndarray of float64, shape (UNSET + 1,)
        1 for a class of which no beat was reviewed: a ratio estimator whose numerator
        and denominator begin at `_PRIOR_ERRORS`.
    """
    seen = columns.reviewed & (columns.predicted != UNSET)
    predicted = columns.predicted[seen]
    found = (columns.label[seen] != predicted).astype(np.float64)
    expected = 1 - columns.confidence[seen].astype(np.float64)
    n_found, n_expected = (
        np.bincount(predicted, weights, UNSET + 1) + _PRIOR_ERRORS
        for weights in (found, expected)
    )
    return np.asarray(n_found / n_expected, np.float64)
