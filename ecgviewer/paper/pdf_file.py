"""A report as a PDF file for archives (PDF/A-1b): vectors, and text that is found."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QUuid
from PySide6.QtGui import (
    QGuiApplication,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
)

from ecgviewer.analysis.report.content import Content
from ecgviewer.core.analysis_events import Progress, Stage
from ecgviewer.paper.canvas import Canvas
from ecgviewer.paper.page import Frame, Page
from ecgviewer.paper.paper_size import PageChoice, PaperSize, body_area
from ecgviewer.paper.report_pages import report_pages

#: A dot of the writer is the unit of the pages, 0.1 mm.
_DPI = 254
_SIZES = {
    PaperSize.A4: QPageSize.PageSizeId.A4,
    PaperSize.LETTER: QPageSize.PageSizeId.Letter,
}


@dataclass(frozen=True, eq=False)
class PaperReport:
    """The pages of a report, ready to be painted.

    Attributes
    ----------
    pages : tuple of Page
    frame : Frame
        Head and foot.
    """

    pages: tuple[Page, ...]
    frame: Frame

    @classmethod
    def of(
        cls, content: Content, written_at: str, choice: PageChoice | None = None
    ) -> PaperReport:
        """Return the pages of a report; there must be a QGuiApplication."""
        chosen = choice or PageChoice()
        frame = Frame(content.facts, written_at, chosen.size)
        return cls(report_pages(content, chosen), frame)

    def paint(self, painter: QPainter, number: int) -> None:
        """Paint a page, from 1 on, in tenths of a millimetre from its corner."""
        page, canvas = self.pages[number - 1], Canvas(painter)
        page.paint(canvas, body_area(self.frame.size, landscape=page.landscape))
        self.frame.paint(canvas, page, number, len(self.pages))

    def layout(self, number: int) -> QPageLayout:
        """Return size and orientation of a page, from 1 on."""
        across = self.pages[number - 1].landscape
        turned = QPageLayout.Orientation
        way = turned.Landscape if across else turned.Portrait
        layout = QPageLayout(QPageSize(_SIZES[self.frame.size]), way, QMarginsF())
        # Printers would begin behind the edge that they cannot print.
        layout.setMode(QPageLayout.Mode.FullPageMode)
        return layout


def write_pdf(report: PaperReport, device: QIODevice) -> Iterator[Progress]:
    """Write a report; after each page, yield how far it is.

    Parameters
    ----------
    report : PaperReport
    device : QIODevice
        Open for writing.
    """
    writer = QPdfWriter(device)
    writer.setPdfVersion(QPdfWriter.PdfVersion.PdfVersion_A1b)
    writer.setResolution(_DPI)
    head = report.frame.facts.head
    writer.setTitle(f"ECG report: {head.record}")
    writer.setCreator(head.software)
    writer.setDocumentId(_id_of(report))
    writer.setPageLayout(report.layout(1))
    total = len(report.pages)
    with QPainter(writer) as painter:
        for number in range(1, total + 1):
            if number > 1:
                writer.setPageLayout(report.layout(number))
                writer.newPage()
            report.paint(painter, number)
            yield Progress(Stage.REPORTING, number, total)


def _id_of(report: PaperReport) -> QUuid:
    """Return an id that is the same for the same facts and time."""
    said = f"{report.frame.facts!r} {report.frame.written_at} {len(report.pages)}"
    digest = hashlib.sha256(said.encode(errors="replace")).digest()
    return QUuid.fromRfc4122(digest[:16])


def pdf_of(
    content: Content, written_at: str, choice: PageChoice | None = None
) -> bytes:
    """Return a report as a PDF file; without a screen, too.

    Parameters
    ----------
    content : Content
    written_at : str
        When, UTC in ISO 8601.
    choice : PageChoice, optional
        A4 and no full disclosure by default.
    """
    ensure_application()
    return pdf_of_pages(PaperReport.of(content, written_at, choice))


def pdf_of_pages(report: PaperReport) -> bytes:
    """Return some pages as a PDF file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    for _ in write_pdf(report, buffer):
        pass
    return bytes(buffer.data().data())


_applications: list[QGuiApplication] = []


def ensure_application(names: Sequence[str] = ("ecgviewer",)) -> None:
    """Make the application that fonts need, if there is none; it shows no window."""
    if QGuiApplication.instance() is None:
        screenless = [] if sys.platform == "win32" else ["-platform", "offscreen"]
        _applications.append(QGuiApplication([*names, *screenless]))
