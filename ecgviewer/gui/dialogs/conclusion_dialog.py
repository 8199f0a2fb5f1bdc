"""Write the conclusion of a report, with sentences that facts fill in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.core.items.conclusion_template import TEMPLATES, fields_in, filled
from ecgviewer.gui.look.plain_text import PlainLabel
from ecgviewer.gui.system.first_size import resize_on_screen

_WIDTH, _HEIGHT = 720, 560
_TEMPLATE = Qt.ItemDataRole.UserRole
_WAIT = "Counting what the sentences say…"
_ABOUT = (
    "Nothing is put into the conclusion but what you write or insert. Numbers are as "
    "they are now; they do not follow later edits."
)


class ConclusionDialog(QDialog):
    """The text, and sentences to be inserted where the cursor is.

    Signals
    -------
    sentences_changed(list)
        The reader's own sentences from now on.

    Parameters
    ----------
    text : str
        The conclusion so far.
    own : sequence of str
        The reader's own sentences.
    """

    sentences_changed = Signal(list)

    def __init__(
        self, text: str, own: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Conclusion")
        self.own = list(own)
        self._values: Mapping[str, str] = {}
        self.text = QPlainTextEdit(text)
        self.text.setAccessibleName("Conclusion")
        self.text.setTabChangesFocus(True)
        self.sentences = QListWidget()
        self.sentences.setAccessibleName("Sentences")
        self.sentences.setWordWrap(True)
        self.sentences.itemActivated.connect(self.insert)
        self.sentences.currentItemChanged.connect(self._allow)
        self.state = PlainLabel(_WAIT)
        self.insert_button = QPushButton("&Insert the sentence")
        self.keep_button = QPushButton("&Keep the marked text as a sentence")
        self.forget_button = QPushButton("&Forget the sentence")
        self.insert_button.clicked.connect(self.insert)
        self.keep_button.clicked.connect(self._keep)
        self.forget_button.clicked.connect(self._forget)
        self._lay_out()
        self._list()
        resize_on_screen(self, _WIDTH, _HEIGHT)

    def _lay_out(self) -> None:
        about = PlainLabel(_ABOUT)
        about.setWordWrap(True)
        row = QHBoxLayout()
        for button in (self.insert_button, self.keep_button, self.forget_button):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        box = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(box.Save | box.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.text, 2)
        layout.addWidget(self.state)
        layout.addWidget(self.sentences, 3)
        layout.addLayout(row)
        layout.addWidget(about)
        layout.addWidget(buttons)

    def show_values(self, values: Mapping[str, str]) -> None:
        """Fill in the fields of the sentences."""
        self._values = values
        self.state.setText("Sentences; Enter or a double click inserts one")
        self._list()

    def show_failure(self) -> None:
        """Say that the fields stay as they are."""
        self.state.setText("The numbers could not be counted; fields stay in braces.")

    def written(self) -> str:
        """Return the conclusion as it is written."""
        return self.text.toPlainText().strip()

    def insert(self) -> None:
        """Put the chosen sentence where the cursor is."""
        if self.sentences.currentRow() < 0:
            return
        cursor = self.text.textCursor()
        before = self.text.toPlainText()[: cursor.selectionStart()]
        joint = "" if not before or before[-1].isspace() else " "
        cursor.insertText(joint + self.sentences.currentItem().text())
        self.text.setFocus()

    def _list(self) -> None:
        row = self.sentences.currentRow()
        with QSignalBlocker(self.sentences):
            self.sentences.clear()
            for template in (*self.own, *TEMPLATES):
                item = QListWidgetItem(filled(template, self._values))
                item.setData(_TEMPLATE, template)
                item.setToolTip("")
                self.sentences.addItem(item)
            self.sentences.setCurrentRow(max(row, 0))
        self._allow()

    @property
    def _template(self) -> str:
        """The sentence that is chosen, with its fields; empty for none."""
        if self.sentences.currentRow() < 0:
            return ""
        return str(self.sentences.currentItem().data(_TEMPLATE))

    def _allow(self) -> None:
        template = self._template
        known = set(fields_in(template)) <= set(self._values)
        self.insert_button.setEnabled(bool(template) and known)
        self.forget_button.setEnabled(template in self.own)

    def _keep(self) -> None:
        """Keep what is marked; without a mark, the whole text."""
        marked = self.text.textCursor().selectedText().replace("\u2029", " ")
        sentence = " ".join((marked or self.text.toPlainText()).split())
        if sentence and sentence not in self.own:
            self.own.append(sentence)
            self._tell()

    def _forget(self) -> None:
        if self._template in self.own:
            self.own.remove(self._template)
            self._tell()

    def _tell(self) -> None:
        self._list()
        self.sentences_changed.emit(list(self.own))
