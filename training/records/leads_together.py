"""Records that are there with several leads, and what networks say on all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np

from ecgviewer.core.predictions import Probabilities
from training.records.dataset import LabelledRecord

#: Keeps the logarithm of a probability that was rounded to 0 finite.
_TINY = 1e-12


def by_record(records: Sequence[LabelledRecord]) -> Iterator[list[LabelledRecord]]:
    """Yield the leads of each record, which come one after the other."""
    for _, leads in groupby(records, key=lambda each: (each.name, each.identity)):
        yield list(leads)


def first_leads(records: Sequence[LabelledRecord]) -> list[LabelledRecord]:
    """Return each record once, on the first of its leads."""
    return [leads[0] for leads in by_record(records)]


def fused(
    records: Sequence[LabelledRecord], probabilities: Probabilities
) -> Probabilities:
    """Return what a network says on all leads of each record: the mean of its logits.

    Parameters
    ----------
    records : sequence of LabelledRecord
        Leads of one record have the same beats.
    probabilities : ndarray of float32, shape (n_rows, n_classes)
        Of the beats of one lead after the other.

    Returns
    -------
    ndarray of float32, shape (n_beats, n_classes)
        A row for each beat, in the order of `first_leads`.
    """
    parts, start = [np.empty((0, probabilities.shape[1]), np.float32)], 0
    for leads in by_record(records):
        n_beats = len(leads[0].samples)
        stop = start + n_beats * len(leads)
        shape = (len(leads), n_beats, probabilities.shape[1])
        each = probabilities[start:stop].reshape(shape)
        parts.append(_mean_of_logits(each) if len(leads) > 1 else each[0])
        start = stop
    return np.concatenate(parts)


def _mean_of_logits(each: Probabilities) -> Probabilities:
    logits = np.log(np.maximum(each, _TINY), dtype=np.float64).mean(axis=0)
    shares = np.exp(logits - logits.max(axis=1, keepdims=True, initial=-np.inf))
    mean: Probabilities = (shares / shares.sum(axis=1, keepdims=True)).astype("f4")
    return mean
