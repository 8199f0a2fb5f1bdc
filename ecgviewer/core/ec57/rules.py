"""What both comparisons of EC57, of beats and of runs, take in and give out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from ecgviewer.core.arrays import BoolArray, IntArray
from ecgviewer.core.ec57.matching import MATCH_WINDOW_S
from ecgviewer.core.labels import BXB_MAP, BeatClass, Symbols

#: ANSI/AAMI EC57: the first five minutes are for learning and are not compared.
LEARNING_S = 300.0
#: Longer than any recording; the sample of what never ends.
NEVER = 2**62
#: Subtype bits of a NOISE annotation that say no lead is readable: shutdown.
_SHUTDOWN_BITS = 0x30


@dataclass(frozen=True)
class Ratio:
    """A count out of a total, as the programs of EC57 print it.

    Attributes
    ----------
    count, total : int
        What was found, of how many.
    """

    count: int
    total: int

    @property
    def percent(self) -> float | None:
        """The share in percent, None of an empty total."""
        return 100.0 * self.count / self.total if self.total else None


@dataclass(frozen=True)
class ComparisonRules:
    """Which part of a record is compared, and how.

    Attributes
    ----------
    fs : float
        Sampling frequency of the record, Hz.
    n_samples : int or None
        Length of the record; None ends the comparison with the reference.
    learning_s : float
        What is left out at the beginning, in seconds; 0 compares the whole record.
    class_map : mapping of str to BeatClass
        BXB_MAP, which the programs use, or LITERATURE_MAP.
    """

    fs: float
    n_samples: int | None
    learning_s: float = LEARNING_S
    class_map: Mapping[str, BeatClass] = field(default_factory=lambda: BXB_MAP)

    def __post_init__(self) -> None:
        """Refuse a record with nothing left to compare.

        Raises
        ------
        ValueError
            If the record ends before its learning period does.
        """
        if self.n_samples is not None and self.n_samples < self.start:
            raise ValueError(
                f"the record lasts {self.n_samples / self.fs:.0f} s, less than the"
                f" learning period of {self.learning_s:.0f} s; compare the whole record"
                ", on the command line by --whole"
            )

    @property
    def tolerance(self) -> int:
        """The match window, in samples."""
        return self.samples(MATCH_WINDOW_S)

    @property
    def start(self) -> int:
        """First sample of the test period."""
        return self.samples(self.learning_s)

    def samples(self, seconds: float) -> int:
        """Return a duration in samples, rounded as the WFDB library does."""
        return int(seconds * self.fs + 0.5)


def is_shutdown(symbols: Symbols, subtypes: IntArray) -> BoolArray:
    """Return which annotations begin a stretch where no lead is readable."""
    noise = symbols == "~"
    return np.asarray(noise & (subtypes & _SHUTDOWN_BITS == _SHUTDOWN_BITS))
