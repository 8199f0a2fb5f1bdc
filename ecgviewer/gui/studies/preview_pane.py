"""Beside the list: what is known of one study, without opening it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.gui.look.plain_text import PlainLabel
from ecgviewer.gui.studies.preview_picture import PreviewPicture
from ecgviewer.studies.figures import FiguresFolder, StudyFigures
from ecgviewer.studies.study import Study
from ecgviewer.studies.table import length_text, text_of

_BLIND = "Blind: what the classifier and other readers found is not shown."
_FAILED = "It could not be analysed."
_NOTHING = "Nothing of note was found."
_PATH = Qt.ItemDataRole.UserRole


class PreviewPane(QScrollArea):
    """Picture, findings, notes and other recordings of the same patient.

    Signals
    -------
    other_chosen(str)
        The path of another recording of the patient.
    """

    other_chosen = Signal(str)

    def __init__(self, figures: FiguresFolder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figures = figures
        self.picture = PreviewPicture()
        self.title, self.status = PlainLabel(), PlainLabel()
        self.findings, self.others = PlainLabel(), QListWidget()
        self.notes, self._caption = PlainLabel(), PlainLabel("Of the same patient")
        self._lay_out()
        self.others.itemActivated.connect(self._on_activated)

    def _lay_out(self) -> None:
        self._inside = QWidget()
        layout = QVBoxLayout(self._inside)
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        parts = (
            *(self.title, self.status, self.picture, self.findings, self.notes),
            *(self._caption, self.others),
        )
        for part in parts:
            if isinstance(part, PlainLabel):
                part.setWordWrap(True)
            layout.addWidget(part)
        layout.addStretch(1)
        self.others.setAccessibleName("Other recordings of the patient")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidget(self._inside)

    def show_study(
        self, study: Study | None, others: list[Study], *, blind: bool
    ) -> None:
        """Show a study, or nothing."""
        self._inside.setVisible(study is not None)
        if study is None:
            return
        facts = (study.patient, study.start, text_of("length_s", study))
        self.title.setText("   ".join(filter(None, (study.name, *facts))))
        self.status.setText("   ".join(filter(None, (study.status_text, study.said))))
        self._show_figures(study, blind=blind)
        self._show_notes(study)
        self._show_others(others)

    def _show_figures(self, study: Study, *, blind: bool) -> None:
        counted = self._figures.read(study.counted_key) if study.counted_key else None
        figures = counted.figures if counted else None
        if blind:
            self.picture.show_preview(None, _BLIND)
        elif figures:
            self.picture.show_preview(figures.preview)
        elif study.status == "failed":
            self.picture.show_preview(None, _FAILED)
        else:
            self.picture.show_preview(None)
        self.findings.setVisible(figures is not None and not blind)
        self.findings.setText(_findings(figures) if figures else "")

    def _show_notes(self, study: Study) -> None:
        said = [f"Tags: {study.tags}"] if study.tags else []
        if study.notes:
            more = f" (and {study.n_notes - 1} before)" if study.n_notes > 1 else ""
            said.append(f"{study.notes}{more}")
        self.notes.setVisible(bool(said))
        self.notes.setText("\n".join(said))

    def _show_others(self, others: list[Study]) -> None:
        self.others.clear()
        for each in others:
            words = (each.start, each.name, each.status_text)
            item = QListWidgetItem("   ".join(filter(None, words)))
            item.setData(_PATH, each.path)
            self.others.addItem(item)
        self._caption.setVisible(bool(others))
        self.others.setVisible(bool(others))
        height = self.others.sizeHintForRow(0) * min(len(others), 6) + 8
        self.others.setFixedHeight(max(height, 24))

    def _on_activated(self, item: QListWidgetItem) -> None:
        self.other_chosen.emit(item.data(_PATH))


def _findings(figures: StudyFigures) -> str:
    lines = []
    for each in figures.findings:
        at_s = None if each.sample is None else each.sample / figures.fs_hz
        place = "" if at_s is None else f"{length_text(at_s)}   "
        lines.append(f"{place}{each.text}")
    return "\n".join(lines) or _NOTHING
