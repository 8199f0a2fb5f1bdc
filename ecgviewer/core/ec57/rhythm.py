"""The annotations of one annotator as rxr names them: beats, fibrillation, shutdown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecgviewer.core.annotations import AnnotationColumns
from ecgviewer.core.arrays import BoolArray, IntArray
from ecgviewer.core.ec57.rules import ComparisonRules, is_shutdown
from ecgviewer.core.labels import BeatClass, Symbols, labels_of

#: Begin and end of ventricular and of atrial fibrillation, and begin of shutdown.
VF_ON, VF_OFF, AF_ON, AF_OFF, UNREADABLE = "[", "]", "{", "}", "U"
_MARKS = ("[", "]", "+", "~")


@dataclass(frozen=True, eq=False)
class RhythmRows:
    """The annotations that make or break runs, by time.

    Attributes
    ----------
    sample : ndarray of int64, shape (n,)
        Where they are.
    name : ndarray of U1, shape (n,)
        N S V F Q, or one of VF_ON, VF_OFF, AF_ON, AF_OFF, UNREADABLE; empty for the
        last annotation if it is none of these. A normal beat in atrial fibrillation
        is an S.
    """

    sample: IntArray
    name: Symbols


def rhythm_rows(columns: AnnotationColumns, rules: ComparisonRules) -> RhythmRows:
    """Name the annotations that count for runs.

    Parameters
    ----------
    columns : AnnotationColumns
        All annotations, in order of time.
    rules : ComparisonRules
        Says the class of each beat.
    """
    codes = labels_of(columns.symbol, rules.class_map)
    names = np.full(len(codes), "", "U1")
    for beat_class in BeatClass:
        names[codes == beat_class] = beat_class.name
    _name_marks(names, columns)
    names[(codes == BeatClass.N) & _in_atrial_fibrillation(names)] = BeatClass.S.name
    counts = names != ""
    counts[-1:] = True
    rows = np.flatnonzero(counts)
    return RhythmRows(columns.sample[rows].astype(np.int64), names[rows])


def _name_marks(names: Symbols, columns: AnnotationColumns) -> None:
    shutdown = is_shutdown(columns.symbol, columns.subtype)
    state = _State()
    for row in np.flatnonzero(np.isin(columns.symbol, _MARKS)).tolist():
        symbol = str(columns.symbol[row])
        if symbol == "~":
            names[row] = state.noise(bool(shutdown[row]))
        elif symbol == "+":
            names[row] = state.rhythm(columns.aux[row])
        else:
            names[row] = state.fibrillation(symbol)


def _in_atrial_fibrillation(names: Symbols) -> BoolArray:
    """Return which rows stand between a begin and an end; VF ends AF, too."""
    change = np.flatnonzero(np.isin(names, (AF_ON, AF_OFF, VF_ON)))
    latest = np.searchsorted(change, np.arange(len(names)), side="right")
    begun = np.concatenate(([False], names[change] == AF_ON))
    return np.asarray(begun[latest])


class _State:
    """What is in progress; only what changes it has a name."""

    def __init__(self) -> None:
        self._in_af = False
        self._in_vf = False
        self._unreadable = False

    def noise(self, shutdown: bool) -> str:
        begins = shutdown and not self._unreadable
        self._unreadable = shutdown
        return UNREADABLE if begins else ""

    def fibrillation(self, symbol: str) -> str:
        if symbol == VF_ON:
            return self._begin_vf()
        return self._end_vf()

    def rhythm(self, aux: str) -> str:
        if not aux:
            return ""
        if aux.startswith("(AF"):
            return self._begin_af()
        if aux.startswith("(VF"):
            return self._begin_vf()
        if self._in_af:
            self._in_af = False
            return AF_OFF
        return self._end_vf()

    def _begin_af(self) -> str:
        begins = not self._in_af
        if begins:
            self._in_af, self._in_vf = True, False
        return AF_ON if begins else ""

    def _begin_vf(self) -> str:
        begins = not self._in_vf
        if begins:
            self._in_af, self._in_vf = False, True
        return VF_ON if begins else ""

    def _end_vf(self) -> str:
        ends = self._in_vf
        self._in_vf = False
        return VF_OFF if ends else ""
