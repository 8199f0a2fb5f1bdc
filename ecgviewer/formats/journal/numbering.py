"""The numbers of the steps of a journal, and which edit each is about."""

from __future__ import annotations

from ecgviewer.core.review.history import StepKind


class Numbering:
    """Numbers the steps, and knows which edit an undo or a redo means."""

    def __init__(self) -> None:
        self.last = 0
        self._done: list[int] = []
        self._undone: list[int] = []

    @property
    def depths(self) -> tuple[int, int]:
        """How many edits can be undone and redone."""
        return len(self._done), len(self._undone)

    def next(self, kind: StepKind) -> tuple[int, int]:
        """Return the number of the next step and that of the edit it is about.

        Raises
        ------
        IndexError
            If there is nothing to undo or to redo.
        """
        self.last += 1
        if kind is StepKind.UNDO:
            self._undone.append(self._done.pop())
            return self.last, self._undone[-1]
        if kind is StepKind.REDO:
            self._done.append(self._undone.pop())
        else:
            self._done.append(self.last)
            self._undone.clear()
        return self.last, self._done[-1]
