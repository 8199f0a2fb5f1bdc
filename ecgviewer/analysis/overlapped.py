"""Two kinds of work on portions, side by side: one is used while the next is made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from ecgviewer.core.stopping import Stop, check

_Portion = TypeVar("_Portion")
_Made = TypeVar("_Made")
_Result = TypeVar("_Result")


def overlapped(
    portions: Sequence[_Portion],
    make: Callable[[_Portion], _Made],
    use: Callable[[_Made], _Result],
    stop: Stop,
) -> list[_Result]:
    """Return the result of each portion.

    Parameters
    ----------
    portions : sequence
    make : callable
        Called in this thread, one portion after the other.
    use : callable
        Called with what was made, one at a time, in another thread where there are
        several. It gains where it leaves Python to others, as a network does.
    stop : callable
        Asked before each use; where it returns True, `Stopped` is raised.
    """
    if len(portions) == 1:
        made = make(portions[0])
        check(stop)
        return [use(made)]
    results: list[_Result] = []
    with ThreadPoolExecutor(1, "overlapped") as other:
        ahead: Future[_Result] | None = None
        for portion in portions:
            made = make(portion)
            if ahead:
                results.append(ahead.result())
            check(stop)
            ahead = other.submit(use, made)
        if ahead:
            results.append(ahead.result())
    return results
