"""Rhythms made of letters."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.labels import UNSET
from training.records.annotated_rhythm import AnnotatedRhythm

_LETTERS = {"N": 0, "S": 1, "V": 2, "Q": UNSET}


def rhythm_of(letters: str, note: str = "", name: str = "x") -> AnnotatedRhythm:
    """Return beats 0.8 s apart, S and V half a second after the one before."""
    rr = np.array([0.5 if letter in "SV" else 0.8 for letter in letters])
    return AnnotatedRhythm(
        name,
        name,
        np.cumsum(rr),
        np.array([_LETTERS[letter] for letter in letters], np.uint8),
        np.full(len(letters), note),
        np.zeros(len(letters), bool),
    )
