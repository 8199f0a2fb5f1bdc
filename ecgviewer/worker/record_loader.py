"""Opens records in the thread pool, so that they never wait for the classifier."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from ecgviewer.worker.messages import Failed

_log = logging.getLogger(__name__)


class RecordLoader(QObject):
    """Opens one record after the other.

    Signals
    -------
    reported(int, object)
        Job id and `analysis.open_record.OpenedRecord` or `Failed`.
    """

    reported = Signal(int, object)

    def load(self, job_id: int, path: Path, reader: str, journal_folder: Path) -> None:
        """Open a record and its reader's journal."""
        task = _Load(self, job_id, path, reader, journal_folder)
        QThreadPool.globalInstance().start(task)


class _Load(QRunnable):
    def __init__(
        self,
        loader: RecordLoader,
        job_id: int,
        path: Path,
        reader: str,
        journal_folder: Path,
    ) -> None:
        super().__init__()
        self._loader = loader
        self._job_id = job_id
        self._arguments = (path, reader, journal_folder)

    def run(self) -> None:
        message: object
        try:
            from ecgviewer.analysis.open_record import open_record  # noqa: PLC0415

            message = open_record(*self._arguments)
        except Exception as error:
            _log.exception("opening %s failed", self._arguments[0])
            text = str(error) or type(error).__name__
            message = Failed("Opening", text, traceback.format_exc())
        self._loader.reported.emit(self._job_id, message)
