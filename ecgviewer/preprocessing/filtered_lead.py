"""A lead as the classifier sees it, of any length: filtered where it is asked for."""

from __future__ import annotations

from collections import OrderedDict
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.record import Samples
from ecgviewer.core.stopping import Stop, check, never
from ecgviewer.preprocessing.bridged_lead import BridgedLead
from ecgviewer.preprocessing.filters import BandPass, resample, resampled_length

#: Filtered blocks that are kept, in bytes: those of a day.
_KEPT_BYTES = 2**27


class FilteredLead:
    """A lead at another sampling frequency and within a band, to be indexed.

    Every block is filtered with its surroundings, so that it is the same in whatever
    order blocks are asked for.

    Parameters
    ----------
    lead : BridgedLead
    ratio : Fraction
        From `filters.resampling_ratio`.
    band : BandPass
        At the new sampling frequency.
    stop : callable
        Asked before each part of the work.
    """

    ndim = 1

    def __init__(
        self, lead: BridgedLead, ratio: Fraction, band: BandPass, stop: Stop = never
    ) -> None:
        self._lead, self._ratio, self._band, self._stop = lead, ratio, band, stop
        self._length = resampled_length(len(lead), ratio)
        self._blocks: OrderedDict[int, Float32Array] = OrderedDict()

    def __len__(self) -> int:
        """Return the number of values."""
        return self._length

    def __getitem__(self, key: slice | Samples) -> Float32Array:
        """Return the values of a slice, or at some places in their shape."""
        if isinstance(key, slice):
            return self[np.arange(*key.indices(self._length))]
        size = self._band.block
        numbers = key // size
        values = np.empty(key.shape, np.float32)
        for number in np.unique(numbers).tolist():
            here = numbers == number
            values[here] = self._block(number)[key[here] - number * size]
        return values

    def whole(self) -> Float32Array:
        """Return all values."""
        numbers = range(-(-self._length // self._band.block))
        parts = [self._filtered(number) for number in numbers]
        return np.concatenate([np.empty(0, np.float32), *parts])

    def __array__(
        self, dtype: npt.DTypeLike | None = None, copy: bool | None = None
    ) -> npt.NDArray[Any]:
        """Return all values, for whoever needs them in memory."""
        return self.whole() if dtype is None else self.whole().astype(dtype)

    def _block(self, number: int) -> Float32Array:
        if number in self._blocks:
            self._blocks.move_to_end(number)
            return self._blocks[number]
        block = self._filtered(number)
        self._blocks[number] = block
        while len(self._blocks) * self._band.block * block.itemsize > _KEPT_BYTES:
            self._blocks.popitem(last=False)
        return block

    def _filtered(self, number: int) -> Float32Array:
        check(self._stop)
        start = number * self._band.block
        stop = min(start + self._band.block, self._length)
        first = max(start - self._band.margin, 0)
        values = self._resampled(first, min(stop + self._band.margin, self._length))
        check(self._stop)
        filtered = self._band.filtered(values, self._length)
        return filtered[start - first : stop - first]

    def _resampled(self, start: int, stop: int) -> Float32Array:
        """Return values [start, stop) of the lead at the new sampling frequency."""
        if self._ratio == 1:
            return self._lead.between(start, stop)
        up, down = self._ratio.numerator, self._ratio.denominator
        # The reach of the resampling filter, and a start that has a new sample on it.
        reach = 10 * max(up, down) // up + 2
        first = max(start * down // up - reach, 0) // down * down
        last = min(stop * down // up + reach, len(self._lead))
        values = resample(self._lead.between(first, last), self._ratio)
        skipped = first // down * up
        return values[start - skipped : stop - skipped]
