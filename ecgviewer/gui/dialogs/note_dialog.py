"""Ask for a note, or what the patient felt."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.core.items.note import SYMPTOMS, Note, NoteSource
from ecgviewer.gui.look.plain_text import PlainLabel

_MAX_LENGTH = 500


class NoteDialog(QDialog):
    """A note at a sample.

    Parameters
    ----------
    note : Note or None
        The note so far.
    sample : int
        Where it is.
    when : str
        The same in words.
    """

    def __init__(
        self,
        note: Note | None,
        sample: int,
        when: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Note or event")
        self._sample = sample
        self.text = QLineEdit(note.text if note else "")
        self.text.setMaxLength(_MAX_LENGTH)
        self.symptom = QComboBox()
        self.symptom.setEditable(True)
        self.symptom.addItems(["", *SYMPTOMS])
        self.symptom.setCurrentText(note.symptom if note else "")
        self.diary = QCheckBox("From the patient's &diary or event button")
        self.diary.setChecked(note is not None and note.source is NoteSource.DIARY)
        form = QFormLayout()
        form.addRow("Time", PlainLabel(when))
        form.addRow("&Text", self.text)
        form.addRow("&Symptom", self.symptom)
        form.addRow(self.diary)
        box = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(box.Ok | box.Cancel)
        self.ok = buttons.button(box.Ok)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(buttons)
        self.text.textChanged.connect(self._allow)
        self.symptom.currentTextChanged.connect(self._allow)
        self._allow()
        self.setMinimumWidth(440)
        self.text.setFocus()

    def _allow(self) -> None:
        said = self.text.text().strip() or self.symptom.currentText().strip()
        self.ok.setEnabled(bool(said))

    def note(self) -> Note:
        """Return the note as it is written."""
        source = NoteSource.DIARY if self.diary.isChecked() else NoteSource.READER
        text, symptom = self.text.text().strip(), self.symptom.currentText().strip()
        return Note(self._sample, text, symptom, source)
