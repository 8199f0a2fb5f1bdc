"""Fills envelopes of the filtered trace in the thread pool, a chunk at a time."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from ecgviewer.core.record import Record
from ecgviewer.core.trace.envelope import CHUNK, Envelope
from ecgviewer.core.trace.trace_filter import TraceFilter

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FillRequest:
    """Fill a chunk of the envelopes of all leads with what is filtered."""

    record: Record
    envelopes: tuple[Envelope, ...]
    chunk: int
    trace_filter: TraceFilter


class EnvelopeFiltering(QObject):
    """Fills what it is asked for; two requests at once may not have an envelope.

    Signals
    -------
    done(FillRequest)
        The chunk is filled; where it could not be read it is pending still.
    """

    done = Signal(object)

    def ask(self, request: FillRequest) -> None:
        """Fill a chunk."""
        QThreadPool.globalInstance().start(_Work(self, request))


class _Work(QRunnable):
    def __init__(self, owner: EnvelopeFiltering, request: FillRequest) -> None:
        super().__init__()
        self._owner, self._request = owner, request

    def run(self) -> None:
        try:
            _fill(self._request)
        except Exception:
            _log.exception("the trace cannot be filtered")
        try:
            self._owner.done.emit(self._request)
        except RuntimeError:
            # The window was closed meanwhile, and its objects with it.
            _log.info("a filtered chunk came too late")


def _fill(request: FillRequest) -> None:
    from ecgviewer.preprocessing.trace_filters import filtered_between  # noqa: PLC0415

    record, chunk = request.record, request.chunk
    start, stop = chunk * CHUNK, min((chunk + 1) * CHUNK, record.n_samples)
    leads = filtered_between(record.block, start, stop, record.fs, request.trace_filter)
    for envelope, values in zip(request.envelopes, leads, strict=True):
        envelope.fill(chunk, values)
