"""Two classifiers side by side, before and after some learning, patient by patient."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ecgviewer.core.labels import Labels
from training.records.dataset import CLASSES
from training.records.splits import patient_of
from training.scoring.metrics import Confusion, confusion_figures, confusion_matrix

_NAMES = tuple(c.name for c in CLASSES)


@dataclass(frozen=True, eq=False)
class Judged:
    """Beats with what the reference, the old and the new classifier say of them.

    Attributes
    ----------
    patients : ndarray of str, shape (n_beats,)
    labels, before, after : ndarray of uint8, shape (n_beats,)
        Places in `names`.
    names : tuple of str
        The classes.
    """

    patients: npt.NDArray[np.str_]
    labels: Labels
    before: Labels
    after: Labels
    names: tuple[str, ...] = _NAMES


def patient_folds(
    names: Sequence[str], n_folds: int, patient: Callable[[str], str] = patient_of
) -> Iterator[set[str]]:
    """Yield the names of the records that each fold holds out, by patient."""
    patients = list(dict.fromkeys(patient(name) for name in names))
    for fold in range(n_folds):
        out = set(patients[fold::n_folds])
        yield {name for name in names if patient(name) in out}


def before_and_after(parts: Sequence[Judged]) -> dict[str, Any]:
    """Return figures before and after: of all beats, and of each patient.

    Returns
    -------
    dict
        ``before`` and ``after`` as of `metrics.confusion_figures`; ``patients``: for
        each, number of beats and pairs ``accuracy`` and, by class but for the first,
        F1.
    """
    patients = np.concatenate([part.patients for part in parts])
    labels = np.concatenate([part.labels for part in parts])
    said = [
        np.concatenate([part.before for part in parts]),
        np.concatenate([part.after for part in parts]),
    ]
    names = parts[0].names
    before, after = (_figures(labels, some, names) for some in said)
    by_patient: dict[str, Any] = {}
    for patient in dict.fromkeys(patients.tolist()):
        own = patients == patient
        both = [_figures(labels[own], some[own], names) for some in said]
        by_patient[patient] = {
            "beats": int(own.sum()),
            "accuracy": [figures["accuracy"] for figures in both],
            **{name: [f["f1"][name] for f in both] for name in names[1:]},
        }
    return {"before": before, "after": after, "patients": by_patient}


def _figures(labels: Labels, said: Labels, names: Sequence[str]) -> dict[str, Any]:
    confusion: Confusion = confusion_matrix(labels, said, len(names))
    return confusion_figures(confusion, names)


def is_worse(figures: dict[str, Any] | None) -> bool:
    """Return whether accuracy or macro-F1 fell.

    Parameters
    ----------
    figures : dict or None
        From `before_and_after`; of nobody, nothing is worse.
    """
    if figures is None:
        return False
    before, after = figures["before"], figures["after"]
    return any(after[key] < before[key] for key in ("accuracy", "macro_f1"))


def comparison_text(title: str, figures: dict[str, Any]) -> str:
    """Return figures before and after as lines of text."""
    totals = (figures["before"], figures["after"])
    lines = [title]
    for key, name in (("accuracy", "accuracy"), ("macro_f1", "macro-F1")):
        lines.append(f"  {name:10s} {_arrow([total[key] for total in totals])}")
    names = list(figures["before"]["f1"])[1:]
    for name in names:
        pair = [total["f1"][name] for total in totals]
        lines.append(f"  {'F1 ' + name:10s} {_arrow(pair)}")
    pairs = [own["accuracy"] for own in figures["patients"].values()]
    n_better = sum(after > before for before, after in pairs)
    n_worse = sum(after < before for before, after in pairs)
    lines.append(f"  accuracy better for {n_better} patients, worse for {n_worse}")
    for patient, own in figures["patients"].items():
        text = ", ".join(f"{key} {_arrow(own[key])}" for key in ("accuracy", *names))
        lines.append(f"  {patient:8s} {own['beats']:6d} beats  {text}")
    return "\n".join(lines)


def _arrow(pair: Sequence[float | None]) -> str:
    return " -> ".join("-" if value is None else f"{value:.3f}" for value in pair)
