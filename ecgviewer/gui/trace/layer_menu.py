"""The menu of the second row: annotations and other readers beside the review."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from ecgviewer.core.annotation_layer import AnnotationLayer
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.review.source import Source, SourceKind, to_compare_with
from ecgviewer.gui.model.document import Document
from ecgviewer.worker.messages import OpenedRecord
from ecgviewer.worker.reader_tasks import LayerRequest, SourcesRequest
from ecgviewer.worker.task import Background

_NONE = "&None"
_BLIND = "Blind mode hides references and other readers"
#: The reference of PhysioNet's databases is shown without being asked for.
_REFERENCE = "atr"


class LayerMenu(QObject):
    """Offers the layers of a record and loads the one that is chosen.

    The review that is open is not one of them.

    Parameters
    ----------
    document : Document
        What is open.
    journal_folder : Path
        Where journals are whose record is in a folder that cannot be written.
    parent : QWidget
        The window.

    Signals
    -------
    layer_chosen(AnnotationLayer or None)
        What the second row is to show.
    failed(Failed)
        A layer could not be read.
    noticed(str)
        A layer was read, and something about its file should be known.
    """

    layer_chosen = Signal(object)
    failed = Signal(object)
    noticed = Signal(str)

    def __init__(
        self, document: Document, journal_folder: Path, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.menu = QMenu("Second &row", parent)
        self.menu.setObjectName("second row")
        self.menu.setEnabled(False)
        self._document, self._journal_folder = document, journal_folder
        self._opened: OpenedRecord | None = None
        self._wanted: Source | None = None
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
            self.choose(None)
            return
        self._add(_NONE, None)
        for annotator in opened.layers:
            self._add(annotator, _file(annotator))
        shown = _REFERENCE in opened.layers
        reviewed = opened.session.annotator == _REFERENCE
        self.choose(_file(_REFERENCE) if shown and not reviewed else None)
        record = opened.session.record
        self._background.run(
            SourcesRequest(record, self._journal_folder, opened.annotators),
            partial(self._on_found, opened.session),
            self.failed.emit,
        )

    @property
    def source(self) -> Source | None:
        """Whose layer is chosen; None in blind mode, too."""
        return self._wanted

    def choose(self, source: Source | None) -> None:
        """Show what a source says, or nothing."""
        session = self._document.session
        self._wanted = source
        for action in self.menu.actions():
            action.setChecked(action.isCheckable() and action.data() == source)
        if source is None or session is None:
            self.layer_chosen.emit(None)
        else:
            self._background.run(
                LayerRequest(session.record, source),
                partial(self._on_loaded, session, source),
                self.failed.emit,
            )

    def _add(self, text: str, source: Source | None) -> None:
        action = self.menu.addAction(text)
        action.setCheckable(True)
        action.setData(source)
        self._group.addAction(action)
        action.triggered.connect(partial(self.choose, source))

    def _on_found(self, session: ReviewSession, sources: tuple[Source, ...]) -> None:
        if session is not self._document.session or self._document.blind:
            return
        readers = [
            source
            for source in to_compare_with(sources, self._document.source)
            if source.kind is SourceKind.JOURNAL
        ]
        if readers:
            self.menu.addSeparator()
        for source in readers:
            self._add(f"Reader {source.title}", source)

    def _on_loaded(
        self, session: ReviewSession, source: Source, layer: AnnotationLayer
    ) -> None:
        # The record may have grown meanwhile; the review is the same.
        if session is self._document.session and source == self._wanted:
            self.layer_chosen.emit(layer)
            for notice in layer.notices:
                self.noticed.emit(notice)


def _file(annotator: str) -> Source:
    return Source(SourceKind.FILE, annotator=annotator)
