"""What an analysis reports while it runs, besides its prediction batches."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ecgviewer.core.beats import BeatTable
from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.core.leads_off import LeadsOff
from ecgviewer.core.rhythm.surroundings import SignalFindings
from ecgviewer.core.unknown import UnknownStretches


class Stage(Enum):
    """What is being done for the reviewer, or failed; the values are for people."""

    OPENING = "Opening"
    READING_OVERVIEW = "Reading the overview"
    FILTERING_TRACE = "Filtering the trace"
    AVERAGING = "Averaging beats"
    LOADING = "Loading the classifier"
    ADDING_CLASSIFIER = "Adding the classifier"
    PREPARING = "Preparing the analysis"
    ANALYSING = "Analysing"
    FINDING_BEATS = "Finding beats"
    LOOKING = "Looking at the signal"
    FILTERING = "Filtering"
    CLASSIFYING = "Classifying"
    EXPLAINING = "Explaining"
    SNAPPING = "Finding the R-peak"
    SUGGESTING = "Suggesting labels"
    GROUPING = "Grouping beats"
    FINDING_SOURCES = "Looking for readers"
    READING_LAYER = "Reading annotations"
    COMPARING = "Comparing readers"
    COPYING = "Saving a copy"
    RETRAINING = "Learning from corrections"
    LISTING = "Looking through folders"
    COUNTING = "Analysing studies"
    NOTING = "Writing down what is said of studies"
    SHARING = "Keeping the team server alike"
    REPORTING = "Writing reports"
    EXPORTING = "Writing the reference set"
    COMPARING_RECORDINGS = "Comparing recordings"
    SUMMARISING = "Counting for the report"


@dataclass(frozen=True)
class Progress:
    """How far something is.

    Attributes
    ----------
    stage : Stage
        What is being done.
    done, total : int
        Counts; a total of 0 stands for one that is not known.
    detail : str
        With what, for people: the name of a file.
    """

    stage: Stage
    done: int = 0
    total: int = 0
    detail: str = ""

    @property
    def text(self) -> str:
        """What is being done, in words."""
        return f"{self.stage.value} {self.detail}".rstrip()


@dataclass(frozen=True)
class Prepared:
    """The lead that is analysed, and the classifier; no classes without one.

    `classes` are codes of the classifier's `scheme`. R-peaks lie on `lead`, and `leads`
    are those that the classifier looks at, that one first.
    """

    lead: str
    classes: tuple[int, ...]
    classifier_id: str
    scheme: LabelScheme = AAMI
    leads: tuple[str, ...] = ()


@dataclass(frozen=True)
class SignalKnown:
    """Where the record has no signal at all: no interval or rate goes across it.

    Attributes
    ----------
    unknown : UnknownStretches
    n_samples : int
        Length of the record that was looked at; it may have grown since.
    leads_off : tuple of LeadOff
        Leads that are off while another one is not.
    """

    unknown: UnknownStretches
    n_samples: int
    leads_off: LeadsOff = ()


@dataclass(frozen=True)
class BeatsDetected:
    """Some of the beats of a record; `last` with the last of them."""

    beats: BeatTable
    last: bool


@dataclass(frozen=True)
class SignalJudged:
    """What the signal shows besides beats."""

    findings: SignalFindings


@dataclass(frozen=True)
class Noticed:
    """Something about the record that its reader must know; `text` is for people."""

    text: str
