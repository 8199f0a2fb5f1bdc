"""Who has labelled a record, and what they say, read beside the window."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from ecgviewer.core.analysis_events import Stage
from ecgviewer.core.annotation_layer import AnnotationLayer
from ecgviewer.core.ec57.reader_comparison import (
    ReaderBeats,
    ReaderComparison,
    compare_readers,
)
from ecgviewer.core.items.offered import ReadersItems
from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.core.predictions import Predictions
from ecgviewer.core.record import Record
from ecgviewer.core.review.source import Source
from ecgviewer.core.rhythm.episode_agreement import RhythmAgreement, compare_rhythms
from ecgviewer.core.rhythm.episodes import ReaderRhythms
from ecgviewer.worker.task import Task

if TYPE_CHECKING:
    from ecgviewer.formats.journal.takeover import FoundReview


@dataclass(frozen=True)
class LayerRequest(Task[AnnotationLayer]):
    """Read what a journal or an annotation file says, as a layer."""

    stage: ClassVar[Stage] = Stage.READING_LAYER

    record: Record
    source: Source

    def run(self) -> AnnotationLayer:
        from ecgviewer.analysis.sources import layer_from

        return layer_from(self.record, self.source)


@dataclass(frozen=True)
class RhythmsRequest(Task[ReaderRhythms]):
    """Read the rhythms of a journal or an annotation file."""

    stage: ClassVar[Stage] = Stage.READING_LAYER

    record: Record
    source: Source

    def run(self) -> ReaderRhythms:
        from ecgviewer.analysis.sources import rhythms_from

        return rhythms_from(self.record, self.source)


@dataclass(frozen=True)
class SourcesRequest(Task[tuple[Source, ...]]):
    """Return everyone who has labelled a record."""

    stage: ClassVar[Stage] = Stage.FINDING_SOURCES

    record: Record
    journal_folder: Path
    annotators: tuple[str, ...] | None = None

    def run(self) -> tuple[Source, ...]:
        from ecgviewer.analysis.sources import sources_of

        return sources_of(self.record, self.journal_folder, self.annotators)


@dataclass(frozen=True)
class ItemsRequest(Task[ReadersItems]):
    """Read what readers added to the other reviews of a record."""

    stage: ClassVar[Stage] = Stage.FINDING_SOURCES

    record: Record
    journal_folder: Path
    opened: Source | None

    def run(self) -> ReadersItems:
        from ecgviewer.analysis.sources import items_of_readers

        return items_of_readers(self.record, self.journal_folder, self.opened)


@dataclass(frozen=True)
class ReviewsRequest(Task["tuple[FoundReview, ...]"]):
    """Look for a reader's reviews of a recording where it may have been before."""

    stage: ClassVar[Stage] = Stage.FINDING_SOURCES

    record: Record
    reader: str
    journal_folder: Path
    others: tuple[Path, ...]

    def run(self) -> tuple[FoundReview, ...]:
        from ecgviewer.formats.journal.takeover import reviews_elsewhere

        return reviews_elsewhere(
            self.record, self.reader, self.journal_folder, self.others
        )


@dataclass(frozen=True)
class CompareRequest(Task[ReaderComparison]):
    """Compare two readers, each given by its beats or by where they are."""

    stage: ClassVar[Stage] = Stage.COMPARING

    record: Record
    predictions: Predictions
    first: ReaderBeats | Source
    second: ReaderBeats | Source
    scheme: LabelScheme = AAMI

    def run(self) -> ReaderComparison:
        first, second = self._beats(self.first), self._beats(self.second)
        fs, n_samples = self.record.fs, self.record.n_samples
        return compare_readers(first, second, fs, n_samples, self.scheme)

    def _beats(self, given: ReaderBeats | Source) -> ReaderBeats:
        from ecgviewer.analysis.sources import beats_from

        if isinstance(given, ReaderBeats):
            return given
        return beats_from(self.record, given, self.predictions)


@dataclass(frozen=True)
class CompareRhythmsRequest(Task[RhythmAgreement]):
    """Compare the rhythms of two readers, each given or by where they are."""

    stage: ClassVar[Stage] = Stage.COMPARING

    record: Record
    first: ReaderRhythms | Source
    second: ReaderRhythms | Source

    def run(self) -> RhythmAgreement:
        readers = [self._rhythms(self.first), self._rhythms(self.second)]
        return compare_rhythms(readers, self.record.n_samples, self.record.fs)

    def _rhythms(self, given: ReaderRhythms | Source) -> ReaderRhythms:
        from ecgviewer.analysis.sources import rhythms_from

        if isinstance(given, ReaderRhythms):
            return given
        return rhythms_from(self.record, given)
