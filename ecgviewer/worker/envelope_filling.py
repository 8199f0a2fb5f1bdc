"""Fills the envelopes of a long record beside the window, or from a cache."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ecgviewer.core.record import Record
from ecgviewer.core.trace.envelope import Envelope
from ecgviewer.worker.record_tasks import FillEnvelopes
from ecgviewer.worker.task import Background


class EnvelopeFilling(QObject):
    """Fills one record at a time; another one takes the place of the one before.

    Signals
    -------
    progressed(float)
        The share of the record that has been looked at.
    """

    progressed = Signal(float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background(self)

    def fill(
        self, record: Record, envelopes: tuple[Envelope, ...], cache_folder: Path
    ) -> None:
        """Begin to fill what is pending."""
        self.stop()
        if any(envelope.pending for envelope in envelopes):
            task = FillEnvelopes(record, envelopes, cache_folder)
            self._background.run_steps(task, self.progressed.emit)

    def stop(self) -> None:
        """Leave the rest unfilled."""
        self._background.drop()
