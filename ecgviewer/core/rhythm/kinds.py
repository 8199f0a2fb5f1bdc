"""What a stretch of a recording can be called, by which thresholds, and the stretch."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from ecgviewer.core.leads_off import OffLead


class RhythmKind(Enum):
    """What a stretch is; the value is what people call it. The gravest come first."""

    VF = "VF or flutter?"
    ASYSTOLE = "Asystole?"
    NO_BEATS = "No beats"
    NO_SIGNAL = "No signal"
    VT = "V run (VT)"
    IDIOVENTRICULAR = "Accelerated idioventricular"
    V_ESCAPE = "Ventricular escape"
    V_COUPLET = "V couplet"
    V_BIGEMINY = "V bigeminy"
    V_TRIGEMINY = "V trigeminy"
    SVT = "S run (SVT)"
    ATRIAL_RHYTHM = "Ectopic atrial rhythm"
    S_ESCAPE = "Supraventricular escape"
    S_COUPLET = "S couplet"
    S_BIGEMINY = "S bigeminy"
    S_TRIGEMINY = "S trigeminy"
    PAUSE = "Pause"
    TACHYCARDIA = "Tachycardia"
    BRADYCARDIA = "Bradycardia"
    AF = "Suspected AF"
    PACED = "Paced?"
    LEAD_OFF = "Lead off"

    # By identity: thousands of events of a day are sorted and counted by kind.
    __hash__ = object.__hash__


#: One object, which equals itself where events are compared.
UNKNOWN_RATE = math.nan

#: Without a rhythm: listed before everything else, whatever the quality.
WITHOUT_RHYTHM = frozenset(
    {RhythmKind.VF, RhythmKind.ASYSTOLE, RhythmKind.NO_BEATS, RhythmKind.NO_SIGNAL}
)
V_RUNS = frozenset({RhythmKind.VT, RhythmKind.IDIOVENTRICULAR, RhythmKind.V_ESCAPE})
S_RUNS = frozenset({RhythmKind.SVT, RhythmKind.ATRIAL_RHYTHM, RhythmKind.S_ESCAPE})
#: Their beats are all of one class.
ECTOPIC = V_RUNS | S_RUNS | {RhythmKind.V_COUPLET, RhythmKind.S_COUPLET}
#: What is not said within atrial fibrillation, where every second beat is early.
SUPRAVENTRICULAR = S_RUNS | {
    RhythmKind.S_COUPLET,
    RhythmKind.S_BIGEMINY,
    RhythmKind.S_TRIGEMINY,
}
_DOUBTFUL: Mapping[RhythmKind, str] = MappingProxyType(
    dict.fromkeys(V_RUNS, "V run") | dict.fromkeys(S_RUNS, "S run")
)


@dataclass(frozen=True)
class RhythmThresholds:
    """Thresholds for listing a rhythm.

    Attributes
    ----------
    run_beats : int
        Successive ectopic beats that make a run; two are a couplet.
    cycles : int
        Successive cycles that make bigeminy or trigeminy.
    pause_s : float
        RR interval that is a pause, in seconds.
    tachycardia_bpm, bradycardia_bpm : float
        Mean rate of eight intervals above and below which a stretch is listed.
    af_cells : int
        Irregularity from which atrial fibrillation is suspected, see `irregular`.
    fast_run_bpm : float
        Mean rate above which a run is a tachycardia (VT, SVT).
    escape_bpm : float
        Mean rate below which a run is an escape rhythm. Between the two it is
        accelerated idioventricular, or an ectopic atrial rhythm.
    sustained_s : float
        A run of this length is sustained, in seconds.
    rate_least_s : float
        Least length of tachycardia and bradycardia in seconds; 0 for any eight beats.
    no_beats_s : float
        Longest stretch without a beat, or with a lead that is off, that is not an
        event of its own, in seconds.
    """

    run_beats: int = 3
    cycles: int = 3
    pause_s: float = 2.0
    tachycardia_bpm: float = 120.0
    bradycardia_bpm: float = 50.0
    af_cells: int = 50
    fast_run_bpm: float = 100.0
    escape_bpm: float = 50.0
    sustained_s: float = 30.0
    rate_least_s: float = 30.0
    no_beats_s: float = 3.0


@dataclass(frozen=True)
class RhythmEvent:
    """A stretch of a recording, whoever found it.

    Attributes
    ----------
    kind : RhythmKind
    start, stop : int
        First and last sample: of its first and last beat, of a pause those on either
        side, and of a stretch without a rhythm its edges.
    fs : float
        Sampling frequency in Hz.
    n_beats : int
        Beats from the first to the last.
    rate_bpm : float
        Mean rate from the first to the last beat, UNKNOWN_RATE (NaN) of fewer than two;
        of tachycardia the highest and of bradycardia the lowest of eight intervals,
        the one compared with the threshold.
    facts : tuple of str
        What else is said of it: after what, how long, whether sustained.
    doubtful : bool
        Poor signal: most of its beats may be none.
    lead : OffLead or None
        Which lead is off.
    """

    kind: RhythmKind
    start: int
    stop: int
    fs: float
    n_beats: int
    rate_bpm: float
    facts: tuple[str, ...] = ()
    doubtful: bool = False
    lead: OffLead | None = None

    @property
    def duration_s(self) -> float:
        """From the start to the stop."""
        return (self.stop - self.start) / self.fs

    @property
    def title(self) -> str:
        """What people read: the kind, and what else is said of it."""
        name, facts = self.lead.text if self.lead else self.kind.value, self.facts
        if self.doubtful:
            name = f"{_DOUBTFUL.get(self.kind, name)}?"
            facts = ("poor signal", *facts)
        return ", ".join((name, *facts))


_ORDER = {kind: order for order, kind in enumerate(RhythmKind)}


def in_order(events: Iterable[RhythmEvent]) -> list[RhythmEvent]:
    """Return events by start; of those that begin together the gravest first."""
    return sorted(events, key=lambda event: (event.start, _ORDER[event.kind]))
