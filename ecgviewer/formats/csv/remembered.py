"""How files of one pattern are read: what a reader said of the first of them."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path

from ecgviewer.core.errors import InputError, RecordError
from ecgviewer.formats.csv.head import Head
from ecgviewer.formats.csv.options import CsvOptions, given_options, parse_options
from ecgviewer.formats.csv.shape import shape_of
from ecgviewer.formats.files.atomic import replace_file
from ecgviewer.formats.files.ordinary_file import read_ordinary
from ecgviewer.resources import user_data_folder

_log = logging.getLogger(__name__)

_NAME = "csv-patterns.json"
#: Patterns that are kept: those that were said last.
_MOST = 500
_MOST_BYTES = 2**20
_DIGITS = re.compile(r"\d+")


def pattern_of(head: Head) -> str:
    """Return what files that are written alike have in common: the line of titles.

    Numbers in it may differ. Of files without one it is the number of columns.
    """
    try:
        shape = shape_of(head, CsvOptions())
    except RecordError:
        return _DIGITS.sub("0", head.lines[0])[:500]
    titles = [line for line in head.lines[: shape.n_head] if line.strip()]
    if titles:
        return _DIGITS.sub("0", titles[-1])[:500]
    return f"{shape.n_columns} columns with {shape.delimiter!r} between"


def remembered(head: Head, folder: Path | None = None) -> CsvOptions:
    """Return what was said of files of a pattern; nothing where nobody said it."""
    return _remembered(pattern_of(head), folder)


def _remembered(pattern: str, folder: Path | None = None) -> CsvOptions:
    text = _all(_path(folder)).get(pattern, "")
    try:
        return parse_options(text)
    except InputError:
        _log.warning("what was said of CSV files cannot be understood: %s", text)
        return CsvOptions()


def remember(head: Head, options: CsvOptions, folder: Path | None = None) -> None:
    """Keep what a reader says of files of a pattern.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    remember_pattern(pattern_of(head), options, folder)


def remember_pattern(
    pattern: str, options: CsvOptions, folder: Path | None = None
) -> None:
    """Keep what a reader says of files of a pattern; see `remember`."""
    path = _path(folder)
    known = _all(path)
    known.pop(pattern, None)
    known[pattern] = options.text()
    path.parent.mkdir(parents=True, exist_ok=True)
    last = dict(list(known.items())[-_MOST:])
    with replace_file(path) as file:
        file.write(json.dumps(last, ensure_ascii=False, indent=1).encode())


def options_for(head: Head) -> tuple[CsvOptions, str]:
    """Return the options for a file, and in words where they come from.

    What the command line says counts more than what is remembered.
    """
    options, kept = _given_over(pattern_of(head))
    if not kept:
        return options, ""
    return options, (
        f"{head.path.name} is read with {kept}, as you said of a file with the "
        "same columns. File > Import text file changes it."
    )


def options_of_pattern(pattern: str, name: str) -> tuple[CsvOptions, str]:
    """Return the options for files of a pattern, and where they come from."""
    options, kept = _given_over(pattern)
    if not kept:
        return options, ""
    return options, (
        f"{name} is read with {kept}, as you said of a file like it. "
        "ecgviewer open FILE --csv OPTIONS changes it."
    )


def _given_over(pattern: str) -> tuple[CsvOptions, str]:
    """Return the options in effect, and the text of those that are remembered."""
    given, kept = given_options(), _remembered(pattern)
    options = given.over(kept)
    return options, "" if kept == CsvOptions() or given == options else kept.text()


def _path(folder: Path | None) -> Path:
    return (folder or user_data_folder()) / _NAME


def _all(path: Path) -> dict[str, str]:
    try:
        known = json.loads(read_ordinary(path, _MOST_BYTES))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError):
        _log.warning("%s cannot be read", path)
        return {}
    if not isinstance(known, dict):
        return {}
    return {key: text for key, text in known.items() if isinstance(text, str)}
