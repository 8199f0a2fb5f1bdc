"""Who has labelled a record: readers in their journals, annotators in their files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ecgviewer.core.annotation_layer import AnnotationLayer, bands_of, layer_of
from ecgviewer.core.ec57.reader_comparison import ReaderBeats
from ecgviewer.core.items.offered import OfferedItem, ReadersItems, offered_by
from ecgviewer.core.predictions import Predictions
from ecgviewer.core.record import Record
from ecgviewer.core.review.labelled_by import labelled_by
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.review.source import Source, SourceKind
from ecgviewer.core.rhythm.episodes import ReaderRhythms
from ecgviewer.formats.journal.errors import JournalError
from ecgviewer.formats.journal.header import read_header
from ecgviewer.formats.journal.identity import is_of
from ecgviewer.formats.journal.places import journals_of
from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.formats.journal.restoring import restore
from ecgviewer.formats.record_formats import annotations_of, annotators_of
from ecgviewer.formats.wfdb.annotation_columns import columns_of
from ecgviewer.formats.wfdb.rhythm_marks import rhythms_of


def sources_of(
    record: Record, folder: Path, annotators: tuple[str, ...] | None = None
) -> tuple[Source, ...]:
    """Return everyone who has labelled a record: readers, then annotators.

    Journals say themselves whose they are. One that cannot be read, or is of another
    recording, is left out. Where a review is in two places, the one beside the record
    counts, as it does when the review is opened.

    Parameters
    ----------
    record : Record
        The recording.
    folder : Path
        Where journals are whose record is in a folder that cannot be written.
    annotators : tuple of str, optional
        Those with beats of the record, where they are known already.
    """
    if annotators is None:
        annotators = annotators_of(record)
    readers = sorted(_journals(record, folder), key=lambda each: each.title.casefold())
    files = (Source(SourceKind.FILE, annotator=name) for name in annotators)
    return (*readers, *files)


def _journals(record: Record, folder: Path) -> dict[Source, None]:
    return dict.fromkeys(
        source
        for path in journals_of(record, folder)
        for source in _source_in(path, record)
    )


def _source_in(path: Path, record: Record) -> Iterator[Source]:
    try:
        header = read_header(path)
    except (JournalError, OSError):
        return
    if is_of(record, header):
        yield Source(SourceKind.JOURNAL, header.reader, header.annotator, path)


def layer_from(record: Record, source: Source) -> AnnotationLayer:
    """Return what a journal or an annotation file says, as a layer.

    Raises
    ------
    JournalError
        If the journal is damaged or of another recording.
    AnnotationError
        If the annotation file cannot be read.
    """
    if source.kind is SourceKind.FILE:
        return _file_layer(record, source)
    session = _session(record, source)
    beats = session.beats
    return AnnotationLayer(
        source.title,
        beats.sample,
        beats.label,
        beats.symbol,
        bands_of(session.rhythms, record.leads),
        labelled_by=labelled_by(session),
    )


def _file_layer(record: Record, source: Source) -> AnnotationLayer:
    annotations = annotations_of(record, source.annotator)
    rows = columns_of(annotations, annotations.samples_in(record))
    layer = layer_of(source.annotator, rows, record.leads, record.n_samples)
    outside = (f"{source.annotator}: {told}" for told in annotations.left_out(record))
    return replace(layer, notices=(*annotations.notices, *outside))


def beats_from(record: Record, source: Source, predictions: Predictions) -> ReaderBeats:
    """Return the beats of a journal or an annotation file, to be compared.

    Parameters
    ----------
    record : Record
        The recording.
    source : Source
        A journal or an annotation file.
    predictions : Predictions
        What the beats are that the reader left as the classifier had them.

    Raises
    ------
    JournalError, AnnotationError
        If the file cannot be read.
    """
    if source.kind is SourceKind.FILE:
        annotations = annotations_of(record, source.annotator)
        beats = annotations.beats(record)
        notices = (*annotations.notices, *annotations.left_out(record))
        return ReaderBeats(source.title, beats.sample, beats.symbol, notices=notices)
    session = _session(record, source)
    session.start_predictions(predictions)
    columns = session.columns
    shown = columns.scheme.symbols_shown(columns.label, session.beats.symbol)
    return ReaderBeats(source.title, columns.sample, shown, columns.reviewed)


def rhythms_from(record: Record, source: Source) -> ReaderRhythms:
    """Return the rhythms of a journal or an annotation file, to be compared.

    Raises
    ------
    JournalError, AnnotationError
        If the file cannot be read.
    """
    if source.kind is SourceKind.FILE:
        return rhythms_of(annotations_of(record, source.annotator), record)
    return _session(record, source).rhythms


def items_of_readers(
    record: Record, folder: Path, opened: Source | None
) -> ReadersItems:
    """Return what readers added to all reviews but the one that is open.

    Parameters
    ----------
    record : Record
        The recording.
    folder : Path
        Where journals are whose record is in a folder that cannot be written.
    opened : Source or None
        The review that is open.
    """
    offered: list[OfferedItem] = []
    notices: list[str] = []
    for source in sources_of(record, folder, ()):
        if source == opened:
            continue
        try:
            offered += offered_by(_session(record, source).items, source.title)
        except (JournalError, OSError) as error:
            notices.append(str(error))
    return ReadersItems(tuple(offered), tuple(notices))


def _session(record: Record, source: Source) -> ReviewSession:
    if source.path is None:
        raise ValueError(f"{source.title} is not in any file")
    return restore(record, read_journal(source.path))
