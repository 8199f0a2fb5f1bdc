"""How long the files of a review take that has a day of beats."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

import numpy as np

from ecgviewer.bench.material import DAY_BEATS, review_without_signal
from ecgviewer.bench.stopwatch import Figures, median_s, milliseconds, seconds
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.export.annotation_csv import read_csv, write_csv
from ecgviewer.formats.export.annotation_review import merge_review
from ecgviewer.formats.journal.edit_journal import EditJournal
from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.formats.journal.restoring import restore
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from ecgviewer.formats.wfdb.annotation_writer import write_annotations

_READER = "bench"


def measure(
    _path: Path, *, n_beats: int = DAY_BEATS, n_many: int = 1000, runs: int = 5
) -> Figures:
    """Return how long each file takes, in a temporary folder.

    `annotations_` and `csv_` `write_` and `read_100k_s`: a WFDB annotation file and
    the CSV. `journal_begin_100k_ms`: the first edit, which writes all beats.
    `journal_append_ms` and `journal_append_1000_ms`: a later edit of one beat, and of
    a thousand scattered ones, until it is on the disk. `journal_restore_100k_s`: such
    a journal of 4 * `runs` + 1 edits, read, checked and applied.
    """
    session = review_without_signal(n_beats)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return {
            **_tables(folder, session, runs),
            **_journal(folder / "day.jsonl", session, n_many, runs),
        }


def _tables(folder: Path, session: ReviewSession, runs: int) -> Figures:
    annotations = merge_review(None, session)
    atr, table = folder / "day.bench", folder / "day.csv"
    works = {
        "annotations_write_100k_s": lambda: write_annotations(atr, annotations),
        "annotations_read_100k_s": lambda: read_annotations(atr),
        "csv_write_100k_s": lambda: write_csv(table, session, _READER),
        "csv_read_100k_s": lambda: read_csv(table),
    }
    return {name: round(median_s(work, runs), 3) for name, work in works.items()}


def _journal(path: Path, session: ReviewSession, n_many: int, runs: int) -> Figures:
    journal = EditJournal.create(path, session, _READER)
    everyone = session.beats.beat_id
    some = everyone[np.linspace(0, len(everyone) - 1, n_many).astype(int)]
    begin_s = _append_s(journal, session, everyone[:1], 0)
    one_s = [
        _append_s(journal, session, everyone[n : n + 1], n) for n in range(1, 3 * runs)
    ]
    many_s = [_append_s(journal, session, some, n) for n in range(runs + 1)]
    journal.close()

    def restored() -> ReviewSession:
        return restore(session.record, read_journal(path))

    return {
        "journal_begin_100k_ms": milliseconds([begin_s]),
        "journal_append_ms": milliseconds(one_s),
        "journal_append_1000_ms": milliseconds(many_s),
        "journal_restore_100k_s": round(median_s(restored, runs), 3),
    }


def _append_s(
    journal: EditJournal, session: ReviewSession, beat_ids: np.ndarray, n: int
) -> float:
    """Return the time of saving an edit; every other one says V, those between S."""
    beat_class = (BeatClass.V, BeatClass.S)[n % 2]
    step, _ = session.edit(relabel(session.beats, beat_ids, beat_class, n))
    return seconds(partial(journal.append, step))
