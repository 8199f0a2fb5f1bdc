"""Two readers of one record side by side: agreement, matrix, and where they differ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecgviewer.core.annotations import AnnotationColumns, annotation_columns
from ecgviewer.core.arrays import BoolArray, IndexArray, IntArray
from ecgviewer.core.ec57.agreement import Agreement, cohen_kappa
from ecgviewer.core.ec57.beats import compare_beats
from ecgviewer.core.ec57.matching import MATCH_WINDOW_S, nearest_beats
from ecgviewer.core.ec57.matrix import ROWS
from ecgviewer.core.ec57.rules import ComparisonRules
from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.core.labels import LITERATURE_MAP, UNSET, BeatClass, Labels, Symbols
from ecgviewer.core.record import Samples

_N_CLASSES = len(BeatClass)
NO_CLASS, NO_BEAT, _NOISE = "no class", "no beat", "noise"
#: What the rows and columns are of, where the classes are AAMI's.
AAMI_ROWS: tuple[str, ...] = (*ROWS[:_N_CLASSES], NO_BEAT, _NOISE)


@dataclass(frozen=True, eq=False)
class ReaderBeats:
    """What one reader says: where beats are, and a WFDB symbol for each.

    `reviewed` tells which of them the reader decided; None stands for all. `notices`
    is what was wrong with the file. `is_person` is False of the classifier, which
    decides nothing and can be compared all the same.
    """

    name: str
    sample: Samples
    symbol: Symbols
    reviewed: BoolArray | None = None
    notices: tuple[str, ...] = ()
    is_person: bool = True

    @property
    def n_reviewed(self) -> int:
        """How many beats the reader decided."""
        if self.reviewed is None:
            return len(self.sample)
        return int(np.count_nonzero(self.reviewed))

    def has_reviewed(self, samples: Samples) -> BoolArray:
        """Return at which places the reader decided a beat."""
        if self.reviewed is None:
            return np.isin(samples, self.sample)
        return np.isin(samples, self.sample[self.reviewed])


def _counts(reader: ReaderBeats, samples: Samples, there: BoolArray) -> BoolArray:
    """Return which beats of a reader count, and where there is none of it."""
    if not reader.is_person:
        return np.ones(len(samples), np.bool_)
    return reader.has_reviewed(samples) | ~there


@dataclass(frozen=True, eq=False)
class ReaderComparison:
    """Two readers, beat by beat, as EC57 pairs them; in order of time.

    Attributes
    ----------
    first, second : str
        Names of the readers.
    matrix : ndarray of int64, shape (n, n)
        The first reader's classes in rows, the second's in columns, of what is
        `decided`.
    sample : ndarray of int64, shape (n,)
        Where each counted pair is.
    row, column : ndarray of int64, shape (n,)
        Its place in the matrix.
    agreement : Agreement or None
        Cohen's kappa over beats that both decided; None if there are none.
    decided : ndarray of bool, shape (n,)
        Which pairs count: each reader decided its beat of them.
    read_by_both : ndarray of bool, shape (n,)
        Which pairs both readers decided; what they left is the classifier's.
    n_reviewed : tuple of int
        How many beats each reader decided.
    rows : tuple of str, shape (n,)
        What the rows are of: the classes, and then in words what is none.
    notices : tuple of str
        What was wrong with the files of the readers.
    """

    first: str
    second: str
    matrix: IntArray
    sample: Samples
    row: IntArray
    column: IntArray
    agreement: Agreement | None
    decided: BoolArray
    read_by_both: BoolArray
    n_reviewed: tuple[int, int]
    rows: tuple[str, ...] = AAMI_ROWS
    notices: tuple[str, ...] = ()

    @property
    def n_classes(self) -> int:
        """How many of the rows are classes."""
        return len(self.rows) - 2

    @property
    def differs(self) -> BoolArray:
        """Return which pairs the readers label differently."""
        return np.asarray(self.row != self.column)

    def in_cell(self, row: int, column: int) -> Samples:
        """Return where the pairs of a cell of the matrix are."""
        inside = (self.row == row) & (self.column == column) & self.decided
        return np.asarray(self.sample[inside])

    def agreed(self) -> tuple[Samples, Labels]:
        """Return where both readers decided on a beat's class alike, and the class."""
        same = ~self.differs & (self.row < self.n_classes) & self.read_by_both
        return self.sample[same], self.row[same].astype(np.uint8)

    def to_adopt(
        self, sample: Samples, reviewed: BoolArray, fs: float
    ) -> tuple[IndexArray, Labels]:
        """Return the beats of a review that take a label on which both readers agree.

        Parameters
        ----------
        sample : ndarray of int64, shape (n_beats,)
            The beats of the review, in order.
        reviewed : ndarray of bool, shape (n_beats,)
            Those that are decided already, and stay as they are.
        fs : float
            Sampling frequency in Hz.

        Returns
        -------
        rows : ndarray of int, shape (n,)
            Rows of beats near to where the readers agree, in order.
        labels : ndarray of uint8, shape (n,)
            The label of each.
        """
        places, labels = self.agreed()
        rows = nearest_beats(sample, places, MATCH_WINDOW_S * fs)
        takes = rows >= 0
        takes[takes] = ~reviewed[rows[takes]]
        rows, first = np.unique(rows[takes], return_index=True)
        return rows, labels[takes][first]


def compare_readers(
    first: ReaderBeats,
    second: ReaderBeats,
    fs: float,
    n_samples: int,
    scheme: LabelScheme = AAMI,
) -> ReaderComparison:
    """Compare two readers over the whole of a record.

    Parameters
    ----------
    first, second : ReaderBeats
        The readers.
    fs : float
        Sampling frequency in Hz.
    n_samples : int
        Length of the record.
    scheme : LabelScheme
        The classes of the review; AAMI's are those of the literature.
    """
    rules = ComparisonRules(fs, n_samples, learning_s=0.0, class_map=LITERATURE_MAP)
    compared = compare_beats(_columns(first), _columns(second), rules)
    row, column = compared.reference_code, compared.test_code
    n_classes, rows = _N_CLASSES, AAMI_ROWS
    if scheme != AAMI:
        n_classes, rows = len(scheme.names), (*scheme.names, NO_CLASS, NO_BEAT)
        row = _codes(first, compared.reference_sample, row, scheme)
        column = _codes(second, compared.test_sample, column, scheme)
    decided = _counts(
        first, compared.reference_sample, compared.reference_code < _N_CLASSES
    ) & _counts(second, compared.test_sample, compared.test_code < _N_CLASSES)
    matrix = np.zeros((len(rows), len(rows)), np.int64)
    np.add.at(matrix, (row[decided], column[decided]), 1)
    both = (row < n_classes) & (column < n_classes) & decided
    agreement = None
    if both.any():
        ratings = np.stack([row[both], column[both]], axis=1)
        agreement = cohen_kappa(ratings, n_classes)
    return ReaderComparison(
        first=first.name,
        second=second.name,
        matrix=matrix,
        sample=compared.reference_sample,
        row=row,
        column=column,
        agreement=agreement,
        decided=decided,
        read_by_both=first.has_reviewed(compared.reference_sample)
        & second.has_reviewed(compared.test_sample),
        n_reviewed=(first.n_reviewed, second.n_reviewed),
        rows=rows,
        notices=(*first.notices, *second.notices),
    )


def _codes(
    reader: ReaderBeats, sample: Samples, aami: IntArray, scheme: LabelScheme
) -> IntArray:
    """Return the row of each beat of a reader, of which the AAMI class is known."""
    n_classes = len(scheme.names)
    row = np.full(len(sample), n_classes + 1)
    order = np.argsort(reader.sample, kind="stable")
    there = np.flatnonzero(aami < _N_CLASSES)
    found = order[np.searchsorted(reader.sample, sample[there], sorter=order)]
    label = scheme.labels_of(reader.symbol[found])
    row[there] = np.where(label == UNSET, n_classes, label)
    return row


def cell_name(row: int, column: int, rows: tuple[str, ...] = AAMI_ROWS) -> str:
    """Return what a cell of the matrix holds, in words."""
    return f"{rows[row]} / {rows[column]}"


def _columns(reader: ReaderBeats) -> AnnotationColumns:
    order = np.argsort(reader.sample, kind="stable")
    return annotation_columns(reader.sample[order], reader.symbol[order])
