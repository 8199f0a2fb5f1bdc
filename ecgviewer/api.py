"""The public interface: open a record, find, classify and explain beats, export.

Its names are attributes of `ecgviewer` itself. It needs no window, and never imports
Qt. A classifier is used from one thread at a time; for many records at once, run
``ecgviewer analyze --jobs N``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import numpy.typing as npt

from ecgviewer.analysis.analyse_record import analyse_session
from ecgviewer.analysis.record_analysis import RecordAnalysis
from ecgviewer.classifier.runtime import BeatClassifier, load_classifier
from ecgviewer.core.analysis_events import Progress
from ecgviewer.core.beats import BeatTable, Origin, new_beats
from ecgviewer.core.errors import InputError
from ecgviewer.core.explanation import Explanation
from ecgviewer.core.labels import UNSET, BeatClass, Labels, Symbols
from ecgviewer.core.predictions import Probabilities
from ecgviewer.core.record import Record, Samples
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.export.review_export import (
    csv_path,
    export_csv,
    export_wfdb,
    wfdb_path,
)
from ecgviewer.formats.wfdb.annotations import annotation_path, read_annotations
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.preprocessing import pipeline
from ecgviewer.preprocessing.spec import PreprocessingSpec

if TYPE_CHECKING:
    import pandas

__all__ = [
    "Explanation",
    "InputError",
    "Record",
    "Review",
    "analyze",
    "find_beats",
    "open",
    "read_beats",
    "synthetic_record",
]

_Item = TypeVar("_Item", bound=np.generic)
#: Letter of each label code; empty for a beat that has no label.
_LETTERS = np.full(UNSET + 1, "", "U1")
_LETTERS[list(BeatClass)] = [beat_class.name for beat_class in BeatClass]


def open(path: str | Path) -> Record:
    """Open a record.

    Parameters
    ----------
    path : str or Path
        Its header (``100.hea``), a signal file beside it, or the name of both.

    Returns
    -------
    Record
        Values are in mV; those of a long record stay in its files until they are
        asked for, with ``record.values(lead, start, stop)``.

    Raises
    ------
    InputError
        If it cannot be opened; the message names the file and the remedy.
    """
    return read_record(Path(path))


def read_beats(record: Record, annotator: str) -> BeatTable:
    """Return the beats of an annotation file beside a record, for `analyze`.

    Parameters
    ----------
    record : Record
        From `open`.
    annotator : str
        The ending of the file: ``"atr"`` for ``100.atr``.

    Returns
    -------
    BeatTable
        With the columns `sample` and `symbol`, among others.

    Raises
    ------
    InputError
        If the file cannot be read, or the record is not on disk.
    """
    return read_annotations(annotation_path(record, annotator)).beats(record)


def find_beats(record: Record, lead: str = "") -> Samples:
    """Return the R-peaks of a record, without classifying them.

    Parameters
    ----------
    record : Record
    lead : str
        Name of the lead; empty for MLII, II or the one that is read best.

    Returns
    -------
    ndarray of int64, shape (n_beats,)
        As samples of the record.

    Raises
    ------
    KeyError
        If the record has no lead of that name; the message lists those there are.

    Examples
    --------
    >>> import ecgviewer as ev
    >>> ecg = ev.synthetic_record(60.0)
    >>> found = ev.find_beats(ecg.record)
    >>> len(found) == len(ecg.beats)
    True
    """
    spec = PreprocessingSpec()
    chosen = record.lead_index(lead) if lead else pipeline.choose_lead(record, spec)
    return pipeline.detect_beats(record, chosen, spec)


def analyze(
    record: Record,
    *,
    lead: str = "",
    bundle: str = "",
    beats: BeatTable | npt.ArrayLike | None = None,
    report: Callable[[Progress], None] | None = None,
) -> Review:
    """Find the beats of a record and classify them.

    Parameters
    ----------
    record : Record
    lead : str
        Name of the lead; empty for the one that the classifier prefers.
    bundle : str
        Name or folder of a classifier bundle; empty for the one that ships.
    beats : BeatTable or array_like of int, optional
        Beats that are known, from `read_beats` or as samples of the record: they are
        classified, and none is searched for.
    report : callable, optional
        Told how far the analysis is.

    Returns
    -------
    Review

    Raises
    ------
    InputError
        If there is no such bundle, or it cannot be trusted.
    KeyError
        If the record has no lead of that name; the message lists those there are.
    ValueError
        If a beat is outside the record.

    Examples
    --------
    >>> import ecgviewer as ev
    >>> ecg = ev.synthetic_record(60.0)
    >>> review = ev.analyze(ecg.record)
    >>> review.classes
    ('N', 'S', 'V')
    >>> review.probabilities.shape == (len(review), 3)
    True
    >>> review.label[:8]
    array(['N', 'N', 'N', 'N', 'N', 'N', 'N', 'N'], dtype='<U1')
    """
    session = ReviewSession(record, _known(record, beats), lead)
    return Review(session, analyse_session(session, _classifier(bundle), report))


def _known(record: Record, beats: BeatTable | npt.ArrayLike | None) -> BeatTable | None:
    if beats is None:
        return None
    if not isinstance(beats, BeatTable):
        beats = new_beats(beats, origin=Origin.REFERENCE)
    if len(beats) and not 0 <= beats.sample[0] <= beats.sample[-1] < record.n_samples:
        raise ValueError(
            f"beats must be samples of record {record.name}, 0 to "
            f"{record.n_samples - 1}; these are {beats.sample[0]} to {beats.sample[-1]}"
        )
    return beats


@cache
def _classifier(bundle: str) -> BeatClassifier:
    """Return a classifier, which is loaded once."""
    return load_classifier(bundle)


class Review:
    """The beats of a record and what the classifier says of them; from `analyze`.

    All arrays have a row a beat, in order of time, and cannot be written to: copy
    them before you change values.
    """

    def __init__(self, session: ReviewSession, analysis: RecordAnalysis) -> None:
        self.session = session
        self._analysis = analysis

    def __len__(self) -> int:
        """Return the number of beats."""
        return len(self.session.beats)

    def __repr__(self) -> str:
        """Return what was analysed, and how many beats were found."""
        return f"<Review of {self.record.name}, {self.lead}: {len(self)} beats>"

    @property
    def record(self) -> Record:
        """The record."""
        return self.session.record

    @property
    def lead(self) -> str:
        """Name of the lead that was analysed."""
        return self.session.lead

    @property
    def classifier_id(self) -> str:
        """Identity of the classifier, as exports state it."""
        return self.session.predictions.classifier_id

    @property
    def classes(self) -> tuple[str, ...]:
        """Classes of the columns of `probabilities`."""
        return tuple(each.name for each in self.session.predictions.classes)

    @property
    def sample(self) -> Samples:
        """R-peaks as samples of the record, shape (n_beats,)."""
        return self.session.columns.sample

    @property
    def time_s(self) -> npt.NDArray[np.float64]:
        """R-peaks in seconds from the start of the record, shape (n_beats,)."""
        return np.asarray(self.sample / self.record.fs)

    @property
    def label(self) -> Symbols:
        """AAMI class of each beat (N S V F Q): an annotator's, or the classifier's."""
        return _letters(self.session.columns.label)

    @property
    def probabilities(self) -> Probabilities:
        """What the classifier gives each of `classes`, shape (n_beats, n_classes)."""
        return _read_only(self.session.columns.probabilities)

    def explain(self, row: int) -> Explanation:
        """Return why the classifier labels a beat as it does.

        Parameters
        ----------
        row : int
            Which beat, counted from 0; from the end if it is negative.

        Returns
        -------
        Explanation
            The classifier's input, and a Grad-CAM heat map for each class.

        Raises
        ------
        IndexError
            If there is no such beat.

        Examples
        --------
        >>> import ecgviewer as ev
        >>> review = ev.analyze(ev.synthetic_record(60.0).record)
        >>> why = review.explain(5)
        >>> why.image.shape, len(why.heat_maps)
        ((128, 128, 3), 3)
        """
        beats = self.session.beats
        return self._analysis.explain(int(beats.beat_id[row]), int(beats.sample[row]))

    def to_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return the columns of `to_pandas` as arrays, by name.

        They are called as in the CSV of an export.

        Examples
        --------
        >>> import ecgviewer as ev
        >>> review = ev.analyze(ev.synthetic_record(60.0).record)
        >>> list(review.to_arrays())[:4]
        ['beat_id', 'sample', 'time_s', 'rr_previous_s']
        """
        columns = self.session.columns
        arrays = {
            "beat_id": columns.beat_id,
            "sample": columns.sample,
            "time_s": self.time_s,
            "rr_previous_s": columns.rr_previous_s,
            "rr_next_s": columns.rr_next_s,
            "symbol": self.session.beats.symbol,
            "label": self.label,
            "predicted_label": _letters(columns.predicted),
            **{
                f"p_{name}": columns.probabilities[:, place]
                for place, name in enumerate(self.classes)
            },
            "confidence": columns.confidence,
            "quality": columns.quality,
        }
        return {name: _read_only(array) for name, array in arrays.items()}

    def to_pandas(self) -> pandas.DataFrame:
        """Return a data frame with a row a beat.

        Raises
        ------
        ImportError
            If pandas is not installed.
        """
        try:
            module = import_module("pandas")
        except ImportError as error:
            raise ImportError(
                "to_pandas needs pandas, which ecgviewer does not install: run "
                "`pip install pandas`, or use to_arrays()."
            ) from error
        return module.DataFrame(self.to_arrays())

    def to_csv(self, folder: str | Path = ".", *, replace: bool = False) -> Path:
        """Write ``<record>.beats.csv`` and return its path.

        Parameters
        ----------
        folder : str or Path
            Where to; it is made if it is missing.
        replace : bool
            Whether a file of that name may be replaced.

        Raises
        ------
        FileExistsError
            If there is a file of that name, perhaps of a reader.
        """
        path = _free(csv_path(self.record, Path(folder)), replace)
        return export_csv(self.session, path.parent, reviewer="")

    def to_wfdb(
        self,
        folder: str | Path = ".",
        annotator: str = "ecgv",
        *,
        replace: bool = False,
    ) -> Path:
        """Write the annotation file ``<record>.<annotator>`` and return its path.

        Parameters
        ----------
        folder : str or Path
            Where to; it is made if it is missing.
        annotator : str
            Ending of the file.
        replace : bool
            Whether a file of that name may be replaced, if this program wrote it.

        Raises
        ------
        FileExistsError
            If there is a file of that name, perhaps of a reader.
        InputError
            If it shall be replaced, and another program wrote it.
        """
        path = _free(wfdb_path(self.record, Path(folder), annotator), replace)
        return export_wfdb(self.session, path.parent, annotator)


def _read_only(array: npt.NDArray[_Item]) -> npt.NDArray[_Item]:
    """Return a view that cannot be written to: exports are made of these values."""
    view = array.view()
    view.flags.writeable = False
    return view


def _letters(labels: Labels) -> Symbols:
    return _LETTERS[labels]


def _free(path: Path, replace: bool) -> Path:
    if path.exists() and not replace:
        raise FileExistsError(
            f"{path} is there already. Choose another folder, or pass replace=True."
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
