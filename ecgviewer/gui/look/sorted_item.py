"""A cell of a table that sorts by a value, not by how the value is written."""

from __future__ import annotations

from PySide6.QtWidgets import QTableWidgetItem


class SortedItem(QTableWidgetItem):
    """A text with what it sorts by: all keys of a column are of one type.

    Parameters
    ----------
    text : str
    key : float or str
    row : int
        What it is of, wherever sorting puts it.
    """

    def __init__(self, text: str, key: float | str, row: int) -> None:
        super().__init__(text)
        self.key, self.row_of = key, row

    def __lt__(self, other: QTableWidgetItem) -> bool:
        """Return whether this comes before another cell of its column."""
        if not isinstance(other, SortedItem):
            return super().__lt__(other)
        return (self.key, self.row_of) < (other.key, other.row_of)
