"""What a report says, as one value: every output writes it, none counts for itself.

Places are samples of the record; times are made of them when they are written. What is
not known is None, never 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ecgviewer.analysis.listed_rhythms import SUGGESTION
from ecgviewer.analysis.report.classifier_facts import ClassifierFact
from ecgviewer.analysis.report.item_values import ItemFacts
from ecgviewer.analysis.report.values import Events, Found, Place, Rates, Variability
from ecgviewer.analysis.report.wave_values import StretchWaves, Waves

#: Another one when a field goes, or means something else.
FACTS_VERSION = 1


@dataclass(frozen=True)
class LeadFact:
    """A lead; `analysable_s` is None where it is never off."""

    name: str
    unit: str
    analysable_s: float | None


@dataclass(frozen=True)
class SignatureFact:
    """Who signed what, and when in UTC (ISO 8601); empty where that is hidden."""

    by: str
    at: str
    meaning: str


@dataclass(frozen=True)
class Detail:
    """What the file says of patient or recording, and what it is called."""

    name: str
    text: str


@dataclass(frozen=True)
class Head:
    """Whose recording it is, and how it was reviewed.

    Attributes
    ----------
    record : str
    start_time : datetime or None
        Clock time of sample 0; in the year 1 where the date is not known.
    fs_hz : float
    n_samples : int
        So much was searched for beats.
    duration_s, analysable_s : float
    leads : tuple of LeadFact
    analysed_leads : tuple of str
        Those the classifier looked at.
    recorder : str or None
    details : tuple of Detail
    annotator : str
        Whose beats the review began with; empty for beats that were detected.
    reader : str
    software, classifier_id : str
        `classifier_id` is empty where beats were not classified.
    signature : SignatureFact or None
        None where the review is not signed as it is now.
    """

    record: str
    start_time: datetime | None
    fs_hz: float
    n_samples: int
    duration_s: float
    analysable_s: float
    leads: tuple[LeadFact, ...]
    analysed_leads: tuple[str, ...]
    recorder: str | None
    details: tuple[Detail, ...]
    annotator: str
    reader: str
    software: str
    classifier_id: str
    signature: SignatureFact | None


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
class ReaderFact:
    """How many beats somebody labelled or accepted last."""

    name: str
    n_beats: int


@dataclass(frozen=True)
class Review:
    """What was done about the labels.

    Attributes
    ----------
    is_finished : bool
        Signed as it is now.
    n_looked, n_accepted, n_never : int
        Beats looked at, accepted as kinds without a look at each, and not reviewed.
    n_classified, n_changed : int
        Beats that the classifier labelled, and of these, which a person labels
        otherwise.
    n_unlabelled : int
    errors_left : float or None
        Estimate of wrong labels; None where nothing was classified.
    n_edits, n_edits_after_signing : int
        Edits in effect, and steps of the journal after the last signature.
    was_reopened : bool
        Signed once, and edited since.
    readers : tuple of ReaderFact
    classifier : ClassifierFact or None
        How it did in its test; None where nothing was classified or told.
    """

    is_finished: bool
    n_looked: int
    n_accepted: int
    n_never: int
    n_classified: int
    n_changed: int
    n_unlabelled: int
    errors_left: float | None
    n_edits: int
    n_edits_after_signing: int
    was_reopened: bool
    readers: tuple[ReaderFact, ...]
    classifier: ClassifierFact | None


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
