"""What would be said of patients held out, by networks and expert of the others."""

from __future__ import annotations

from collections.abc import Mapping

from ecgviewer.core.arrays import Float64Array
from training.networks.context_training import ContextSettings
from training.records.fold_beats import FoldBeats
from training.scoring.context_folds import crossed_calibration, trained
from training.scoring.surroundings import surroundings


def held_out_answers(
    inner: FoldBeats,
    outer: FoldBeats,
    folds: Mapping[str, int],
    settings: ContextSettings,
) -> Float64Array:
    """Return the last words on an outer fold: all leads, then the context expert.

    Expert and calibration are of the other folds, made as those of the shipped bundle.

    Parameters
    ----------
    inner : FoldBeats
        Beats of all other folds, each judged by a network that did not see it.
    outer : FoldBeats
    folds : mapping
        Fold of each record.
    settings : ContextSettings

    Returns
    -------
    ndarray of float64, shape (n_beats, n_classes)
        Log-probabilities.
    """
    near, far = surroundings(inner), surroundings(outer)
    chosen, _ = crossed_calibration(near, folds, settings)
    return far.answered(chosen.of(trained(near, settings)))
