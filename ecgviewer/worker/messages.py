"""What the GUI asks of the worker and what it hears back: frozen values only.

An analysis also reports `core.analysis_events` and prediction batches as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ecgviewer.analysis.opened_record import OpenedRecord
from ecgviewer.core.analysis_events import Stage
from ecgviewer.core.arrays import BoolArray, Float32Array
from ecgviewer.core.beats import BeatTable
from ecgviewer.core.record import Record

__all__ = [
    "AnalyseRequest",
    "CancelRequest",
    "ClassifyRequest",
    "ExplainRequest",
    "Failed",
    "Finished",
    "OpenedRecord",
    "Question",
    "Request",
    "SnapRequest",
    "Snapped",
    "SuggestRequest",
    "ViewRequest",
]


@dataclass(frozen=True)
class AnalyseRequest:
    """Find the beats of a record, unless some are given, and classify them.

    Beats are placed on `lead`, empty for the one that the classifier prefers, which
    looks at `leads`, none for all of few and some of many. `bundle` is the name of a
    classifier bundle, empty for the default. Results carry the `job_id`; those of any
    other job are stale.
    """

    job_id: int
    record: Record
    beats: BeatTable | None = None
    lead: str = ""
    bundle: str = ""
    leads: tuple[str, ...] = ()
    cache: Path | None = None


@dataclass(frozen=True)
class ExplainRequest:
    """Show why a beat got its label. A newer request takes the place of this one.

    `beats` are all beats as the reviewer has them. While beats are searched for, the
    request waits: not before they are all there is it known how a beat differs.
    """

    job_id: int
    beats: BeatTable
    beat_id: int


@dataclass(frozen=True)
class ClassifyRequest:
    """Classify the beats now that the reviewer added or moved, and those beside.

    `beats` are all beats, `edited` marks the edited ones, and `quality` is the signal
    quality around each, NaN where it is not known.
    """

    job_id: int
    beats: BeatTable
    edited: BoolArray
    quality: Float32Array


@dataclass(frozen=True)
class SnapRequest:
    """Find the R-peak next to a sample; `beat_id` is a beat to move there, if any."""

    job_id: int
    sample: int
    beat_id: int | None = None


@dataclass(frozen=True)
class SuggestRequest:
    """Suggest labels from those of `beats`, all beats of the record as reviewed."""

    job_id: int
    beats: BeatTable


@dataclass(frozen=True)
class CancelRequest:
    """Drop the rest of an analysis, its step at hand too; what was found stays."""

    job_id: int


@dataclass(frozen=True)
class ViewRequest:
    """Classify the beats from one sample to another first: they are in view."""

    start: int
    stop: int


#: What is asked about the record that is analysed.
Question = ExplainRequest | ClassifyRequest | SnapRequest | SuggestRequest
#: Everything that can be asked of the worker.
Request = AnalyseRequest | CancelRequest | ViewRequest | Question


@dataclass(frozen=True)
class Snapped:
    """The R-peak next to the sample that was asked about."""

    request: SnapRequest
    sample: int


@dataclass(frozen=True)
class Finished:
    """The analysis is done, or was `stopped` before its end."""

    stopped: bool = False


@dataclass(frozen=True)
class Failed:
    """Something went wrong.

    Attributes
    ----------
    stage : Stage
        What was being done.
    message : str
        What went wrong, for the reviewer.
    details : str
        Where in the code, for a report.
    ends_analysis : bool
        Whether nothing more comes of the analysis.
    """

    stage: Stage
    message: str
    details: str
    ends_analysis: bool = False
