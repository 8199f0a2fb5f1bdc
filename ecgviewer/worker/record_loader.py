"""Opens records in the thread pool, so that they never wait for the classifier."""

from __future__ import annotations

import logging
import traceback

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from ecgviewer.worker.messages import Failed, OpenedRecord, OpenRequest

_log = logging.getLogger(__name__)


class RecordLoader(QObject):
    """Opens one record after the other.

    Signals
    -------
    reported(int, object)
        Job id and `analysis.open_record.OpenedRecord` or `Failed`.
    """

    reported = Signal(int, object)

    def load(self, job_id: int, request: OpenRequest) -> None:
        """Open a record and its reader's journal."""
        QThreadPool.globalInstance().start(_Load(self, job_id, request))


class _Load(QRunnable):
    def __init__(self, loader: RecordLoader, job_id: int, request: OpenRequest) -> None:
        super().__init__()
        self._loader = loader
        self._job_id = job_id
        self._request = request

    def run(self) -> None:
        self._loader.reported.emit(self._job_id, _opened(self._request))


def _opened(request: OpenRequest) -> OpenedRecord | Failed:
    try:
        from ecgviewer.analysis.open_record import open_record  # noqa: PLC0415

        return open_record(
            request.path,
            request.reader,
            request.journal_folder,
            request.annotator,
            request.author,
        )
    except Exception as error:
        _log.exception("opening %s failed", request.path)
        text = str(error) or type(error).__name__
        return Failed("Opening", text, traceback.format_exc())
