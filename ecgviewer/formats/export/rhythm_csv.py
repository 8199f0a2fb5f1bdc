"""The CSV of a reader's rhythms: one row an episode."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.episode_beats import beats_in
from ecgviewer.formats.export.review_table import work_in_table, write_table
from ecgviewer.formats.files.atomic import Check
from ecgviewer.formats.files.spreadsheet_text import harmless

SUFFIX = ".rhythms.csv"
COLUMNS: tuple[str, ...] = (
    "record", "start_sample", "stop_sample", "start_s", "duration_s", "kind", "beats",
    "rate_bpm", "origin", "reader", "note",
)  # fmt: skip


def write_rhythms(
    path: Path, session: ReviewSession, check: Check | None = None
) -> None:
    """Write the episodes of a review, ordered by start; the file is replaced whole.

    Suggestions that nobody confirmed, and dismissed ones, are left out.

    Parameters
    ----------
    path : Path
        The file to write.
    session : ReviewSession
    check : callable, optional
        See `replace_file`.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    write_table(path, COLUMNS, _rows(session), check)


def _rows(session: ReviewSession) -> Iterator[list[str]]:
    fs, columns = session.record.fs, session.columns
    for episode in session.rhythms.episodes:
        beats = beats_in(episode, columns.sample, columns.rr_previous_s)
        rate = beats.rate_bpm
        yield [
            harmless(session.record.name),
            str(episode.start),
            str(episode.stop),
            f"{episode.start / fs:.6f}",
            f"{episode.duration_s(fs):.6f}",
            episode.kind.value,
            str(beats.n_beats),
            "" if math.isnan(rate) else f"{rate:.1f}",
            episode.origin.value,
            harmless(episode.reader),
            harmless(episode.note),
        ]


def work_in_rhythms(path: Path) -> str:
    """Return what of somebody's work a CSV of rhythms holds, in words; empty for none.

    Raises
    ------
    CsvError
        If it is not such a file.
    """
    return work_in_table(path, COLUMNS, "rhythms", "episode")
