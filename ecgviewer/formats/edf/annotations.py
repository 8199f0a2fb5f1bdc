"""The annotations inside an EDF+ file as beats, rhythms and notes of the record."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import Record
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.rhythm.episodes import NO_LEAD_READABLE, Episode, EpisodeOrigin
from ecgviewer.formats.edf.annotation_lists import (
    AnnotationLists,
    read_lists,
    stamp_of,
)
from ecgviewer.formats.edf.beat_texts import beat_symbol, rhythm_kind
from ecgviewer.formats.edf.header import EdfHeader, read_header
from ecgviewer.formats.edf.notes import RECORDING_ENDS
from ecgviewer.formats.edf.record import EdfLayout, layout_of
from ecgviewer.formats.wfdb.annotation_facts import decoded
from ecgviewer.formats.wfdb.annotations import (
    AnnotationError,
    Annotations,
    new_annotations,
)
from ecgviewer.formats.wfdb.rhythm_marks import NO_RHYTHM, marks_of

#: Who annotated what lies inside a file: the name that references have elsewhere.
INSIDE = "atr"
_ENDS = RECORDING_ENDS.encode()
_NOTE, _CHANGE = '"', "+"


def read_inside(path: Path, annotator: str) -> Annotations:
    """Return the annotations inside a file, in samples of the record.

    Texts that are names of beats are beats, texts that name a rhythm and last are
    rhythms; others are notes, with how long they last in brackets.

    Parameters
    ----------
    path : Path
    annotator : str
        `INSIDE`.

    Raises
    ------
    AnnotationError
        If the file has none, or is asked for those of somebody else.
    """
    try:
        header = read_header(path)
        found = _read(header, stamp_of(header))
    except RecordError as error:
        raise AnnotationError(str(error)) from error
    if annotator != INSIDE or found is None:
        raise AnnotationError(f"{path} has no annotations of {annotator}.")
    return found


# What is offered, what is reviewed and what is drawn each ask for them.
@lru_cache(maxsize=2)
def _read(header: EdfHeader, stamp: tuple[int, int]) -> Annotations | None:
    layout = layout_of(header.path)
    lists = read_lists(header)
    return _annotations(layout, lists) if lists.text else None


def annotators_inside(record: Record) -> tuple[str, ...]:
    """Return `INSIDE` where a file has beats."""
    found = _of(record)
    return (INSIDE,) if found is not None and np.any(found.beats_in(record)) else ()


def notes_inside(record: Record) -> tuple[str, ...]:
    """Return `INSIDE` where a file has annotations and no beats."""
    found = _of(record)
    return () if found is None or np.any(found.beats_in(record)) else (INSIDE,)


def _of(record: Record) -> Annotations | None:
    try:
        return read_inside(record.path, INSIDE) if record.path else None
    except AnnotationError:
        return None


def _annotations(layout: EdfLayout, lists: AnnotationLists) -> Annotations:
    fs, line = layout.leads.fs, layout.timeline
    since = (lists.onset_s - line.begins_s) * fs
    # Beyond any record; what lies outside is reported.
    sample = np.rint(np.clip(since, -(2.0**53), 2.0**53)).astype(np.int64)
    means = {text: _Meaning(decoded(text)) for text in set(lists.text)}
    lasting = np.nan_to_num(lists.duration_s) > 0
    rows: list[tuple[int, str, bytes]] = []
    episodes: list[Episode] = []
    for at, text, is_lasting, length_s in zip(
        sample.tolist(),
        lists.text,
        lasting.tolist(),
        lists.duration_s.tolist(),
        strict=True,
    ):
        meaning = means[text]
        if text == _ENDS and at >= line.n_samples:
            continue
        if not is_lasting:
            rows.append((at, *meaning.at_once))
        elif meaning.kind is None and not text.startswith(b"("):
            rows.append((at, _NOTE, text + f" ({length_s:g} s)".encode()))
        else:
            stop = at + max(round(min(length_s * fs, 2.0**53)), 1)
            episodes.append(_episode(meaning, at, stop))
    made = _columns(rows).joined(marks_of(episodes, line.n_samples, between=NO_RHYTHM))
    return made.take(np.argsort(made.sample, kind="stable"))


class _Meaning:
    """What a text stands for, found once for all annotations that have it."""

    def __init__(self, text: str) -> None:
        self.kind = rhythm_kind(text)
        symbol = beat_symbol(text)
        self.note = "" if self.kind else text.lstrip("(").strip()
        written = text.encode()
        if symbol:
            self.at_once = symbol, b""
        elif text.startswith("("):
            self.at_once = _CHANGE, written
        else:
            self.at_once = _NOTE, written


def _episode(meaning: _Meaning, start: int, stop: int) -> Episode:
    kind = meaning.kind or EpisodeKind.OTHER
    quality = NO_LEAD_READABLE if kind is EpisodeKind.NOISE else 0
    return Episode(
        0, kind, start, stop, EpisodeOrigin.IMPORTED, "", meaning.note, quality
    )


def _columns(rows: list[tuple[int, str, bytes]]) -> Annotations:
    made = new_annotations([row[0] for row in rows], [row[1] for row in rows])
    aux = np.empty(len(rows), object)
    aux[:] = [row[2] for row in rows]
    return replace(made, aux=aux)
