"""What other readers and files say of a record, read beside the window."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from ecgviewer.core.annotation_layer import AnnotationLayer
from ecgviewer.core.ec57.reader_comparison import (
    ReaderBeats,
    ReaderComparison,
    compare_readers,
)
from ecgviewer.core.predictions import Predictions
from ecgviewer.core.record import Record
from ecgviewer.worker.task import Task


@dataclass(frozen=True)
class LayerRequest(Task[AnnotationLayer]):
    """Read what an annotator's file says, or a reader's journal where one is named."""

    stage: ClassVar[str] = "Reading annotations"

    record: Record
    name: str
    journal: Path | None = None

    def run(self) -> AnnotationLayer:
        from ecgviewer.analysis.annotation_layers import file_layer, reader_layer

        if self.journal:
            return reader_layer(self.record, self.name, self.journal)
        return file_layer(self.record, self.name)


@dataclass(frozen=True)
class ReadersRequest(Task[dict[str, Path]]):
    """Return the journals of a record's readers, by what they are called."""

    stage: ClassVar[str] = "Looking for readers"

    record: Record
    journal_folder: Path

    def run(self) -> dict[str, Path]:
        from ecgviewer.analysis.annotation_layers import readers_of

        return readers_of(self.record, self.journal_folder)


@dataclass(frozen=True)
class SourcesRequest(Task[dict[str, Path]]):
    """Return files of everybody who labelled a record, by what they are called."""

    stage: ClassVar[str] = "Looking for readers"

    record: Record
    journal_folder: Path

    def run(self) -> dict[str, Path]:
        from ecgviewer.analysis.other_readers import sources_of

        return sources_of(self.record, self.journal_folder)


@dataclass(frozen=True)
class CompareRequest(Task[ReaderComparison]):
    """Compare two readers; one is given by its beats or by name and file."""

    stage: ClassVar[str] = "Comparing readers"

    record: Record
    predictions: Predictions
    first: ReaderBeats | tuple[str, Path]
    second: ReaderBeats | tuple[str, Path]

    def run(self) -> ReaderComparison:
        first, second = self._beats(self.first), self._beats(self.second)
        return compare_readers(first, second, self.record.fs, self.record.n_samples)

    def _beats(self, source: ReaderBeats | tuple[str, Path]) -> ReaderBeats:
        from ecgviewer.analysis.other_readers import read_reader

        if isinstance(source, ReaderBeats):
            return source
        return read_reader(self.record, *source, self.predictions)
