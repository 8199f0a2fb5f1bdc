"""The menu of the second row: annotations and other readers beside the review."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from ecgviewer.core.annotation_layer import AnnotationLayer
from ecgviewer.core.record import Record
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.system.paths import journal_folder
from ecgviewer.worker.messages import OpenedRecord
from ecgviewer.worker.reader_tasks import LayerRequest, ReadersRequest
from ecgviewer.worker.task import Background

_NONE = "&None"
_BLIND = "Blind mode hides references and other readers"
#: The reference of PhysioNet's databases is shown without being asked for.
_REFERENCE = "atr"


class LayerMenu(QObject):
    """Offers the layers of a record and loads the one that is chosen.

    Signals
    -------
    layer_chosen(AnnotationLayer or None)
        What the second row is to show.
    failed(Failed)
        A layer could not be read.
    """

    layer_chosen = Signal(object)
    failed = Signal(object)

    def __init__(self, document: Document, parent: QWidget) -> None:
        super().__init__(parent)
        self.menu = QMenu("Second &row", parent)
        self.menu.setEnabled(False)
        self._document = document
        self._opened: OpenedRecord | None = None
        self._wanted = ""
        self._background = Background(self)
        self._group = QActionGroup(self)
        document.blind_changed.connect(self._fill)

    def fill_for(self, opened: OpenedRecord) -> None:
        """Offer the annotators of a record; its readers follow when they are found."""
        self._opened = opened
        self._fill()

    def _fill(self) -> None:
        opened = self._opened
        if opened is None:
            return
        self.menu.clear()
        self.menu.setEnabled(True)
        if self._document.blind:
            self.menu.addAction(_BLIND).setEnabled(False)
            self.choose("", None)
            return
        self._add(_NONE, "", None)
        for annotator in opened.annotators:
            self._add(annotator, annotator, None)
        first = _REFERENCE if _REFERENCE in opened.annotators else ""
        self.choose(first if first != opened.session.annotator else "", None)
        record = opened.session.record
        self._background.run(
            ReadersRequest(record, journal_folder()),
            partial(self._on_found, record),
            self.failed.emit,
        )

    def choose(self, name: str, journal: Path | None) -> None:
        """Show a layer, or none with an empty name."""
        session = self._document.session
        self._wanted = name
        for action in self.menu.actions():
            action.setChecked(action.data() == name)
        if not name or session is None:
            self.layer_chosen.emit(None)
        else:
            self._background.run(
                LayerRequest(session.record, name, journal),
                partial(self._on_loaded, session.record),
                self.failed.emit,
            )

    def _add(self, text: str, name: str, journal: Path | None) -> None:
        action = self.menu.addAction(text)
        action.setCheckable(True)
        action.setData(name)
        self._group.addAction(action)
        action.triggered.connect(partial(self.choose, name, journal))

    def _on_found(self, record: Record, journals: dict[str, Path]) -> None:
        if self._is_open(record) and not self._document.blind:
            own = self._document.reader
            others = {n: p for n, p in journals.items() if n != own}
            if others:
                self.menu.addSeparator()
            for name, path in others.items():
                self._add(f"Reader {name}", name, path)

    def _on_loaded(self, record: Record, layer: AnnotationLayer) -> None:
        if self._is_open(record) and layer.name == self._wanted:
            self.layer_chosen.emit(layer)

    def _is_open(self, record: Record) -> bool:
        session = self._document.session
        return session is not None and session.record is record
