"""Signals that are read from their files as they are needed, never all at once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Any, Protocol

import numpy as np

from ecgviewer.core.arrays import Float32Array, IntArray

#: Values of records up to this many are held at once, 32 MB as float32; those of longer
#: ones stay in their files.
LARGEST_IN_MEMORY = 2**23
#: Samples of all leads that are decoded in one go and kept for the next reader.
_BLOCK = 2**14
#: What is kept, in bytes of float32.
_MAX_BYTES = 24_000_000
#: So few samples are read alone: not all of a block for a look at a second of it.
_PROBE = 2**12
#: Whoever looks at a page looks at the sample before and after it, too.
_BESIDE = 8
#: Blocks in a row from which on reading is a scan, of which nothing is kept.
_SCAN_BLOCKS = 16
#: Indexes farther apart than this are read one by one.
_GAP = 2**12


class SignalSource(Protocol):
    """Where the values of a record come from, when they are not in memory."""

    @property
    def shape(self) -> tuple[int, int]:
        """Number of leads and of samples."""

    def read(self, start: int, stop: int) -> Float32Array:
        """Return all leads in [start, stop), shape (n_leads, stop - start)."""


class BlockedSignal:
    """Reads a source block by block, and keeps those that were used last.

    Threads may share it.
    """

    def __init__(self, source: SignalSource) -> None:
        self._source = source
        self._blocks: OrderedDict[int, Float32Array] = OrderedDict()
        self._lock = threading.Lock()
        # Replaced whole, so that a thread sees either probe and never a mixture.
        self._probe: tuple[int, int, Float32Array] = (
            0,
            0,
            np.empty((0, 0), np.float32),
        )

    @property
    def shape(self) -> tuple[int, int]:
        """Number of leads and of samples."""
        return self._source.shape

    def lead(self, lead: int, start: int, stop: int) -> Float32Array:
        """Return the values of a lead in [start, stop), as many as there are."""
        start, stop = self._within(start, stop)
        if start == stop:
            return np.empty(0, np.float32)
        blocks = range(start // _BLOCK, -(-stop // _BLOCK))
        if len(blocks) > _SCAN_BLOCKS:
            values = np.empty(stop - start, np.float32)
            step = _SCAN_BLOCKS * _BLOCK
            for first in range(start, stop, step):
                last = min(first + step, stop)
                values[first - start : last - start] = self._source.read(first, last)[
                    lead
                ]
            return values
        if stop - start <= _PROBE and not self._keeps(blocks):
            return self._probed(lead, start, stop)
        parts = [self._block(number)[lead] for number in blocks]
        joined = parts[0] if len(parts) == 1 else np.concatenate(parts)
        first = blocks[0] * _BLOCK
        return joined[start - first : stop - first]

    def read(self, start: int, stop: int) -> Float32Array:
        """Return all leads in [start, stop), as many samples as there are."""
        return self._source.read(*self._within(start, stop))

    def _within(self, start: int, stop: int) -> tuple[int, int]:
        start = min(max(start, 0), self.shape[1])
        return start, min(max(stop, start), self.shape[1])

    def _probed(self, lead: int, start: int, stop: int) -> Float32Array:
        """Return a few samples; those of the other leads are kept for a moment."""
        first, last, values = self._probe
        if not first <= start <= stop <= last:
            first, last = self._within(start - _BESIDE, stop + _BESIDE)
            values = self._source.read(first, last)
            values.flags.writeable = False
            self._probe = first, last, values
        return values[lead, start - first : stop - first]

    def _keeps(self, blocks: range) -> bool:
        with self._lock:
            return all(number in self._blocks for number in blocks)

    def _block(self, number: int) -> Float32Array:
        with self._lock:
            if number in self._blocks:
                self._blocks.move_to_end(number)
                return self._blocks[number]
        start = number * _BLOCK
        block = self._source.read(start, min(start + _BLOCK, self.shape[1]))
        block.flags.writeable = False
        with self._lock:
            self._blocks[number] = block
            kept = sum(each.nbytes for each in self._blocks.values())
            while kept > _MAX_BYTES and len(self._blocks) > 1:
                kept -= self._blocks.popitem(last=False)[1].nbytes
        return block


class LeadValues:
    """One lead of a signal in files, to be sliced or indexed as an array is."""

    ndim = 1

    def __init__(self, signal: BlockedSignal, lead: int) -> None:
        self._signal, self._lead = signal, lead

    def __len__(self) -> int:
        """Return the number of samples."""
        return self._signal.shape[1]

    def __getitem__(self, key: slice | IntArray) -> Float32Array:
        """Return the values of a slice, or of indexes within the record."""
        if isinstance(key, slice):
            start, stop, step = key.indices(len(self))
            return self._signal.lead(self._lead, start, stop)[::step]
        places, inverse = np.unique(key, return_inverse=True)
        values = np.empty(len(places), np.float32)
        cuts = np.flatnonzero(np.diff(places) > _GAP) + 1
        for rows in np.split(np.arange(len(places)), cuts):
            if len(rows):
                first, last = int(places[rows[0]]), int(places[rows[-1]])
                near = self._signal.lead(self._lead, first, last + 1)
                values[rows] = near[places[rows] - first]
        return values[inverse.reshape(key.shape)]


class SignalRows:
    """Some leads of a signal in files, to be sliced in time as an array is."""

    ndim = 2

    def __init__(self, signal: BlockedSignal, leads: list[int]) -> None:
        self._signal, self._leads = signal, leads

    @property
    def shape(self) -> tuple[int, int]:
        """Number of leads and of samples."""
        return len(self._leads), self._signal.shape[1]

    def __len__(self) -> int:
        """Return the number of leads."""
        return len(self._leads)

    def __getitem__(self, key: Any) -> Any:  # noqa: ANN401 - as of an array
        """Return a lead, or all leads of a stretch of samples."""
        if isinstance(key, tuple):
            start, stop, _ = key[1].indices(self.shape[1])
            return self._signal.read(start, stop)[self._leads]
        return LeadValues(self._signal, self._leads[key])
