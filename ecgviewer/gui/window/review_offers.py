"""Offers reviews of the same recording under other names, to be taken over."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ecgviewer.gui.model.analysis_link import AnalysisLink
from ecgviewer.gui.window.notice_bar import NoticeBar
from ecgviewer.gui.window.record_menus import RecordMenus
from ecgviewer.worker.messages import OpenedRecord
from ecgviewer.worker.reader_tasks import ReviewsRequest
from ecgviewer.worker.record_tasks import OpenRequest
from ecgviewer.worker.task import Background

if TYPE_CHECKING:
    from ecgviewer.formats.journal.takeover import FoundReview

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
    menus : RecordMenus
        Its menu of reviews is filled again before this hears of a record; records
        that were opened last say where one that was moved may have been.
    journal_folder : Path
        Where journals are whose record is in a folder that cannot be written.
    """

    def __init__(
        self,
        link: AnalysisLink,
        notice: NoticeBar,
        menus: RecordMenus,
        journal_folder: Path,
    ) -> None:
        super().__init__(menus)
        self._link, self._notice, self._menus = link, notice, menus
        self._folder = journal_folder
        self._background = Background(self)
        link.opened.connect(self._on_opened)

    def _on_opened(self, opened: OpenedRecord) -> None:
        self._background.drop()
        journal = opened.journal
        if opened.elsewhere:
            self._offer(opened, opened.elsewhere)
        elif not journal.path.exists():
            record, folders = opened.session.record, self._menus.recent_folders
            request = ReviewsRequest(record, journal.reader, self._folder, folders)
            self._background.run_latest(request, partial(self._offer, opened))

    def _offer(self, opened: OpenedRecord, reviews: tuple[FoundReview, ...]) -> None:
        path, menu = opened.session.record.path, self._menus.review
        if path is None or not reviews or opened.journal.path.exists():
            return
        menu.addSeparator()
        for found in reviews:
            action = menu.addAction(f"{_LABEL} {found.title}".replace("&", "&&"))
            action.setToolTip(str(found.path))
            action.triggered.connect(partial(self._take, opened, path, found))
        menu.setEnabled(True)
        first, *others = reviews
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
