"""Reads what other readers say of a record, in the thread pool."""

from __future__ import annotations

import logging
import traceback
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from ecgviewer.core.ec57.reader_comparison import (
    ReaderBeats,
    ReaderComparison,
    compare_readers,
)
from ecgviewer.core.predictions import Predictions
from ecgviewer.core.record import Record
from ecgviewer.worker.messages import Failed

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SourcesRequest:
    """Find out who labelled a record."""

    record: Record
    journal_folder: Path


@dataclass(frozen=True)
class SourcesFound:
    """Files of everybody who labelled a record, by what they are called."""

    paths: dict[str, Path]


@dataclass(frozen=True)
class CompareRequest:
    """Compare two readers; one is given by its beats or by name and file."""

    record: Record
    predictions: Predictions
    first: ReaderBeats | tuple[str, Path]
    second: ReaderBeats | tuple[str, Path]


class ReaderLoader(QObject):
    """Reads and compares, one request after the other.

    Signals
    -------
    reported(int, object)
        Number of the request, and `SourcesFound`, `ReaderComparison` or `Failed`.
    """

    reported = Signal(int, object)

    def ask(self, number: int, request: SourcesRequest | CompareRequest) -> None:
        """Begin to answer a request."""
        QThreadPool.globalInstance().start(_Answer(self, number, request))


class _Answer(QRunnable):
    def __init__(
        self,
        loader: ReaderLoader,
        number: int,
        request: SourcesRequest | CompareRequest,
    ) -> None:
        super().__init__()
        self._loader, self._number, self._request = loader, number, request

    def run(self) -> None:
        self._loader.reported.emit(self._number, _answered(self._request))


def _answered(
    request: SourcesRequest | CompareRequest,
) -> SourcesFound | ReaderComparison | Failed:
    try:
        from ecgviewer.analysis.other_readers import sources_of  # noqa: PLC0415

        if isinstance(request, SourcesRequest):
            return SourcesFound(sources_of(request.record, request.journal_folder))
        record = request.record
        first, second = (_beats(request, s) for s in (request.first, request.second))
        return compare_readers(first, second, record.fs, record.n_samples)
    except Exception as error:
        _log.exception("comparing readers failed")
        text = str(error) or type(error).__name__
        return Failed("Comparing readers", text, traceback.format_exc())


def _beats(
    request: CompareRequest, source: ReaderBeats | tuple[str, Path]
) -> ReaderBeats:
    from ecgviewer.analysis.other_readers import read_reader  # noqa: PLC0415

    if isinstance(source, ReaderBeats):
        return source
    return read_reader(request.record, *source, request.predictions)
