"""The lines of an edit journal: JSON, each with the SHA-256 of the line before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np

from ecgviewer import __version__
from ecgviewer.core.beats import BeatTable, Origin
from ecgviewer.core.errors import InputError
from ecgviewer.core.review.history import Step, StepKind
from ecgviewer.core.review.session import ReviewSession

FORMAT_VERSION = 1

#: More than the beats of a year with every edit that could be made to them.
_MOST_ID = 2**26
#: Farther away than any record reaches: an annotation file goes there in steps of
#: 2**31, and must not become gigabytes of them.
_MOST_SAMPLE = 2**48
_DTYPES: Mapping[str, Any] = {
    "sample": np.int64, "symbol": "U1", "origin": np.uint8, "reviewed": np.bool_,
    "reviewed_at": np.int64, "comment": object, "noise": np.bool_,
}  # fmt: skip
#: What a column holds throughout where a line leaves it out.
_DEFAULTS: Mapping[str, Any] = {
    "symbol": "", "origin": int(Origin.DETECTOR), "reviewed": False,
    "reviewed_at": 0, "comment": "", "noise": False,
}  # fmt: skip


class JournalError(InputError):
    """A journal that cannot be used; it is left as it is. The message is for users."""


@dataclass(frozen=True)
class JournalHeader:
    """The first line: whose review of which record this is.

    `created` is UTC in ISO 8601; the others are as in the record and the session when
    the first edit was made.
    """

    record: str
    fs: float
    n_samples: int
    checksum: str
    reader: str
    lead: str
    annotator: str
    created: str
    software: str
    classifier_id: str


@dataclass(frozen=True)
class Signature:
    """A reader's word for the review as it was at one moment.

    Attributes
    ----------
    by : str
        Who signed.
    at : str
        When, UTC in ISO 8601.
    meaning : str
        What the signature means, in the reader's words.
    n_steps : int
        Steps of the journal before it; more of them reopen the review.
    """

    by: str
    at: str
    meaning: str
    n_steps: int


class Numbering:
    """Numbers the steps, and knows which edit an undo or a redo means."""

    def __init__(self) -> None:
        self.last = 0
        self._done: list[int] = []
        self._undone: list[int] = []

    @property
    def depths(self) -> tuple[int, int]:
        """How many edits can be undone and redone."""
        return len(self._done), len(self._undone)

    def next(self, kind: StepKind) -> tuple[int, int]:
        """Return the number of the next step and that of the edit it is about.

        Raises
        ------
        IndexError
            If there is nothing to undo or to redo.
        """
        self.last += 1
        if kind is StepKind.UNDO:
            self._undone.append(self._done.pop())
            return self.last, self._undone[-1]
        if kind is StepKind.REDO:
            self._done.append(self._undone.pop())
        else:
            self._done.append(self.last)
            self._undone.clear()
        return self.last, self._done[-1]


def now_utc() -> str:
    """Return the present time in UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def header_of(session: ReviewSession, reader: str) -> JournalHeader:
    """Return the header of a journal of a session."""
    record = session.record
    return JournalHeader(
        record=record.name,
        fs=record.fs,
        n_samples=record.n_samples,
        checksum=record.checksum,
        reader=reader,
        lead=session.lead,
        annotator=session.annotator,
        created=now_utc(),
        software=f"ecgviewer {__version__}",
        classifier_id=session.predictions.classifier_id,
    )


def header_line(header: JournalHeader) -> bytes:
    """Return the first line of a journal."""
    return _line("", {"kind": "header", "format": FORMAT_VERSION, **asdict(header)})


def base_line(base: BeatTable, previous: str) -> bytes:
    """Return the second line: the beats that the edits begin with."""
    return _line(previous, {"kind": "beats", "rows": _rows(base)})


def step_line(
    step: Step,
    session: ReviewSession,
    numbers: tuple[int, int],
    previous: str,
    by: str = "",
) -> bytes:
    """Return the line of a step.

    Parameters
    ----------
    step : Step
        What the reviewer did.
    session : ReviewSession
        Gives the lead and the classifier in use.
    numbers : tuple of int
        The number of the step, and of the edit it is about.
    previous : str
        SHA-256 of the line before.
    by : str
        Who decided, where the journal is not one reader's own.
    """
    number, about = numbers
    content: dict[str, Any] = {
        "kind": step.kind.value,
        "seq": number,
        "at": now_utc(),
        "lead": session.lead,
        "classifier_id": session.predictions.classifier_id,
    }
    if by:
        content["by"] = by
    if step.kind is StepKind.EDIT:
        content |= {
            "action": step.edit.action.value,
            "text": step.edit.text,
            "before": _rows(step.edit.before),
            "after": _rows(step.edit.after),
        }
    else:
        content["of"] = about
    return _line(previous, content)


def signature_line(signature: Signature, previous: str) -> bytes:
    """Return the line of a signature."""
    return _line(previous, {"kind": "sign", **asdict(signature)})


def signature_text(signature: Signature) -> str:
    """Return who signed what, in words."""
    at = signature.at[:16].replace("T", " ")
    return f"Signed by {signature.by}, {at} UTC: {signature.meaning}."


def line_hash(line: bytes) -> str:
    """Return the SHA-256 of a line without its end."""
    return hashlib.sha256(line.rstrip(b"\n")).hexdigest()


def _line(previous: str, content: dict[str, Any]) -> bytes:
    text = json.dumps({**content, "previous": previous}, separators=(",", ":"))
    return text.encode("ascii") + b"\n"


def _rows(beats: BeatTable) -> dict[str, Any]:
    """Return the columns; one value for a column of equal ones, none for the default.

    Ids that count up by one are given by the first.
    """
    ids = beats.beat_id.tolist()
    counted = bool(ids) and ids == list(range(ids[0], ids[0] + len(ids)))
    rows: dict[str, Any] = {
        "beat_id": ids[0] if counted else ids,
        "sample": beats.sample.tolist(),
    }
    for name, default in _DEFAULTS.items():
        values = getattr(beats, name).tolist()
        distinct = set(values)
        if len(distinct) > 1:
            rows[name] = values
        elif distinct and distinct != {default}:
            rows[name] = values[0]
    return rows


def beats_of(rows: Mapping[str, Any]) -> BeatTable:
    """Return the beats that a line holds.

    Raises
    ------
    KeyError, TypeError, ValueError
        If the columns are not those of beats.
    """
    n, ids = len(rows["sample"]), rows["beat_id"]
    counted = list(range(ids, ids + n)) if isinstance(ids, int) else ids
    if any(type(number) is not int for number in [*rows["sample"], *counted]):
        raise ValueError("ids and samples are whole numbers")
    if counted and not 0 <= min(counted) <= max(counted) < _MOST_ID:
        # Predictions are found by id, in tables as long as the highest.
        raise ValueError("ids count the beats")
    if any(abs(sample) > _MOST_SAMPLE for sample in rows["sample"]):
        raise ValueError("samples are places in the record")
    columns: dict[str, Any] = {"beat_id": np.array(counted, np.int64)}
    for name, dtype in _DTYPES.items():
        column = np.empty(n, dtype)
        column[:] = rows.get(name, _DEFAULTS.get(name))
        columns[name] = column
    return BeatTable(**columns)
