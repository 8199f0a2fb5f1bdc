"""The values that say who reviewed a recording, and how far."""

from __future__ import annotations

from dataclasses import dataclass

from ecgviewer.analysis.report.classifier_facts import ClassifierFact


@dataclass(frozen=True)
class SignatureFact:
    """Who signed what, and when in UTC (ISO 8601); empty where that is hidden."""

    by: str
    at: str
    meaning: str


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
