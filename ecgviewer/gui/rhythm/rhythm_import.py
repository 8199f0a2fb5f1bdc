"""Takes over the rhythms of a reference, or of another reader, as one edit."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.review.source import Source
from ecgviewer.core.rhythm.episodes import ReaderRhythms
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.trace.layer_menu import LayerMenu
from ecgviewer.worker.reader_tasks import RhythmsRequest
from ecgviewer.worker.task import Background

_CHOOSE = (
    "First show whose rhythms you want to take over: View > Second row has the "
    "annotations of the record and its other readers."
)


class RhythmImport(QObject):
    """Of the second row, which a blind reader does not see: nothing is offered then.

    Signals
    -------
    remarked(str)
        Something the reviewer should know, that changed nothing.
    failed(Failed)
        The rhythms could not be read.
    """

    remarked = Signal(str)
    failed = Signal(object)

    def __init__(self, document: Document, layers: LayerMenu, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._layers = document, layers
        self._action: QAction | None = None
        self._background = Background(self)
        document.blind_changed.connect(self._offer)

    def bind(self, action: QAction) -> None:
        """Offer it as an action of the window, except to a blind reader."""
        self._action = action
        self._offer()

    def _offer(self) -> None:
        if self._action is not None:
            # An action that is not visible has no key, either.
            self._action.setVisible(not self._document.blind)

    def take_over(self) -> None:
        """Read the rhythms of the second row and take over those that are new."""
        session, source = self._document.session, self._layers.source
        if session is None or self._document.blind:
            return
        if source is None:
            self.remarked.emit(_CHOOSE)
            return
        self._background.run(
            RhythmsRequest(session.record, source),
            partial(self._on_read, session, source),
            self.failed.emit,
        )

    def _on_read(
        self, session: ReviewSession, source: Source, rhythms: ReaderRhythms
    ) -> None:
        if session is self._document.session and not self._document.blind:
            self._document.import_episodes(rhythms, source.title)
