"""What an empty window offers: a record, the demo, and what was opened last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCommandLinkButton, QFrame, QGridLayout, QWidget

from ecgviewer.gui.look.plain_text import PlainLabel, plain_tip
from ecgviewer.gui.model.document import Document

_MOST_RECENT = 6
_COLUMNS = 2


class StartBar(QFrame):
    """Buttons above the empty trace, until a record is open.

    Signals
    -------
    open_requested(), demo_requested()
        The reader wants to choose a record, or to see the demo.
    record_chosen(Path)
        The reader wants a record that was opened before.
    """

    open_requested = Signal()
    demo_requested = Signal()
    record_chosen = Signal(object)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(12, 8, 12, 4)
        self._caption = PlainLabel("Opened before")
        self.recent: list[QCommandLinkButton] = []
        self.open_button = _button("Open a recording…", self.open_requested.emit)
        self.demo_button = _button("Open the demo record", self.demo_requested.emit)
        self._grid.addWidget(self.open_button, 0, 0)
        self._grid.addWidget(self.demo_button, 0, 1)
        self._grid.addWidget(self._caption, 1, 0, 1, _COLUMNS)
        document.record_opened.connect(self.hide)

    def show_recent(self, paths: Sequence[str]) -> None:
        """Offer the records that were opened last."""
        for button in self.recent:
            self._grid.removeWidget(button)
            button.deleteLater()
        self.recent = [self._recent_button(Path(p)) for p in paths[:_MOST_RECENT]]
        for place, button in enumerate(self.recent):
            row, column = divmod(place, _COLUMNS)
            self._grid.addWidget(button, 2 + row, column)
        self._caption.setVisible(bool(self.recent))

    def _recent_button(self, path: Path) -> QCommandLinkButton:
        button = _button(path.name, partial(self.record_chosen.emit, path))
        button.setDescription(str(path.parent).replace("&", "&&"))
        button.setToolTip(plain_tip(str(path)))
        return button


def _button(text: str, do: Callable[[], None]) -> QCommandLinkButton:
    button = QCommandLinkButton(text.replace("&", "&&"))
    button.clicked.connect(lambda: do())
    return button
