"""A line above the trace that says what went wrong, until the reader closes it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from ecgviewer.gui.look.plain_text import PlainLabel
from ecgviewer.gui.model.analysis_link import AnalysisLink
from ecgviewer.gui.model.document import Document

#: Dark text on amber reads in the light and in the dark scheme.
_AMBER, _DARK = "#ffd98a", "#3b2a00"


class NoticeBar(QFrame):
    """Shows one message; it never blocks, and never goes away by itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        # Not by a style sheet: what has one does not follow the size of texts.
        self.setAutoFillBackground(True)
        self.setPalette(_amber(self.palette()))
        self._text = PlainLabel()
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._details = ""
        self._copy = QToolButton()
        self._copy.setText("Copy details")
        self._copy.clicked.connect(self._copy_details)
        self._offer = QToolButton()
        self._offer.clicked.connect(self._take_offer)
        self._offered: Callable[[], object] | None = None
        close = QToolButton()
        close.setText("Dismiss")
        close.clicked.connect(self.hide)
        for button in (self._offer, self._copy, close):
            button.setAutoRaise(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 4, 4, 4)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._offer)
        layout.addWidget(self._copy)
        layout.addWidget(close)
        self.hide()

    def follow(self, document: Document, link: AnalysisLink) -> None:
        """Show what opening and analysing records, and their journals, have to say."""
        for signal in (
            document.reopened, document.unsaved, link.noticed, link.open_failed
        ):  # fmt: skip
            signal.connect(self.show_message)

    @property
    def text(self) -> str:
        """The message shown last."""
        return self._text.text()

    def show_message(self, text: str, details: str = "") -> None:
        """Show a message, with details that can be copied for a report."""
        self._text.setText(text)
        self._details = details
        self._copy.setVisible(bool(details))
        self._offer.hide()
        self.show()

    def offer(self, text: str, label: str, action: Callable[[], object]) -> None:
        """Add to what is shown something that can be done, with a button for it."""
        before, details = ("", "") if self.isHidden() else (self.text, self._details)
        self.show_message("  ".join(filter(None, (before, text))), details)
        self._offered = action
        self._offer.setText(label)
        self._offer.show()

    def _take_offer(self) -> None:
        self.hide()
        if self._offered:
            self._offered()

    def add_message(self, text: str) -> None:
        """Show a message after the one that is shown, unless that says it already."""
        if self.isHidden():
            self.show_message(text)
        elif text not in self.text:
            self._text.setText(f"{self.text}  {text}")

    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(f"{self.text}\n\n{self._details}")


def _amber(palette: QPalette) -> QPalette:
    """Return a palette with the colours of a notice."""
    role = QPalette.ColorRole
    for surface in (role.Window, role.Button):
        palette.setColor(surface, QColor(_AMBER))
    for text in (role.WindowText, role.ButtonText, role.Text):
        palette.setColor(text, QColor(_DARK))
    return palette
