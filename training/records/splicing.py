"""Recordings made of some beats of another one, as if it had no others."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import BoolArray, Float32Array
from ecgviewer.core.beats import BeatTable, Origin, new_beats
from ecgviewer.core.record import Record, Samples

#: A beat's piece of signal ends this long after its R-peak: behind the QRS complex, and
#: before the P wave of a beat that comes as early as S does.
_AFTER_S = 0.2


def spliced(
    record: Record, beats: BeatTable, rows: BoolArray
) -> tuple[Record, BeatTable]:
    """Return the signal of some beats joined, and where these beats are in it.

    The piece of a beat goes from just after the beat before to just after itself, so
    each keeps its P wave and the RR interval before it.

    Parameters
    ----------
    record : Record
    beats : BeatTable
        All beats of the record.
    rows : ndarray of bool, shape (n_beats,)
        Which of them to keep, at least one.
    """
    cuts = _cuts(beats.sample, record)
    length = np.diff(cuts) * rows
    moved_by = np.cumsum(length) - length - cuts[:-1]
    signal = _joined(record.signal[:, : cuts[-1]], np.repeat(rows, np.diff(cuts)))
    return (
        Record(record.name, record.fs, record.leads, signal),
        new_beats(
            (beats.sample + moved_by)[rows],
            symbol=beats.symbol[rows],
            origin=Origin.REFERENCE,
        ),
    )


def _cuts(sample: Samples, record: Record) -> Samples:
    """Return where pieces begin and the last one ends, shape (n_beats + 1,)."""
    rr = np.diff(sample, append=record.n_samples)
    # The R-peak of the next beat is in its own piece, however early it is.
    after = np.minimum(round(_AFTER_S * record.fs), (2 * rr + 2) // 3)
    return np.concatenate([[0], sample + after])


def _joined(signal: Float32Array, kept: npt.NDArray[np.bool_]) -> Float32Array:
    """Return the kept samples of leads; slopes are joined, so there is no step."""
    slopes = np.diff(signal.astype(np.float64), prepend=0.0)
    # Where a signal is lost the level stays.
    return np.cumsum(np.nan_to_num(slopes[:, kept]), axis=1).astype(np.float32)
