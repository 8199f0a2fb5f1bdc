"""What can be wrong with a journal; the messages are for users."""

from __future__ import annotations

from pathlib import Path

from ecgviewer.core.errors import InputError


class JournalError(InputError):
    """A journal that cannot be used; it is left as it is. The message is for users."""


class JournalLocked(JournalError):  # noqa: N818
    """Another window or computer is writing the journal; the message says who."""


class JournalOutdated(JournalError):  # noqa: N818
    """The journal was changed since the session was made of it; read it again."""


class JournalWriteError(Exception):
    """Edits could not be saved; they are kept and written with the next one."""


def being_written(path: Path, owner: str) -> JournalLocked:
    """Return the error of a journal that somebody else writes."""
    return JournalLocked(
        f"{path} is being written by {owner}. Close the record there first."
    )


def not_saved(path: Path, error: OSError) -> JournalWriteError:
    """Return the error of a journal that cannot be written now."""
    return JournalWriteError(
        f"Edits cannot be saved to {path} ({error}). They are kept and will be saved "
        "with the next one; free space or make the folder writable."
    )
