"""A strip: a stretch of the record that a reader keeps for the report."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

#: What ECG recorders offer.
SPEEDS_MM_S = (12.5, 25.0, 50.0)
GAINS_MM_MV = (5.0, 10.0, 20.0)
#: The usual paper, that readers are used to.
SPEED_MM_S, GAIN_MM_MV = 25.0, 10.0


class StripOrigin(Enum):
    """How a strip came about; the value is its name in journals and CSV files."""

    SAVED = "saved"
    ACCEPTED = "accepted"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Strip:
    """A trace of samples [start, stop), with what is written below it.

    Attributes
    ----------
    start, stop : int
        Samples [start, stop).
    leads : tuple of str
        Names as in the record, from top to bottom.
    caption : str
        The reader's words.
    speed_mm_s, gain_mm_mv : float
        The paper.
    order : int
        Its place among the strips of the report; equal ones are in order of time.
    origin : StripOrigin
        `DROPPED` is not a strip: it keeps a proposal away.
    criterion : str
        By what it was proposed; empty of one that the reader saved.
    """

    kind: ClassVar[str] = "strip"

    start: int
    stop: int
    leads: tuple[str, ...]
    caption: str = ""
    speed_mm_s: float = SPEED_MM_S
    gain_mm_mv: float = GAIN_MM_MV
    order: int = 0
    origin: StripOrigin = StripOrigin.SAVED
    criterion: str = ""

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn.

        Raises
        ------
        ValueError
            If it has no samples, no leads, or no paper to be drawn on.
        """
        if not 0 <= self.start < self.stop:
            raise ValueError("A strip ends after it begins.")
        if not self.leads:
            raise ValueError("A strip shows at least one lead.")
        for value in (self.speed_mm_s, self.gain_mm_mv):
            if not (math.isfinite(value) and value > 0):
                raise ValueError("Speed and gain of a strip are positive numbers.")

    @property
    def span(self) -> tuple[int, int]:
        """Where it is: samples [start, stop)."""
        return self.start, self.stop

    @property
    def words(self) -> str:
        """What the reader says of it."""
        return self.caption

    @property
    def is_dropped(self) -> bool:
        """Return whether it is not a strip, but a proposal that was dropped."""
        return self.origin is StripOrigin.DROPPED

    def duration_s(self, fs: float) -> float:
        """Return its length in seconds."""
        return (self.stop - self.start) / fs
