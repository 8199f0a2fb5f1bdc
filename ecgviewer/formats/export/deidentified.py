"""A review without what is known of people: who reviewed, when, and free text."""

from __future__ import annotations

import copy
import re
from dataclasses import replace

import numpy as np

from ecgviewer.core.errors import InputError
from ecgviewer.core.items.note import SYMPTOMS
from ecgviewer.core.record import Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.rhythm.episodes import Episode, EpisodeOrigin, ReaderRhythms
from ecgviewer.formats.export.nameless_items import nameless
from ecgviewer.formats.wfdb.annotations import Annotations

#: Names of records, as header.5 of the WFDB guide has them.
_NAME = re.compile(r"[A-Za-z0-9_-]{1,100}")
#: Text of an annotation that names a rhythm, such as (AFIB; all other may be anything.
_RHYTHM = re.compile(rb"\([A-Z][A-Z0-9]{0,7}\0?")

_SYMPTOMS = frozenset(symptom.encode() for symptom in SYMPTOMS)


class RecordNameError(InputError):
    """A name that a record cannot have; the message is for users."""


def renamed(record: Record, name: str) -> Record:
    """Return a record under another name, for files that must not have its own.

    Raises
    ------
    RecordNameError
        If a record cannot have that name.
    """
    if not _NAME.fullmatch(name):
        raise RecordNameError(
            f"{name!r} cannot name a record; use letters, digits, - and _."
        )
    return replace(record, name=name)


def deidentified(session: ReviewSession) -> ReviewSession:
    """Return a review to be exported, without comments and times of review.

    Episodes are without their notes and readers, items as `nameless` has them. The
    reader of the beats is not in a session: export them with an empty name.
    """
    other, beats = copy.copy(session), session.beats
    comment = np.full(len(beats), "", object)
    never = np.zeros_like(beats.reviewed_at)
    other.beats = replace(beats, comment=comment, reviewed_at=never)
    other.rhythms = _without_words(session.rhythms)
    other.base_rhythms = _without_words(session.base_rhythms)
    other.items = nameless(session.items)
    return other


def _without_words(rhythms: ReaderRhythms) -> ReaderRhythms:
    return ReaderRhythms(
        tuple(
            replace(row, reader="", note=row.note if _is_name(row) else "")
            for row in rhythms.rows
        )
    )


def _is_name(row: Episode) -> bool:
    """Return whether a note is the name that a file gave a rhythm, and no more."""
    imported = row.origin is EpisodeOrigin.IMPORTED and row.kind is EpisodeKind.OTHER
    return imported and bool(_RHYTHM.fullmatch(f"({row.note}".encode(errors="replace")))


def without_text(annotations: Annotations) -> Annotations:
    """Return annotations without text, except for names of rhythms and symptoms."""
    aux = np.empty(len(annotations), object)
    aux[:] = [text if _is_known(text) else b"" for text in annotations.aux]
    return replace(annotations, aux=aux)


def _is_known(text: bytes) -> bool:
    return bool(_RHYTHM.fullmatch(text)) or text in _SYMPTOMS
