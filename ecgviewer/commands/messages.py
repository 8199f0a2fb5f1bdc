"""What several commands say of what they were given."""

from __future__ import annotations

import sys

from ecgviewer.core.errors import message_of


def say_notices(what: object, notices: tuple[str, ...]) -> None:
    """Print what a reader is to know of a file."""
    for notice in notices:
        print(f"{what}: {notice}", file=sys.stderr)


def say_failed(what: object, error: Exception) -> None:
    """Print why a file or a command failed."""
    print(f"{what}: {message_of(error)}", file=sys.stderr)
