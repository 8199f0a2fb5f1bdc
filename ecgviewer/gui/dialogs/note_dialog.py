"""Ask for a note, or what the patient felt, and when."""

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
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.gui.dialogs.place import PlaceError, parse_place
from ecgviewer.gui.look.answer_buttons import ok_and_cancel
from ecgviewer.gui.look.plain_text import PlainLabel
from ecgviewer.gui.look.time_text import moment_text

_MAX_LENGTH = 500
_TIME_TIP = "As in Go to: a time of day or from the start, a day with it, or #beat"


class NoteDialog(QDialog):
    """A note at a time, which is typed as in Go to.

    Parameters
    ----------
    note : Note or None
        The note so far.
    sample : int
        Where it is.
    session : ReviewSession
        The review that it is for.
    """

    def __init__(
        self,
        note: Note | None,
        sample: int,
        session: ReviewSession,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Note or event")
        self._session, self._sample = session, sample
        record = session.record
        self._at_s = sample / record.fs
        when = moment_text(self._at_s, 3, record.duration_s, record.start_time)
        self.time = QLineEdit(when)
        self.time.setToolTip(_TIME_TIP)
        self.problem = PlainLabel()
        self.problem.setWordWrap(True)
        self.text = QLineEdit(note.text if note else "")
        self.text.setMaxLength(_MAX_LENGTH)
        self.symptom = QComboBox()
        self.symptom.setEditable(True)
        self.symptom.addItems(["", *SYMPTOMS])
        self.symptom.setCurrentText(note.symptom if note else "")
        self.diary = QCheckBox("From the patient's &diary or event button")
        self.diary.setChecked(note is not None and note.source is NoteSource.DIARY)
        self._lay_out()
        self.time.textEdited.connect(self._on_time_typed)
        self.text.textChanged.connect(self._allow)
        self.symptom.currentTextChanged.connect(self._allow)
        self._allow()
        self.setMinimumWidth(440)
        self.text.setFocus()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow("T&ime", self.time)
        form.addRow(self.problem)
        form.addRow("&Text", self.text)
        form.addRow("&Symptom", self.symptom)
        form.addRow(self.diary)
        buttons = ok_and_cancel(self)
        self.ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(buttons)
        self.problem.hide()

    def _allow(self) -> None:
        said = self.text.text().strip() or self.symptom.currentText().strip()
        self.ok.setEnabled(bool(said))

    def _on_time_typed(self) -> None:
        self.problem.hide()

    def accept(self) -> None:
        """Close, unless the time is none of the record: that is said."""
        if self.time.isModified():
            try:
                self._sample = self._typed_sample()
            except PlaceError as error:
                self.problem.setText(str(error))
                self.problem.show()
                self.time.selectAll()
                self.time.setFocus()
                return
        super().accept()

    def _typed_sample(self) -> int:
        record, peaks = self._session.record, self._session.columns.sample
        place = parse_place(
            self.time.text(),
            record.duration_s,
            len(peaks),
            record.start_time,
            self._at_s,
        )
        if place.beat is not None:
            return int(peaks[place.beat - 1])
        assert place.time_s is not None
        return min(round(place.time_s * record.fs), record.n_samples - 1)

    def note(self) -> Note:
        """Return the note as it is written."""
        source = NoteSource.DIARY if self.diary.isChecked() else NoteSource.READER
        text, symptom = self.text.text().strip(), self.symptom.currentText().strip()
        return Note(self._sample, text, symptom, source)
