"""The conclusion of a review, in the reader's words."""

from __future__ import annotations

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
