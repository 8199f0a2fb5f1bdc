"""Who labelled which beats: the readers of a review, and those who are beside it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ecgviewer.core.annotation_layer import AnnotationLayer
from ecgviewer.core.arrays import BoolArray
from ecgviewer.core.beats import Origin
from ecgviewer.core.ec57.matching import MATCH_WINDOW_S
from ecgviewer.core.record import Samples
from ecgviewer.core.review.edits import Action, Edit
from ecgviewer.core.review.session import ReviewSession

#: By the name of a reader, or of an annotator in brackets: the beats labelled by them.
LabelledBy = Mapping[str, BoolArray]

_LABELLING = (Action.RELABEL, Action.ACCEPT)


def labelled_by(session: ReviewSession) -> LabelledBy:
    """Return which beats of a review each person labelled, the last one counting.

    A beat that came with a reference and was not relabelled is its annotator's.

    Parameters
    ----------
    session : ReviewSession
        With its log of edits; what was undone does not count.
    """
    beats = session.beats
    names = [f"[{session.annotator}]"]
    who = np.full(beats.next_id, -1)
    who[beats.beat_id[beats.origin == Origin.REFERENCE]] = 0
    for edit in session.history.done:
        if isinstance(edit, Edit) and edit.action in _LABELLING:
            ids = edit.after.beat_id
            if edit.by not in names:
                names.append(edit.by)
            who[ids[ids < len(who)]] = names.index(edit.by)
    masks = {name: who[beats.beat_id] == i for i, name in enumerate(names)}
    return {name: mask for name, mask in masks.items() if mask.any()}


def with_layer(
    known: LabelledBy, layer: AnnotationLayer, sample: Samples, fs: float
) -> LabelledBy:
    """Return who labelled beats of a review, and who did so in a layer beside it.

    Parameters
    ----------
    known : mapping of str to ndarray of bool
        From `labelled_by`.
    layer : AnnotationLayer
        Another reader's journal, or annotations.
    sample : ndarray of int64, shape (n_beats,)
        The beats of the review.
    fs : float
        Sampling frequency in Hz.
    """
    window = round(MATCH_WINDOW_S * fs)
    found = dict(known)
    for name, mask in layer.labelled_by.items():
        theirs = _near(sample, layer.sample[mask], window)
        found[name] = found[name] | theirs if name in found else theirs
    return found


def _near(sample: Samples, others: Samples, window: int) -> BoolArray:
    """Return which beats have another's within a window."""
    first = np.searchsorted(others, sample - window)
    return np.asarray(np.searchsorted(others, sample + window, side="right") > first)
