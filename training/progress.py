"""How far long work is and how much time is left, for people and for programs."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TextIO

_WIDTH = 78
_MINUTE_S, _HOUR_S = 60.0, 3600.0
#: Time between two reports.
_PAUSE_S = 0.5


@dataclass(frozen=True)
class Step:
    """How far work is.

    Attributes
    ----------
    doing : str
        What is being done, for people.
    share : float
        Of the work, 0 to 1.
    left_s : float or None
        Time left; None before anything is known.
    """

    doing: str
    share: float
    left_s: float | None

    @property
    def text(self) -> str:
        """The same in words."""
        left = "" if self.left_s is None else f", {time_text(self.left_s)} left"
        return f"{100 * self.share:.0f} %{left}: {self.doing}"


def time_text(seconds: float) -> str:
    """Return a time as people say it."""
    if seconds < _MINUTE_S:
        return "less than a minute"
    if seconds < _HOUR_S:
        return f"about {round(seconds / _MINUTE_S)} min"
    return f"about {seconds / _HOUR_S:.1f} h"


class Work:
    """Counts work and tells how far it is.

    Parameters
    ----------
    total : float
        All that is to be done.
    tell : callable
        Gets a step now and then.
    clock : callable
        Returns seconds.
    """

    def __init__(
        self,
        total: float,
        tell: Callable[[Step], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._total, self._tell, self._clock = max(total, 1.0), tell, clock
        self._done, self._began = 0.0, clock()
        self._told = float("-inf")

    def advance(self, amount: float, doing: str) -> None:
        """Count some work as done."""
        self._done = min(self._done + amount, self._total)
        now = self._clock()
        if now - self._told < _PAUSE_S and self._done < self._total:
            return
        self._told = now
        share = self._done / self._total
        left = (now - self._began) * (1 - share) / share if share else None
        self._tell(Step(doing, share, left))


class StepLine:
    """Draws steps as the last line of a terminal; nothing in a pipe."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._drawn = False

    def __call__(self, step: Step) -> None:
        """Draw a step in place of the one before."""
        if self._stream.isatty():
            text = f"\r{step.text[:_WIDTH]:<{_WIDTH}}"
            print(text, end="", file=self._stream, flush=True)
            self._drawn = True

    def clear(self) -> None:
        """Remove the line, before something else is printed."""
        if self._drawn:
            print(f"\r{'':<{_WIDTH}}\r", end="", file=self._stream, flush=True)
            self._drawn = False


def tell_as_json(step: Step) -> None:
    """Print a step as a line of JSON, for the program that started this one."""
    print(json.dumps({"progress": asdict(step)}), flush=True)
