"""A study in the index, and what its row was made of."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from ecgviewer.studies.study import Study

#: Sizes and times of files by their names, as when they were read last.
Stamps = dict[str, tuple[int, int]]


@dataclass(frozen=True)
class Entry:
    """A study and what its row was made of.

    Attributes
    ----------
    study : Study
    checksum : str
        Of the record's files.
    own : Stamps
        The record's own files.
    beside : Stamps
        Journals and team files.
    """

    study: Study
    checksum: str
    own: Stamps
    beside: Stamps


def entry_of(row: Sequence[object]) -> Entry:
    """Return an entry of what the index holds: a study, then the rest as text."""
    *values, checksum, own, beside = row
    return Entry(
        Study(*values),  # type: ignore[arg-type]
        str(checksum),
        _stamps(str(own)),
        _stamps(str(beside)),
    )


def _stamps(text: str) -> Stamps:
    return {name: (size, time) for name, (size, time) in json.loads(text).items()}
