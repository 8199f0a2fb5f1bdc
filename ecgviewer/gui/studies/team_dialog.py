"""Asks what is to be said of studies: readers, priority, due date, tags, a note."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QLineEdit,
    QWidget,
)

from ecgviewer.gui.look.answer_buttons import ok_and_cancel
from ecgviewer.gui.look.plain_text import PlainLabel
from ecgviewer.studies.study import Study
from ecgviewer.studies.team import (
    BLIND,
    NOTE,
    PRIORITIES,
    TAG,
    UNTAG,
    TeamError,
    checked,
)

_DUE, _WIDTH_PX = "such as 2026-11-28", 400


class TeamDialog(QDialog):
    """What is changed in it is said of all the studies; the rest stays as it is.

    Signals
    -------
    said(tuple)
        Pairs of what is said and its text; see `team.Entry`.
    """

    said = Signal(tuple)

    def __init__(
        self, studies: Sequence[Study], readers: Sequence[str], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Assign and mark")
        self._studies = tuple(studies)
        self.fields: dict[str, QComboBox | QLineEdit] = {
            "reader": _names(readers),
            "second": _names(readers),
            "adjudicator": _names(readers),
            "blind": _choice(("", BLIND)),
            "priority": _choice(PRIORITIES),
            "due": QLineEdit(placeholderText=_DUE),
            TAG: QLineEdit(placeholderText="a tag, or several with commas"),
            NOTE: QLineEdit(),
        }
        self._fault = PlainLabel()
        self._fault.setWordWrap(True)
        self._lay_out()
        self._before = {name: self._common(name) for name in self.fields}
        for name, text in self._before.items():
            _write(self.fields[name], text)

    def _lay_out(self) -> None:
        self.setMinimumWidth(_WIDTH_PX)
        layout = QFormLayout(self)
        n = len(self._studies)
        what = self._studies[0].name if n == 1 else f"{n:,} studies"
        layout.addRow(PlainLabel(f"Of {what}. What you leave as it is stays."))
        titles = (
            "&Reader", "&Second reader", "&Decides", "&Both read", "&Priority", "D&ue",
            "&Tags", "&Note",
        )  # fmt: skip
        for title, field in zip(titles, self.fields.values(), strict=True):
            layout.addRow(title, field)
        layout.addRow(self._fault)
        self._fault.hide()
        layout.addRow(ok_and_cancel(self))

    def _common(self, name: str) -> str:
        """Return what all studies say; empty where they differ."""
        if name == NOTE:
            return ""
        column = "tags" if name == TAG else name
        values = {getattr(study, column) for study in self._studies}
        if len(values) != 1:
            return ""
        (value,) = values
        return PRIORITIES[value] if name == "priority" else str(value)

    def accept(self) -> None:
        """Say what was changed, or what is wrong with it."""
        try:
            said = tuple(self._said())
        except TeamError as error:
            self._fault.setText(str(error))
            self._fault.show()
            return
        super().accept()
        if said:
            self.said.emit(said)

    def _said(self) -> list[tuple[str, str]]:
        said: list[tuple[str, str]] = []
        for name, field in self.fields.items():
            text, before = _text(field), self._before[name]
            if text == before:
                continue
            if name != TAG:
                said.append((name, checked(name, text)))
                continue
            now, then = _tags(text), _tags(before)
            said += [(UNTAG, each) for each in then if each not in now]
            said += [(TAG, checked(TAG, each)) for each in now if each not in then]
        return said


def _tags(text: str) -> list[str]:
    return [word for word in (part.strip() for part in text.split(",")) if word]


def _names(readers: Sequence[str]) -> QComboBox:
    box = _choice(("", *readers))
    box.setEditable(True)
    return box


def _choice(texts: Sequence[str]) -> QComboBox:
    box = QComboBox()
    box.addItems(list(texts))
    return box


def _text(field: QComboBox | QLineEdit) -> str:
    text = field.currentText() if isinstance(field, QComboBox) else field.text()
    return text.strip()


def _write(field: QComboBox | QLineEdit, text: str) -> None:
    if isinstance(field, QLineEdit):
        field.setText(text)
    elif field.isEditable():
        field.setEditText(text)
    else:
        field.setCurrentIndex(max(field.findText(text), 0))
