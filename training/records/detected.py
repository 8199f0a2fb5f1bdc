"""Figures end to end: beats as the program finds them, against the reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ecgviewer.classifier.runtime import Classifier
from ecgviewer.core.beats import BeatTable
from ecgviewer.core.ec57.matching import MATCH_WINDOW_S, match_beats
from ecgviewer.core.labels import (
    BXB_MAP,
    LITERATURE_MAP,
    BeatClass,
    Labels,
    labels_of,
)
from ecgviewer.core.record import Samples
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from training.records.dataset import (
    AAMI_OUTPUTS,
    CLASSES,
    lead_of,
    open_annotated,
    refuse_cut_off,
)
from training.records.released_analysis import last_words, released_analysis
from training.records.splits import patient_of
from training.scoring.by_patient import bootstrap_intervals, mean_f1
from training.scoring.metrics import (
    LEFT_OUT,
    Confusion,
    confusion_figures,
    confusion_matrix,
    f1_scores,
)

#: Row of beats that the reference lacks, and column of those that were not found.
_NONE = len(CLASSES)
#: Beats of the reference of classes that the network does not have.
_OTHER = len(CLASSES) + 1
_NAMES = AAMI_OUTPUTS.names


def detected_figures(
    classifier: Classifier, data: Path, names: Sequence[str], lead: str = ""
) -> dict[str, Any]:
    """Return figures over found beats: missed and extra beats count as errors.

    On the leads of `released_analysis`.

    Pairs by the rule of EC57, within 150 ms. Beats whose reference is F or Q are left
    out, as they are on reference peaks.

    Returns
    -------
    dict
        As of `found_figures`, by the literature's map of symbols to classes, and in
        short by that of ``bxb``, for which escape beats are S.
    """
    both = {n: record_confusions(classifier, data / n, lead) for n in names}
    figures = found_figures({name: ours for name, (ours, _) in both.items()})
    return figures | {"bxb_map": _figures(_total([bxb for _, bxb in both.values()]))}


def found_figures(confusions: Mapping[str, Confusion]) -> dict[str, Any]:
    """Return figures of the counts of each record.

    Returns
    -------
    dict
        As of `metrics.confusion_figures`, with the row and column ``none`` for extra
        and missed beats, sensitivity and ppv of finding beats of any class, F1 as mean
        over patients, and intervals of F1.
    """
    total = _total(list(confusions.values()))
    figures = _figures(total)
    for name in LEFT_OUT:
        if name in confusions:
            figures[f"without_{name}"] = _figures(total - confusions[name])
    patients = _by_patient(confusions)
    figures["mean_f1_of_patients"] = mean_f1(patients, _NAMES)
    figures["intervals"] = bootstrap_intervals(patients, _NAMES)
    found = total[:, :_NONE]
    figures["detection"] = {
        "sensitivity": round(1 - total[:, _NONE].sum() / max(_beats(total), 1), 5),
        "ppv": round(1 - found[_NONE].sum() / max(found.sum(), 1), 5),
    }
    return figures


def _total(confusions: Sequence[Confusion]) -> Confusion:
    return sum(confusions, np.zeros((_OTHER + 1, _NONE + 1), np.int64))


def _by_patient(confusions: Mapping[str, Confusion]) -> list[Confusion]:
    """Return the counts of each patient, without beats of other classes."""
    patients: dict[str, list[Confusion]] = {}
    for name, counts in confusions.items():
        patients.setdefault(patient_of(name), []).append(counts[: _NONE + 1])
    return [np.sum(some, axis=0) for some in patients.values()]


def record_confusions(
    classifier: Classifier, path: Path, name: str = ""
) -> tuple[Confusion, Confusion]:
    """Return the counts of a record as the program finds and classifies its beats.

    By the literature's map of symbols to classes, and by that of ``bxb``.
    """
    record, beats = open_annotated(path)
    lead_of(record, name)
    analysis = released_analysis(record, classifier, name)
    found = last_words(analysis, len(CLASSES))
    predicted = np.argmax(found.probabilities, axis=1)
    ours, bxb = (
        beat_confusion(record.fs, beats, found.sample, predicted, class_map)
        for class_map in (LITERATURE_MAP, BXB_MAP)
    )
    return ours, bxb


def annotated_confusion(path: Path, annotations: Path) -> Confusion:
    """Return counts of a record, as another program annotated it.

    Beats that the program calls neither S nor V count as N.
    """
    record, beats = open_annotated(path)
    read = read_annotations(annotations)
    refuse_cut_off(read, str(annotations))
    found = read.beats(record)
    predicted = _positions(labels_of(found.symbol))
    predicted[predicted >= len(CLASSES)] = CLASSES.index(BeatClass.N)
    return beat_confusion(record.fs, beats, found.sample, predicted)


def beat_confusion(
    fs: float,
    beats: BeatTable,
    found: Samples,
    predicted: npt.NDArray[np.integer],
    class_map: Mapping[str, int] = LITERATURE_MAP,
) -> Confusion:
    """Return counts, a row for N, S, V, none, other and a column for N, S, V, none.

    Parameters
    ----------
    fs : float
        Sampling frequency of the record.
    beats : BeatTable
        The reference's.
    found : ndarray of int64, shape (n_beats,)
        Where beats were found, ascending.
    predicted : ndarray of int, shape (n_beats,)
        Their classes, as positions in CLASSES.
    class_map : mapping of str to int
        From symbols of the reference to classes.
    """
    reference = _positions(labels_of(beats.symbol, class_map))
    matches = match_beats(beats.sample, found, round(MATCH_WINDOW_S * fs))
    rows = np.full(len(found), _NONE)
    rows[matches.pairs[:, 1]] = reference[matches.pairs[:, 0]]
    counts = confusion_matrix(rows, predicted, _OTHER + 1)[:, : _NONE + 1]
    np.add.at(counts[:, _NONE], reference[matches.missed], 1)
    return counts


def _positions(labels: Labels) -> Labels:
    position = np.full(256, _OTHER, np.uint8)
    position[list(CLASSES)] = np.arange(len(CLASSES))
    return position[labels]


def _beats(confusion: Confusion) -> int:
    return int(np.delete(confusion, _NONE, axis=0).sum())


def _figures(confusion: Confusion) -> dict[str, Any]:
    square = confusion[: _NONE + 1]
    figures = confusion_figures(square, [*_NAMES, "none"])
    for key in ("f1", "sensitivity", "ppv"):
        del figures[key]["none"]
    figures["macro_f1"] = round(float(np.nanmean(f1_scores(square)[:_NONE])), 5)
    return figures
