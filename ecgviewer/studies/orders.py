"""What work over the list is to do next: said by a window, asked between studies."""

from __future__ import annotations

from collections.abc import Callable

#: Orders in SQL by what people call them; the first is the usual one.
WORK_ORDERS = {
    "most urgent first": "priority DESC, due = '', due, start = '', start DESC, path",
    "newest first": "start = '', start DESC, path",
    "shortest first": "length_s, path",
}


class Orders:
    """Written by one thread and read by another; each is one assignment.

    Attributes
    ----------
    on_stop : callable
        Ends what is being done for a study, without a result.
    """

    def __init__(self) -> None:
        self.on_stop: Callable[[], None] = _nothing
        self._pause = self._stop = False

    @property
    def may_go_on(self) -> bool:
        """Return whether another study may be begun."""
        return not (self._pause or self._stop)

    @property
    def is_stopped(self) -> bool:
        """Return whether the study that is at work was given up."""
        return self._stop

    def pause(self) -> None:
        """Begin no other study; the one at work is finished."""
        self._pause = True

    def stop(self) -> None:
        """Give up the study that is at work, too."""
        self._stop = True
        self.on_stop()


def _nothing() -> None:
    """Do nothing: no work has begun."""
