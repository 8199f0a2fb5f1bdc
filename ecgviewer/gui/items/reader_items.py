"""Lists what other readers added to their reviews, and takes it over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from ecgviewer.core.items.offered import ReadersItems
from ecgviewer.gui.items.item_panel import ItemPanel
from ecgviewer.gui.model.document import Document
from ecgviewer.worker.reader_tasks import ItemsRequest
from ecgviewer.worker.task import Background

_BLIND = (
    "Blind mode hides other readers. Turn it off in Settings to see what they added."
)
_NONE = "No other reader has added anything that is not here."
_CHOOSE = "First show what other readers added, with Others above the list."


class ReaderItems(QObject):
    """Of all other reviews of the record, where that is asked for.

    In a consensus they are listed from the start. A blind reader does not see them.

    Signals
    -------
    remarked(str)
        Something the reviewer should know, that changed nothing.
    failed(Failed)
        The other reviews could not be looked for.
    """

    remarked = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        document: Document,
        panel: ItemPanel,
        journal_folder: Path,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._document, self._panel = document, panel
        self._journal_folder = journal_folder
        self._action: QAction | None = None
        self._background = Background(self)
        for signal in (document.record_opened, document.blind_changed):
            signal.connect(self._start)

    def by_id(self) -> dict[str, Callable[[], object]]:
        """Return what each of these actions does."""
        return {"report.others": self.ask, "report.take_over": self.take_over_all}

    def bind(self, action: QAction) -> None:
        """Have the action that lists them say whether they are listed."""
        self._action = action

    def ask(self) -> None:
        """List what other readers added, or list it no longer."""
        wanted = self._action is not None and self._action.isChecked()
        if wanted and self._document.blind:
            self._set_shown(shown=False)
            self.remarked.emit(_BLIND)
        elif wanted:
            self._read()
        else:
            self._hide()

    def take_over_all(self) -> None:
        """Take over all that is listed of other readers."""
        offers = [entry.offer for entry in self._panel.model.entries if entry.offer]
        if offers:
            self._document.take_over_items(offers)
        else:
            self.remarked.emit(_NONE if self._panel.shows_readers else _CHOOSE)

    def _start(self) -> None:
        """List them in a consensus, and in no other review unasked."""
        self._hide()
        if self._in_consensus and not self._document.blind:
            self._set_shown(shown=True)
            self._read()

    @property
    def _in_consensus(self) -> bool:
        source = self._document.source
        return source is not None and bool(source.author)

    def _read(self) -> None:
        session = self._document.session
        if session is not None:
            source = self._document.source
            task = ItemsRequest(session.record, self._journal_folder, source)
            self._background.run_latest(task, self._show, self.failed.emit)

    def _show(self, found: ReadersItems) -> None:
        n = self._panel.show_offers(found.offered)
        self._panel.shows_readers = True
        said = [*found.notices, *([] if n or self._in_consensus else [_NONE])]
        if said:
            self.remarked.emit("  ".join(said))

    def _hide(self) -> None:
        self._background.drop()
        self._set_shown(shown=False)
        self._panel.show_offers(())
        self._panel.shows_readers = False

    def _set_shown(self, *, shown: bool) -> None:
        if self._action is not None:
            self._action.setChecked(shown)
