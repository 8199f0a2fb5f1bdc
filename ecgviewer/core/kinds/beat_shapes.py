"""The shape of every beat of one lead, aligned at the R-peak: what groups are made of.

Cutting them out of the signal is the work of preprocessing, not of this module.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import BoolArray, Float32Array, IndexArray
from ecgviewer.core.record import Samples


@dataclass(frozen=True, eq=False)
class BeatShapes:
    """One filtered stretch of a lead for each beat.

    Attributes
    ----------
    beat_id, sample : ndarray of int64, shape (n_beats,)
        The beats in order of time, and where they were when they were cut out.
    values : ndarray of float32, shape (n_beats, n_values)
        In the lead's unit, the R-peak in column `before`.
    fs : float
        Sampling frequency of the columns, in Hz.
    before : int
        Column of the R-peak.
    """

    beat_id: Samples
    sample: Samples
    values: Float32Array
    fs: float
    before: int

    def __len__(self) -> int:
        """Return the number of beats."""
        return len(self.beat_id)

    def joined(self, kept: BoolArray, more: BeatShapes) -> BeatShapes:
        """Return some of these beats and others, cut out alike, in order of time."""
        sample = np.concatenate([self.sample[kept], more.sample])
        order = np.argsort(sample, kind="stable")
        return BeatShapes(
            np.concatenate([self.beat_id[kept], more.beat_id])[order],
            sample[order],
            np.concatenate([self.values[kept], more.values])[order],
            self.fs,
            self.before,
        )

    @property
    def time_s(self) -> Float32Array:
        """Seconds from the R-peak of each column."""
        columns = np.arange(self.values.shape[1], dtype=np.float32) - self.before
        return (columns / np.float32(self.fs)).astype(np.float32)

    def columns(self, start_s: float, stop_s: float) -> Float32Array:
        """Return the values between two times from the R-peak, each beat's mean 0."""
        first = max(self.before + round(start_s * self.fs), 0)
        part = self.values[:, first : self.before + round(stop_s * self.fs) + 1]
        return np.asarray(part - part.mean(axis=1, keepdims=True), np.float32)

    def rows_of(self, beat_ids: npt.ArrayLike) -> IndexArray:
        """Return the rows of those of some beats that are here, in the ids' order."""
        wanted = np.atleast_1d(np.asarray(beat_ids, np.int64))
        if not len(self):
            return np.empty(0, np.intp)
        order = np.argsort(self.beat_id, kind="stable")
        found = np.searchsorted(self.beat_id, wanted, sorter=order)
        rows = order[np.minimum(found, len(self) - 1)]
        return np.asarray(rows[self.beat_id[rows] == wanted], np.intp)


def relative_distance(values: Float32Array, templates: Float32Array) -> Float32Array:
    """Return how far each beat is from each template, 0 for equal shape and size.

    The Euclidean distance of the two, divided by the larger of their norms: it grows
    with a lower correlation and with another amplitude alike, and is 1 between a beat
    and nothing.

    Parameters
    ----------
    values : ndarray of float32, shape (n_beats, n_values)
    templates : ndarray of float32, shape (n_templates, n_values)

    Returns
    -------
    ndarray of float32, shape (n_beats, n_templates)
    """
    own = squared_norms(values)[:, None]
    other = squared_norms(templates)[None, :]
    return relative_to_norms(own, other, values @ templates.T)


def relative_to_norms(
    own: Float32Array, other: Float32Array, product: Float32Array
) -> Float32Array:
    """Return `relative_distance` of what has these squared norms and scalar product."""
    squared = own + other - 2 * product
    larger = np.maximum(np.maximum(own, other), np.finfo(np.float32).tiny)
    return np.asarray(np.sqrt(np.maximum(squared, 0) / larger), np.float32)


def squared_norms(values: Float32Array) -> Float32Array:
    """Return the squared Euclidean norm of each row."""
    return np.asarray(np.einsum("ij,ij->i", values, values), np.float32)
