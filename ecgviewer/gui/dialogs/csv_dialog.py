"""Asks how a text recording is to be read, and shows what that makes of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.core.errors import InputError
from ecgviewer.formats.csv.columns import Kind
from ecgviewer.formats.csv.head import Head, read_head
from ecgviewer.formats.csv.layout import CsvLayout, layout_of
from ecgviewer.formats.csv.options import (
    CLOCK,
    DECIMALS,
    DELIMITERS,
    NO_TIME,
    CsvOptions,
    parse_options,
)
from ecgviewer.formats.csv.preview import first_values
from ecgviewer.formats.csv.remembered import remember, remembered
from ecgviewer.formats.csv.units import TIME_UNITS
from ecgviewer.gui.dialogs.csv_preview import CsvPreview
from ecgviewer.gui.look.plain_text import PlainLabel

_GUESS = "as guessed"
_CHOICES = {
    "delimiter": tuple(DELIMITERS),
    "decimal": tuple(DECIMALS),
    "time_unit": (*TIME_UNITS, CLOCK),
    "unit": ("mV", "uV", "nV", "V"),
    "rr": ("ms", "s"),
}
_LABELS = {
    "fs": "&Samples per second",
    "unit": "&Unit of the values",
    "gain": "Steps per unit (&gain)",
    "leads": "&Leads",
    "time": "Column of &times",
    "time_unit": "Unit o&f times",
    "delimiter": "&Delimiter",
    "decimal": "Deci&mal sign",
    "header": "Lines a&bove the rows",
    "rr": "&RR intervals in",
}
_HINTS = {
    "rr": "ms or s, if rows are intervals and not samples",
    "gain": "1, unless values are those of a converter",
    "leads": "I,II or 2:I,3:II (number of the column and name)",
}
_MISSING = {"fs": "how many samples per second there are", "unit": "the unit"}


class CsvDialog(QDialog):
    """Fields for what a file does not say, each empty for what is guessed.

    Parameters
    ----------
    head : Head
        Of the file.
    options : CsvOptions
        What is known of it.

    Signals
    -------
    chosen(CsvOptions)
        How the reader wants it to be read.
    """

    chosen = Signal(object)

    def __init__(
        self, head: Head, options: CsvOptions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Import {head.path.name}")
        self._head = head
        self.fields: dict[str, QComboBox | QLineEdit] = {
            name: self._choice(name) if name in (*_CHOICES, "time") else QLineEdit()
            for name in _LABELS
        }
        self.preview, self.problem = CsvPreview(), PlainLabel()
        self.problem.setWordWrap(True)
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel)
        self._lay_out()
        self._fill(options)
        for field in self.fields.values():
            if isinstance(field, QComboBox):
                field.editTextChanged.connect(self._look)
            else:
                field.textChanged.connect(self._look)
        self._look()

    @classmethod
    def of(cls, path: Path, parent: QWidget | None = None) -> CsvDialog:
        """Return the dialog for a file, with what is known of files like it.

        Raises
        ------
        InputError
            If it cannot be read.
        """
        head = read_head(path)
        return cls(head, remembered(head), parent)

    def keep(self, options: CsvOptions) -> None:
        """Remember how this file, and others like it, are read.

        Raises
        ------
        OSError
            If that cannot be written.
        """
        remember(self._head, options)

    def _choice(self, name: str) -> QComboBox:
        box = QComboBox()
        box.setEditable(True)
        titles: tuple[str, ...] = (NO_TIME,)
        if name == "time":
            layout = self._guessed()
            titles += tuple(c.title for c in layout.columns if c.name) if layout else ()
        box.addItems(["", *_CHOICES.get(name, titles)])
        return box

    def _guessed(self) -> CsvLayout | None:
        try:
            return layout_of(self._head, CsvOptions())
        except InputError:
            return None

    def _lay_out(self) -> None:
        form = QFormLayout()
        for name, field in self.fields.items():
            line = field.lineEdit() if isinstance(field, QComboBox) else field
            if line is not None:
                line.setPlaceholderText(_HINTS.get(name, _GUESS))
            form.addRow(_LABELS[name], field)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.preview, 1)
        layout.addWidget(self.problem)
        layout.addWidget(self.buttons)
        self.buttons.accepted.connect(self._take)
        self.buttons.rejected.connect(self.reject)

    def _fill(self, options: CsvOptions) -> None:
        """Show what is known: what was said, and of the rest what is guessed."""
        for part in options.text().split(","):
            name, said, text = part.partition("=")
            if said and name != "leads":
                self.put(name, text)
        self.put("leads", ",".join(options.leads))

    def put(self, name: str, text: str) -> None:
        """Fill in a field of `fields` as if it had been typed."""
        field = self.fields[name]
        if isinstance(field, QComboBox):
            field.setEditText(text)
        else:
            field.setText(text)

    def _text(self, name: str) -> str:
        field = self.fields[name]
        return field.currentText() if isinstance(field, QComboBox) else field.text()

    def options(self) -> CsvOptions:
        """Return what the fields say.

        Raises
        ------
        CsvOptionsError
            If a field cannot be understood.
        """
        said = [f"{n}={text}" for n in self.fields if (text := self._text(n).strip())]
        return parse_options(",".join(said))

    def _look(self) -> None:
        """Show what the fields make of the file, or what is wrong or missing."""
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        try:
            layout = layout_of(self._head, self.options())
            titles = tuple(lead.name for lead in layout.leads)
            self.preview.show_values(first_values(layout), titles)
        except InputError as error:
            self.problem.setText(str(error))
            ok.setEnabled(False)
            return
        ok.setEnabled(not layout.missing)
        self.problem.setText(self._said(layout))

    def _said(self, layout: CsvLayout) -> str:
        if layout.rr:
            return f"A list of RR intervals in {layout.rr}, which opens as a tachogram."
        missing = [_MISSING[name] for name in layout.missing]
        if missing:
            return f"The file does not say {' and '.join(missing)}. Please fill it in."
        time = layout.time
        kinds = {c.number: c for c in layout.columns}
        by = f", by {kinds[time.number].title}" if time and not layout.fs else ""
        others = sum(c.kind is Kind.OTHER for c in layout.columns)
        left_out = f"; {others} columns hold something else" if others else ""
        return f"{layout.probable_fs:.6g} samples per second{by}{left_out}."

    def _take(self) -> None:
        self.chosen.emit(self.options())
        self.accept()
