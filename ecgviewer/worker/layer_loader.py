"""Reads layers of annotations in the thread pool, beside the analysis."""

from __future__ import annotations

import logging
import traceback
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from ecgviewer.core.annotation_layer import AnnotationLayer
from ecgviewer.core.record import Record
from ecgviewer.worker.messages import Failed

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LayerRequest:
    """Read what an annotator's file says, or a reader's journal where one is named."""

    record: Record
    name: str
    journal: Path | None = None


@dataclass(frozen=True)
class ReadersRequest:
    """Look who has a journal of a record."""

    record: Record
    journal_folder: Path


@dataclass(frozen=True)
class Readers:
    """The journals of a record's readers, by what they are called."""

    record: Record
    journals: dict[str, Path]


class LayerLoader(QObject):
    """Reads layers, in any order.

    Signals
    -------
    loaded(Record, AnnotationLayer)
        A layer of a record.
    found(Readers)
        Who has a journal of a record.
    failed(Failed)
        One could not be read.
    """

    loaded = Signal(object, object)
    found = Signal(object)
    failed = Signal(object)

    def load(self, request: LayerRequest | ReadersRequest) -> None:
        """Read a layer, or look for readers."""
        QThreadPool.globalInstance().start(_Work(self, request))


class _Work(QRunnable):
    def __init__(
        self, owner: LayerLoader, request: LayerRequest | ReadersRequest
    ) -> None:
        super().__init__()
        self._owner, self._request = owner, request

    def run(self) -> None:
        result = _result(self._request)
        try:
            if isinstance(result, Failed):
                self._owner.failed.emit(result)
            elif isinstance(result, Readers):
                self._owner.found.emit(result)
            else:
                self._owner.loaded.emit(self._request.record, result)
        except RuntimeError:
            # The window was closed meanwhile, and its objects with it.
            _log.info("a layer of annotations came too late")


def _result(
    request: LayerRequest | ReadersRequest,
) -> AnnotationLayer | Readers | Failed:
    from ecgviewer.analysis.annotation_layers import (  # noqa: PLC0415
        file_layer,
        reader_layer,
        readers_of,
    )

    record = request.record
    try:
        if isinstance(request, ReadersRequest):
            return Readers(record, readers_of(record, request.journal_folder))
        if request.journal:
            return reader_layer(record, request.name, request.journal)
        return file_layer(record, request.name)
    except Exception as error:
        _log.exception("annotations of %s cannot be read", record.name)
        text = str(error) or type(error).__name__
        return Failed("Reading annotations", text, traceback.format_exc())
