"""A dense trace as columns of dots: bounded, stable when scrolled, without holes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ecgviewer.core.arrays import Float32Array, IntArray
from ecgviewer.core.trace.envelope import Envelope
from ecgviewer.gui.waveform.paper.sheet import Sheet


@dataclass(frozen=True)
class ColumnPlaces:
    """Where columns of dots are: the samples between them, and the first one's dot.

    They begin at multiples of their width in the record, wherever the view begins, so
    that a trace keeps its shape while it is scrolled. The column before the first one
    is not drawn, but what is drawn is joined to it.
    """

    edges: IntArray
    first: int

    @classmethod
    def of(cls, sheet: Sheet, left: float = 0.0, right: float = 1.0) -> ColumnPlaces:
        """Return the columns between two shares of the width of a sheet."""
        width, dots = sheet.samples_per_dot, sheet.width * sheet.pixel_ratio
        start = sheet.start_s * sheet.fs / width
        begin = int(np.floor(start + left * dots)) - 1
        numbers = np.arange(begin, int(start + right * dots) + 3)
        # Times are not exact to the last bit, and nothing may waver between two dots.
        edges = np.floor(numbers * width + 1e-3).astype(np.int64)
        return cls(edges, begin + 1 - math.ceil(start - 1e-6))


def columns(
    places: ColumnPlaces, envelope: Envelope, first: int = 0
) -> tuple[Float32Array, Float32Array]:
    """Return the lowest and highest value of each column; NaN where there is none.

    The first value of the envelope is that of the sample `first`. Each column reaches
    to the one before it, so that the trace has no holes.
    """
    low, high = envelope.columns(places.edges - first)
    # With nothing beside it a column stays as it is: fmin and fmax pass over NaN.
    joined_low = np.fmin(low[1:], high[:-1])
    joined_high = np.fmax(high[1:], low[:-1])
    gaps = np.isnan(low[1:])
    if gaps.any():
        joined_low[gaps] = joined_high[gaps] = np.nan
    return joined_low, joined_high
