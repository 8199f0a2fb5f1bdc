"""Layers of a record: annotation files beside it, and what other readers made of it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import numpy as np

from ecgviewer.core.annotation_layer import AnnotationLayer, AnnotationRows, layer_of
from ecgviewer.core.record import Record
from ecgviewer.core.review.labelled_by import labelled_by
from ecgviewer.formats.journal.edit_journal import read_journal, restore
from ecgviewer.formats.journal.identity import is_of
from ecgviewer.formats.journal.lines import JournalError
from ecgviewer.formats.journal.places import journals_of
from ecgviewer.formats.journal.reader import read_header
from ecgviewer.formats.wfdb.annotations import annotation_path, read_annotations


def readers_of(record: Record, folder: Path) -> dict[str, Path]:
    """Return the journals of all readers of a record, by what they are called.

    Parameters
    ----------
    record : Record
    folder : Path
        Where journals are whose record is in a folder that cannot be written.
    """
    found: dict[str, Path] = {}
    for path in sorted(journals_of(record, folder).values()):
        with suppress(JournalError, OSError):
            header = read_header(path)
            if is_of(record, header):
                source = f" on {header.annotator}" if header.annotator else ""
                found.setdefault(f"{header.reader}{source}", path)
    return found


def file_layer(record: Record, annotator: str) -> AnnotationLayer:
    """Return the annotations of an annotator as a layer.

    Raises
    ------
    AnnotationError
        If the file cannot be read.
    """
    annotations = read_annotations(annotation_path(record, annotator))
    sample = annotations.samples_in(record)
    order = np.argsort(sample, kind="stable")
    rows = AnnotationRows(
        sample[order],
        annotations.symbol[order],
        annotations.subtype[order],
        tuple(annotations.text(int(row)) for row in order),
    )
    return layer_of(annotator, rows, record.leads, record.n_samples)


def reader_layer(record: Record, name: str, journal: Path) -> AnnotationLayer:
    """Return the beats of a reader's journal as a layer.

    Raises
    ------
    JournalError
        If the journal is damaged or of another recording.
    """
    session = restore(record, read_journal(journal))
    beats = session.beats
    who = labelled_by(session)
    return AnnotationLayer(
        name, beats.sample, beats.label, beats.symbol, labelled_by=who
    )
