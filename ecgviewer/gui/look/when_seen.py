"""Work of a view that waits as long as nobody sees the view."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class WhenSeen:
    """Does work at once while a view is seen, else when it comes to the front.

    Of the same work that comes up several times meanwhile, the last is done. A view is
    seen until its dock says otherwise, so that one without a dock always is.
    """

    def __init__(self) -> None:
        self._seen = True
        self._waiting: dict[Callable[..., None], tuple[Any, ...]] = {}

    def do(self, work: Callable[..., None], *given: Any) -> None:  # noqa: ANN401
        """Do some work now, or as soon as the view is seen."""
        if self._seen:
            work(*given)
            return
        # At its new place: what comes later may build on other work.
        self._waiting.pop(work, None)
        self._waiting[work] = given

    def set_seen(self, *, seen: bool) -> None:
        """Take note of whether the view is seen from now on."""
        self._seen = seen
        if seen:
            self.catch_up()

    def catch_up(self) -> None:
        """Do what waits, for somebody who asks the view though it is hidden."""
        waiting, self._waiting = self._waiting, {}
        for work, given in waiting.items():
            work(*given)
