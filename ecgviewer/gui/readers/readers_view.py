"""Readers compared, signing and the audit trail as a view of the window."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtGui import QAction

from ecgviewer.core.review.evidence import seen_counts
from ecgviewer.core.review.review_progress import progress
from ecgviewer.core.review.source import CONSENSUS
from ecgviewer.formats.journal.errors import JournalError
from ecgviewer.gui import dialogs
from ecgviewer.gui.actions.view_actions import READERS_ACTIONS
from ecgviewer.gui.readers.readers_panel import ReadersPanel
from ecgviewer.gui.system.settings import Settings
from ecgviewer.gui.window.record_dialogs import open_about
from ecgviewer.gui.window.view import Commands, Parts, View
from ecgviewer.worker.messages import OpenedRecord
from ecgviewer.worker.record_tasks import OpenRequest


class ReadersView(View):
    """Everything about more than one reader: compare, adjudicate, sign, audit."""

    id, title, beside = "readers", "Readers", "explanation"
    least_lines = 27
    actions = READERS_ACTIONS

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        self._document = parts.document
        self._reader = parts.settings.reader
        self._journal: Path | None = None
        self.widget = self.panel = ReadersPanel(
            parts.document, parts.selection, parts.journal_folder
        )
        self.panel.remarked.connect(self.remarked)
        parts.link.opened.connect(self._on_opened)

    def by_id(self) -> Commands:
        go_on = self.panel.next_disagreement
        return {
            "file.sign": self.sign,
            "file.audit": self.show_audit,
            "file.compare": self.show,
            "file.consensus": self.open_consensus,
            "view.readers": self.show,
            "go.next_reader_disagreement": partial(go_on, 1),
            "go.previous_reader_disagreement": partial(go_on, -1),
        }

    def apply_settings(self, settings: Settings) -> None:
        self._reader = settings.reader

    def on_shown(self, shown: bool) -> None:
        super().on_shown(shown)
        self.panel.on_shown(shown)

    def focus(self) -> None:
        self.panel.refresh_sources()
        self.panel.second.setFocus()

    def bind(self, actions: Mapping[str, QAction]) -> None:
        self._consensus = actions["file.consensus"]

    def open_consensus(self) -> None:
        """Open the consensus journal of the record; from it, go back to one's own."""
        session = self._document.session
        if session is None or session.record.path is None:
            return
        path, folder = session.record.path, self.parts.journal_folder
        annotator, decides = session.annotator, self._in_consensus
        # Qt has changed the tick already; the record that is opened says what it is.
        self._consensus.setChecked(decides)
        reader, author = (self._reader, "") if decides else (CONSENSUS, self._reader)
        self.parts.link.open(OpenRequest(path, reader, folder, annotator, author))

    @property
    def _in_consensus(self) -> bool:
        source = self._document.source
        return source is not None and bool(source.author)

    def _on_opened(self, opened: OpenedRecord) -> None:
        self._journal = opened.journal.path
        self._consensus.setChecked(self._in_consensus)
        if self._in_consensus:
            self.raise_requested.emit()

    def sign(self) -> None:
        """Ask what the signature means, and sign."""
        session = self._document.session
        if session is None:
            return
        far = progress(session.columns, self.parts.groups.looks())
        text = far.reviewed_text if self._document.blind else far.text
        seen = f"Beats {seen_counts(session.evidence).text}.\n{self.parts.viewed.text}"
        dialog = dialogs.SignDialog(
            self._document.reader, text, seen, self.parts.window
        )
        dialog.accepted.connect(partial(self._take_signature, dialog))
        open_about(self._document, dialog)

    def _take_signature(self, dialog: dialogs.SignDialog) -> None:
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
        from ecgviewer.formats.journal.audit_trail import read_audit  # noqa: PLC0415

        try:
            entries = read_audit(path)
        except JournalError as error:
            self.remarked.emit(str(error))
            return
        dialog = dialogs.AuditDialog(path, entries, self.parts.window)
        dialog.exported.connect(self.remarked)
        open_about(self._document, dialog)
