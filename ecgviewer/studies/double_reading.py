"""Records that two readers have read and signed, and how far they agree on each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ecgviewer.analysis.report.report_source import Source
from ecgviewer.core.arrays import IntArray
from ecgviewer.core.ec57.reader_comparison import (
    ReaderBeats,
    ReaderComparison,
    compare_readers,
)
from ecgviewer.core.errors import InputError, message_of
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.review.source import CONSENSUS
from ecgviewer.core.rhythm.episode_agreement import RhythmAgreement, compare_rhythms
from ecgviewer.studies.reviews import Review
from ecgviewer.studies.scan import Scanner
from ecgviewer.studies.study import Study


@dataclass(frozen=True)
class DoublyRead:
    """A record that two readers have signed.

    Attributes
    ----------
    path : Path
        The file that the record is opened by.
    name, patient, identity : str
    first, second : Review
        By the readers whom it is assigned to, or who read it unasked.
    consensus : Review or None
        What was decided, where that is signed.
    """

    path: Path
    name: str
    patient: str
    identity: str
    first: Review
    second: Review
    consensus: Review | None = None

    @property
    def drawn_with(self) -> str:
        """The patient; a record that says nothing of its patient is one of its own."""
        return self.patient or self.identity


@dataclass(frozen=True, eq=False)
class ReadTwice:
    """How far two readers agree on a record, or why that is not known.

    Attributes
    ----------
    item : DoublyRead
    classes : tuple of str
    table : ndarray of int64, shape (n_classes, n_classes)
        Beats that both decided: the first reader's classes in rows.
    n_unmatched : int
        Beats that one of them has and the other has not.
    rhythms : RhythmAgreement
    failure : str
    """

    item: DoublyRead
    classes: tuple[str, ...]
    table: IntArray
    n_unmatched: int
    rhythms: RhythmAgreement
    failure: str = ""

    @property
    def n_beats(self) -> int:
        """Beats that both decided."""
        return int(self.table.sum())

    @property
    def n_differ(self) -> int:
        """Of these, those that they label differently."""
        return self.n_beats - int(np.trace(self.table))


def doubly_read(scanner: Scanner, studies: Iterable[Study]) -> Iterator[DoublyRead]:
    """Yield the studies that two readers have signed."""
    for study in studies:
        if study.missing or not (study.reader and study.second):
            continue
        reviews = scanner.reviews(Path(study.path))
        signed = {review.reader: review for review in reviews if review.signed}
        first, second = signed.get(study.reader), signed.get(study.second)
        if first and second and first is not second:
            yield DoublyRead(
                Path(study.path),
                study.name,
                study.patient,
                study.identity,
                first,
                second,
                signed.get(CONSENSUS),
            )


@dataclass(frozen=True)
class Comparing:
    """Compares the two readers of a record; can be sent to another process.

    Attributes
    ----------
    cache : Path
        Folder of kept analyses.
    """

    cache: Path

    def __call__(self, item: DoublyRead) -> ReadTwice:
        """Compare; whatever goes wrong is returned."""
        try:
            sessions = [self._session(item, each) for each in (item.first, item.second)]
            return _compared(item, *sessions)
        except (InputError, OSError, KeyError, ValueError) as error:
            return failed(item, message_of(error))

    def _session(self, item: DoublyRead, review: Review) -> ReviewSession:
        source = Source.read(review.path, record=item.path)
        return source.session(None, _unheard, self.cache)


def failed(item: DoublyRead, reason: str) -> ReadTwice:
    """Return what is said of a record whose readers could not be compared."""
    nothing = np.zeros((0, 0), np.int64)
    return ReadTwice(item, (), nothing, 0, RhythmAgreement(), reason)


def _compared(
    item: DoublyRead, first: ReviewSession, second: ReviewSession
) -> ReadTwice:
    if first.scheme != second.scheme:
        raise InputError("the two readers labelled beats by different classes")
    record = first.record
    found = compare_readers(
        _beats(item.first, first),
        _beats(item.second, second),
        record.fs,
        record.n_samples,
        first.scheme,
    )
    n = found.n_classes
    rhythms = [first.rhythms, second.rhythms]
    return ReadTwice(
        item,
        found.rows[:n],
        found.matrix[:n, :n],
        _unmatched(found),
        compare_rhythms(rhythms, record.n_samples, record.fs),
    )


def _unmatched(found: ReaderComparison) -> int:
    n = found.n_classes
    outside = found.matrix.sum() - found.matrix[:n, :n].sum()
    return int(outside)


def _beats(review: Review, session: ReviewSession) -> ReaderBeats:
    columns = session.columns
    shown = columns.scheme.symbols_shown(columns.label, session.beats.symbol)
    return ReaderBeats(review.reader, columns.sample, shown, columns.reviewed)


def _unheard(_: str) -> None:
    """Ignore what a reader of the record will be told."""
