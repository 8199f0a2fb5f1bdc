"""How much longer something takes, from how far it is."""

from __future__ import annotations

import time
from collections.abc import Callable

from ecgviewer.core.analysis_events import Progress, Stage
from ecgviewer.core.wording import count

#: Before that a guess would jump about.
_LEAST_S, _LEAST_SHARE = 4.0, 0.02
_MINUTE_S, _HOUR_S = 60, 3600


class TimeLeft:
    """Follows one stage after the other.

    What was there when a stage began, as in an analysis that goes on, is not counted.

    Parameters
    ----------
    clock : callable
        Returns seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._stage: Stage | None = None
        self._began_s = 0.0
        self._done_first = 0

    def text(self, progress: Progress) -> str:
        """Return how long the stage goes on, in words; empty while nobody knows."""
        now_s = self._clock()
        if progress.stage is not self._stage or progress.done < self._done_first:
            self._stage, self._began_s = progress.stage, now_s
            self._done_first = progress.done
            return ""
        passed_s, done = now_s - self._began_s, progress.done - self._done_first
        if passed_s < _LEAST_S or done < _LEAST_SHARE * progress.total or not done:
            return ""
        return _text(passed_s * (progress.total - progress.done) / done)


def _text(left_s: float) -> str:
    if left_s < _MINUTE_S:
        return "less than a minute left"
    if left_s < _HOUR_S:
        return f"about {round(left_s / _MINUTE_S)} min left"
    return f"about {count(round(left_s / _HOUR_S), 'hour')} left"
