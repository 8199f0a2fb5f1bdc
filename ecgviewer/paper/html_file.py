"""A report as one HTML file, with its pictures inside."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QFontDatabase, QImage, QImageWriter, QPainter

from ecgviewer.analysis.report.content import Content
from ecgviewer.analysis.report.page import PagePicture, page_of
from ecgviewer.paper.canvas import Canvas
from ecgviewer.paper.page import Page
from ecgviewer.paper.paper_size import MM, Area, PageChoice, body_area
from ecgviewer.paper.pdf_file import ensure_application
from ecgviewer.paper.report_pages import drawn_pages

#: Of the pictures: sharp on most screens, and about 100 kB a page.
_DOTS_PER_MM = 5.0


def html_file(
    content: Content, written_at: str, choice: PageChoice | None = None
) -> bytes:
    """Return a report as an HTML file with what its PDF draws; see `pdf_of`."""
    ensure_application()
    # A server without a font has the words and tables all the same.
    can_paint = bool(QFontDatabase.families())
    pictures = _pictures(content, choice or PageChoice()) if can_paint else ()
    return page_of(content.facts, written_at, tuple(pictures))


def _pictures(content: Content, choice: PageChoice) -> Iterator[PagePicture]:
    body = body_area(choice.size)
    for page in drawn_pages(content, body):
        area = body_area(choice.size, landscape=page.landscape)
        yield PagePicture(page.title, _png(page, area), round(area.width / MM))


def _png(page: Page, body: Area) -> bytes:
    """Return what a page shows between its head and foot, as a PNG file."""
    scale = _DOTS_PER_MM / MM
    picture = QImage(
        round(body.width * scale),
        round(body.height * scale),
        QImage.Format.Format_RGB32,
    )
    picture.fill(0xFFFFFFFF)
    with QPainter(picture) as painter:
        painter.scale(scale, scale)
        page.paint(Canvas(painter), Area(0.0, 0.0, body.width, body.height))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(picture)
    return bytes(buffer.data().data())
