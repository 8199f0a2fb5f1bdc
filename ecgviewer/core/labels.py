"""Classes of beats (AAMI EC57) and the WFDB symbols that belong to each.

Two class maps are in use and differ in the escape beats ``e``, ``j`` and ``n``: the
map of the WFDB program ``bxb`` and that of the literature (de Chazal 2004).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

Labels = npt.NDArray[np.uint8]
Symbols = npt.NDArray[np.str_]


class BeatClass(IntEnum):
    """AAMI class of a beat; the value is the code used in label arrays."""

    N = 0
    S = 1
    V = 2
    F = 3
    Q = 4


#: Code in label arrays of a beat that nobody, and no classifier, has labelled yet.
UNSET = 255

#: Symbol of a beat without a label, "not classified": of class Q for both maps, but not
#: taken for a beat that somebody found unclassifiable.
UNLABELLED = "?"

#: What each class is called where there is room for words.
CLASS_TITLES: Mapping[BeatClass, str] = MappingProxyType(
    {
        BeatClass.N: "Normal",
        BeatClass.S: "Supraventricular ectopic",
        BeatClass.V: "Ventricular ectopic",
        BeatClass.F: "Fusion",
        BeatClass.Q: "Unclassifiable or paced",
    }
)

_BOTH_MAPS = {
    **dict.fromkeys("NLRB", BeatClass.N),
    **dict.fromkeys("AaJS", BeatClass.S),
    **dict.fromkeys("VEr", BeatClass.V),
    "F": BeatClass.F,
    **dict.fromkeys("Qf?/", BeatClass.Q),
}
#: de Chazal, O'Dwyer, Reilly, IEEE Trans Biomed Eng 51 (2004) 1196: escapes are N.
LITERATURE_MAP: Mapping[str, BeatClass] = MappingProxyType(
    {**_BOTH_MAPS, **dict.fromkeys("ejn", BeatClass.N)}
)
#: ``amap`` of bxb.c, WFDB Software Package: escapes are S.
BXB_MAP: Mapping[str, BeatClass] = MappingProxyType(
    {**_BOTH_MAPS, **dict.fromkeys("ejn", BeatClass.S)}
)

#: What each WFDB beat symbol means (wfdb/ecgcodes.h).
SYMBOL_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "N": "Normal beat",
        "L": "Left bundle branch block beat",
        "R": "Right bundle branch block beat",
        "B": "Bundle branch block beat, side unspecified",
        "e": "Atrial escape beat",
        "j": "Nodal (junctional) escape beat",
        "n": "Supraventricular escape beat",
        "A": "Atrial premature beat",
        "a": "Aberrated atrial premature beat",
        "J": "Nodal (junctional) premature beat",
        "S": "Supraventricular premature beat",
        "V": "Premature ventricular contraction",
        "E": "Ventricular escape beat",
        "r": "R-on-T premature ventricular contraction",
        "F": "Fusion of ventricular and normal beat",
        "/": "Paced beat",
        "f": "Fusion of paced and normal beat",
        "Q": "Unclassifiable beat",
        "?": "Beat not classified during learning",
    }
)


#: Every symbol has a smaller code; the last place stands for all other characters.
_N_CODES = 129
_CHARACTER = np.dtype("U1")
_NAMES = np.full(UNSET + 1, "", _CHARACTER)
_NAMES[list(BeatClass)] = [beat_class.name for beat_class in BeatClass]
_SHOWN = np.where(_NAMES == "", UNLABELLED, _NAMES)


def class_of(
    symbol: str, class_map: Mapping[str, BeatClass] = LITERATURE_MAP
) -> BeatClass | None:
    """Return the class of a WFDB symbol, or None where it is not a beat."""
    return class_map.get(symbol)


def is_beat(symbol: str) -> bool:
    """Return whether a WFDB symbol stands for a beat with a class."""
    return symbol in LITERATURE_MAP


def labels_of(
    symbols: Iterable[str], class_map: Mapping[str, int] = LITERATURE_MAP
) -> Labels:
    """Return the label codes of symbols, UNSET where a symbol is empty or no beat.

    Parameters
    ----------
    symbols : iterable of str
        One WFDB symbol a beat; a NumPy array of ``U1`` is mapped without a loop.
    class_map : mapping of str to int
        LITERATURE_MAP, BXB_MAP or that of a label scheme.

    Returns
    -------
    ndarray of uint8
    """
    column = np.asarray(
        symbols if isinstance(symbols, np.ndarray) else list(symbols), np.str_
    )
    if column.dtype.itemsize > _CHARACTER.itemsize:
        # Text of several characters is not a symbol; its first one must not count.
        column = np.where(np.strings.str_len(column) == 1, column, "")
    labels = np.full(_N_CODES, UNSET, np.uint8)
    for symbol, code in class_map.items():
        labels[ord(symbol)] = code
    codes = column.astype(_CHARACTER, copy=False).view(np.uint32)
    return labels[np.minimum(codes, _N_CODES - 1)]


def label_symbols(symbols: Symbols, labels: Labels, names: Symbols = _SHOWN) -> Symbols:
    """Return the symbol of each beat, its label's where nobody gave it one.

    A beat without a label is `UNLABELLED`, in exports and in comparisons alike.

    Parameters
    ----------
    symbols : ndarray of str
        Empty where nobody gave one.
    labels : ndarray of uint8
        UNSET where there is none.
    names : ndarray of U1, shape (UNSET + 1,)
        The symbol that stands for each class, and for no label.
    """
    shown: Symbols = np.where(symbols == "", names[labels], symbols)
    return shown


def symbols_for(
    labels: npt.ArrayLike,
    current: Symbols,
    class_map: Mapping[str, int] = LITERATURE_MAP,
    names: Symbols = _NAMES,
) -> Symbols:
    """Return the symbols for a class; one that has the class already stays (an L an L).

    Parameters
    ----------
    labels : array_like of uint8
        One class a beat, or one for all.
    current : ndarray of U1
        The beats' symbols so far.
    class_map : mapping of str to int
        The class of each symbol.
    names : ndarray of U1, shape (UNSET + 1,)
        The symbol that is written for each class.
    """
    codes = np.asarray(labels, np.uint8)
    same = labels_of(current, class_map) == codes
    return np.where(same, current, names[codes])
