"""The values that say whose recording a report is of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ecgviewer.analysis.report.review_values import SignatureFact


@dataclass(frozen=True)
class LeadFact:
    """A lead; `analysable_s` is None where it is never off."""

    name: str
    unit: str
    analysable_s: float | None


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
