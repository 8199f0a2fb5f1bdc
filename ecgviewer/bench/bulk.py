"""How long edits of very many beats take: two million, about three weeks."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from ecgviewer.bench.material import review_without_signal
from ecgviewer.bench.stopwatch import Figures, median_s, seconds
from ecgviewer.core.labels import BeatClass
from ecgviewer.formats.journal.keeper import JournalKeeper
from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.formats.journal.restoring import restore
from ecgviewer.gui.model.document import Document, DocumentState

_BEATS = 2_000_000


def measure(_path: Path, *, n_beats: int = _BEATS, runs: int = 5) -> Figures:
    """Return how long the document takes, views apart, until its columns are new.

    `bulk_begin_2m_s`: the first edit, which writes all beats. `bulk_label_2m_s`,
    `bulk_accept_2m_s`, `bulk_undo_2m_s`, `bulk_redo_2m_s`: every beat, until it is on
    the disk. `bulk_label_1m_s`: every other beat, more or less, which no range of ids
    describes. `bulk_restore_2m_s`: the journal of all of these, read and applied;
    `bulk_journal_mb` is its size.
    """
    with tempfile.TemporaryDirectory() as name:
        journal = Path(name) / "bulk.jsonl"
        document = _document(journal, n_beats)
        figures = _edits(document, runs)
        document.close()
        return {**figures, **_restoring(document, journal, runs)}


def _document(journal: Path, n_beats: int) -> Document:
    document = Document()
    session = review_without_signal(n_beats)
    document.open(session, (), JournalKeeper(journal, "bench"))
    document.set_state(DocumentState.READY)
    # Views ask for the columns after each change.
    document.beats_changed.connect(lambda _: document.columns)
    _ = document.columns
    return document


def _edits(document: Document, runs: int) -> Figures:
    assert document.columns is not None
    every = document.columns.beat_id
    some = every[np.random.default_rng(2).random(len(every)) < 0.5]
    begin_s = seconds(partial(_label, document, every, [BeatClass.V]))
    works: dict[str, Callable[[], object]] = {
        "bulk_label_2m_s": partial(_label, document, every, [*BeatClass] * runs),
        "bulk_label_1m_s": partial(_label, document, some, [*BeatClass] * runs),
        "bulk_accept_2m_s": partial(document.accept, every),
    }
    figures = {name: round(median_s(work, runs), 3) for name, work in works.items()}
    undo_s = median_s(document.undo, runs)
    redo_s = median_s(document.redo, runs)
    return {
        "bulk_begin_2m_s": round(begin_s, 3),
        **figures,
        "bulk_undo_2m_s": round(undo_s, 3),
        "bulk_redo_2m_s": round(redo_s, 3),
    }


def _label(document: Document, beat_ids: np.ndarray, classes: list[BeatClass]) -> None:
    """Label beats with the next of some classes, which is taken from the list."""
    document.label(beat_ids, classes.pop())


def _restoring(document: Document, journal: Path, runs: int) -> Figures:
    assert document.session is not None
    record = document.session.record
    restore_s = median_s(lambda: restore(record, read_journal(journal)), runs)
    return {
        "bulk_restore_2m_s": round(restore_s, 3),
        "bulk_journal_mb": round(journal.stat().st_size / 1e6, 1),
    }
