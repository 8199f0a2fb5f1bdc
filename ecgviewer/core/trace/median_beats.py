"""The median beat of every lead, aligned at the R-peak."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.record import Record, Samples

#: A whole beat from before its P wave to the end of its T wave, in seconds.
BEFORE_S, AFTER_S = 0.25, 0.55
#: The end of the PQ segment, whose level is zero; seconds before the R-peak.
_PQ_S = (0.09, 0.06)
#: More beats of a record change its median no more.
_MOST = 100


@dataclass(frozen=True, eq=False)
class MedianBeats:
    """The median beat of each lead.

    Attributes
    ----------
    values : ndarray of float32, shape (n_leads, n_values)
        In the unit of each lead, 0 at the end of the PQ segment; NaN where no beat has
        a valid sample. The R-peak is `BEFORE_S` after the first value.
    fs : float
        Values a second.
    n_beats : int
        How many beats they are the medians of.
    """

    values: Float32Array
    fs: float
    n_beats: int

    @property
    def time_s(self) -> Float32Array:
        """Seconds from the R-peak of each value."""
        values = np.arange(self.values.shape[1]) - round(BEFORE_S * self.fs)
        return np.asarray(values / self.fs, np.float32)


def median_beats(record: Record, beats: Samples) -> MedianBeats:
    """Return the median of beats in each lead.

    Parameters
    ----------
    record : Record
    beats : ndarray of int64, shape (n_beats,)
        R-peaks of beats of one class. Of many, some all over the record are taken,
        and none whose beginning or end is not in it.
    """
    before, after = round(BEFORE_S * record.fs), round(AFTER_S * record.fs)
    whole = beats[(beats >= before) & (beats + after <= record.n_samples)]
    places = np.linspace(0, len(whole) - 1, min(len(whole), _MOST)).round()
    chosen = whole[places.astype(np.int64)]
    if not len(chosen):
        nothing = np.full((len(record.leads), before + after), np.nan, np.float32)
        return MedianBeats(nothing, record.fs, 0)
    cut = np.stack([record.block(at - before, at + after) for at in chosen.tolist()])
    first, last = (before - round(at * record.fs) for at in _PQ_S)
    level = valid_median(cut[..., first : max(last, first + 1)], axis=2)
    return MedianBeats(
        valid_median(cut - level[..., None], axis=0), record.fs, len(chosen)
    )


def valid_median(values: Float32Array, axis: int) -> Float32Array:
    """Return the median of valid values, the upper one of two; NaN without any."""
    # Without the warning that NumPy's own gives where all are NaN, which sort last.
    ordered = np.sort(values, axis=axis)
    middle = np.expand_dims(np.isfinite(values).sum(axis=axis) // 2, axis)
    return np.asarray(np.take_along_axis(ordered, middle, axis).squeeze(axis))
