"""The values that count beats and events, in all of a record or in a stretch of it."""

from __future__ import annotations

from dataclasses import dataclass

from ecgviewer.analysis.report.values import Events, Found, Place, Rates, Variability
from ecgviewer.analysis.report.wave_values import StretchWaves


@dataclass(frozen=True)
class ClassCount:
    """The beats of a class, of no class (an empty name), or paced ones."""

    name: str
    title: str
    n_beats: int
    percent: float | None


@dataclass(frozen=True)
class Beats:
    """How many beats there are, and how fast the heart is.

    Attributes
    ----------
    n_beats : int
    classes : tuple of ClassCount
    paced : ClassCount
        By spike or symbol; these beats have a class, too.
    rates, day, night : Rates
        `day` and `night` are None where the record has no clock.
    tachycardia, bradycardia : Events
    """

    n_beats: int
    classes: tuple[ClassCount, ...]
    paced: ClassCount
    rates: Rates
    day: Rates | None
    night: Rates | None
    tachycardia: Events
    bradycardia: Events


@dataclass(frozen=True)
class Ectopy:
    """The beats of one ectopic class.

    Attributes
    ----------
    n_beats, n_single : int
        All of them, and those without a neighbour of their class.
    n_unsorted : int
        Neither single nor in a couplet or run that counts: within suspected atrial
        fibrillation, where none is listed, in one that was dismissed, or paced.
    percent : float or None
        Of all beats.
    couplets, runs, bigeminy, trigeminy : Events
    """

    n_beats: int
    percent: float | None
    n_single: int
    n_unsorted: int
    couplets: Events
    runs: Events
    bigeminy: Events
    trigeminy: Events


@dataclass(frozen=True)
class Fibrillation:
    """Fibrillation and flutter of the atria.

    Attributes
    ----------
    percent : float or None
        Of analysable time.
    duration_s, suggested_s, flutter_s : float
        All of it, what nobody has answered, and what a reader calls flutter.
    n_episodes, n_suggested : int
    longest : Place or None
    longest_s : float
    mean_bpm : float or None
        Of the RR intervals within it.
    """

    percent: float | None
    duration_s: float
    suggested_s: float
    flutter_s: float
    n_episodes: int
    n_suggested: int
    longest: Place | None
    longest_s: float
    mean_bpm: float | None


@dataclass(frozen=True)
class PauseCount:
    """How many pauses are at least this long."""

    least_s: float
    n_pauses: int


@dataclass(frozen=True)
class PauseCause:
    """How many pauses follow the same; of an empty text it is not known what."""

    text: str
    n_pauses: int


@dataclass(frozen=True)
class Pauses:
    """The pauses."""

    by_length: tuple[PauseCount, ...]
    by_cause: tuple[PauseCause, ...]
    longest: Found | None


@dataclass(frozen=True)
class Silence:
    """Stretches without a rhythm."""

    no_beats: Events
    asystole: Events
    vf_or_flutter: Events
    no_signal: Events


@dataclass(frozen=True)
class EctopyCounts:
    """The beats of an ectopic class in a stretch; events count where they begin."""

    n_single: int
    n_couplets: int
    n_runs: int
    n_beats: int
    percent: float | None


@dataclass(frozen=True)
class Stretch:
    """An hour or a day of the record; counts of all of them make those of the record.

    `artefact_s` is what is unknown: no signal, or marked as noise.
    """

    place: Place
    n_beats: int
    rates: Rates
    ventricular: EctopyCounts
    supraventricular: EctopyCounts
    n_pauses: int
    af_s: float
    artefact_s: float
    variability: Variability
    waves: StretchWaves
