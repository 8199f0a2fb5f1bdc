"""What stands in place of the trace until a record is open."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from ecgviewer.formats.format_texts import all_endings, listed

_TEXT = (
    "Open a recording: File > Open, or drop a {endings} file here\n\n"
    "To try things out: File > Open demo record"
)


def empty_page() -> QLabel:
    """Return a page that says how to open a record."""
    page = QLabel(
        _TEXT.format(endings=listed(all_endings())),
        alignment=Qt.AlignmentFlag.AlignCenter,
    )
    page.setWordWrap(True)
    return page
