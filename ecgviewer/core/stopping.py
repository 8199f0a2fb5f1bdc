"""Stopping work: a question that it asks itself as it goes."""

from __future__ import annotations

from collections.abc import Callable

#: Returns whether to stop; cheap, and asked from the thread that does the work.
Stop = Callable[[], bool]


class Stopped(Exception):  # noqa: N818 - nothing went wrong
    """The work was asked to stop and left the rest undone."""


def never() -> bool:
    """Return False: work that nobody stops."""
    return False


def check(stop: Stop) -> None:
    """Go on, unless asked to stop.

    Raises
    ------
    Stopped
        If `stop` returns True.
    """
    if stop():
        raise Stopped
