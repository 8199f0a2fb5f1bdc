"""What is typed into the table finds the next beat that it fits."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QTimer

from ecgviewer.core.arrays import BoolArray, IndexArray
from ecgviewer.gui.beat_table.beat_columns import BeatRows

#: What is typed after such a break is another word.
_BREAK_MS = 1000


class TypedWord(QObject):
    """The letters and figures that were typed without a break between them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.text = ""
        self._break = QTimer(self, singleShot=True, interval=_BREAK_MS)
        self._break.timeout.connect(self.clear)

    def add(self, typed: str) -> None:
        """Add what was typed; a letter that is typed again and again stays one."""
        self.text = typed if self.text == typed else self.text + typed
        self._break.start()

    def clear(self) -> None:
        """Begin another word."""
        self.text = ""


def next_fitting(
    now: BeatRows, rows: IndexArray, typed: str, at: int, *, stay: bool
) -> int | None:
    """Return the place in the table of the next beat that typed text fits.

    A figure is the number of a beat, or of the next one that is listed. Letters are
    how its class, its symbol, or a word of its comment begins.

    Parameters
    ----------
    now : BeatRows
        All beats.
    rows : ndarray of int
        Those that the table lists, in its order.
    typed : str
    at : int
        Where the search begins; it goes on from the end with the beginning.
    stay : bool
        The beat at `at` is found too, if it fits.
    """
    order = np.roll(np.arange(len(rows)), -at if stay else -at - 1)
    if typed.isdecimal():
        behind = np.flatnonzero(rows + 1 >= int(typed))
        return int(behind[np.argmin(rows[behind])]) if len(behind) else None
    found = order[_begins(now, typed.casefold())[rows[order]]]
    return int(found[0]) if len(found) else None


def _begins(now: BeatRows, word: str) -> BoolArray:
    """Return of which beats class, symbol or a word of the comment begin so."""
    scheme, beats = now.columns.scheme, now.beats
    codes = [c for c in scheme.codes if scheme.name(c).casefold().startswith(word)]
    fits = np.isin(now.columns.label, codes)
    fits |= np.strings.lower(beats.symbol) == word
    for row in np.flatnonzero(beats.comment != ""):
        words = str(beats.comment[row]).casefold().split()
        fits[row] |= any(each.startswith(word) for each in words)
    return np.asarray(fits)
