"""Where the rows of a text recording lie in time, by a column of times."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecgviewer.core.arrays import Float64Array, IntArray
from ecgviewer.formats.csv.time_column import GAP_STEPS, TimeColumn

#: The part of rows before which samples may be missing, or times go back.
_MOST_ODD = 0.05
#: A rate is a whole number of Hz where it is as near as this, by clocks of recorders;
#: and one of these where times have too few digits to tell it from them.
_NEAR = 1e-4
_USUAL_HZ = (
    *(100, 125, 128, 130, 150, 160, 180, 200, 240, 250, 256, 257, 300, 320, 360, 400),
    *(480, 500, 512, 600, 720, 800, 900, 977, 1000, 1024, 2000, 2048, 4000),
)
_DAY_S = 86400.0


@dataclass(frozen=True)
class Pace:
    """What the times of a file say.

    Attributes
    ----------
    step_s : float
        Mean of the steps without a gap; 0 without times, or with useless ones.
    rows : tuple of int
        Those before which samples are missing.
    steps_s : tuple of float
        The time from the row before to each of them.
    n_back : int
        Rows that are earlier than the one before.
    unsure : float
        By what part the mean may be off, as times are rounded.
    """

    step_s: float = 0.0
    rows: tuple[int, ...] = ()
    steps_s: tuple[float, ...] = ()
    n_back: int = 0
    unsure: float = 0.0

    @property
    def fs(self) -> float | None:
        """Samples per second: whole ones, where times are as near as clocks are."""
        if not self.step_s:
            return None
        fs = 1 / self.step_s
        nearest = min(_USUAL_HZ, key=lambda usual: abs(usual - fs))
        if abs(nearest - fs) <= self.unsure * fs:
            return float(nearest)
        return float(round(fs)) if abs(fs - round(fs)) < _NEAR * fs else fs

    def runs(self, fs: float) -> tuple[IntArray, IntArray]:
        """Return the first sample of each run of rows without a gap, and its row."""
        rows = np.array((0, *self.rows), np.int64)
        missing = np.rint(np.array((0.0, *self.steps_s)) * fs) - 1
        missing = np.maximum(missing, 0).astype(np.int64)
        return rows + np.cumsum(missing), rows


class PaceMaker:
    """Collects the pace of times, a stretch after the other.

    Parameters
    ----------
    column : TimeColumn
    """

    def __init__(self, column: TimeColumn) -> None:
        self._column, self._last, self._n_rows = column, np.nan, 0
        self._sum, self._n_near, self._n_back = 0.0, 0, 0
        self._rows: list[IntArray] = []
        self._steps: list[Float64Array] = []

    def add(self, times: Float64Array) -> None:
        """Take the times of the next rows."""
        # Those of a clock are seconds already.
        steps = np.diff(times, prepend=self._last) * (self._column.seconds or 1.0)
        if not self._column.seconds:
            steps[steps < -_DAY_S / 2] += _DAY_S
        usual = self._column.step_s
        near = (steps > 0) & (steps < GAP_STEPS * usual)
        gaps = np.flatnonzero(steps >= GAP_STEPS * usual)
        self._sum += float(steps[near].sum())
        self._n_near += int(near.sum())
        self._n_back += int((steps < 0).sum())
        self._rows.append(gaps + self._n_rows)
        self._steps.append(steps[gaps])
        self._last, self._n_rows = times[-1], self._n_rows + len(times)

    def pace(self) -> Pace:
        """Return what all times say."""
        rows = [int(row) for part in self._rows for row in part]
        steps = [float(step) for part in self._steps for step in part]
        odd = self._n_rows - self._n_near
        if not self._n_near or odd > max(_MOST_ODD * self._n_rows, 2):
            return Pace(n_back=self._n_back)
        step_s = self._sum / self._n_near
        unsure = self._column.exact_s / self._sum
        return Pace(step_s, tuple(rows), tuple(steps), self._n_back, unsure)
