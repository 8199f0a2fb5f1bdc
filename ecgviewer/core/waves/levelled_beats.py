"""Beats of every lead about a straight baseline, and their median."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.record import Record, Samples

#: From before the P wave to behind a long T wave, in seconds from the R-peak.
BEFORE_S, AFTER_S = 0.35, 0.75
#: The baseline goes through the end of the PQ segment; seconds before the R-peak.
_PQ_S = (0.09, 0.06)


def levelled_beats(record: Record, beats: Samples, following: Samples) -> Float32Array:
    """Return beats of all leads, each about its own baseline.

    The baseline is the straight line from the PQ segment of a beat to that of the beat
    that follows, the simplest of the lines through PQ segments of Meyer & Keiser
    (Comput Biomed Res 10 (1977) 459). It takes away what wanders more slowly than the
    heart beats and, other than a high-pass filter, leaves the ST segment as it is.

    Parameters
    ----------
    record : Record
        Its signal is not filtered.
    beats, following : ndarray of int64, shape (n_beats,)
        R-peaks, and the R-peak after each of them.

    Returns
    -------
    ndarray of float32, shape (n_whole, n_leads, n_values)
        Of those beats that lie wholly within the record, in the unit of each lead,
        from `BEFORE_S` before the R-peak to `AFTER_S` behind it.
    """
    fs = record.fs
    before, n_values = round(BEFORE_S * fs), round((BEFORE_S + AFTER_S) * fs)
    from_s, to_s = (before - round(at_s * fs) for at_s in _PQ_S)
    pq = slice(from_s, max(to_s, from_s + 1))
    middle = (pq.start + pq.stop - 1) / 2
    cut, rr, levels, beyond = [], [], [], []
    for beat, after in zip(beats.tolist(), following.tolist(), strict=True):
        first, length = beat - before, after - beat
        stop = first + max(n_values, length + pq.stop)
        if first < 0 or stop > record.n_samples:
            continue
        values = record.block(first, stop)
        cut.append(values[:, :n_values])
        levels.append(values[:, pq])
        beyond.append(values[:, length + pq.start : length + pq.stop])
        rr.append(length)
    if not cut:
        return np.empty((0, len(record.leads), n_values), np.float32)
    level, end = (np.stack(each).mean(axis=2)[..., None] for each in (levels, beyond))
    # Behind the following beat nothing is known of the line.
    share = (np.arange(n_values) - middle) / np.array(rr)[:, None, None]
    line = level + (end - level) * np.minimum(share, 1.0).astype(np.float32)
    return np.asarray(np.stack(cut) - line, np.float32)
