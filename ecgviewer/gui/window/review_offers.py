"""Offers reviews of the same recording under other names, to be taken over."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from ecgviewer.formats.journal.takeover import FoundReview
from ecgviewer.gui.model.analysis_link import AnalysisLink
from ecgviewer.gui.window.notice_bar import NoticeBar
from ecgviewer.worker.messages import OpenedRecord
from ecgviewer.worker.record_tasks import OpenRequest

_LABEL = "Take over"
_OFFER = (
    "The same recording was reviewed under another name: {title}, in {path}. Take it "
    "over to go on with a copy of it here; the old journal stays as it is."
)
_MORE = " There are {n} more in File > Review."


class ReviewOffers(QObject):
    """A notice and entries of the review menu for each record that has such reviews.

    Parameters
    ----------
    link : AnalysisLink
        Opens records.
    notice : NoticeBar
        Where the first review found is offered.
    menu : QMenu
        The menu of reviews, filled again before this hears of a record.
    journal_folder : Path
        Where journals are whose record is in a folder that cannot be written.
    """

    def __init__(
        self, link: AnalysisLink, notice: NoticeBar, menu: QMenu, journal_folder: Path
    ) -> None:
        super().__init__(menu)
        self._link, self._notice, self._menu = link, notice, menu
        self._folder = journal_folder
        link.opened.connect(self._on_opened)

    def _on_opened(self, opened: OpenedRecord) -> None:
        path = opened.session.record.path
        if path is None or not opened.elsewhere:
            return
        self._menu.addSeparator()
        for found in opened.elsewhere:
            action = self._menu.addAction(f"{_LABEL} {found.title}".replace("&", "&&"))
            action.setToolTip(str(found.path))
            action.triggered.connect(partial(self._take, opened, path, found))
        self._menu.setEnabled(True)
        first, *others = opened.elsewhere
        text = _OFFER.format(title=first.title, path=first.path)
        if others:
            text += _MORE.format(n=len(others))
        self._notice.offer(text, _LABEL, partial(self._take, opened, path, first))

    def _take(self, opened: OpenedRecord, path: Path, found: FoundReview) -> None:
        journal = opened.journal
        self._link.open(
            OpenRequest(
                path,
                journal.reader,
                self._folder,
                found.header.annotator,
                journal.author,
                found.path,
            )
        )
