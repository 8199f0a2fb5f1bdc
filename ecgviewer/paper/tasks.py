"""Reports on paper beside the window: made, shown page by page, and saved as PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage, QPainter

from ecgviewer.core.analysis_events import Progress, Stage
from ecgviewer.core.errors import InputError, message_of
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.files.atomic import replace_file
from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.paper.paper_size import MM, PageChoice, page_area
from ecgviewer.worker.task import Task

if TYPE_CHECKING:
    from ecgviewer.analysis.report.review_facts import Signing
    from ecgviewer.paper.pdf_file import PaperReport


@dataclass(frozen=True, eq=False)
class MakeReport(Task["PaperReport"]):
    """Make the pages of a report.

    Attributes
    ----------
    session : ReviewSession
        A snapshot of the review.
    reader : str
    is_signed : bool
        The review is signed as it is now.
    journal : Path or None
        Of the review; without one, or as long as nothing is written, it is not signed.
    choice : PageChoice
    """

    stage: ClassVar[Stage] = Stage.REPORTING

    session: ReviewSession
    reader: str
    is_signed: bool
    journal: Path | None
    choice: PageChoice

    def run(self) -> PaperReport:
        from ecgviewer.analysis.report.content import content_of
        from ecgviewer.analysis.report.report_facts import report_facts
        from ecgviewer.paper.pdf_file import PaperReport

        facts = report_facts(self.session, self._signing())
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return PaperReport.of(content_of(facts, self.session), now, self.choice)

    def _signing(self) -> Signing:
        from ecgviewer.analysis.report.review_facts import Signing

        if self.journal is None or not self.session.history.done:
            return Signing(self.reader)
        if not self.journal.is_file():
            return Signing(self.reader)
        said = Signing.of(read_journal(self.journal))
        return said if self.is_signed else replace(said, signature=None)


@dataclass(frozen=True, eq=False)
class ShowPage(Task[QImage]):
    """Paint a page, from 1 on, as a picture of some width in dots."""

    stage: ClassVar[Stage] = Stage.REPORTING

    report: PaperReport
    number: int
    width: int

    def run(self) -> QImage:
        page = self.report.pages[self.number - 1]
        area = page_area(self.report.frame.size, landscape=page.landscape)
        scale = self.width / area.width
        height = round(area.height * scale)
        picture = QImage(self.width, height, QImage.Format.Format_RGB32)
        picture.setDotsPerMeterX(round(scale * MM * 1000))
        picture.setDotsPerMeterY(round(scale * MM * 1000))
        picture.fill(0xFFFFFFFF)
        with QPainter(picture) as painter:
            painter.scale(scale, scale)
            self.report.paint(painter, self.number)
        return picture


@dataclass(frozen=True)
class Saved:
    """A file that was saved; `failure` says why it was not."""

    path: Path
    failure: str = ""


@dataclass(frozen=True, eq=False)
class SaveReport(Task[Iterator[Progress | Saved]]):
    """Save a report as PDF, page by page; what is dropped midway leaves no file."""

    stage: ClassVar[Stage] = Stage.REPORTING

    report: PaperReport
    path: Path

    def run(self) -> Iterator[Progress | Saved]:
        from ecgviewer.paper.pdf_file import write_pdf

        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        yield from write_pdf(self.report, buffer)
        try:
            with replace_file(self.path) as file:
                file.write(bytes(buffer.data().data()))
        except (InputError, OSError) as error:
            yield Saved(self.path, message_of(error))
        else:
            yield Saved(self.path)
