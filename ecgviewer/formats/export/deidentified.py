"""A review without what is known of people: who reviewed, when, and free text."""

from __future__ import annotations

import copy
import re
from dataclasses import replace

import numpy as np

from ecgviewer.core.errors import InputError
from ecgviewer.core.record import Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.wfdb.annotations import Annotations

#: Names of records, as header.5 of the WFDB guide has them.
_NAME = re.compile(r"[A-Za-z0-9_-]{1,100}")
#: Text of an annotation that names a rhythm, such as (AFIB; all other may be anything.
_RHYTHM = re.compile(rb"\([A-Z][A-Z0-9]{0,7}\0?")


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

    The reader's name is not in a session: export it with an empty one.
    """
    other, beats = copy.copy(session), session.beats
    comment = np.full(len(beats), "", object)
    never = np.zeros_like(beats.reviewed_at)
    other.beats = replace(beats, comment=comment, reviewed_at=never)
    return other


def without_text(annotations: Annotations) -> Annotations:
    """Return annotations without text, except for names of rhythms."""
    aux = np.empty(len(annotations), object)
    aux[:] = [text if _RHYTHM.fullmatch(text) else b"" for text in annotations.aux]
    return replace(annotations, aux=aux)
