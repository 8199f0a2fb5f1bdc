"""ECG paper in true millimetres: speeds, gains, and the grid that goes with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from ecgviewer.core.items.strip import GAINS_MM_MV, SPEEDS_MM_S
from ecgviewer.gui.waveform.paper.time_steps import (
    GRID_STEPS_S,
    MIN_GRID_PX,
    grid_steps,
)

#: What the keys for larger and smaller go through.
GAIN_LADDER = (0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 40.0, 80.0)
#: A line at every millimetre, and a heavier one at every fifth.
_BOX_MM = 5
#: Speeds and gains that differ by less are the same.
_SAME = 2e-3


class Fit(Enum):
    """How the amplitude of leads in volts is chosen."""

    #: 10 mm/mV, or as many steps below as keeps every trace in view.
    STANDARD = "standard"
    #: As high as there is room.
    ROOM = "room"
    #: What the reader chose.
    FIXED = "fixed"


@dataclass(frozen=True)
class Gain:
    """How high a millivolt is drawn: `mm_mv` where fixed; `factor` on top of that."""

    fit: Fit = Fit.STANDARD
    mm_mv: float = 10.0
    factor: float = 1.0

    def px_per_mv(self, px_per_mm: float, fitting_px: float) -> float:
        """Return pixels a millivolt, of which `fitting_px` are all that fit."""
        if self.fit is Fit.ROOM:
            return fitting_px * self.factor
        if self.fit is Fit.FIXED:
            return self.mm_mv * px_per_mm * self.factor
        ladder = [g for g in GAIN_LADDER if g <= 10.0]
        fitting = [g for g in ladder if g * px_per_mm <= fitting_px]
        # Nothing may be out of view, whatever that takes.
        mm_mv = fitting[-1] if fitting else fitting_px / px_per_mm
        return mm_mv * px_per_mm * self.factor


def same(a: float, b: float) -> bool:
    """Return whether two speeds or gains are one."""
    return abs(a - b) <= _SAME * max(abs(a), abs(b))


def standard(value: float, offered: Sequence[float]) -> float | None:
    """Return the one of those offered that a speed or gain is, if it is one."""
    return next((each for each in offered if same(each, value)), None)


def next_gain(mm_mv: float, step: int) -> float:
    """Return the next gain of the ladder above (1) or below (-1)."""
    if step > 0:
        above = [g for g in GAIN_LADDER if g > mm_mv * (1 + _SAME)]
        return above[0] if above else GAIN_LADDER[-1]
    below = [g for g in GAIN_LADDER if g < mm_mv * (1 - _SAME)]
    return below[-1] if below else GAIN_LADDER[0]


def time_grid_s(px_per_s: float, px_per_mm: float) -> tuple[float, float]:
    """Return the seconds between minor and between major lines.

    Millimetres and 5 mm at the speeds of recorders, else round times.
    """
    speed = standard(px_per_s / px_per_mm, SPEEDS_MM_S)
    if speed is None or px_per_mm < MIN_GRID_PX / 2:
        return grid_steps(GRID_STEPS_S, px_per_s)
    return 1 / speed, _BOX_MM / speed


def value_grid(
    px_per_unit: float, px_per_mm: float, steps: Sequence[float], per_mv: float
) -> tuple[float, float]:
    """Return the values between minor and between major lines, in a lead's unit.

    `per_mv` is how many of the unit make a millivolt, 0 for units that are not volts.
    Millimetres and 5 mm at the gains of recorders, else round values.
    """
    mm_mv = px_per_unit * per_mv / px_per_mm
    gain = standard(mm_mv, GAINS_MM_MV) if per_mv else None
    if gain is None or px_per_mm < MIN_GRID_PX / 2:
        return grid_steps(steps, px_per_unit)
    return per_mv / gain, _BOX_MM * per_mv / gain


def number_text(value: float) -> str:
    """Return a speed or gain with as many digits as matter."""
    return f"{value:.3g}"


def speed_text(mm_s: float) -> str:
    """Return a paper speed in the unit that gives a number one can read."""
    for factor, unit in ((1.0, "mm/s"), (60.0, "mm/min")):
        if mm_s * factor >= 1.0:
            return f"{number_text(mm_s * factor)} {unit}"
    return f"{number_text(mm_s * 3600.0)} mm/h"
