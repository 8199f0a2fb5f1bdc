"""What the parts of a window say: in the status or notice bar, or as a question."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from ecgviewer.core.analysis_events import Stage
from ecgviewer.gui.dialogs.ask_first import AskFirst
from ecgviewer.gui.look.number_text import of_edit
from ecgviewer.gui.model.analysis_link import AnalysisLink
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.window.notice_bar import NoticeBar
from ecgviewer.gui.window.record_dialogs import open_about
from ecgviewer.gui.window.review_title import hidden_text, window_title
from ecgviewer.gui.window.view import View
from ecgviewer.worker.messages import Failed, OpenedRecord

_MESSAGE_MS = 8000


class Remarks(QObject):
    """Shows remarks, failures and questions of a window where each belongs."""

    def __init__(
        self, window: QMainWindow, document: Document, notice: NoticeBar
    ) -> None:
        super().__init__(window)
        self._window, self._document, self._notice = window, document, notice
        for signal in (document.edited, document.refused):
            signal.connect(self.say_edit)
        document.signature_changed.connect(self.show_title)
        document.ask_first = self.ask

    def follow(self, link: AnalysisLink, views: Sequence[View]) -> None:
        """Show what the analysis and the views say."""
        self._notice.follow(self._document, link)
        link.opened.connect(self._on_opened)
        link.failed.connect(self.show_failure)
        for view in views:
            view.remarked.connect(self.say)
            view.failed.connect(self.show_failure)

    def say(self, text: str) -> None:
        """Say something for a while."""
        self._window.statusBar().showMessage(text, _MESSAGE_MS)

    def say_edit(self, text: str) -> None:
        """Say what was edited, or why it was not."""
        self.say(of_edit(text))

    def ask(self, text: str, label: str, do: Callable[[], object]) -> None:
        """Ask before something is done that reaches farther than the eye."""
        open_about(self._document, AskFirst(text, label, do, self._window))

    def show_failure(self, failed: Failed) -> None:
        """Show what went wrong until it is dismissed."""
        # Why a beat has its label is said, or not, where it was asked.
        if failed.stage is not Stage.EXPLAINING:
            text = f"{failed.stage.value} failed: {failed.message}"
            self._notice.show_message(text, failed.details)

    def show_title(self) -> None:
        """Name the record, its reader and its signature in the title."""
        self._window.setWindowTitle(window_title(self._document))

    def _on_opened(self, opened: OpenedRecord) -> None:
        self.show_title()
        self._window.statusBar().clearMessage()
        hidden = hidden_text(opened, blind=self._document.blind)
        notices = [self._document.read_only, *opened.notices, hidden]
        if any(notices):
            self._notice.show_message("  ".join(filter(None, notices)))
