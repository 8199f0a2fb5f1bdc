"""Times work by the wall clock, which is what users wait by."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable

#: What a section found: seconds, milliseconds and so on, as the names say.
Figures = dict[str, object]


def seconds(work: Callable[[], object]) -> float:
    """Return how long some work takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def processor_s(work: Callable[[], object]) -> float:
    """Return the processor time of some work, in which other processes have no part."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def median_s(
    work: Callable[[], object],
    runs: int = 5,
    clock: Callable[[Callable[[], object]], float] = seconds,
) -> float:
    """Return how long some work takes, the median of several runs by a clock."""
    return statistics.median(clock(work) for _ in range(runs))


def milliseconds(times_s: Iterable[float]) -> float:
    """Return the median of some times in milliseconds, to a tenth."""
    return round(1000 * statistics.median(times_s), 1)
