"""What the rule for abrupt tachycardia marks in annotations without signals.

python -m training.tachycardias --rhythms DIR... [--steadier X...]

For each folder (LTAFDB, LTDB, VitalDB's arrhythmia database): how many of the beats
marked are S, N and V to the reference where neither fibrillation nor flutter is noted,
and how many are where one is. --steadier asks for runs that come back only where they
are this steady; 0 for none.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence

import numpy as np

from ecgviewer.core.arrays import BoolArray
from ecgviewer.core.labels import UNSET
from ecgviewer.preprocessing.rhythm_features import rr_intervals
from ecgviewer.preprocessing.tachycardia import STEADIER, in_abrupt_tachycardia
from training.command_line import existing_folder, program
from training.records.annotated_rhythm import AnnotatedRhythm, rhythms_in
from training.records.dataset import CLASSES

_HEADING = ("steadier", "marked", *(c.name for c in CLASSES), "in AF or flutter")


def counted(
    rhythms: Iterable[AnnotatedRhythm], steadier: float
) -> tuple[int, list[int], int]:
    """Return how many beats are marked, of each class, and in fibrillation or flutter.

    Parameters
    ----------
    rhythms : iterable of AnnotatedRhythm
    steadier : float
        As in `in_abrupt_tachycardia`.
    """
    labels, fibrillation = [], []
    for rhythm in rhythms:
        marked = _marked(rhythm, steadier)
        labels.append(rhythm.labels[marked])
        fibrillation.append(rhythm.fibrillation[marked])
    label, noted = np.concatenate(labels), np.concatenate(fibrillation)
    known = label[~noted & (label != UNSET)]
    classes = np.bincount(known, minlength=len(CLASSES)).tolist()
    return len(label), classes, int(noted.sum())


def _marked(rhythm: AnnotatedRhythm, steadier: float) -> BoolArray:
    rr_s = rr_intervals(rhythm.time_s, rhythm.across)
    return in_abrupt_tachycardia(rr_s, steadier=steadier)


@program
def main(argv: Sequence[str] | None = None) -> int:
    """Count as the command line says; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.tachycardias")
    parser.add_argument("--rhythms", type=existing_folder, nargs="+", required=True)
    parser.add_argument("--steadier", type=float, nargs="+", default=[0.0, STEADIER])
    args = parser.parse_args(argv)
    print("| database |", " | ".join(_HEADING), "|")
    print("| --- |", " | ".join("---" for _ in _HEADING), "|")
    for folder in args.rhythms:
        rhythms = list(rhythms_in(folder))
        for steadier in args.steadier:
            marked, classes, noted = counted(rhythms, steadier)
            cells = [steadier, marked, *classes, noted]
            print(f"| {folder.name} |", " | ".join(map(str, cells)), "|", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
