"""Work on portions side by side: some are used while the next one is made."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import TypeVar

from ecgviewer.core.stopping import Stop, check

_Portion = TypeVar("_Portion")
_Made = TypeVar("_Made")
_Result = TypeVar("_Result")

#: What is made one after the other keeps about this many threads busy that use it.
_MOST_THREADS = 4


def n_threads() -> int:
    """Return how many portions are worked on side by side in this process.

    As many as there are processors, but one in a process among several, which leaves
    the others theirs.
    """
    if multiprocessing.parent_process() is not None:
        return 1
    return min(os.cpu_count() or 1, _MOST_THREADS)


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
        Called for one portion at a time.
    use : callable
        Called with what was made, for several at a time in threads of their own. It
        gains where it leaves Python to others, as a network does.
    stop : callable
        Asked before each portion is made; where it returns True, `Stopped` is raised.
    """
    making = Lock()

    def result(portion: _Portion) -> _Result:
        with making:
            check(stop)
            made = make(portion)
        return use(made)

    n = min(n_threads(), len(portions))
    if n <= 1:
        return list(map(result, portions))
    with ThreadPoolExecutor(n, "overlapped") as threads:
        return list(threads.map(result, portions))


def side_by_side(
    work: Callable[[_Portion], _Result], portions: Iterable[_Portion]
) -> Iterator[_Result]:
    """Yield the result of each portion, as `map` does, several worked on at a time.

    It gains where the work leaves Python to others, as NumPy's and SciPy's does for
    many values. A few portions are taken before their turn.
    """
    n = n_threads()
    if n <= 1:
        yield from map(work, portions)
        return
    with ThreadPoolExecutor(n, "side-by-side") as threads:
        begun: deque[Future[_Result]] = deque()
        for portion in portions:
            begun.append(threads.submit(work, portion))
            if len(begun) > n:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()
