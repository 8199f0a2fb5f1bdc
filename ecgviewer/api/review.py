"""The beats of an analysed record as arrays, as a data frame and as files."""

from __future__ import annotations

from dataclasses import astuple, fields
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import numpy.typing as npt

from ecgviewer.analysis.listed_rhythms import Rhythm, rhythms_of
from ecgviewer.analysis.record_analysis import RecordAnalysis
from ecgviewer.core.arrays import Float64Array
from ecgviewer.core.explanation import Explanation
from ecgviewer.core.labels import Symbols
from ecgviewer.core.predictions import Probabilities
from ecgviewer.core.record import Record, Samples
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.kinds import RhythmThresholds
from ecgviewer.formats.export.review_export import (
    csv_path,
    export_csv,
    export_wfdb,
    wfdb_path,
)

if TYPE_CHECKING:
    import pandas

_Item = TypeVar("_Item", bound=np.generic)


class Review:
    """The beats of a record and what the classifier says of them; from `analyze`.

    All arrays have one row per beat, in order of time, and cannot be written to: copy
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
        """Name of the lead on which beats are placed."""
        return self.session.lead

    @property
    def leads(self) -> tuple[str, ...]:
        """Names of the leads that the classifier looked at."""
        return self.session.leads

    @property
    def classifier_id(self) -> str:
        """Identity of the classifier, as exports state it."""
        return self.session.predictions.classifier_id

    @property
    def classes(self) -> tuple[str, ...]:
        """Classes of the columns of `probabilities`."""
        return tuple(map(self.session.scheme.name, self.session.columns.classes))

    @property
    def sample(self) -> Samples:
        """R-peaks as samples of the record, shape (n_beats,)."""
        return self.session.columns.sample

    @property
    def time_s(self) -> Float64Array:
        """R-peaks in seconds from the start of the record, shape (n_beats,)."""
        return np.asarray(self.sample / self.record.fs)

    @property
    def label(self) -> Symbols:
        """Class of each beat (N S V F Q): an annotator's, or the classifier's.

        A classifier with other classes says what they are in `session.scheme`.
        """
        return self._letters[self.session.columns.label]

    @property
    def _letters(self) -> Symbols:
        return self.session.scheme.label_names()

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
        return self._analysis.explain(beats, int(beats.beat_id[row]))

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
            "predicted_label": self._letters[columns.predicted],
            **{
                f"p_{name}": columns.probabilities[:, place]
                for place, name in enumerate(self.classes)
            },
            "confidence": columns.confidence,
            "quality": columns.quality,
        }
        return {name: _read_only(array) for name, array in arrays.items()}

    def to_pandas(self) -> pandas.DataFrame:
        """Return a data frame with one row per beat.

        Raises
        ------
        ImportError
            If pandas is not installed.
        """
        return _pandas("to_pandas", "to_arrays()").DataFrame(self.to_arrays())

    @property
    def rhythms(self) -> list[Rhythm]:
        """The rhythms, by start: suggestions, and what a reader said of them.

        Examples
        --------
        >>> import ecgviewer as ev
        >>> review = ev.analyze(ev.synthetic_record(60.0).record)
        >>> found = review.rhythms[0]
        >>> found.kind, found.origin, found.beats
        ('SVT', 'suggestion', 5)
        """
        return rhythms_of(self.session, RhythmThresholds())

    def rhythms_to_pandas(self) -> pandas.DataFrame:
        """Return a data frame with a row a rhythm, the columns those of `Rhythm`.

        Raises
        ------
        ImportError
            If pandas is not installed.
        """
        names = [field.name for field in fields(Rhythm)]
        rows = [astuple(rhythm) for rhythm in self.rhythms]
        module = _pandas("rhythms_to_pandas", "rhythms")
        return module.DataFrame(rows, columns=names)

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


def _pandas(wanted: str, instead: str) -> Any:  # noqa: ANN401
    try:
        return import_module("pandas")
    except ImportError as error:
        raise ImportError(
            f"{wanted} needs pandas, which ecgviewer does not install: run "
            f"`pip install pandas`, or use {instead}."
        ) from error


def _read_only(array: npt.NDArray[_Item]) -> npt.NDArray[_Item]:
    """Return a view that cannot be written to: exports are made of these values."""
    view = array.view()
    view.flags.writeable = False
    return view


def _free(path: Path, replace: bool) -> Path:
    if path.exists() and not replace:
        raise FileExistsError(
            f"{path} already exists. Choose another folder, or pass replace=True."
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
