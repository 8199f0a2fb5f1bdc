"""From what a reviewer labelled to suggestions for the beats not yet reviewed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ecgviewer.analysis.beat_outputs import BeatOutputs
from ecgviewer.classifier.adaptation import adapted_probabilities, fit_head
from ecgviewer.core.beats import BeatTable
from ecgviewer.core.kinds.suggestions import NO_SUGGESTIONS, Suggestions
from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.core.labels import UNSET


def suggestions(
    beats: BeatTable,
    outputs: BeatOutputs,
    classes: Sequence[int],
    scheme: LabelScheme = AAMI,
) -> Suggestions:
    """Return the labels that the classifier, adapted to the patient, would change.

    Parameters
    ----------
    beats : BeatTable
        All beats, with the reviewer's labels. Learned from are those that are reviewed
        and carry a class of the classifier.
    outputs : BeatOutputs
        What the network gave for them.
    classes : sequence of int
        Of the classifier, as codes of its scheme.
    scheme : LabelScheme
        That of the classifier: what people said is what it is there.

    Returns
    -------
    Suggestions
        For unreviewed beats without a label of a person's.
    """
    known = beats.take(outputs.known(beats))
    if not len(known):
        return NO_SUGGESTIONS
    probabilities, embedding = outputs.of(known.beat_id)
    label = known.labels_in(scheme)
    teaching = np.where(known.reviewed, label, UNSET).astype(np.uint8)
    change = fit_head(embedding, probabilities, teaching, classes)
    adapted = adapted_probabilities(embedding, probabilities, change)
    before, after = probabilities.argmax(axis=1), adapted.argmax(axis=1)
    changed = (before != after) & ~known.reviewed & (known.label == UNSET)
    rows = np.flatnonzero(changed)
    return Suggestions(
        known.beat_id[rows],
        known.sample[rows],
        np.array(classes, np.uint8)[after[rows]],
        adapted[rows, after[rows]],
        change.n_reviewed,
    )
