"""Min-max pyramid of a lead, so that any span draws one vertical line a pixel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecgviewer.core.record import Signal

#: Samples in one bin of the finest level. Below that the samples themselves are read.
_FINEST_BIN = 16
#: Each level has bins of this many bins of the level below.
_FACTOR = 4


@dataclass(frozen=True)
class _Level:
    bin_size: int
    low: Signal
    high: Signal


@dataclass(frozen=True)
class Envelope:
    """Lowest and highest value of a lead in bins of growing size.

    NaN samples are left out; a bin of nothing else is NaN.
    """

    values: Signal
    levels: tuple[_Level, ...]

    @classmethod
    def of(cls, values: Signal) -> Envelope:
        """Return the envelope of a lead.

        Parameters
        ----------
        values : ndarray of float32, shape (n_samples,)
            The lead; kept by reference, not copied.
        """
        levels = []
        low, high, bin_size = values, values, 1
        factor = _FINEST_BIN
        while len(low) > factor:
            low, high = _binned(low, factor, np.fmin), _binned(high, factor, np.fmax)
            bin_size *= factor
            levels.append(_Level(bin_size, low, high))
            factor = _FACTOR
        return cls(values, tuple(levels))

    def columns(self, edges: npt.NDArray[np.int64]) -> tuple[Signal, Signal]:
        """Return the lowest and highest value between successive edges.

        Parameters
        ----------
        edges : ndarray of int64, shape (n_columns + 1,)
            Ascending sample indexes; may reach outside the record.

        Returns
        -------
        low, high : ndarray of float32, shape (n_columns,)
            NaN for a column outside the record. A column is widened to whole bins of
            the level in use, which are never larger than half a column.
        """
        width = int(edges[-1] - edges[0]) // max(len(edges) - 1, 1)
        fitting = [level for level in self.levels if level.bin_size * 2 <= width]
        level = fitting[-1] if fitting else _Level(1, self.values, self.values)
        n = len(level.low)
        bins = np.clip(edges // level.bin_size, 0, n)
        low, high = (
            _reduced(level.low, bins, np.fmin),
            _reduced(level.high, bins, np.fmax),
        )
        outside = bins[:-1] == n
        outside |= edges[1:] <= 0
        low[outside] = high[outside] = np.nan
        return low, high


def _binned(values: Signal, factor: int, extreme: np.ufunc) -> Signal:
    starts = np.arange(0, len(values), factor)
    result: Signal = extreme.reduceat(values, starts)
    return result


def _reduced(values: Signal, bins: npt.NDArray[np.int64], extreme: np.ufunc) -> Signal:
    starts = np.minimum(bins[:-1], len(values) - 1)
    stop = min(int(bins[-1]), len(values))
    result: Signal = extreme.reduceat(values[: max(stop, int(starts[-1]) + 1)], starts)
    return result
