"""A dense trace as columns of dots: bounded, stable when scrolled, without holes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecgviewer.core.envelope import Envelope
from ecgviewer.gui.waveform.sheet import Sheet

_Pixels = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ColumnPlaces:
    """Where columns of dots are: the samples between them, and pixels from the left.

    They begin at multiples of their width in the record, wherever the view begins, so
    that a trace keeps its shape while it is scrolled. The first one is not drawn.
    """

    edges: npt.NDArray[np.int64]
    x: _Pixels

    @classmethod
    def of(cls, sheet: Sheet, left: float = 0.0, right: float = 1.0) -> ColumnPlaces:
        """Return the columns between two shares of the width of a sheet."""
        width, ratio = sheet.samples_per_dot, sheet.pixel_ratio
        start = sheet.start_s * sheet.fs / width
        dots = sheet.width * ratio
        numbers = np.arange(
            int(np.floor(start + left * dots)) - 1, int(start + right * dots) + 3
        )
        # Times are not exact to the last bit, and nothing may waver between two dots.
        edges = np.floor(numbers * width + 1e-3).astype(np.int64)
        return cls(edges, (numbers[1:-1] - np.ceil(start - 1e-6) + 0.5) / ratio)


def columns(
    places: ColumnPlaces, envelope: Envelope, first: int = 0
) -> tuple[_Pixels, _Pixels, _Pixels]:
    """Return the columns that hold something: place, lowest, highest value.

    The first value of the envelope is that of the sample `first`. Each column reaches
    to the one before it, so that the trace has no holes.
    """
    low, high = envelope.columns(places.edges - first)
    # With nothing beside it a column stays as it is: fmin and fmax pass over NaN.
    joined_low = np.fmin(low[1:], high[:-1])
    joined_high = np.fmax(high[1:], low[:-1])
    shown = ~np.isnan(low[1:])
    if shown.all():
        return places.x, joined_low, joined_high
    return places.x[shown], joined_low[shown], joined_high[shown]
