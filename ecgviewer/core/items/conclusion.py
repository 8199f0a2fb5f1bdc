"""The conclusion of a review, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Conclusion:
    """Text of any length; lines as the reader broke them."""

    kind: ClassVar[str] = "conclusion"
    span: ClassVar[None] = None

    text: str

    def __post_init__(self) -> None:
        """Refuse an empty one, which is none.

        Raises
        ------
        ValueError
            If it has no word.
        """
        if not self.text.strip():
            raise ValueError("A conclusion has words.")

    @property
    def words(self) -> str:
        """The text."""
        return self.text


def joined(text: str, others: Iterable[str]) -> str:
    """Return a conclusion with others below it, but for lines that it has already.

    Parameters
    ----------
    text : str
        Empty if there is none.
    others : iterable of str
        Each follows after an empty line, unless all of it stands there in one piece.
    """
    for other in map(str.strip, others):
        if f"\n{other}\n" not in f"\n{text}\n":
            text = f"{text.rstrip()}\n\n{other}" if text.strip() else other
    return text
