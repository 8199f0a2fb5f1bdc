"""Labels that the classifier would give after what it learned from the reviewer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.labels import Labels
from ecgviewer.core.record import Samples


@dataclass(frozen=True, eq=False)
class Suggestions:
    """Unreviewed beats whose label the patient-adapted classifier would change.

    They are offered, never applied: only the reviewer writes beats.

    Attributes
    ----------
    beat_id, sample : ndarray of int64, shape (n,)
        The beats, in the order of the record, and where they were when classified.
    label : ndarray of uint8, shape (n,)
        The class suggested, a code of the classifier's scheme.
    confidence : ndarray of float32, shape (n,)
        Probability of that class after the adaptation. On svdb, with 20 beats of a
        record reviewed, 73 % of all suggestions were right, 88 % of those from 0.7.
    n_reviewed : int
        Reviewed beats that were learned from; 0 where there was nothing to learn.
    """

    beat_id: Samples
    sample: Samples
    label: Labels
    confidence: Float32Array
    n_reviewed: int

    def __len__(self) -> int:
        """Return the number of suggestions."""
        return len(self.beat_id)


NO_SUGGESTIONS = Suggestions(
    np.empty(0, np.int64),
    np.empty(0, np.int64),
    np.empty(0, np.uint8),
    np.empty(0, np.float32),
    n_reviewed=0,
)
