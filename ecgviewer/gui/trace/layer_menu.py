"""The menu of the second row: annotations and other readers beside the review."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from ecgviewer.core.annotation_layer import AnnotationLayer
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.review.source import Source, SourceKind, to_compare_with
from ecgviewer.gui.model.document import Document
from ecgviewer.worker.messages import OpenedRecord
from ecgviewer.worker.reader_tasks import LayerRequest, SourcesRequest
from ecgviewer.worker.task import Background

_NONE, _ALL = "&None", "&All at once"
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
    layers_chosen(tuple of AnnotationLayer)
        What the second row is to show, a line each.
    layer_chosen(AnnotationLayer or None)
        The first of them.
    failed(Failed)
        A layer could not be read.
    noticed(str)
        A layer was read, and something about its file should be known.
    """

    layers_chosen = Signal(object)
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
        self._wanted: tuple[Source, ...] = ()
        self._loaded: dict[Source, AnnotationLayer] = {}
        #: What each action of the menu shows.
        self._offered: dict[QAction, tuple[Source, ...]] = {}
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
        self._offered.clear()
        self.menu.setEnabled(True)
        if self._document.blind:
            self.menu.addAction(_BLIND).setEnabled(False)
            self.choose()
            return
        self._add(_NONE)
        for annotator in opened.layers:
            self._add(annotator, _file(annotator))
        self._offer_all()
        shown = _REFERENCE in opened.layers
        reviewed = opened.session.annotator == _REFERENCE
        self.choose(*[_file(_REFERENCE)] * (shown and not reviewed))
        record = opened.session.record
        self._background.run(
            SourcesRequest(record, self._journal_folder, opened.annotators),
            partial(self._on_found, opened.session),
            self.failed.emit,
        )

    @property
    def source(self) -> Source | None:
        """Whose layer is chosen; None for several, and in blind mode, too."""
        return self._wanted[0] if len(self._wanted) == 1 else None

    def choose(self, *sources: Source) -> None:
        """Show what sources say, or nothing."""
        session = self._document.session
        self._wanted, self._loaded = sources, {}
        for action, offered in self._offered.items():
            action.setChecked(offered == sources)
        if not sources or session is None:
            self._emit()
            return
        for source in sources:
            self._background.run(
                LayerRequest(session.record, source),
                partial(self._on_loaded, session, source),
                self.failed.emit,
            )

    def _emit(self) -> None:
        layers = [self._loaded[each] for each in self._wanted if each in self._loaded]
        self.layers_chosen.emit(tuple(layers))
        self.layer_chosen.emit(layers[0] if layers else None)

    def _add(self, text: str, *sources: Source) -> QAction:
        action = self.menu.addAction(text)
        action.setCheckable(True)
        self._group.addAction(action)
        self._offered[action] = sources
        action.triggered.connect(lambda: self.choose(*sources))
        return action

    def _offer_all(self) -> None:
        """Offer all at once, where there are several, below the offer of none."""
        single = [sources for sources in self._offered.values() if len(sources) == 1]
        for action in [each for each, of in self._offered.items() if len(of) > 1]:
            self._offered.pop(action)
            self.menu.removeAction(action)
        if len(single) > 1:
            (first, *_) = [each for each, of in self._offered.items() if of]
            action = self._add(_ALL, *(source for (source,) in single))
            self.menu.insertAction(first, action)

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
        self._offer_all()

    def _on_loaded(
        self, session: ReviewSession, source: Source, layer: AnnotationLayer
    ) -> None:
        # The record may have grown meanwhile; the review is the same.
        if session is self._document.session and source in self._wanted:
            self._loaded[source] = layer
            self._emit()
            for notice in layer.notices:
                self.noticed.emit(notice)


def _file(annotator: str) -> Source:
    return Source(SourceKind.FILE, annotator=annotator)
