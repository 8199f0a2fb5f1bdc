"""Envelopes of the filtered trace, for views in which single samples are not seen."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from ecgviewer.core.record import Record
from ecgviewer.core.trace.envelope import CHUNK, Envelope
from ecgviewer.core.trace.trace_filter import TraceFilter
from ecgviewer.worker.messages import Failed
from ecgviewer.worker.record_tasks import FillRequest
from ecgviewer.worker.task import Background


class FilteredEnvelopes(QObject):
    """Has chunks filtered as they come into view, one after the other.

    They take the memory of the envelopes of what is recorded, and no samples are kept.

    Signals
    -------
    came()
        More is there than before.
    """

    came = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._record: Record | None = None
        self._trace_filter = TraceFilter()
        self._envelopes: tuple[Envelope, ...] = ()
        self._waiting: list[int] = []
        self._asked: set[int] = set()
        self._busy = False
        self._background = Background(self)

    def use(self, record: Record | None, trace_filter: TraceFilter) -> None:
        """Filter another record, or otherwise, from now on."""
        self._record, self._trace_filter = record, trace_filter
        self._envelopes = ()
        self._waiting.clear()
        self._asked.clear()

    def grow(self, record: Record, settled: int) -> None:
        """Filter a longer record; what lies before a sample is kept."""
        self._record = record
        self._envelopes = tuple(
            envelope.reopened(record.lead_values(lead), settled)
            for lead, envelope in enumerate(self._envelopes)
        )
        # What is on its way is of the envelopes before.
        self._waiting.clear()
        self._asked.clear()

    def envelope(self, lead: int, start: int, stop: int) -> Envelope | None:
        """Return the envelope of a lead; None until all of [start, stop) is filtered.

        Its samples are those recorded: only bins may be drawn.
        """
        if self._record is None:
            return None
        if not self._envelopes:
            leads = range(len(self._record.leads))
            self._envelopes = tuple(
                Envelope.unfilled(self._record.lead_values(each)) for each in leads
            )
        envelope = self._envelopes[lead]
        missing = envelope.pending.intersection(_chunks(start, stop))
        self._want(missing)
        return None if missing else envelope

    def _want(self, chunks: set[int]) -> None:
        """Have chunks filtered; those that came into view last come first."""
        fresh = chunks - self._asked
        self._asked |= fresh
        self._waiting += sorted(fresh, reverse=True)
        self._ask_next()

    def _ask_next(self) -> None:
        if self._waiting and self._record is not None and not self._busy:
            self._busy = True
            chunk = self._waiting.pop()
            request = FillRequest(
                self._record, self._envelopes, chunk, self._trace_filter
            )
            # A chunk that could not be read is pending still, and the next one's turn.
            ended = partial(self._on_ended, request)
            self._background.run(request, ended, ended)

    def _on_ended(self, request: FillRequest, _: Failed | None) -> None:
        self._busy = False
        self._ask_next()
        if request.envelopes is self._envelopes:
            self.came.emit()


def _chunks(start: int, stop: int) -> range:
    return range(max(start, 0) // CHUNK, -(-max(stop, 0) // CHUNK))
