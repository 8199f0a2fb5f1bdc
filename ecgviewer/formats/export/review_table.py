"""Tables of what a reader said, as CSV; written whole, and known again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from ecgviewer.core.wording import count
from ecgviewer.formats.export.annotation_csv import CsvError
from ecgviewer.formats.files.atomic import Check, replace_file
from ecgviewer.formats.files.ordinary_file import check_ordinary
from ecgviewer.formats.files.spreadsheet_text import plain


def write_table(
    path: Path,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    check: Check | None = None,
) -> None:
    """Write a header and rows (UTF-8); the file is replaced whole.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    with replace_file(path, check) as file:
        file.write(text.getvalue().encode(errors="replace"))


def work_in_table(path: Path, columns: Sequence[str], of: str, noun: str) -> str:
    """Return what of somebody's work a table holds, in words; empty for none.

    Parameters
    ----------
    path : Path
    columns : sequence of str
        Its header; ``reader`` is one of them.
    of : str
        What the table is of.
    noun : str
        What a row is.

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
    if header != list(columns) or any(len(row) != len(columns) for row in rows):
        raise CsvError(f"{path} is not a table of {of} of ecgviewer.")
    place = columns.index("reader")
    readers = sorted({plain(row[place]) for row in rows} - {""})
    by = f" by {' and '.join(readers)}" if readers else ""
    return f"{count(len(rows), noun)}{by}" if rows else ""
