"""Markers: what a recording's files say of a time, besides beats and rhythms."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Marker:
    """A text at a sample: the recorder's event button, say; nobody can change it.

    Attributes
    ----------
    sample : int
    text : str
    annotator : str
        In whose file it is.
    """

    sample: int
    text: str
    annotator: str
