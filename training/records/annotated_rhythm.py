"""Beat times, labels and rhythm notes of records, with or without their signals."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import BoolArray, Float64Array
from ecgviewer.core.labels import UNSET, Labels
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from ecgviewer.formats.wfdb.annotations import Annotations
from ecgviewer.formats.wfdb.header import read_header
from training.errors import TrainingError
from training.records.dataset import AAMI_OUTPUTS, CLASSES
from training.records.splits import patient_of

#: Rhythm notes of atrial fibrillation and flutter: WFDB's, and VitalDB's.
_FIBRILLATION = ("(AFIB", "(AFL", "AFIB/AFL")
_NAMES = {beat_class.name: place for place, beat_class in enumerate(CLASSES)}
#: Rows of VitalDB that are not beats.
_NO_BEATS = ("Start", "End", "")


@dataclass(frozen=True, eq=False)
class AnnotatedRhythm:
    """The beats of a record in time.

    Attributes
    ----------
    name, patient : str
    time_s : ndarray of float64, shape (n_beats,)
        Ascending.
    labels : ndarray of uint8, shape (n_beats,)
        Positions in CLASSES, or UNSET.
    rhythm : ndarray of str, shape (n_beats,)
        The note that holds at each beat, as the database writes it; "" for none.
    across : ndarray of bool, shape (n_beats,)
        Before which beats the signal was unreadable.
    """

    name: str
    patient: str
    time_s: Float64Array
    labels: Labels
    rhythm: npt.NDArray[np.str_]
    across: BoolArray

    @property
    def fibrillation(self) -> BoolArray:
        """Which beats are noted to be in atrial fibrillation or flutter."""
        return np.isin(self.rhythm, _FIBRILLATION)


def wfdb_rhythm(path: Path) -> AnnotatedRhythm:
    """Return the beats of an annotation file beside its header, without the signal."""
    annotations = read_annotations(path.with_suffix(".atr"))
    fs = annotations.fs or read_header(path.with_suffix(".hea")).fs
    beats = annotations.take(annotations.is_beat)
    time_s = beats.sample / fs
    return AnnotatedRhythm(
        path.stem,
        patient_of(path.stem),
        time_s,
        AAMI_OUTPUTS.outputs_of(beats.symbol),
        _noted(annotations, beats.sample),
        np.zeros(len(time_s), bool),
    )


def _noted(annotations: Annotations, at: npt.NDArray[np.int64]) -> npt.NDArray[np.str_]:
    rows = np.flatnonzero(annotations.symbol == "+")
    texts = ["", *(annotations.text(row) for row in rows.tolist())]
    order = np.searchsorted(annotations.sample[rows], at, side="right")
    return np.array(texts)[order]


def vitaldb_rhythm(path: Path) -> AnnotatedRhythm:
    """Return the beats of an operation in VitalDB's table.

    Beats in signal of bad quality, and those that VitalDB does not classify, have no
    label; before the first beat after a row without a type nobody knows the interval.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    time_s = np.array([float(row["time_second"]) for row in rows])
    kinds = np.array([row["beat_type"] for row in rows])
    bad = np.array([row["bad_signal_quality"].lower() == "true" for row in rows])
    beat = ~np.isin(kinds, _NO_BEATS)
    # How many rows that are not beats came before each beat and after the last one.
    lost = np.cumsum(~beat)[beat]
    label = np.array([_NAMES.get(str(kind), UNSET) for kind in kinds[beat]], np.uint8)
    label[bad[beat]] = UNSET
    return AnnotatedRhythm(
        path.stem.removeprefix("Annotation_file_"),
        f"vitaldb {path.stem}",
        time_s[beat],
        label,
        np.array([row["rhythm_label"] or "" for row in rows])[beat],
        np.diff(lost, prepend=lost[:1]) > 0,
    )


def rhythms_in(folder: Path) -> Iterator[AnnotatedRhythm]:
    """Yield the records of a folder of WFDB annotations, or of VitalDB's tables.

    Raises
    ------
    TrainingError
        If it holds neither.
    """
    paths = sorted(folder.glob("*.atr"))
    tables = sorted(folder.glob("Annotation_file_*.csv"))
    if not (paths or tables):
        raise TrainingError(
            f"{folder} holds neither annotation files (.atr) nor tables of VitalDB "
            "(Annotation_file_*.csv). Name another folder."
        )
    for path in paths:
        yield wfdb_rhythm(path)
    for path in tables:
        yield vitaldb_rhythm(path)
