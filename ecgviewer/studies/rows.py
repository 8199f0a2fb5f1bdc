"""Makes the row of a study of what is known: record, reviews, team and figures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ecgviewer.core.errors import InputError, message_of
from ecgviewer.core.record import Record
from ecgviewer.core.review.source import CONSENSUS
from ecgviewer.formats.record_formats import find_record, read_record
from ecgviewer.studies.figures import (
    Counted,
    FiguresFolder,
    StudyFigures,
    figures_key,
)
from ecgviewer.studies.reviews import Review, counted_review, status_of
from ecgviewer.studies.study import Status, Study
from ecgviewer.studies.team import PRIORITIES, TeamFacts

#: What a file calls the patient, best first, and joined where there are several.
_PATIENT = ("Patient code", "Patient name", "Patient")
#: What stands in files where nothing is said of the patient: EDF+ has X in each place.
_NOBODY = frozenset({
    "", "x", "none", "unknown", "anonymous", "anonymized", "anonymised", "anon", "n/a",
    "na", "null", "nn", "m", "f", "male", "female", "patient", "name",
})  # fmt: skip
_FAILURES = (InputError, OSError, KeyError, ValueError, MemoryError)


@dataclass(frozen=True)
class RecordFacts:
    """What the files of a record say, or why they cannot be read."""

    name: str
    format: str
    identity: str = ""
    checksum: str = ""
    patient: str = ""
    start: str = ""
    length_s: float | None = None
    failure: str = ""

    @classmethod
    def read(cls, path: Path) -> RecordFacts:
        """Read a record; whatever goes wrong is a fact, too."""
        name, title = path.name, ""
        try:
            found = find_record(path)
            name, title = found.name, found.format.name
            record = read_record(path)
        except _FAILURES as error:
            return cls(name, title, failure=message_of(error))
        except Exception as error:
            # One file must not end the scan of thousands.
            return cls(name, title, failure=f"{type(error).__name__}: {error}")
        return cls.of(record, title)

    @classmethod
    def of(cls, record: Record, title: str) -> RecordFacts:
        """Return what a record says of itself."""
        details = dict(record.details)
        return cls(
            record.name,
            title,
            record.identity,
            record.checksum,
            _patient(details),
            _start(record.start_time),
            record.duration_s,
        )


def _patient(details: Mapping[str, str]) -> str:
    """Return whose a recording is; those of nobody in particular are not of one."""
    said = dict.fromkeys(details[each] for each in _PATIENT if details.get(each))
    return " · ".join(each for each in said if not _is_nobody(each))


def _is_nobody(text: str) -> bool:
    words = re.split(r"[\s_,.^-]+", text.casefold())
    return all(word in _NOBODY for word in words)


def _start(start: datetime | None) -> str:
    # The year 1 stands for a date that is not known.
    if start is None or start.year == 1:
        return ""
    return start.replace(microsecond=0, tzinfo=None).isoformat(" ")


def study_of(
    path: Path,
    record: RecordFacts,
    reviews: Sequence[Review],
    team: TeamFacts,
    figures: FiguresFolder,
    changed_ns: int,
) -> Study:
    """Return the row of a record that is where it is said to be."""
    review = counted_review(reviews)
    last = review.last_hash if review else ""
    key = figures_key(record.identity, record.checksum, last)
    mine = figures.read(key) if record.identity else None
    shown, of, shown_key = mine, review.reader if review else "", key
    if review and not (mine and mine.figures):
        # Until the review is counted, what the classifier says is better than nothing.
        of, shown_key = "", figures_key(record.identity, record.checksum)
        shown = figures.read(shown_key)
    counted = shown.figures if shown else None
    n_never = counted.n_never if counted and review and of else None
    status, text = status_of(
        reviews, team, is_counted=counted is not None, n_never=n_never
    )
    failure = _without_path(record.failure or _failure(mine), path)
    if failure and review is None:
        status, text = Status.FAILED, failure
    return Study(
        path=str(path),
        folder=str(path.parent),
        name=record.name,
        format=record.format,
        identity=record.identity,
        patient=record.patient,
        start=record.start,
        length_s=record.length_s,
        status=status.value,
        status_text=text,
        counted_of=of,
        **_figures(counted),
        **_team(team, reviews),
        changed=_moment(changed_ns),
        journal=str(review.path) if review else "",
        key=key,
        counted_key=shown_key if counted else "",
        needs_work=int(bool(record.identity) and mine is None),
    )


def _without_path(text: str, path: Path) -> str:
    """Return why a record failed without where it lies, which its row says anyway."""
    rest = text.removeprefix(str(path)).lstrip(": ")
    return rest[:1].upper() + rest[1:]


def _failure(counted: Counted | None) -> str:
    return counted.failure if counted else ""


def _figures(counted: StudyFigures | None) -> dict[str, Any]:
    if counted is None:
        return {}
    worst = counted.findings[0] if counted.findings else None
    at_s = None
    if worst and worst.sample is not None and counted.fs_hz:
        at_s = worst.sample / counted.fs_hz
    return {
        "n_beats": counted.n_beats,
        "v_percent": counted.v_percent,
        "s_percent": counted.s_percent,
        "af_percent": counted.af_percent,
        "pause_s": counted.pause_s,
        "readable_percent": counted.readable_percent,
        "errors_left": counted.errors_left,
        "rank": worst.rank if worst else 0.0,
        "worst": worst.text if worst else "",
        "worst_s": at_s,
    }


def _team(team: TeamFacts, reviews: Sequence[Review]) -> dict[str, Any]:
    """Return what the team says; who reviews unasked stands where nobody is asked."""
    unasked = [
        review.reader
        for review in sorted(reviews, key=lambda each: each.reader)
        if review.reader not in (team.reader, team.second, CONSENSUS)
    ]
    reader = team.reader or (unasked.pop(0) if unasked else "")
    second = team.second or (unasked.pop(0) if unasked else "")
    last = team.notes[-1] if team.notes else None
    return {
        "reader": reader,
        "second": second,
        "adjudicator": team.adjudicator,
        "blind": team.blind,
        "signed_by": ", ".join(sorted(each.reader for each in reviews if each.signed)),
        "priority": PRIORITIES.index(team.priority),
        "due": team.due,
        "tags": ", ".join(team.tags),
        "notes": f"{last.by}: {last.text}" if last else "",
        "n_notes": len(team.notes),
    }


def _moment(time_ns: int) -> str:
    if not time_ns:
        return ""
    moment = datetime.fromtimestamp(time_ns // 10**9, UTC)
    return moment.isoformat(" ", timespec="seconds").removesuffix("+00:00")
