"""The CSV of a reader's rhythms: one row an episode."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from pathlib import Path

from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.episode_beats import beats_in
from ecgviewer.core.wording import count
from ecgviewer.formats.export.annotation_csv import CsvError
from ecgviewer.formats.files.atomic import Check, replace_file
from ecgviewer.formats.files.ordinary_file import check_ordinary
from ecgviewer.formats.files.spreadsheet_text import harmless, plain

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
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_rows(session))
    with replace_file(path, check) as file:
        file.write(text.getvalue().encode(errors="replace"))


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
    try:
        check_ordinary(path)
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *rows = list(csv.reader(file, strict=True))
    except (OSError, ValueError, csv.Error) as error:
        raise CsvError(f"{path} cannot be read: {error}.") from error
    if tuple(header) != COLUMNS or any(len(row) != len(COLUMNS) for row in rows):
        raise CsvError(f"{path} is not a table of rhythms of ecgviewer.")
    readers = sorted({plain(row[COLUMNS.index("reader")]) for row in rows} - {""})
    by = f" by {' and '.join(readers)}" if readers else ""
    return f"{count(len(rows), 'episode')}{by}" if rows else ""
