"""What an analysis reports while it runs, besides its prediction batches."""

from __future__ import annotations

from dataclasses import dataclass

from ecgviewer.core.beats import BeatTable
from ecgviewer.core.labels import BeatClass


@dataclass(frozen=True)
class Progress:
    """How far an analysis is: its stage in words, and counts (total 0: not known)."""

    stage: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True)
class Prepared:
    """The lead that is analysed, and the classifier; no classes without one."""

    lead: str
    classes: tuple[BeatClass, ...]
    classifier_id: str


@dataclass(frozen=True)
class BeatsDetected:
    """Some of the beats of a record; `last` with the last of them."""

    beats: BeatTable
    last: bool


@dataclass(frozen=True)
class Noticed:
    """Something about the record that its reader must know; `text` is for people."""

    text: str
