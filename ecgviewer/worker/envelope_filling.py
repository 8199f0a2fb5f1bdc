"""Fills the envelopes of a long record in the thread pool, or from a cache."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from ecgviewer.core.record import Record
from ecgviewer.core.trace.envelope import Envelope

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Job:
    record: Record
    envelopes: tuple[Envelope, ...]
    cache_folder: Path
    stopped: threading.Event = field(default_factory=threading.Event)


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
        self._job: _Job | None = None

    def fill(
        self, record: Record, envelopes: tuple[Envelope, ...], cache_folder: Path
    ) -> None:
        """Begin to fill what is pending."""
        self.stop()
        if any(envelope.pending for envelope in envelopes):
            self._job = _Job(record, envelopes, cache_folder)
            QThreadPool.globalInstance().start(_Work(self, self._job))

    def stop(self) -> None:
        """Leave the rest unfilled."""
        if self._job is not None:
            self._job.stopped.set()
            self._job = None


class _Work(QRunnable):
    def __init__(self, owner: EnvelopeFilling, job: _Job) -> None:
        super().__init__()
        self._owner, self._job = owner, job

    def run(self) -> None:
        try:
            self._fill()
        except RuntimeError:
            # The window was closed meanwhile, and its objects with it.
            _log.info("an envelope came too late")
        except Exception:
            _log.exception("the envelope of %s fails", self._job.record.name)

    def _fill(self) -> None:
        from ecgviewer.analysis.envelopes import fill_envelopes  # noqa: PLC0415
        from ecgviewer.formats.files.envelope_cache import EnvelopeCache  # noqa: PLC0415

        job = self._job
        cache = EnvelopeCache(job.cache_folder)
        for share in fill_envelopes(job.record, job.envelopes, cache):
            if job.stopped.is_set():
                return
            self._owner.progressed.emit(share)
