"""The base of all errors that a user's input causes, and what to say of an error."""

from __future__ import annotations


class InputError(Exception):
    """Something given to the program cannot be used.

    The message is for the user: it names the file and the remedy.
    """


class RecordError(InputError):
    """A record that cannot be opened; the message names the file and the remedy."""


def message_of(error: Exception) -> str:
    """Return what to tell the user of an error: path and reason, never a number."""
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror}"
    return str(error.args[0]) if error.args else type(error).__name__
