"""Annotations as EDF+ has them: onset, perhaps a duration, and a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from ecgviewer.core.record import Record
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.rhythm.episodes import Episode
from ecgviewer.formats.wfdb.annotations import Annotations
from ecgviewer.formats.wfdb.rhythm_marks import is_rhythm, rhythms_of

#: What EDF+ calls the end of a recording whose last data record is not full.
RECORDING_ENDS = "Recording ends"
#: How notes that last are read from EDF+ files.
_LASTS = re.compile(r"(.*\S) \((\d{1,9}(?:\.\d{1,9})?) s\)", re.DOTALL)
#: Bytes that separate parts of a list, which no text may hold.
_SEPARATORS = str.maketrans({"\x14": " ", "\x15": " ", "\0": " "})


@dataclass(frozen=True)
class EdfNote:
    """Samples of the record that a text is about; `n_samples` is 0 of a moment."""

    sample: int
    n_samples: int
    text: str


def notes_of(annotations: Annotations, record: Record) -> list[EdfNote]:
    """Return annotations of a record as EDF+ has them, by onset.

    Beats are written as their symbols, rhythms by their names with how long they
    last, and others as their texts.
    """
    places = annotations.samples_in(record)
    beat, rhythm = annotations.is_beat, is_rhythm(annotations)
    notes = [
        EdfNote(int(places[row]), 0, str(annotations.symbol[row]))
        for row in np.flatnonzero(beat).tolist()
    ]
    for row in np.flatnonzero(~beat & ~rhythm).tolist():
        text = annotations.text(row).strip() or str(annotations.symbol[row])
        notes.append(_of_text(int(places[row]), text, record.fs))
    notes += map(_of_episode, rhythms_of(annotations, record).episodes)
    return sorted(notes, key=lambda note: note.sample)


def _of_text(sample: int, text: str, fs: float) -> EdfNote:
    """Return a note, with how long it lasts where its text says so at its end."""
    lasts = _LASTS.fullmatch(text)
    if not lasts:
        return EdfNote(sample, 0, text)
    return EdfNote(sample, round(float(lasts[2]) * fs), lasts[1])


def _of_episode(episode: Episode) -> EdfNote:
    # In brackets as in WFDB files, so that a name that nobody knows is one of a rhythm.
    other = episode.kind is EpisodeKind.OTHER
    text = f"({episode.note}" if other else episode.kind.title
    return EdfNote(episode.start, episode.stop - episode.start, text)


def lists_of(notes: Iterable[EdfNote], fs: float, begins_s: float) -> Iterator[bytes]:
    """Yield the annotation list of each note; the record begins at `begins_s`."""
    for note in notes:
        lasts = f"\x15{seconds(note.n_samples / fs)}" if note.n_samples else ""
        text = note.text.translate(_SEPARATORS).strip()
        onset = seconds(begins_s + note.sample / fs, sign="+")
        if text:
            yield f"{onset}{lasts}\x14{text}\x14\0".encode(errors="replace")


def fraction_s(start: datetime | None) -> float:
    """Return the part of a second at which a recording begins."""
    return start.microsecond / 1e6 if start else 0.0


def clock_of(begins_s: float) -> bytes:
    """Return the list that says when a data record begins."""
    return f"{seconds(begins_s, sign='+')}\x14\x14\0".encode()


def seconds(value: float, sign: str = "") -> str:
    """Return seconds to 100 ns, as finely as any program reads them."""
    return f"{value:{sign}.7f}".rstrip("0").rstrip(".")


def slots_of(clocks: list[bytes], lists: list[bytes], width: int) -> list[bytes]:
    """Return the annotation signal of each data record, all of one size.

    Parameters
    ----------
    clocks : list of bytes
        The list of each data record that says when it begins.
    lists : list of bytes
        All others; where one lies does not matter.
    width : int
        Bytes a sample.
    """
    total, longest = sum(map(len, lists)), max(map(len, lists), default=0)
    room = -(-total // len(clocks)) + longest
    size = max(map(len, clocks)) + room
    size += -size % width
    waiting, slots = iter(lists), []
    held = next(waiting, b"")
    for clock in clocks:
        parts, left = [clock], size - len(clock)
        while held and len(held) <= left:
            parts.append(held)
            left -= len(held)
            held = next(waiting, b"")
        slots.append(b"".join(parts).ljust(size, b"\0"))
    return slots
