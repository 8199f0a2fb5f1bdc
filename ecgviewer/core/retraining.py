"""What a retraining is asked for, and what it says while it runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class RetrainingOrder:
    """Which classifier is to learn from which corrections.

    Attributes
    ----------
    bundle : str
        Name or folder of the classifier to begin with.
    corrections : tuple of Path
        Exported CSV files, or annotation files.
    records : Path
        Folder of the corrected records.
    data : tuple of Path
        Folders of the records that the classifier was trained on.
    out : Path
        Folder of the new classifier.
    patients : Path, optional
        CSV of records and their patients.
    """

    bundle: str
    corrections: tuple[Path, ...]
    records: Path
    data: tuple[Path, ...]
    out: Path
    patients: Path | None = None


@dataclass(frozen=True)
class RetrainingProgress:
    """How far it is.

    Attributes
    ----------
    share : float
        Of the work, 0 to 1.
    doing : str
        What is being done; empty where nothing new is known.
    left_s : float or None
        Time left, where that is known.
    """

    share: float = 0.0
    doing: str = ""
    left_s: float | None = None


@dataclass(frozen=True)
class RetrainingResult:
    """What came of it.

    Attributes
    ----------
    text : str
        Before and after: in words, and by patient.
    out : Path or None
        The new classifier; None where nothing was written.
    """

    text: str
    out: Path | None


@dataclass(frozen=True)
class RetrainingFailure:
    """Why there is no new classifier, in words for the user."""

    message: str


RetrainingEvent = RetrainingProgress | RetrainingResult | RetrainingFailure
