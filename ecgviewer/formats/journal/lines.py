"""The lines of an edit journal: JSON, each with the SHA-256 of the line before it.

The first line is the ``header`` (whose review of which record), the second the
``beats`` before the first edit; then come steps (``edit``, ``undo``, ``redo``),
signatures (``sign``) and, where the record's header was changed or the journal copied,
what there is to say of the ``record`` from then on.

The header and each ``record`` line name the format from there on. Format 1, of version
0.1, has all edits in full and no ``record`` lines; format 2 packs edits of many beats
(`journal_edits`, `journal_rows`) and knows the identity of the record; format 3 has
edits of rhythms as well (`journal.rhythms`), and format 4 of items (`journal.items`).
A journal of format 1 that goes on gets a ``record`` line before its first new step, and
any journal one of format 3 before its first edit of rhythms, and of format 4 before
that of items: without such an edit, older programs can go on with it. The
``beats`` line may hold the ``rhythms`` of a reference, too. Names that are
not known are passed over, so that one can be added without a new format; whatever
changes what a line means, or adds a kind of line, needs the next number, so that an
older program says that it is too old. Version 0.1 calls a ``record`` line one that it
does not understand, and leaves the journal as it is.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from ecgviewer import __version__
from ecgviewer.core.beats import BeatTable
from ecgviewer.core.growth import grows, seal_of
from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.core.record import Record
from ecgviewer.core.review.evidence import SeenCounts
from ecgviewer.core.review.history import AnyEdit, Step, StepKind
from ecgviewer.core.review.item_edits import ItemEdit
from ecgviewer.core.review.rhythm_edits import RhythmEdit
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.episodes import ReaderRhythms
from ecgviewer.core.scheme_text import scheme_content
from ecgviewer.formats.journal.edits import edit_content
from ecgviewer.formats.journal.errors import JournalError
from ecgviewer.formats.journal.items import item_content
from ecgviewer.formats.journal.rhythms import rhythm_content
from ecgviewer.formats.journal.rhythms import rows_of as episode_rows
from ecgviewer.formats.journal.rows import rows_of

FORMAT_VERSION = 4
#: What a journal without edits of items needs, and one without edits of rhythms, too.
RHYTHMS_FORMAT, BEATS_FORMAT = 3, 2
#: A line of more beats than ids go to is shorter; longer ones are neither written nor
#: read.
LONGEST_LINE = 2**30


@dataclass(frozen=True)
class JournalHeader:
    """The first line: whose review of which record this is.

    `created` is UTC in ISO 8601; the others are as in the record and the session when
    the first edit was made, or what was said of the record last. `identity` is empty
    and `leads` are none in a journal of format 1. `sealed` is the seal of the first
    `n_samples` samples of a record that grows, and empty of one at rest.
    `analysed_leads` are those that the predictions are made of; none in a journal of a
    program that looked at one only, which is `lead`.
    `label_scheme` is left out of the line where it is AAMI's: journals that say
    nothing of it have those classes. `format` is the one that was named last.
    `n_searched` is how much of a record that grows was searched for the beats; 0 where
    nothing is said of it.
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
    identity: str = ""
    leads: tuple[str, ...] = ()
    sealed: str = ""
    label_scheme: LabelScheme = AAMI
    format: int = BEATS_FORMAT
    n_searched: int = 0
    analysed_leads: tuple[str, ...] = ()


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
    seen : SeenCounts or None
        How many beats were looked at, accepted as kinds and not reviewed then; None in
        a journal that does not say.
    """

    by: str
    at: str
    meaning: str
    n_steps: int
    seen: SeenCounts | None = None


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
        identity=record.identity,
        leads=tuple(lead.name for lead in record.leads),
        sealed=_sealed(record),
        label_scheme=session.scheme,
        n_searched=session.n_searched if grows(record) else 0,
        analysed_leads=session.leads,
    )


def _sealed(record: Record) -> str:
    return seal_of(record, record.n_samples) if grows(record) else ""


def header_line(header: JournalHeader) -> bytes:
    """Return the first line of a journal."""
    content = {"kind": "header", "format": header.format, **asdict(header)}
    for name in ("sealed", "n_searched", "analysed_leads"):
        if not content[name]:
            del content[name]
    content["label_scheme"] = scheme_content(header.label_scheme)
    if header.label_scheme == AAMI:
        del content["label_scheme"]
    return _line("", content)


def base_line(base: BeatTable, previous: str, rhythms: ReaderRhythms) -> bytes:
    """Return the second line: the beats and rhythms that the edits begin with."""
    content: dict[str, Any] = {"kind": "beats", "rows": rows_of(base)}
    if rhythms.rows:
        content["rhythms"] = episode_rows(rhythms.rows)
    return _line(previous, content)


def record_line(
    record: Record,
    lead: str,
    previous: str,
    copied_from: str = "",
    version: int = BEATS_FORMAT,
) -> bytes:
    """Return a line that says of what record the lines after it are.

    Parameters
    ----------
    record : Record
        As it is now.
    lead : str
        The lead that is analysed.
    previous : str
        SHA-256 of the line before.
    copied_from : str
        The journal whose copy the lines before are, if they are one.
    version : int
        The format from there on.
    """
    content: dict[str, Any] = {
        "kind": "record",
        "format": version,
        "at": now_utc(),
        "record": record.name,
        "lead": lead,
        "checksum": record.checksum,
        "identity": record.identity,
        "leads": [lead.name for lead in record.leads],
        "software": f"ecgviewer {__version__}",
    }
    if grows(record):
        content |= {"n_samples": record.n_samples, "sealed": _sealed(record)}
    if copied_from:
        content["copied_from"] = copied_from
    return _line(previous, content)


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
    if session.leads:
        content["analysed_leads"] = session.leads
    if by:
        content["by"] = by
    if step.kind is StepKind.EDIT:
        content |= _edit_content(step.edit)
    else:
        content["of"] = about
    return _line(previous, content)


def version_of(step: Step) -> int:
    """Return the format that the line of a step needs."""
    if isinstance(step.edit, ItemEdit):
        return FORMAT_VERSION
    return RHYTHMS_FORMAT if isinstance(step.edit, RhythmEdit) else BEATS_FORMAT


def _edit_content(edit: AnyEdit) -> dict[str, Any]:
    if isinstance(edit, ItemEdit):
        return item_content(edit)
    return rhythm_content(edit) if isinstance(edit, RhythmEdit) else edit_content(edit)


def signature_line(signature: Signature, previous: str) -> bytes:
    """Return the line of a signature."""
    content = {"kind": "sign", **asdict(signature)}
    if signature.seen is None:
        del content["seen"]
    return _line(previous, content)


def signature_text(signature: Signature) -> str:
    """Return who signed what, in words."""
    at = signature.at[:16].replace("T", " ")
    said = f"Signed by {signature.by}, {at} UTC: {signature.meaning}."
    return f"{said} Beats {signature.seen.text}." if signature.seen else said


def line_hash(line: bytes) -> str:
    """Return the SHA-256 of a line without its end."""
    return hashlib.sha256(line.rstrip(b"\n")).hexdigest()


def _line(previous: str, content: dict[str, Any]) -> bytes:
    text = json.dumps({**content, "previous": previous}, separators=(",", ":"))
    line = text.encode("ascii") + b"\n"
    if len(line) > LONGEST_LINE:
        raise JournalError("An edit of this many beats is too long for a journal.")
    return line
