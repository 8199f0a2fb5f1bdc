"""A review as WFDB annotations: the reviewed beats among what was there before."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from ecgviewer import __version__
from ecgviewer.core.arrays import IndexArray
from ecgviewer.core.record import Samples
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.wfdb.annotations import Annotations, new_annotations, rescaled

#: Subtype of a noise annotation: signals 0 and 1 are noisy and cannot be read.
_UNREADABLE_SUBTYPE = 0x33


def merge_review(original: Annotations | None, session: ReviewSession) -> Annotations:
    """Return the reviewed beats among an original file's other annotations.

    A beat that was not edited keeps every field, a relabelled or moved one all but
    what changed; removed beats are gone. Beats without a symbol get the class that
    the classifier gave them, or ``?`` where it gave none.

    Parameters
    ----------
    original : Annotations or None
        The file that the beats came from, if they came from one.
    session : ReviewSession
        The review.

    Returns
    -------
    Annotations
        Sorted by sample, in the finer of the time resolutions of file and record.
    """
    record = session.record
    if original is None:
        original = replace(new_annotations([], []), fs=record.fs)
    own_hz = original.resolution_hz(record)
    hz = max(own_hz, record.fs)
    scaled = replace(original, sample=rescaled(original.sample, hz / own_hz))
    source = _source_rows(original, session)
    # Row -1, of beats that are new, is the blank at the end.
    beats = scaled.joined(new_annotations([0], [""])).take(source)
    kept = np.flatnonzero(~original.is_beat)
    noise = _noise(session, hz)
    merged = scaled.take(kept).joined(_edited(beats, session, source, hz)).joined(noise)
    own = np.where(source < 0, len(original), source)
    place = np.concatenate([kept, own, np.full(len(noise), -1)])
    return replace(
        merged.take(np.lexsort((place, merged.sample))),
        fs=original.fs if hz == own_hz else hz,
        writer=f"ecgviewer {__version__}",
        notices=(),
    )


def _source_rows(original: Annotations, session: ReviewSession) -> IndexArray:
    """Return the original row of each beat, -1 for a beat that was not there.

    Of several beats at one sample the first is the first, and so on.
    """
    rows = np.flatnonzero(original.is_beat)
    places = original.samples_in(session.record)[rows]
    rows = rows[np.argsort(places, kind="stable")]
    base, beats = session.base, session.beats
    source = np.full(len(base) + 1, -1, np.intp)
    _, at, of = np.intersect1d(
        _numbered(base.sample), _numbered(np.sort(places)), return_indices=True
    )
    source[at] = rows[of]
    order = np.argsort(base.beat_id)
    found = np.searchsorted(base.beat_id, beats.beat_id, sorter=order)
    base_rows = np.append(order, len(base))[found]
    base_ids = np.append(base.beat_id, -1)[base_rows]
    taken: IndexArray = np.where(base_ids == beats.beat_id, source[base_rows], -1)
    return taken


def _numbered(sample: Samples) -> npt.NDArray[np.complex128]:
    """Return sorted samples made distinct: equal ones are counted."""
    count = np.arange(len(sample)) - np.searchsorted(sample, sample)
    return sample + 1j * count


def _edited(
    beats: Annotations, session: ReviewSession, source: IndexArray, hz: float
) -> Annotations:
    record, table = session.record, session.beats
    symbol = session.scheme.symbols_shown(session.columns.label, table.symbol)
    places = rescaled(table.sample, hz / record.fs)
    # The place in the file may be finer than the record's samples.
    unmoved = (source >= 0) & (rescaled(beats.sample, record.fs / hz) == table.sample)
    return replace(
        beats,
        sample=np.where(unmoved, beats.sample, places),
        symbol=symbol,
        subtype=np.where(beats.symbol == symbol, beats.subtype, 0),
    )


def _noise(session: ReviewSession, hz: float) -> Annotations:
    """Return where stretches of beats that a person called noise begin and end."""
    sample, noise = session.beats.sample, session.beats.noise
    edges = np.diff(np.concatenate([[False], noise, [False]]).astype(np.int8))
    n_samples = session.record.n_samples
    # Halfway to the beat beside it, which could be read.
    halfway = np.concatenate([[0], (sample[1:] + sample[:-1]) // 2, [n_samples - 1]])
    rows = np.flatnonzero(edges)
    marks = new_annotations(halfway[rows], ["~"] * len(rows))
    subtype = np.where(edges[rows] > 0, _UNREADABLE_SUBTYPE, 0)
    places = rescaled(marks.sample, hz / session.record.fs)
    return replace(marks, sample=places, subtype=subtype)
