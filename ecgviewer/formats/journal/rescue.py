"""Edits that their journal cannot take now: kept in a second file, put back later.

The file holds the very lines that the journal lacks. Each line carries the SHA-256 of
the one before, so where they belong shows by itself, wherever the journal is by then.
"""

from __future__ import annotations

import glob
import hashlib
import json
import math
import os
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from ecgviewer.formats.files.atomic import make_folder, replace_file
from ecgviewer.formats.files.file_lock import FileLock, LockedError
from ecgviewer.formats.files.ordinary_file import read_ordinary
from ecgviewer.formats.journal.chain import NOT_FITTING, WholeLines
from ecgviewer.formats.journal.end import JournalEnd, write_end
from ecgviewer.formats.journal.errors import JournalError
from ecgviewer.formats.journal.header import header_in, is_blank
from ecgviewer.formats.journal.lines import JournalHeader, line_hash
from ecgviewer.formats.journal.lock import lock_path
from ecgviewer.formats.journal.places import JOURNAL_SUFFIX

_SUFFIX = ".unsaved.jsonl"
#: Put back into the journal at another place; its own place may come back, too.
_PLACED_SUFFIX = ".placed.jsonl"
_PUT_BACK = (
    "Edits that could not be saved to {journal} when they were made have now been "
    "saved to it."
)
_WAITING = (
    "{unsaved} holds edits that {journal} lacks, and it cannot be written ({error}). "
    "The review is shown without them and read-only; make the journal writable and "
    "open the record again."
)
_ASTRAY = (
    "{unsaved} holds edits that do not follow on {journal}, which others have changed "
    "since. They are not part of this review; the file is left as it is. Move it away "
    "to stop seeing this message."
)


class EditsWaitingError(Exception):
    """Edits wait for a journal that cannot be written; the message is for users."""


def unsaved_path(journal: Path, folder: Path, lines: bytes) -> Path:
    """Return where lines that a journal lacks are kept.

    Parameters
    ----------
    journal : Path
        The journal.
    folder : Path
        Where such files are.
    lines : bytes
        The lines; the first of them makes the name one of its own.
    """
    mark = hashlib.sha256(lines.split(b"\n", 1)[0]).hexdigest()[:8]
    return folder / f"{_stem(journal)}{mark}{_SUFFIX}"


def write_unsaved(journal: Path, folder: Path, lines: bytes) -> Path:
    """Keep lines that a journal lacks, in place of fewer of them.

    Raises
    ------
    OSError
        If they cannot be written there either.
    """
    make_folder(folder)
    path = unsaved_path(journal, folder, lines)
    with replace_file(path) as file:
        file.write(lines)
    return path


def put_back(
    journal: Path,
    folder: Path,
    belongs: Callable[[JournalHeader], bool] = lambda header: False,
) -> tuple[str, ...]:
    """Put edits that were kept back into their journal.

    They are found by the lines they follow on, so that a drive may come back under
    another name.

    Parameters
    ----------
    journal : Path
        The journal, which need not be there.
    folder : Path
        Where edits are kept.
    belongs : callable
        Says whether a journal of that header is this one, where none is there yet.

    Returns
    -------
    tuple of str
        What the reviewer should know.

    Raises
    ------
    EditsWaitingError
        If they fit, and the journal cannot be written.
    """
    own = {
        path
        for suffix in (_SUFFIX, _PLACED_SUFFIX)
        for path in folder.glob(f"{glob.escape(_stem(journal))}*{suffix}")
    }
    others = {
        path
        for path in set(folder.glob(f"*{_SUFFIX}")) - own
        if _concerns(path, journal, belongs)
    }
    notices = [
        _put_back(journal, path, own=path in own) for path in sorted(own | others)
    ]
    return tuple(notices)


def _stem(journal: Path) -> str:
    # Journals of records in different folders have the same name.
    place = hashlib.sha256(os.fsencode(journal.parent.absolute())).hexdigest()[:8]
    return f"{journal.name.removesuffix(JOURNAL_SUFFIX)}-{place}-"


def _concerns(
    unsaved: Path, journal: Path, belongs: Callable[[JournalHeader], bool]
) -> bool:
    """Return whether kept lines follow on a line of a journal, or are its beginning."""
    try:
        lines = _kept_lines(unsaved)
        first = json.loads(lines[0])
        if not first["previous"]:
            return belongs(header_in(first))
        return first["previous"] in _hashes_of(journal)[0]
    except (JournalError, OSError, *NOT_FITTING):
        return False


def _put_back(journal: Path, unsaved: Path, *, own: bool) -> str:
    try:
        lock = FileLock(lock_path(journal))
    except (OSError, LockedError) as error:
        raise EditsWaitingError(_message(_WAITING, journal, unsaved, error)) from error
    try:
        lines = _missing(journal, unsaved)
        if lines is None:
            return _message(_ASTRAY, journal, unsaved)
        if lines:
            _join(journal, lines)
        if own:
            unsaved.unlink()
        else:
            unsaved.replace(_placed(unsaved))
    except OSError as error:
        raise EditsWaitingError(_message(_WAITING, journal, unsaved, error)) from error
    finally:
        lock.release()
    return _message(_PUT_BACK, journal, unsaved)


def _placed(unsaved: Path) -> Path:
    return unsaved.with_name(unsaved.name.removesuffix(_SUFFIX) + _PLACED_SUFFIX)


def _message(text: str, journal: Path, unsaved: Path, error: object = "") -> str:
    return text.format(journal=journal, unsaved=unsaved, error=error)


def _missing(journal: Path, unsaved: Path) -> list[bytes] | None:
    """Return the kept lines that a journal lacks; None if they do not follow on it."""
    try:
        (there, _), kept = _hashes_of(journal), _kept_lines(unsaved)
        before = json.loads(kept[0])["previous"]
        n = 1 + there.index(before) if before else 0
    except (JournalError, *NOT_FITTING):
        return None
    n_both = min(len(there) - n, len(kept))
    same = there[n : n + n_both] == [line_hash(line) for line in kept[:n_both]]
    return kept[n_both:] if same else None


def _hashes_of(journal: Path) -> tuple[list[str], JournalEnd]:
    """Return the hashes of a journal's lines, and where these end.

    There are none if it is not there or holds no review.
    """
    if not journal.exists() or is_blank(journal):
        return [], JournalEnd()
    lines = WholeLines(journal)
    hashes = [lines.ending.last for _ in lines]
    if lines.fault:
        raise JournalError(lines.fault.text)
    return hashes, lines.ending


def _kept_lines(unsaved: Path) -> list[bytes]:
    """Return lines that were kept, each with what the one after says of it checked."""
    lines = read_ordinary(unsaved, math.inf).split(b"\n")[:-1]
    for line, following in pairwise(lines):
        if json.loads(following)["previous"] != line_hash(line):
            raise JournalError(f"{unsaved} was changed by something else.")
    return lines


def _join(journal: Path, lines: list[bytes]) -> None:
    """Write the journal again with lines at its end; a torn line is dropped."""
    _, end = _hashes_of(journal)
    with replace_file(journal) as file:
        if end.size:
            with journal.open("rb") as whole:
                shutil.copyfileobj(whole, file)
        file.truncate(end.size)
        file.seek(end.size)
        file.writelines(line + b"\n" for line in lines)
    write_end(journal, end.after(lines))
