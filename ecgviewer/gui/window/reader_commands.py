"""What the actions of readers do: compare, adjudicate, sign, show the audit trail."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDockWidget, QInputDialog, QMainWindow

from ecgviewer.core.review.review_progress import progress
from ecgviewer.formats.journal.audit_trail import read_audit
from ecgviewer.formats.journal.edit_journal import JournalError
from ecgviewer.gui.dialogs.audit_dialog import AuditDialog
from ecgviewer.gui.dialogs.sign_dialog import SignDialog
from ecgviewer.gui.kind_views import raise_dock
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.readers.readers_panel import ReadersPanel
from ecgviewer.gui.window.record_dialogs import open_about

#: Name under which the readers' common journal is kept.
CONSENSUS = "consensus"


class ReaderCommands(QObject):
    """Everything about more than one reader, with its dock.

    Signals
    -------
    remarked(str)
        Something the reviewer should know, that changed nothing.
    consensus_requested()
        The consensus journal of the record is to be opened.
    reader_given(str)
        The reader said who they are.
    """

    remarked = Signal(str)
    consensus_requested = Signal()
    reader_given = Signal(str)

    def __init__(
        self,
        window: QMainWindow,
        document: Document,
        selection: Selection,
        journal_folder: Path,
    ) -> None:
        super().__init__(window)
        self._window, self._document = window, document
        self.panel = ReadersPanel(document, selection, journal_folder)
        self.panel.remarked.connect(self.remarked)
        self.dock = QDockWidget("Readers", window)
        self.dock.setObjectName("readers")
        self.dock.setWidget(self.panel)
        self.dock.visibilityChanged.connect(self.panel.on_shown)
        self._journal: Path | None = None

    def add_dock(self, beside: QDockWidget) -> None:
        """Put the dock behind another one."""
        area = Qt.DockWidgetArea.RightDockWidgetArea
        self._window.addDockWidget(area, self.dock)
        self._window.tabifyDockWidget(beside, self.dock)
        beside.raise_()

    def set_journal(self, path: Path) -> None:
        """Say where the journal of the open record is, or will be."""
        self._journal = path

    def by_id(self) -> dict[str, Callable[[], object]]:
        """Return what each of these actions does."""
        return {
            "file.sign": self.sign,
            "file.audit": self.show_audit,
            "file.compare": self.show_readers,
            "file.consensus": self.consensus_requested.emit,
            "view.readers": self.show_readers,
            "go.next_reader_disagreement": partial(self.panel.next_disagreement, 1),
            "go.previous_reader_disagreement": partial(
                self.panel.next_disagreement, -1
            ),
        }

    def show_readers(self) -> None:
        """Bring the comparison of readers to the front."""
        raise_dock(self.dock)
        self.panel.refresh_sources()
        self.panel.second.setFocus()

    def sign(self) -> None:
        """Ask what the signature means, and sign."""
        columns = self._document.columns
        if columns is None:
            return
        far = progress(columns)
        text = far.reviewed_text if self._document.blind else far.text
        dialog = SignDialog(self._document.reader, text, self._window)
        dialog.accepted.connect(partial(self._take_signature, dialog))
        open_about(self._document, dialog)

    def _take_signature(self, dialog: SignDialog) -> None:
        if dialog.text():
            self._document.sign(dialog.text())
        else:
            self.remarked.emit("A signature needs a meaning; nothing was signed.")

    def show_audit(self) -> None:
        """Show every line of the journal."""
        path = self._journal
        if path is None or not path.exists():
            self.remarked.emit("Nothing has been edited: there is no journal yet.")
            return
        try:
            entries = read_audit(path)
        except JournalError as error:
            self.remarked.emit(str(error))
            return
        dialog = AuditDialog(path, entries, self._window)
        dialog.exported.connect(self.remarked)
        open_about(self._document, dialog)

    def ask_reader(self, name: str) -> None:
        """Ask once who reads: journals and exports bear the name."""
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle("Who reads?")
        dialog.setLabelText(
            "Your name goes into the journal of every review and into exports. It can "
            "be changed in Settings."
        )
        dialog.setTextValue(name)
        dialog.textValueSelected.connect(self._take_reader)
        dialog.open()

    def _take_reader(self, name: str) -> None:
        if name.strip():
            self.reader_given.emit(name.strip())
