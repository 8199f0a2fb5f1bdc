"""What others say of a record: their journals and the annotations beside it."""

from __future__ import annotations

from pathlib import Path

from ecgviewer.core.ec57.reader_comparison import ReaderBeats, symbols_shown
from ecgviewer.core.predictions import Predictions
from ecgviewer.core.record import Record
from ecgviewer.formats.journal.edit_journal import read_journal, restore
from ecgviewer.formats.journal.places import journals_of
from ecgviewer.formats.wfdb.annotations import (
    annotation_path,
    annotators_of,
    read_annotations,
)


def sources_of(record: Record, journal_folder: Path) -> dict[str, Path]:
    """Return the files of everybody who labelled a record, by what they are called.

    A journal is called by its reader, annotations by the annotator in brackets.
    """
    found = dict(journals_of(record, journal_folder))
    for annotator in annotators_of(record):
        found[f"[{annotator}]"] = annotation_path(record, annotator)
    return found


def read_reader(
    record: Record, name: str, path: Path, predictions: Predictions
) -> ReaderBeats:
    """Return the beats of a reader.

    Parameters
    ----------
    record : Record
        The recording.
    name : str
        What the reader is called; one in brackets is an annotator.
    path : Path
        A journal or an annotation file.
    predictions : Predictions
        Say what the beats are that the reader left as the classifier had them.

    Raises
    ------
    JournalError, AnnotationError
        If the file cannot be read.
    """
    if name.startswith("["):
        beats = read_annotations(path).beats(record)
        return ReaderBeats(name, beats.sample, beats.symbol)
    session = restore(record, read_journal(path))
    session.start_predictions(predictions)
    columns = session.columns
    shown = symbols_shown(session.beats.symbol, columns.label)
    return ReaderBeats(name, columns.sample, shown, columns.reviewed)
