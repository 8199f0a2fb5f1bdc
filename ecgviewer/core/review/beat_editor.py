"""Makes the edits of beats; each is checked before, and changes nothing yet."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import IndexArray
from ecgviewer.core.beats import REFRACTORY_S, BeatTable, Origin, new_beats
from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.core.labels import SYMBOL_TITLES, UNSET, Labels
from ecgviewer.core.review.edits import Action, Edit, EditError
from ecgviewer.core.wording import count


def relabel(
    beats: BeatTable,
    beat_ids: npt.ArrayLike,
    beat_class: int,
    at: int,
    shown: Labels | None = None,
    scheme: LabelScheme = AAMI,
) -> Edit:
    """Label beats with a class; a symbol that has the class already is kept.

    Parameters
    ----------
    beats : BeatTable
        The present state.
    beat_ids : array_like of int
        The beats to label.
    beat_class : int
        Their class, a code of the scheme.
    at : int
        Now, in seconds since 1970 UTC.
    shown : ndarray of uint8, shape (len(beats),), optional
        The label that each beat of the table shows now, to say what changed.
    scheme : LabelScheme
        The classes of the review.

    Raises
    ------
    EditError
        If no beat is given.
    """
    rows = _rows(beats, beat_ids)
    before = beats.take(rows)
    symbols = scheme.symbols_for(beat_class, before.symbol)
    was = "" if shown is None else _classes_text(shown[rows], scheme)
    now = _change_text(was, scheme.name(beat_class))
    text = f"Label {count(len(before), 'beat')} {now}"
    return _reviewed(Action.RELABEL, before, symbols, at, text)


def set_symbol(beats: BeatTable, beat_ids: npt.ArrayLike, symbol: str, at: int) -> Edit:
    """Give beats a WFDB symbol. See `relabel` for the parameters.

    Raises
    ------
    EditError
        If the symbol is not a beat's, or no beat is given.
    """
    if symbol not in SYMBOL_TITLES:
        raise EditError(f"{symbol!r} is not the symbol of a beat.")
    before = beats.take(_rows(beats, beat_ids))
    text = f"Set {count(len(before), 'beat')} to symbol {symbol}"
    return _reviewed(Action.RELABEL, before, symbol, at, text)


def accept(
    beats: BeatTable,
    beat_ids: npt.ArrayLike,
    labels: Labels,
    at: int,
    scheme: LabelScheme = AAMI,
) -> Edit:
    """Confirm beats as they are labelled now; the label becomes the reviewer's.

    Parameters
    ----------
    beats : BeatTable
        The present state.
    beat_ids : array_like of int
        The beats to confirm.
    labels : ndarray of uint8, shape (len(beats),)
        The label that each beat of the table shows now.
    at : int
        Now, in seconds since 1970 UTC.
    scheme : LabelScheme
        The classes of the review.

    Raises
    ------
    EditError
        If no beat is given or one has no label yet.
    """
    rows = _rows(beats, beat_ids)
    if np.any(labels[rows] == UNSET):
        keys = f"{' '.join(scheme.keys[:-1])} or {scheme.keys[-1]}"
        raise EditError(f"The beat has no label yet; give it one with {keys}.")
    before = beats.take(rows)
    symbols = scheme.symbols_for(labels[rows], before.symbol)
    text = f"Accept {count(len(before), 'beat')}"
    return _reviewed(Action.ACCEPT, before, symbols, at, text)


def take_labels(
    beats: BeatTable,
    beat_ids: npt.ArrayLike,
    labels: Labels,
    at: int,
    scheme: LabelScheme = AAMI,
) -> Edit:
    """Give each beat a label of its own, in one edit: those suggested for them.

    Parameters
    ----------
    beats : BeatTable
        The present state.
    beat_ids : array_like of int, shape (n,)
        The beats to label.
    labels : ndarray of uint8, shape (n,)
        The class of each of these.
    at : int
        Now, in seconds since 1970 UTC.
    scheme : LabelScheme
        The classes of the review.

    Raises
    ------
    EditError
        If no beat is given.
    """
    ids = np.atleast_1d(np.asarray(beat_ids, np.int64))
    rows = _rows(beats, ids)
    by_row = labels[np.argsort(beats.rows_of(ids), kind="stable")]
    before = beats.take(rows)
    symbols = scheme.symbols_for(by_row, before.symbol)
    classes = _classes_text(by_row, scheme)
    text = f"Accept {count(len(before), 'suggestion')} {classes}"
    return _reviewed(Action.RELABEL, before, symbols, at, text)


def add_beat(
    beats: BeatTable, sample: int, beat_id: int, fs: float, n_samples: int
) -> Edit:
    """Add a beat that the detector missed; it has no label until it gets one.

    Parameters
    ----------
    beats : BeatTable
        The present state.
    sample : int
        The R-peak.
    beat_id : int
        An id that no beat of the record ever had.
    fs : float
        Sampling frequency in Hz.
    n_samples : int
        Length of the record.

    Raises
    ------
    EditError
        If the sample is outside the record or within 200 ms of another beat.
    """
    _check_place(beats, sample, fs, n_samples)
    after = new_beats([sample], first_id=beat_id, origin=Origin.REVIEWER)
    return Edit(Action.ADD, beats.take([]), after, "Add 1 beat")


def remove_beats(beats: BeatTable, beat_ids: npt.ArrayLike) -> Edit:
    """Remove false detections.

    Raises
    ------
    EditError
        If no beat is given.
    """
    before = beats.take(_rows(beats, beat_ids))
    text = f"Delete {count(len(before), 'beat')}"
    return Edit(Action.REMOVE, before, beats.take([]), text)


def move_beat(
    beats: BeatTable, beat_id: int, sample: int, fs: float, n_samples: int
) -> Edit:
    """Move the R-peak of a beat. See `add_beat` for the parameters and errors."""
    row = beats.rows_of(beat_id)
    before = beats.take(row)
    if int(before.sample[0]) == sample:
        raise EditError("The beat already exists.")
    _check_place(beats.without(row), sample, fs, n_samples)
    after = before.with_values(np.array([0]), sample=sample)
    return Edit(Action.MOVE, before, after, "Move 1 beat")


def comment_beats(beats: BeatTable, beat_ids: npt.ArrayLike, comment: str) -> Edit:
    """Write a comment on beats; an empty one takes it away.

    Raises
    ------
    EditError
        If no beat is given.
    """
    before = beats.take(_rows(beats, beat_ids))
    after = before.with_values(np.arange(len(before)), comment=comment)
    text = f"Comment on {count(len(before), 'beat')}"
    return Edit(Action.COMMENT, before, after, text)


def mark_noise(beats: BeatTable, beat_ids: npt.ArrayLike, *, noise: bool) -> Edit:
    """Mark the signal at some beats as unreadable, or as readable after all.

    Raises
    ------
    EditError
        If no beat is given.
    """
    before = beats.take(_rows(beats, beat_ids))
    after = before.with_values(np.arange(len(before)), noise=noise)
    what = "as noise" if noise else "as readable"
    return Edit(
        Action.NOISE, before, after, f"Mark {count(len(before), 'beat')} {what}"
    )


def _rows(beats: BeatTable, beat_ids: npt.ArrayLike) -> IndexArray:
    rows = np.sort(beats.rows_of(beat_ids))
    if not len(rows):
        raise EditError("No beat is selected.")
    return rows


def _change_text(was: str, now: str) -> str:
    if not was or was == now:
        return now
    # An arrow from several would seem to be from the last of them.
    return f"{now} (were {was})" if "," in was else f"{was} → {now}"


def _classes_text(labels: Labels, scheme: LabelScheme) -> str:
    """Return the classes among some labels, most frequent first."""
    count = np.bincount(labels, minlength=UNSET + 1)[list(scheme.codes)]
    order = np.argsort(-count, kind="stable")
    return ", ".join(scheme.name(int(c)) for c in order if count[c])


def _reviewed(
    action: Action, before: BeatTable, symbols: npt.ArrayLike, at: int, text: str
) -> Edit:
    rows = np.arange(len(before))
    after = before.with_values(rows, symbol=symbols, reviewed=True, reviewed_at=at)
    return Edit(action, before, after, text)


def _check_place(beats: BeatTable, sample: int, fs: float, n_samples: int) -> None:
    if not 0 <= sample < n_samples:
        raise EditError("That place is outside the record.")
    # A slip of the hand: no ventricle beats again so soon.
    near = np.abs(beats.sample - sample) < REFRACTORY_S * fs
    if np.any(near):
        raise EditError(
            f"Another beat is within {REFRACTORY_S * 1000:.0f} ms of that place."
        )
