"""Stretches of the trace that were filtered for display, kept while they are near."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Signal

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.record import Record
from ecgviewer.core.trace.envelope import BINNED, Envelope
from ecgviewer.core.trace.trace_filter import TraceFilter
from ecgviewer.gui.waveform.throttle import Throttle
from ecgviewer.gui.waveform.traces.filtered_envelopes import FilteredEnvelopes
from ecgviewer.worker.record_tasks import FilterRequest
from ecgviewer.worker.task import Background

_CHUNK_S = 30.0
_MAX_BYTES = 48_000_000
_FRAME_MS = 33


class FilteredTrace(QObject):
    """Has stretches filtered in the worker and hands out those that are there.

    Signals
    -------
    came()
        More is there than before.
    """

    came = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.trace_filter = TraceFilter()
        self._record: Record | None = None
        self._chunks: OrderedDict[tuple[int, int], Float32Array | None] = OrderedDict()
        self._bytes = 0
        self._background = Background(self)
        self._throttle = Throttle(_FRAME_MS, self.came.emit, self)
        self._envelopes = FilteredEnvelopes(self)
        self._envelopes.came.connect(self._throttle.trigger)

    @property
    def is_raw(self) -> bool:
        """Return whether the trace is drawn as it was recorded."""
        return self.trace_filter.changes_nothing

    def show_record(self, record: Record) -> None:
        """Filter another record from now on."""
        self._record = record
        self._forget()

    def grow(self, record: Record, first_new: int) -> None:
        """Filter a longer record; what the old end had no part in is kept."""
        self._record = record
        # A filter looks ahead by less than a chunk.
        settled = first_new - self._chunk_size(record)
        for key, values in tuple(self._chunks.items()):
            stop = (key[1] + 1) * self._chunk_size(record)
            if values is None or stop > settled:
                del self._chunks[key]
                self._bytes -= 0 if values is None else values.nbytes
        self._envelopes.grow(record, settled)

    def use(self, trace_filter: TraceFilter) -> None:
        """Filter otherwise from now on."""
        if trace_filter != self.trace_filter:
            self.trace_filter = trace_filter
            self._forget()

    def drawn(
        self, lead: int, start: int, stop: int, samples_per_dot: float
    ) -> tuple[int, Envelope] | None:
        """Return what is drawn of [start, stop): first sample, and values or bins.

        None until all of it has been filtered.
        """
        # One more, since columns of dots differ by a sample.
        if samples_per_dot > BINNED + 1:
            envelope = self._envelopes.envelope(lead, start, stop)
            return None if envelope is None else (0, envelope)
        found = self.values(lead, start, stop)
        return None if found is None else (found[0], Envelope(found[1], ()))

    def values(
        self, lead: int, start: int, stop: int
    ) -> tuple[int, Float32Array] | None:
        """Return the first sample and the values of a stretch that holds [start, stop).

        None until all of it has been filtered.
        """
        record = self._record
        if record is None:
            return None
        size = self._chunk_size(record)
        start, stop = max(start, 0), min(stop, record.n_samples)
        numbers = range(start // size, -(-stop // size))
        parts = [self._chunk(lead, number) for number in numbers]
        there = [part for part in parts if part is not None]
        if not there or len(there) < len(parts):
            return None
        return start // size * size, np.concatenate(there)

    def _chunk(self, lead: int, number: int) -> Float32Array | None:
        key = lead, number
        if key in self._chunks:
            self._chunks.move_to_end(key)
            return self._chunks[key]
        if self._record is not None:
            self._chunks[key] = None
            size = self._chunk_size(self._record)
            request = FilterRequest(
                self._record,
                lead,
                number * size,
                min((number + 1) * size, self._record.n_samples),
                self.trace_filter,
            )
            self._background.run(request, partial(self._on_filtered, request))
        return None

    def _on_filtered(self, request: FilterRequest, values: Float32Array) -> None:
        current = request.record is self._record
        if not current or request.trace_filter != self.trace_filter:
            return
        key = request.lead, request.start // self._chunk_size(request.record)
        self._chunks[key] = values
        self._bytes += values.nbytes
        while self._bytes > _MAX_BYTES and len(self._chunks) > 1:
            _, gone = self._chunks.popitem(last=False)
            self._bytes -= 0 if gone is None else gone.nbytes
        self._throttle.trigger()

    def _forget(self) -> None:
        self._chunks.clear()
        self._bytes = 0
        self._envelopes.use(self._record, self.trace_filter)

    @staticmethod
    def _chunk_size(record: Record) -> int:
        return max(round(_CHUNK_S * record.fs), 1)
