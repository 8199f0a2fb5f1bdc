"""What an action is: text, keys, menu and when it is enabled."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Needs(Enum):
    """What must be there for an action to make sense."""

    NOTHING = auto()
    RECORD = auto()
    EDITABLE = auto()
    BEAT = auto()
    RHYTHM = auto()
    UNDO = auto()
    REDO = auto()
    RUNNING = auto()


@dataclass(frozen=True)
class ActionSpec:
    """One action.

    Attributes
    ----------
    id : str
        ``menu.verb``; the commands that do it are looked up by this.
    text : str
        In the menu, with an ampersand before the mnemonic.
    keys : tuple of str
        Portable key sequences; the first is shown in the menu.
    needs : Needs
        When it is enabled.
    tip : str
        One sentence for the status bar; the text where empty.
    separator : bool
        A line in the menu above it.
    submenu : str
        Text of the menu inside the menu that it is in, if it is in one.
    checkable : bool
        It is on or off, and the menu shows which.
    """

    id: str
    text: str
    keys: tuple[str, ...] = ()
    needs: Needs = Needs.RECORD
    tip: str = ""
    separator: bool = False
    submenu: str = ""
    checkable: bool = False

    @property
    def menu(self) -> str:
        """Name of the menu it is in."""
        return self.id.split(".")[0]
