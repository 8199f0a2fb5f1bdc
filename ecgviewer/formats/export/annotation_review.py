"""A review as WFDB annotations: the reviewed beats among what was there before."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from ecgviewer import __version__
from ecgviewer.core.arrays import IndexArray
from ecgviewer.core.record import Samples
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.rhythm.episodes import NO_LEAD_READABLE, Episode, EpisodeOrigin
from ecgviewer.core.rhythm.intervals import stretches
from ecgviewer.formats.wfdb.annotations import Annotations, new_annotations, rescaled
from ecgviewer.formats.wfdb.rhythm_marks import (
    SINUS_AGAIN,
    is_rhythm,
    marks_of,
    rhythms_of,
)

#: What the annotations of a file say besides beats and rhythms.
_COMMENT = '"'


def merge_review(
    original: Annotations | None,
    session: ReviewSession,
    between: bytes = SINUS_AGAIN,
) -> Annotations:
    """Return the reviewed beats among an original file's other annotations.

    A beat that was not edited keeps every field, a relabelled or moved one all but
    what changed; removed beats are gone. Beats without a symbol get the class that
    the classifier gave them, or ``?`` where it gave none. The file's rhythms stay as
    they are as long as nobody edited them; then all of them are written again, the
    reader's within those of a file that the review did not begin with. The reader's
    notes are comments.

    Parameters
    ----------
    original : Annotations or None
        The file that the beats came from, if they came from one.
    session : ReviewSession
        The review.
    between : bytes
        What follows an episode of the reader; see `marks_of`.

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
    # Beats outside the record were not under review, and stay as they are.
    under_review = np.isin(original.samples_in(record), session.base.sample)
    beat = original.is_beat & (original.beats_in(record) | under_review)
    kept, said = ~beat, _marked_noise(session)
    if session.rhythms.episodes != session.base_rhythms.episodes:
        before = () if session.base_rhythms.rows else rhythms_of(original, record).rows
        said = [*before, *session.rhythms.episodes, *said]
        kept &= ~is_rhythm(original)
    rows, marks = np.flatnonzero(kept), marks_of(said, record.n_samples, between)
    marks = marks.joined(_noted(session))
    marks = replace(marks, sample=rescaled(marks.sample, hz / record.fs))
    merged = scaled.take(rows).joined(_edited(beats, session, source, hz)).joined(marks)
    own = np.where(source < 0, len(original), source)
    place = np.concatenate([rows, own, np.full(len(marks), -1)])
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


def _noted(session: ReviewSession) -> Annotations:
    """Return the notes of a review as comments."""
    notes = session.items.notes
    marks = new_annotations([note.sample for note in notes], [_COMMENT] * len(notes))
    aux = np.empty(len(notes), object)
    # What begins with ## at sample 0 is said of the file.
    aux[:] = [note.words.lstrip("#").encode(errors="replace") for note in notes]
    return replace(marks, aux=aux)


def _marked_noise(session: ReviewSession) -> list[Episode]:
    """Return stretches of beats that a person called noise, as episodes."""
    sample, n_samples = session.beats.sample, session.record.n_samples
    # Halfway to the beat beside it, which could be read.
    halfway = np.concatenate([[0], (sample[1:] + sample[:-1]) // 2, [n_samples]])
    return [
        Episode(
            0,
            EpisodeKind.NOISE,
            int(halfway[first]),
            int(halfway[last + 1]),
            EpisodeOrigin.ADDED,
            lead_quality=NO_LEAD_READABLE,
        )
        for first, last in stretches(session.beats.noise)
    ]
