"""Rhythms in WFDB annotation files: read as episodes, written as annotations.

``+`` with a text that begins with a bracket begins a rhythm, which lasts to the next
one; ``[`` and ``]`` are around ventricular fibrillation; ``~`` says where which
leads can be read (annot.5 of the WFDB Applications Guide).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from ecgviewer.core.annotations import AnnotationColumns
from ecgviewer.core.arrays import BoolArray
from ecgviewer.core.record import Record
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind, kind_of_code
from ecgviewer.core.rhythm.episodes import (
    NO_LEAD_READABLE,
    Episode,
    EpisodeOrigin,
    ReaderRhythms,
)
from ecgviewer.formats.wfdb.annotation_bytes import MAX_AUX
from ecgviewer.formats.wfdb.annotation_columns import columns_of
from ecgviewer.formats.wfdb.annotations import Annotations, new_annotations

_RHYTHM, _VF_ON, _VF_OFF, _QUALITY = "+", "[", "]", "~"
_BYTE = 0xFF
#: What follows a rhythm in the files of PhysioNet.
SINUS_AGAIN = b"(N\0"
#: What ends a rhythm where nobody says which one follows.
NO_RHYTHM = b"(\0"
#: Where it begins, and what: kind, note and quality of leads. None ends the one before.
Begins = tuple[int, tuple[EpisodeKind, str, int] | None]


def is_rhythm(annotations: Annotations) -> BoolArray:
    """Return which annotations `rhythms_of` reads."""
    named = np.array([aux.startswith(b"(") for aux in annotations.aux], bool)
    marks = np.isin(annotations.symbol, (_VF_ON, _VF_OFF, _QUALITY))
    return np.asarray(marks | (annotations.symbol == _RHYTHM) & named)


def rhythms_of(annotations: Annotations, record: Record) -> ReaderRhythms:
    """Return the rhythms that an annotation file of a record has.

    Names that are not known become `EpisodeKind.OTHER` with the name as note.
    """
    return rhythms_in(
        columns_of(annotations, annotations.samples_in(record)), record.n_samples
    )


def rhythms_in(columns: AnnotationColumns, n_samples: int) -> ReaderRhythms:
    """Return the rhythms among annotations; see `rhythms_of`.

    Parameters
    ----------
    columns : AnnotationColumns
        In order of time.
    n_samples : int
        Where the record ends, and the last rhythm with it.
    """
    found = [
        episode
        for begins in (_named(columns), _fibrillation(columns), _noise(columns))
        for episode in _lasting(list(begins), n_samples)
    ]
    ordered = ReaderRhythms.of(found).rows
    return ReaderRhythms(
        tuple(replace(row, episode_id=n) for n, row in enumerate(ordered))
    )


def _named(columns: AnnotationColumns) -> Iterator[Begins]:
    for row in np.flatnonzero(columns.symbol == _RHYTHM).tolist():
        text = columns.aux[row]
        if text.startswith("("):
            code = text[1:].strip()
            kind = kind_of_code(code)
            said: tuple[EpisodeKind, str, int] | None = None
            if kind is not None:
                said = kind, "", _quality(kind)
            elif code:
                said = EpisodeKind.OTHER, code, 0
            yield int(columns.sample[row]), said


def _quality(kind: EpisodeKind) -> int:
    return NO_LEAD_READABLE if kind is EpisodeKind.NOISE else 0


def _fibrillation(columns: AnnotationColumns) -> Iterator[Begins]:
    going_on = False
    for row in np.flatnonzero(np.isin(columns.symbol, (_VF_ON, _VF_OFF))).tolist():
        begins = columns.symbol[row] == _VF_ON
        if begins != going_on:
            said = (EpisodeKind.VF, "", 0) if begins else None
            yield int(columns.sample[row]), said
        going_on = begins


def _noise(columns: AnnotationColumns) -> Iterator[Begins]:
    for row in np.flatnonzero(columns.symbol == _QUALITY).tolist():
        quality = int(columns.subtype[row]) & _BYTE
        said = (EpisodeKind.NOISE, "", quality) if quality else None
        yield int(columns.sample[row]), said


def _lasting(begins: list[Begins], n_samples: int) -> Iterator[Episode]:
    """Yield what begins as episodes, each up to where the next one begins."""
    ends = [at for at, _ in begins[1:]] + [n_samples]
    for (at, said), end in zip(begins, ends, strict=False):
        start, stop = max(at, 0), min(end, n_samples)
        if said and start < stop:
            kind, note, quality = said
            yield Episode(
                0, kind, start, stop, EpisodeOrigin.IMPORTED, "", note, quality
            )


def marks_of(
    episodes: Sequence[Episode], n_samples: int, between: bytes = SINUS_AGAIN
) -> Annotations:
    """Return episodes as annotations, in samples of the record.

    A rhythm that ends returns to the one around it, else to `between`. What lasts to
    the end of the record has no end. Notes of kinds that have a name are left out.
    """
    marks = [
        *_quality_marks([e for e in episodes if _is_told_noise(e)]),
        *_vf_marks([e for e in episodes if e.kind is EpisodeKind.VF]),
        *_name_marks(
            [e for e in episodes if e.kind not in (EpisodeKind.NOISE, EpisodeKind.VF)],
            between,
        ),
    ]
    within = [mark for mark in marks if mark[0] < n_samples]
    made = new_annotations([m[0] for m in within], [m[1] for m in within])
    aux = np.empty(len(within), object)
    aux[:] = [mark[3] for mark in within]
    subtype = np.array([mark[2] for mark in within], np.int64)
    return replace(made, subtype=subtype, aux=aux)


def _is_told_noise(episode: Episode) -> bool:
    """Return whether it is noise in leads of which annotation files can tell."""
    return episode.kind is EpisodeKind.NOISE and episode.lead_quality > 0


#: Sample, symbol, sub-type and text.
Mark = tuple[int, str, int, bytes]


def _name_marks(episodes: list[Episode], between: bytes) -> Iterator[Mark]:
    current = None
    for at, active in _changes(episodes):
        inner = max(active, key=lambda e: (e.start, -e.stop), default=None)
        if inner is not current:
            yield at, _RHYTHM, 0, _text(inner) if inner else between
        current = inner


def _text(episode: Episode) -> bytes:
    """Return what a rhythm is called, with the NUL that PhysioNet's files have."""
    name = episode.kind.code
    if episode.kind is EpisodeKind.OTHER:
        name = episode.note.strip() or name
    # Cut between two characters.
    text = f"({name}".encode(errors="replace")[: MAX_AUX - 1]
    return text.decode(errors="ignore").encode() + b"\0"


def _vf_marks(episodes: list[Episode]) -> Iterator[Mark]:
    going_on = False
    for at, active in _changes(episodes):
        if bool(active) != going_on:
            yield at, _VF_ON if active else _VF_OFF, 0, b""
        going_on = bool(active)


def _quality_marks(episodes: list[Episode]) -> Iterator[Mark]:
    for at, active in _changes(episodes):
        quality = 0
        for episode in active:
            quality |= episode.lead_quality
        yield at, _QUALITY, (quality ^ 0x80) - 0x80, b""


def _changes(episodes: list[Episode]) -> Iterator[tuple[int, list[Episode]]]:
    """Yield each place where an episode begins or ends, and those from there on."""
    waiting = sorted(episodes, key=lambda e: e.start, reverse=True)
    active: list[Episode] = []
    for at in sorted({edge for e in episodes for edge in (e.start, e.stop)}):
        active = [episode for episode in active if episode.stop > at]
        while waiting and waiting[-1].start == at:
            active.append(waiting.pop())
        yield at, active
