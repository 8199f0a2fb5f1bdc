"""Files left by processes that were killed, removed at the next start."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from ecgviewer.formats.files.atomic import unfinished
from ecgviewer.formats.files.file_lock import is_locked, remove_abandoned
from ecgviewer.formats.journal.places import JOURNAL_SUFFIX


def remove_left_behind(folders: Iterable[Path]) -> None:
    """Remove unfinished files and locks in folders that nobody holds any more.

    A lock says who was at work and on which computer. Journals, and edits that wait
    for theirs, are never touched.
    """
    for folder in folders:
        # A folder that cannot be listed has nothing that could be removed.
        with suppress(OSError):
            remove_abandoned(unfinished(folder))
            for lock in folder.glob(f".*{JOURNAL_SUFFIX}.lock"):
                is_locked(lock)
