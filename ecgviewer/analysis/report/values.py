"""Values that the facts of a report are made of: places, rates, events."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """Where something is: its first and last sample."""

    first_sample: int
    last_sample: int


@dataclass(frozen=True)
class RateAt:
    """A heart rate and where it was."""

    bpm: float
    place: Place


@dataclass(frozen=True)
class Rates:
    """The heart rate of some stretches; None where there is none.

    Attributes
    ----------
    mean_bpm : float or None
        Of all RR intervals between two readable beats of any class.
    slowest, fastest : RateAt or None
        Means of eight such intervals in a row that lie within the stretches.
    """

    mean_bpm: float | None
    slowest: RateAt | None
    fastest: RateAt | None


@dataclass(frozen=True)
class Found:
    """One event: the longest of its kind, say; `said` is what it is called."""

    place: Place
    n_beats: int
    duration_s: float
    rate_bpm: float | None
    said: str


@dataclass(frozen=True)
class Events:
    """Events of some kinds together; `n_doubtful` are of poor signal."""

    n_events: int
    n_beats: int
    duration_s: float
    n_doubtful: int
    longest: Found | None
    fastest: Found | None


@dataclass(frozen=True)
class Variability:
    """Variability of the heart rate, of NN intervals alone; None of too few.

    Task Force of ESC and NASPE: Circulation 93 (1996) 1043.

    Attributes
    ----------
    n_intervals : int
    sdnn_ms, sdann_ms, sdnn_index_ms, rmssd_ms : float or None
    pnn50_percent, triangular_index : float or None
    lf_ms2, hf_ms2 : float or None
        Mean power of segments of five minutes, 0.04 to 0.15 and to 0.40 Hz.
    n_segments : int
        How many segments these are of.
    """

    n_intervals: int
    sdnn_ms: float | None
    sdann_ms: float | None
    sdnn_index_ms: float | None
    rmssd_ms: float | None
    pnn50_percent: float | None
    triangular_index: float | None
    lf_ms2: float | None
    hf_ms2: float | None
    n_segments: int
