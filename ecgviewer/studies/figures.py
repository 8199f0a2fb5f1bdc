"""The figures of one recording, and of one review of it, as the list shows them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ecgviewer.analysis.report.facts import ReportFacts
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.files.atomic import make_folder, replace_file
from ecgviewer.formats.files.ordinary_file import read_ordinary
from ecgviewer.studies.preview import Preview, preview_of
from ecgviewer.studies.worst import Finding, findings_of

#: Another one when a field goes, or means something else.
_VERSION = 1
_MOST_BYTES = 2**20
#: Findings that are kept of a recording.
_MOST_FINDINGS = 12


@dataclass(frozen=True)
class StudyFigures:
    """What was counted in a recording; None is what is not known.

    Attributes
    ----------
    classifier_id, software : str
        Who counted.
    fs_hz : float
        Samples a second, for places.
    n_beats : int
    v_percent, s_percent : float or None
        Of all beats.
    af_percent : float or None
        Of analysable time.
    pause_s : float or None
        The longest.
    mean_bpm : float or None
    readable_percent : float or None
        Of all beats.
    errors_left : float or None
        Estimate of wrong labels.
    n_never : int
        Beats that nobody reviewed.
    findings : tuple of Finding
        Worst first.
    preview : Preview
    """

    classifier_id: str
    software: str
    fs_hz: float
    n_beats: int
    v_percent: float | None
    s_percent: float | None
    af_percent: float | None
    pause_s: float | None
    mean_bpm: float | None
    readable_percent: float | None
    errors_left: float | None
    n_never: int
    findings: tuple[Finding, ...]
    preview: Preview

    @classmethod
    def of(cls, session: ReviewSession, facts: ReportFacts) -> StudyFigures:
        """Return the figures of a review whose report has been counted."""
        readable = session.columns.readable
        percent = 100 * float(np.mean(readable)) if len(readable) else None
        findings = findings_of(facts, percent)[:_MOST_FINDINGS]
        place = next((each.sample for each in findings if each.sample is not None), 0)
        longest = facts.pauses.longest
        return cls(
            classifier_id=facts.head.classifier_id,
            software=facts.head.software,
            fs_hz=facts.head.fs_hz,
            n_beats=facts.beats.n_beats,
            v_percent=facts.ventricular.percent,
            s_percent=facts.supraventricular.percent,
            af_percent=facts.fibrillation.percent,
            pause_s=longest.duration_s if longest else None,
            mean_bpm=facts.beats.rates.mean_bpm,
            readable_percent=percent,
            errors_left=facts.review.errors_left,
            n_never=facts.review.n_never,
            findings=findings,
            preview=preview_of(session, place),
        )

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> StudyFigures:
        """Return the figures that a file holds."""
        findings = tuple(Finding(**each) for each in content["findings"])
        preview = Preview.from_json(content["preview"])
        return cls(**{**content, "findings": findings, "preview": preview})


@dataclass(frozen=True)
class Counted:
    """What came of counting: figures, or why there are none."""

    figures: StudyFigures | None = None
    failure: str = ""


def figures_key(identity: str, checksum: str, journal: str = "") -> str:
    """Return what figures are kept under.

    Parameters
    ----------
    identity, checksum : str
        Of the record.
    journal : str
        SHA-256 of the last line of the review; empty for a record alone.
    """
    said = f"{_VERSION} {identity} {checksum} {journal}"
    return hashlib.sha256(said.encode()).hexdigest()[:40]


class FiguresFolder:
    """Keeps what was counted; a file that is missing is counted again.

    Parameters
    ----------
    path : Path
        Made when something is put there.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self, key: str) -> Counted | None:
        """Return what was counted; None where nothing is kept that can be read."""
        try:
            content = json.loads(read_ordinary(self._file(key), _MOST_BYTES))
            if content["failure"]:
                return Counted(failure=str(content["failure"]))
            return Counted(StudyFigures.from_json(content["figures"]))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None

    def keep(self, key: str, counted: Counted) -> None:
        """Keep what was counted.

        Raises
        ------
        OSError
            If it cannot be written.
        """
        path = self._file(key)
        make_folder(path.parent)
        with replace_file(path) as file:
            file.write(json.dumps(asdict(counted)).encode())

    def forget(self, key: str) -> None:
        """Have something counted again."""
        self._file(key).unlink(missing_ok=True)

    def _file(self, key: str) -> Path:
        return self.path / key[:2] / f"{key}.json"
