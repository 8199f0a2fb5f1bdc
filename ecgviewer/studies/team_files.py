"""The files in which people say things of a record: appended to, never rewritten."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from ecgviewer.formats.files.atomic import make_folder, sync_folder
from ecgviewer.formats.files.file_lock import NO_LINK, FileLock, LockedError
from ecgviewer.formats.files.ordinary_file import read_ordinary
from ecgviewer.formats.journal.places import name_part
from ecgviewer.studies.team import Entry, TeamError, checked, entry_of, line_of

#: How the name of such a file ends.
TEAM_SUFFIX = ".ecgteam.jsonl"
#: Far more than a team says of a record.
_MOST_BYTES = 2**24
#: How long to try for the lock of one's own file, which is held for one line.
_TRIES, _PAUSE_S = 200, 0.02
_FLAGS = (
    os.O_RDWR | os.O_CREAT | os.O_APPEND | NO_LINK | getattr(os, "O_BINARY", 0)
)  # fmt: skip


def entries_in(path: Path) -> list[Entry]:
    """Return what a file holds; lines that were cut off are left out.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    lines = read_ordinary(path, _MOST_BYTES).split(b"\n")
    return [entry for line in lines if line and (entry := entry_of(line))]


def team_file(folder: Path, record: str, by: str) -> Path:
    """Return the file of a person for a record of a name."""
    return folder / f"{name_part(record)}.{name_part(by)}{TEAM_SUFFIX}"


def say(
    places: Sequence[Path],
    record: str,
    identity: str,
    by: str,
    said: Iterable[tuple[str, str]],
) -> Path:
    """Write down what somebody says of a record; return when it is on the disk.

    Parameters
    ----------
    places : sequence of Path
        The folder of the record, then one for those whose folder cannot be written.
    record, identity : str
        Its name and what it is known by.
    by : str
        Who says it.
    said : iterable of pairs of str
        What is said; see `Entry`.

    Returns
    -------
    Path
        The file that holds it.

    Raises
    ------
    TeamError
        If it cannot be said, or written anywhere.
    """
    texts = [(what, checked(what, text)) for what, text in said]
    failure: OSError | None = None
    for folder in places:
        path = team_file(folder, record, by)
        try:
            if folder is not places[0]:
                make_folder(folder)
            _append(path, places, record, identity, by, texts)
        except OSError as error:
            failure = failure or error
        else:
            return path
    raise TeamError(f"{team_file(places[0], record, by)} cannot be written: {failure}.")


def put(path: Path, entries: Iterable[Entry]) -> bool:
    """Add what somebody said elsewhere to their file; return whether any was missing.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    make_folder(path.parent)
    lock = _locked(path)
    try:
        known = set(entries_in(path)) if path.exists() else set()
        missing = sorted(set(entries) - known, key=lambda each: each.order)
        if missing:
            _write(path, b"".join(map(line_of, missing)))
    finally:
        lock.release()
    return bool(missing)


def _append(
    path: Path,
    places: Sequence[Path],
    record: str,
    identity: str,
    by: str,
    texts: Sequence[tuple[str, str]],
) -> None:
    lock = _locked(path)
    try:
        number = _last_number(places, record) + 1
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        lines = b"".join(
            line_of(Entry(number + i, at, by, what, text, identity))
            for i, (what, text) in enumerate(texts)
        )
        _write(path, lines)
    finally:
        lock.release()


def _locked(path: Path) -> FileLock:
    """Return the lock of a file that two windows of one person may write."""
    place = path.with_name(f".{path.name}.lock")
    for _ in range(_TRIES):
        try:
            return FileLock(place)
        except LockedError:
            time.sleep(_PAUSE_S)
    try:
        return FileLock(place)
    except LockedError as error:
        raise TeamError(
            f"{path} is being written by {error}. Say it again in a moment."
        ) from error


def _write(path: Path, lines: bytes) -> None:
    new = not path.exists()
    descriptor = os.open(path, _FLAGS, 0o666)
    try:
        size = os.lseek(descriptor, 0, os.SEEK_END)
        if size:
            os.lseek(descriptor, size - 1, os.SEEK_SET)
            # A line that was cut off by a power failure stays a line of its own.
            lines = lines if os.read(descriptor, 1) == b"\n" else b"\n" + lines
        rest = memoryview(lines)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if new:
        sync_folder(path.parent)


def _last_number(places: Sequence[Path], record: str) -> int:
    """Return the highest number of all that is said of a record, 0 of nothing."""
    start = f"{name_part(record)}."
    last = 0
    for folder in places:
        for path in folder.glob(f"*{TEAM_SUFFIX}"):
            if path.name.startswith(start):
                last = max([last, *(entry.number for entry in entries_in(path))])
    return last
