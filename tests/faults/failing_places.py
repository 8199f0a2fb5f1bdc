"""A drive with a record and a home, in the states in which a review may find them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.wfdb.writer import write_record
from tests.faults.scripted_review import edit, opened

#: How many edits a review makes.
EDITS = 5


@dataclass(frozen=True)
class Place:
    """A drive with a record, and a home with what the program keeps there."""

    root: Path

    @property
    def drive(self) -> Path:
        """Where the record and its journal are."""
        return self.root / "drive"

    @property
    def header(self) -> Path:
        """The record."""
        return self.drive / "failed.hea"

    @property
    def journals(self) -> Path:
        """Where edits are rescued to."""
        return self.root / "home" / "journals"

    def signals(self) -> list[bytes]:
        """Return what the record's own files hold."""
        return [self.header.with_suffix(end).read_bytes() for end in (".hea", ".dat")]


def write_model(place: Place) -> None:
    """Write the record of a place."""
    place.drive.mkdir(parents=True)
    place.journals.parent.mkdir()
    write_record(place.drive, synthetic_record(60.0, name="failed").record)


def new(_: Place) -> None:
    """Leave the record without a journal."""


def gone_on_with(place: Place) -> None:
    review, dice = opened(place.header, place.journals), random.Random(3)
    for _ in range(EDITS):
        edit(review, dice)
    review.close()


def rescued(place: Place) -> None:
    """Leave edits in the home that the journal lacks."""
    gone_on_with(place)
    review, dice = opened(place.header, place.journals), random.Random(4)
    edit(review, dice)
    away = place.drive.rename(place.root / "away")
    for _ in range(EDITS):
        edit(review, dice)
    review.close()
    away.rename(place.drive)
    if not list(place.journals.glob("*.unsaved.jsonl")):
        raise RuntimeError("nothing was rescued")


def rescued_elsewhere(place: Place) -> None:
    """Leave edits of a drive that had another name then."""
    rescued(place)
    for path in place.journals.glob("*.unsaved.jsonl"):
        path.rename(place.journals / "failed.Ada-01234567-89abcdef.unsaved.jsonl")
