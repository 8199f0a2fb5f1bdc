"""What a report says, as one value: every output writes it, none counts for itself.

Places are samples of the record; times are made of them when they are written. What is
not known is None, never 0.
"""

from __future__ import annotations

from dataclasses import dataclass

from ecgviewer.analysis.listed_rhythms import SUGGESTION
from ecgviewer.analysis.report.event_values import (
    Beats,
    Ectopy,
    Fibrillation,
    Pauses,
    Silence,
    Stretch,
)
from ecgviewer.analysis.report.head_values import Head
from ecgviewer.analysis.report.item_values import ItemFacts
from ecgviewer.analysis.report.review_values import Review
from ecgviewer.analysis.report.values import Events, Place, Variability
from ecgviewer.analysis.report.wave_values import Waves

#: Another one when a field goes, or means something else.
FACTS_VERSION = 1


@dataclass(frozen=True)
class ListedRhythm:
    """A row of the list of rhythms, called as in the CSV of an export."""

    place: Place
    duration_s: float
    kind: str
    n_beats: int
    rate_bpm: float | None
    origin: str
    reader: str
    note: str

    @property
    def finding(self) -> str:
        """What was found, in words that are not a diagnosis; empty once answered.

        So "VF or flutter?" and "Suspected AF".
        """
        return self.note if self.origin == SUGGESTION else ""


@dataclass(frozen=True)
class Rules:
    """By what was counted; see `RhythmThresholds` for the others.

    Attributes
    ----------
    run_beats, cycles : int
    tachycardia_bpm, bradycardia_bpm, rate_least_s : float
    rate_intervals : int
        RR intervals in a row that a slowest or fastest rate is the mean of.
    day_from_h, night_from_h : int
        Hours of the clock.
    """

    run_beats: int
    cycles: int
    tachycardia_bpm: float
    bradycardia_bpm: float
    rate_least_s: float
    rate_intervals: int
    day_from_h: int
    night_from_h: int


@dataclass(frozen=True)
class ReportFacts:
    """All that a report says; two of the same review are equal."""

    version: int
    head: Head
    beats: Beats
    ventricular: Ectopy
    supraventricular: Ectopy
    fibrillation: Fibrillation
    pauses: Pauses
    silence: Silence
    pacing: Events
    variability: Variability
    waves: Waves
    hours: tuple[Stretch, ...]
    days: tuple[Stretch, ...]
    rhythms: tuple[ListedRhythm, ...]
    items: ItemFacts
    review: Review
    rules: Rules
