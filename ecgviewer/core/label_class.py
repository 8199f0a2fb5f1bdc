"""One class of beats, and what its beats are to a heart rhythm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from ecgviewer.core.labels import SYMBOL_TITLES, BeatClass


class Role(Enum):
    """What the beats of a class are to a heart rhythm; the value is for files."""

    NORMAL = "normal"
    SUPRAVENTRICULAR = "supraventricular"
    VENTRICULAR = "ventricular"
    FUSION = "fusion"
    PACED = "paced"
    UNREADABLE = "unreadable"

    @property
    def aami(self) -> BeatClass:
        """The class of AAMI EC57 that beats of this role belong to."""
        return _AAMI_OF_ROLE[self]

    @property
    def is_ectopic(self) -> bool:
        """Whether these beats come too early, or from elsewhere."""
        return self in (Role.SUPRAVENTRICULAR, Role.VENTRICULAR, Role.FUSION)


_AAMI_OF_ROLE: Mapping[Role, BeatClass] = MappingProxyType(
    {
        Role.NORMAL: BeatClass.N,
        Role.SUPRAVENTRICULAR: BeatClass.S,
        Role.VENTRICULAR: BeatClass.V,
        Role.FUSION: BeatClass.F,
        Role.PACED: BeatClass.Q,
        Role.UNREADABLE: BeatClass.Q,
    }
)


@dataclass(frozen=True)
class LabelClass:
    """One class of beats.

    Attributes
    ----------
    name : str
        A capital letter, which stands on badges.
    title : str
        What it is called where there is room for words.
    role : Role
    symbols : str
        The WFDB symbols that belong to it; the first one is written for it.
    light, dark : str
        Its colour on light and on dark paper, ``#rrggbb``.
    key : str
        The letter that labels beats with it, as does the digit of its place; empty for
        the digit alone.
    """

    name: str
    title: str
    role: Role
    symbols: str
    light: str
    dark: str
    key: str

    @property
    def symbol(self) -> str:
        """The WFDB symbol that is written for a beat of this class."""
        return self.symbols[0]


def check_class(each: LabelClass) -> None:
    """Refuse a class that cannot be written or shown.

    Raises
    ------
    ValueError
        If it has a name, a key, a title, a symbol or a colour that it cannot have.
    """
    if not _is_letter(each.name):
        raise ValueError(f"{each.name!r} is not the capital letter of a class")
    if each.key and not _is_letter(each.key):
        raise ValueError(f"class {each.name}: {each.key!r} is not a capital letter")
    if not each.title.isprintable() or not each.title.strip():
        raise ValueError(f"class {each.name} has no title")
    unknown = sorted(set(each.symbols) - set(SYMBOL_TITLES))
    if unknown or not each.symbols:
        what = f"{unknown[0]!r} is not" if unknown else "it needs"
        raise ValueError(f"class {each.name}: {what} the WFDB symbol of a beat")
    for colour in (each.light, each.dark):
        if not _is_colour(colour):
            raise ValueError(f"class {each.name}: {colour!r} is not a colour #rrggbb")


def _is_letter(text: str) -> bool:
    return len(text) == 1 and "A" <= text <= "Z"


def _is_colour(text: str) -> bool:
    digits = set("0123456789abcdefABCDEF")
    return len(text) == len("#rrggbb") and text[0] == "#" and set(text[1:]) <= digits
