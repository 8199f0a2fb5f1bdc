"""What is done with a record beside the window: opened, filtered, summed up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar

from ecgviewer.analysis.opened_record import OpenedRecord
from ecgviewer.core.analysis_events import Stage
from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.record import Record, Samples
from ecgviewer.core.trace.envelope import CHUNK, Envelope
from ecgviewer.core.trace.median_beats import MedianBeats, median_beats
from ecgviewer.core.trace.trace_filter import TraceFilter
from ecgviewer.worker.task import Task


@dataclass(frozen=True)
class OpenRequest(Task[OpenedRecord]):
    """Open a record with the journal of a reader.

    `annotator` says whose annotations are reviewed, empty for beats to be detected,
    None for the review that the reader was at last. `author` is who decides, where the
    journal is a consensus of several. `taken_over` is a journal of the same recording
    under another name, of which the record gets a copy.
    """

    stage: ClassVar[Stage] = Stage.OPENING

    path: Path
    reader: str
    journal_folder: Path
    annotator: str | None = None
    author: str = ""
    taken_over: Path | None = None

    def run(self) -> OpenedRecord:
        from ecgviewer.analysis.open_record import open_record

        return open_record(
            self.path,
            self.reader,
            self.journal_folder,
            self.annotator,
            self.author,
            self.taken_over,
        )


@dataclass(frozen=True, eq=False)
class MedianRequest(Task[MedianBeats]):
    """Find the median of some beats in every lead."""

    stage: ClassVar[Stage] = Stage.AVERAGING

    record: Record
    beats: Samples

    def run(self) -> MedianBeats:
        return median_beats(self.record, self.beats)


@dataclass(frozen=True)
class FilterRequest(Task[Float32Array]):
    """Filter [start, stop) of a lead."""

    stage: ClassVar[Stage] = Stage.FILTERING_TRACE

    record: Record
    lead: int
    start: int
    stop: int
    trace_filter: TraceFilter

    def run(self) -> Float32Array:
        from ecgviewer.preprocessing.trace_filters import filtered_between

        read = partial(self.record.values, self.lead)
        fs, kind = self.record.fs, self.trace_filter
        return next(filtered_between(read, self.start, self.stop, fs, kind))


@dataclass(frozen=True)
class FillRequest(Task[None]):
    """Fill a chunk of the envelopes of all leads with what is filtered.

    Two at once may not have an envelope in common.
    """

    stage: ClassVar[Stage] = Stage.FILTERING_TRACE

    record: Record
    envelopes: tuple[Envelope, ...]
    chunk: int
    trace_filter: TraceFilter

    def run(self) -> None:
        from ecgviewer.preprocessing.trace_filters import filtered_between

        record, start = self.record, self.chunk * CHUNK
        stop = min(start + CHUNK, record.n_samples)
        leads = filtered_between(
            record.block, start, stop, record.fs, self.trace_filter
        )
        for envelope, values in zip(self.envelopes, leads, strict=True):
            envelope.fill(self.chunk, values)


@dataclass(frozen=True)
class FillEnvelopes(Task[Iterator[float]]):
    """Fill what is pending of a record's envelopes, from a cache or from its files.

    Its steps are the shares of the record that have been looked at.
    """

    stage: ClassVar[Stage] = Stage.READING_OVERVIEW

    record: Record
    envelopes: tuple[Envelope, ...]
    cache_folder: Path

    def run(self) -> Iterator[float]:
        from ecgviewer.analysis.envelopes import fill_envelopes
        from ecgviewer.formats.files.envelope_cache import EnvelopeCache

        cache = EnvelopeCache(self.cache_folder)
        return fill_envelopes(self.record, self.envelopes, cache)
