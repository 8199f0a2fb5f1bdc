"""Which classes beats are sorted into: names, symbols, keys, colours and roles.

A scheme comes with a classifier and stays with the reviews that were begun under it.
Its codes, those of label arrays, are positions among its classes; those of `AAMI` are
`BeatClass`. The role of its class says what a beat counts as in a rhythm, so that
nothing that measures rhythms needs to know of other schemes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from ecgviewer.core.label_class import LabelClass, Role, check_class
from ecgviewer.core.labels import (
    CLASS_TITLES,
    LITERATURE_MAP,
    UNLABELLED,
    UNSET,
    BeatClass,
    Labels,
    Symbols,
    label_symbols,
    labels_of,
    symbols_for,
)

#: Digits label beats, so there is one for each class.
MOST_CLASSES = 9

#: From the beats that say least of a heart to those that a reader looks for.
_PLAIN_FIRST = (
    *(Role.NORMAL, Role.PACED, Role.UNREADABLE),
    *(Role.SUPRAVENTRICULAR, Role.FUSION, Role.VENTRICULAR),
)


@dataclass(frozen=True)
class LabelScheme:
    """The classes of a review or a classifier; two of equal classes are equal.

    Parameters
    ----------
    classes : tuple of LabelClass
        In the order of their codes.

    Raises
    ------
    ValueError
        If there are fewer than two or more than nine, two share a name, a key or a
        symbol, or one has a name, a symbol or a colour that it cannot have.
    """

    classes: tuple[LabelClass, ...]

    def __post_init__(self) -> None:
        """Refuse classes that cannot be told apart, or not be written or shown."""
        if not 2 <= len(self.classes) <= MOST_CLASSES:
            raise ValueError(f"a label scheme has 2 to {MOST_CLASSES} classes")
        if len(set(self.names)) < len(self.classes):
            raise ValueError("two classes have the same name")
        keys = [each.key for each in self.classes if each.key]
        if len(set(keys)) < len(keys):
            raise ValueError("two classes have the same key")
        symbols = "".join(each.symbols for each in self.classes)
        if len(set(symbols)) < len(symbols):
            raise ValueError("a WFDB symbol belongs to two classes")
        for each in self.classes:
            check_class(each)

    def __reduce__(self) -> tuple[type[LabelScheme], tuple[object]]:
        """Go to another process without what is derived from the classes."""
        return LabelScheme, (self.classes,)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The letter of each class."""
        return tuple(each.name for each in self.classes)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The key that labels beats with each class: its letter, else its digit."""
        return tuple(e.key or str(n) for n, e in enumerate(self.classes, 1))

    @cached_property
    def codes(self) -> tuple[int, ...]:
        """The code of each class in label arrays."""
        return tuple(range(len(self.classes)))

    @cached_property
    def class_map(self) -> Mapping[str, int]:
        """The code of each WFDB symbol that belongs to a class."""
        return MappingProxyType(
            {s: code for code, each in enumerate(self.classes) for s in each.symbols}
        )

    def name(self, code: int, unset: str = "") -> str:
        """Return the letter of a label, or what stands for none."""
        return unset if code == UNSET else self.names[code]

    def title(self, code: int) -> str:
        """Return what a class is called."""
        return self.classes[code].title

    def code(self, name: str) -> int:
        """Return the code of a class; KeyError if there is none of that name."""
        try:
            return self.names.index(name)
        except ValueError as error:
            raise KeyError(name) from error

    def labels_of(self, symbols: Iterable[str]) -> Labels:
        """Return the label codes of WFDB symbols; see `labels.labels_of`."""
        return labels_of(symbols, self.class_map)

    def label_names(self, unset: str = "") -> npt.NDArray[np.str_]:
        """Return a table from label code to letter, with a word for no label."""
        names = np.full(UNSET + 1, unset, "U1")
        names[list(self.codes)] = self.names
        return names

    def symbols_for(self, labels: npt.ArrayLike, current: Symbols) -> Symbols:
        """Return the symbols for labels; one that has the class already stays.

        Parameters
        ----------
        labels : array_like of uint8
            One label a beat, or one for all.
        current : ndarray of U1
            The beats' symbols so far.
        """
        return symbols_for(labels, current, self.class_map, self._symbol_table(""))

    def symbols_shown(
        self, labels: Labels, given: Symbols, unlabelled: str = UNLABELLED
    ) -> Symbols:
        """Return the symbol of each beat: the given one, else that of its label."""
        return label_symbols(given, labels, self._symbol_table(unlabelled))

    def with_role(self, *roles: Role) -> tuple[int, ...]:
        """Return the codes of the classes of some roles, in the order of the roles."""
        return tuple(
            code
            for role in roles
            for code, each in enumerate(self.classes)
            if each.role is role
        )

    @cached_property
    def draw_order(self) -> tuple[int, ...]:
        """All label codes, UNSET first: where there is room for one the last wins."""
        return UNSET, *self.with_role(*_PLAIN_FIRST)

    @cached_property
    def ectopic(self) -> tuple[int, ...]:
        """The codes of the classes that a reader looks for."""
        return tuple(c for c in self.codes if self.classes[c].role.is_ectopic)

    def aami(self, labels: Labels) -> Labels:
        """Return the AAMI class that each label counts as, UNSET where there is none.

        This is what rhythms, rates and tachograms are made of.
        """
        return labels if self == AAMI else self._aami_table[labels]

    @cached_property
    def _aami_table(self) -> Labels:
        table = np.full(UNSET + 1, UNSET, np.uint8)
        table[list(self.codes)] = [each.role.aami for each in self.classes]
        return table

    def codes_in(self, other: LabelScheme, codes: Sequence[int]) -> tuple[int, ...]:
        """Return what classes of this scheme are in another; UNSET for none there."""
        to = other.class_map
        return tuple(to.get(self.classes[code].symbol, UNSET) for code in codes)

    def _symbol_table(self, unset: str) -> Symbols:
        table = np.full(UNSET + 1, unset, "U1")
        table[list(self.codes)] = [each.symbol for each in self.classes]
        return table


# The palette of Okabe & Ito (2008), made for colour-blind readers; darkened or
# lightened for contrast against the paper. Letters always go with them.
_AAMI_CLASSES = (
    (BeatClass.N, Role.NORMAL, "#00785a", "#3fcf9f"),
    (BeatClass.S, Role.SUPRAVENTRICULAR, "#0064a8", "#62bdf2"),
    (BeatClass.V, Role.VENTRICULAR, "#c24a00", "#ff8a4c"),
    (BeatClass.F, Role.FUSION, "#a8457f", "#e79cc8"),
    (BeatClass.Q, Role.UNREADABLE, "#5f6670", "#b3bac1"),
)


def _aami_symbols(beat_class: BeatClass) -> str:
    """Return the symbols of a class of the literature's map, its own letter first."""
    own = [s for s, c in LITERATURE_MAP.items() if c == beat_class]
    return "".join(sorted(own, key=lambda symbol: symbol != beat_class.name))


#: N S V F Q, as everywhere where a classifier brings no classes of its own.
AAMI = LabelScheme(
    tuple(
        LabelClass(c.name, CLASS_TITLES[c], role, _aami_symbols(c), light, dark, c.name)
        for c, role, light, dark in _AAMI_CLASSES
    )
)
