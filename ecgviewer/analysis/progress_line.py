"""One progress bar for work over many records: on a terminal, and none in a pipe."""

from __future__ import annotations

import sys
from typing import TextIO

from ecgviewer.core.analysis_events import Progress

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
    """

    def __init__(self, total: int, stream: TextIO | None = None) -> None:
        self._total = total
        self._done = 0
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
        line = f"{self._done}/{self._total} [{bar:.<{_BAR}}] {100 * part:.0f} % {text}"
        if line != self._drawn:
            print(f"\r{line[:_WIDTH]:<{_WIDTH}}", end="", file=self._stream, flush=True)
            self._drawn = line

    def clear(self) -> None:
        """Remove the line, before something else is printed or at the end."""
        if self._shown and self._drawn:
            print(f"\r{'':<{_WIDTH}}\r", end="", file=self._stream, flush=True)
            self._drawn = ""
