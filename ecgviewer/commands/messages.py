"""What several commands say of what they were given."""

from __future__ import annotations

import re
import sys

from ecgviewer.core.errors import message_of


def say_notices(what: object, notices: tuple[str, ...]) -> None:
    """Print what a reader is to know of a file."""
    for notice in notices:
        print(f"{what}: {notice}", file=sys.stderr)


def say_failed(what: object, error: Exception) -> None:
    """Print why a file or a command failed."""
    say_failure(what, message_of(error))


def say_failure(what: object, message: str) -> None:
    """Print why a file or a command failed, in words that are known.

    What names the file itself, as messages of readers do, stands alone.
    """
    names = re.search(rf"(?<![^\s/\\]){re.escape(str(what))}(?![\w-])", message)
    print(message if names else f"{what}: {message}", file=sys.stderr)
