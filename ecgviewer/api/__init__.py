"""The public interface: open a record, find, classify and explain beats, export.

Its names are attributes of `ecgviewer` itself. It needs no window, and never imports
Qt. A classifier is used from one thread at a time; for many records at once, run
``ecgviewer analyze --jobs N``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import numpy.typing as npt

from ecgviewer.analysis.analyse_record import analyse_session
from ecgviewer.api.review import Review
from ecgviewer.classifier.runtime import BeatClassifier, load_classifier
from ecgviewer.core.analysis_events import Progress
from ecgviewer.core.beats import BeatTable, Origin, new_beats
from ecgviewer.core.errors import InputError
from ecgviewer.core.explanation import Explanation
from ecgviewer.core.record import Record, Samples
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.record_formats import annotations_of, read_record
from ecgviewer.preprocessing import pipeline
from ecgviewer.preprocessing.spec import PreprocessingSpec

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


def open(path: str | Path) -> Record:
    """Open a record.

    Parameters
    ----------
    path : str or Path
        Any file of it, or its name: of a WFDB record the header (``100.hea``), a
        signal file beside it, or ``100``.

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
    return annotations_of(record, annotator).beats(record)


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
    leads: Sequence[str] = (),
    bundle: str = "",
    beats: BeatTable | npt.ArrayLike | None = None,
    report: Callable[[Progress], None] | None = None,
) -> Review:
    """Find the beats of a record and classify them.

    Parameters
    ----------
    record : Record
    lead : str
        Name of one lead to look at alone, on which beats are placed.
    leads : sequence of str
        Names of the leads that the classifier looks at, the first that on which beats
        are placed; none for all, or of more than three for three that differ.
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
    session.leads = tuple(leads) or tuple(filter(None, [lead]))
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
