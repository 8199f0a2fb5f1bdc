"""The steps of time axes and grids."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime

#: Minor and major lines of ECG paper (25 mm/s: 1 mm and 5 mm), then ever coarser ones.
GRID_STEPS_S = (0.04, 0.2, 1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0, 10800.0, 43200.0)
#: Lines nearer than this are not a grid but a haze.
MIN_GRID_PX = 4.0
#: No screen has this many dots across; more lines would only take time and memory.
_MOST_LINES = 20_000
_MOST_DECADES = 300
_LABEL_STEPS_S = (
    *(0.02, 0.04, 0.2, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0),
    *(60.0, 120.0, 300.0, 600.0, 900.0, 1800.0),
    *(3600.0, 7200.0, 10800.0, 21600.0, 43200.0, 86400.0),
)


def step_for(steps: Sequence[float], px_per_unit: float, min_px: float) -> float:
    """Return the smallest step that is at least `min_px` pixels.

    Above the largest there are ten times, a hundred times it, and so on.
    """
    largest = steps[-1]
    step = next((s for s in steps if s * px_per_unit >= min_px), largest)
    if 0 < step * px_per_unit < min_px:
        decades = math.ceil(math.log10(min_px) - math.log10(largest * px_per_unit))
        return largest * 10.0 ** min(decades, _MOST_DECADES)
    return step


def grid_steps(steps: Sequence[float], px_per_unit: float) -> tuple[float, float]:
    """Return the steps of minor and major lines that do not run into each other."""
    minor = step_for(steps[:-1], px_per_unit, MIN_GRID_PX)
    larger = (step for step in steps if step > minor)
    return minor, next(larger, 10.0 * minor)


def label_step_s(px_per_s: float, min_px: float) -> float:
    """Return the time between labels that are at least `min_px` pixels apart."""
    return step_for(_LABEL_STEPS_S, px_per_s, min_px)


def multiples(step: float, start: float, stop: float) -> list[float]:
    """Return the multiples of a step in [start, stop]; none if far too many."""
    first, last = start / step, stop / step
    # Written so that it holds for what is not a number.
    if not last - first <= _MOST_LINES:
        return []
    return [i * step for i in range(math.ceil(first), math.floor(last) + 1)]


def clock_multiples(
    step_s: float, start_s: float, stop_s: float, begin: datetime | None
) -> list[float]:
    """Return the times in [start, stop] that are round on the clock.

    Times count from the beginning of the record; where its time of day is not known,
    or steps are shorter than a second, they are multiples of the step.
    """
    if begin is None or step_s < 1:
        return multiples(step_s, start_s, stop_s)
    midnight = begin.replace(hour=0, minute=0, second=0, microsecond=0)
    offset_s = (begin - midnight).total_seconds()
    times = multiples(step_s, start_s + offset_s, stop_s + offset_s)
    return [at_s - offset_s for at_s in times]


def decimals_of(step_s: float) -> int:
    """Return how many decimals labels need that are a step apart."""
    return 0 if step_s >= 1 else 1 if step_s >= 0.1 else 2
