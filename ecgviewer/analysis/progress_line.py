"""One progress bar for work over many records: on a terminal, and none in a pipe."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TextIO

from ecgviewer.core.analysis_events import Progress
from ecgviewer.core.time_text import left_text

_BAR = 24
_WIDTH = 78


class ProgressLine:
    """The last line of a terminal, redrawn in place.

    Parameters
    ----------
    total : int
        Items of work.
    stream : TextIO, optional
        Where to draw, if it is a terminal; standard error by default.
    clock : callable
        Seconds of any clock, by which the time left is estimated.
    """

    def __init__(
        self,
        total: int,
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._total = total
        self._done = 0
        self._clock, self._began = clock, clock()
        self._stream = sys.stderr if stream is None else stream
        self._shown = self._stream.isatty() and total > 0
        self._drawn = ""
        self._draw(0.0, "")

    def within(self, name: str, progress: Progress) -> None:
        """Draw the progress of the current item."""
        share = progress.done / progress.total if progress.total else 0.0
        self._draw(share, f"{name}: {progress.text}")

    def advance(self) -> None:
        """Count an item as done and draw."""
        self._done += 1
        self._draw(0.0, "")

    def _draw(self, share: float, text: str) -> None:
        if not self._shown:
            return
        part = min((self._done + share) / self._total, 1.0)
        bar = "#" * round(_BAR * part)
        said = " ".join(filter(None, (self._left(part), text)))
        line = f"{self._done}/{self._total} [{bar:.<{_BAR}}] {100 * part:.0f} % {said}"
        if line != self._drawn:
            print(f"\r{line[:_WIDTH]:<{_WIDTH}}", end="", file=self._stream, flush=True)
            self._drawn = line

    def _left(self, part: float) -> str:
        """Return how long the rest takes, once one item has been timed."""
        if not self._done or part >= 1:
            return ""
        elapsed_s = self._clock() - self._began
        return left_text(elapsed_s * (1 - part) / part)

    def clear(self) -> None:
        """Remove the line, before something else is printed or at the end."""
        if self._shown and self._drawn:
            print(f"\r{'':<{_WIDTH}}\r", end="", file=self._stream, flush=True)
            self._drawn = ""
