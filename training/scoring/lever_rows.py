"""Figures of the outer folds with one lever after the other, of networks of a seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ecgviewer.core.arrays import Float64Array
from training.networks.context_training import ContextSettings
from training.records.fold_beats import FoldBeats, inner_beats, joined, read_fold
from training.scoring.context_folds import CALIBRATED, TRUSTED, judged_outside
from training.scoring.networks_outside import networks_outside
from training.scoring.outer_folds import figures_of
from training.scoring.surroundings import FUSION

#: What networks learned from.
PREFERRED, EVERY = "learned from one lead", "learned from every lead"
#: How they look at a beat.
_LOOKS = {"first lead": "looking at the first lead", FUSION: "looking at every lead"}
#: What is added to those of every lead: the variant of `judged_outside`, without
#: experts of timing and with them.
_UNTIMED = {
    "and tachycardia as S": "networks and tachycardia",
    "and the context expert": CALIBRATED,
}
_TIMED = {
    "and experts of timing": CALIBRATED,
    "and networks trusted where most may be S": TRUSTED,
}

#: Figures by title: "S F1, DS1" and so on.
Figures = Mapping[str, float]


@dataclass(frozen=True)
class FoldNetworks:
    """Networks of one seed.

    Attributes
    ----------
    folder : Path
        The --work of `training.fold_networks`.
    folds : mapping
        Fold of each record.
    strict : bool
        Whether the inner folds are judged by networks without the outer one too.
    """

    folder: Path
    folds: Mapping[str, int]
    strict: bool = False

    def nested(self, timing: Mapping[str, Path]) -> list[tuple[FoldBeats, FoldBeats]]:
        """Return the inner beats and the outer ones of each outer fold."""
        return [
            (
                inner_beats(
                    self.folder, timing, self.folds, number, strict=self.strict
                ),
                read_fold(self.folder, timing, [number]),
            )
            for number in sorted(set(self.folds.values()))
        ]


def alone(networks: FoldNetworks, learned: str) -> dict[str, Figures]:
    """Return the figures of networks alone, by how they look at a beat."""
    pairs = networks.nested({})
    return {
        f"{learned}, {look}": _figures(
            pairs, [networks_outside(inner, outer, fusion) for inner, outer in pairs]
        )
        for fusion, look in _LOOKS.items()
    }


def added(
    networks: FoldNetworks, timing: Mapping[str, Path], settings: ContextSettings
) -> dict[str, Figures]:
    """Return the figures of what comes after the networks, row by row."""
    rows: dict[str, Figures] = {}
    for given, variants in (({}, _UNTIMED), (timing, _TIMED)):
        pairs = networks.nested(given)
        judged = [judged_outside(*pair, networks.folds, settings) for pair in pairs]
        for row, variant in variants.items():
            rows[row] = _figures(pairs, [some.said[variant] for some in judged])
    return rows


def _figures(
    pairs: Sequence[tuple[FoldBeats, FoldBeats]], said: Sequence[Float64Array]
) -> Figures:
    beats = joined([outer for _, outer in pairs])
    return {
        f"{title}, {database}": value
        for database, own in figures_of(beats, np.concatenate(said), None).items()
        for title, value in (
            ("S F1", own["f1"]["S"]),
            ("V F1", own["f1"]["V"]),
            ("macro-F1", own["macro_f1"]),
        )
    }
