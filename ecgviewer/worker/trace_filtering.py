"""Filters stretches of the trace in the thread pool, beside the analysis."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from ecgviewer.core.record import Record
from ecgviewer.core.record import Signal as Values
from ecgviewer.core.trace.trace_filter import TraceFilter

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FilterRequest:
    """Filter [start, stop) of a lead."""

    record: Record
    lead: int
    start: int
    stop: int
    trace_filter: TraceFilter


class TraceFiltering(QObject):
    """Filters what it is asked for, in any order.

    Signals
    -------
    filtered(FilterRequest, ndarray or None)
        The values from `start` to `stop`; None where they could not be read.
    """

    filtered = Signal(object, object)

    def ask(self, request: FilterRequest) -> None:
        """Filter a stretch."""
        QThreadPool.globalInstance().start(_Work(self, request))


class _Work(QRunnable):
    def __init__(self, owner: TraceFiltering, request: FilterRequest) -> None:
        super().__init__()
        self._owner, self._request = owner, request

    def run(self) -> None:
        values = _filtered(self._request)
        try:
            self._owner.filtered.emit(self._request, values)
        except RuntimeError:
            # The window was closed meanwhile, and its objects with it.
            _log.info("a filtered stretch came too late")


def _filtered(request: FilterRequest) -> Values | None:
    from ecgviewer.preprocessing.trace_filters import filtered_between  # noqa: PLC0415

    record, start, stop = request.record, request.start, request.stop
    read = partial(record.values, request.lead)
    try:
        leads = filtered_between(read, start, stop, record.fs, request.trace_filter)
        return next(leads)
    except Exception:
        _log.exception("the trace cannot be filtered")
        return None
