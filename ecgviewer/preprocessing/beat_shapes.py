"""Cuts the shape of every beat out of one lead, for grouping them."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.beats import BeatTable
from ecgviewer.core.kinds.beat_shapes import BeatShapes
from ecgviewer.core.record import Record
from ecgviewer.preprocessing.filters import (
    band_pass,
    fill_gaps,
    resample,
    resampling_ratio,
)
from ecgviewer.preprocessing.segmentation import cut

#: Enough for a QRS of 40 Hz, at 90 values a beat: 36 MB for a day.
_FS = 120
_BAND_HZ = (0.7, 40.0)
_BEFORE_S, _AFTER_S = 0.25, 0.5
_CHUNK = 4096


def beat_shapes(record: Record, lead: int, beats: BeatTable) -> BeatShapes:
    """Return the filtered stretch around each beat of a lead.

    Parameters
    ----------
    record : Record
        The recording.
    lead : int
        Position of the lead.
    beats : BeatTable
        The beats to cut out.

    Returns
    -------
    BeatShapes

    Raises
    ------
    ValueError
        If the sampling frequency is outside the range supported for ECG.
    """
    ratio = resampling_ratio(record.fs, _FS)
    values = resample(fill_gaps(record.values(lead))[0], ratio)
    filtered = band_pass(values, _FS, _BAND_HZ)
    at = np.round(beats.sample * float(ratio)).astype(np.int64)
    before, after = round(_BEFORE_S * _FS), round(_AFTER_S * _FS)
    shapes = np.empty((len(beats), before + 1 + after), np.float32)
    for start in range(0, len(at), _CHUNK):
        chunk = slice(start, start + _CHUNK)
        shapes[chunk] = cut(filtered, at[chunk], before, after)
    shapes.flags.writeable = False
    return BeatShapes(beats.beat_id, beats.sample, shapes, float(_FS), before)
