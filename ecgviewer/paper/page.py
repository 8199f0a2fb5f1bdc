"""A page of a report, and what stands on every one of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from PySide6.QtCore import Qt

from ecgviewer.analysis.report.facts import ReportFacts
from ecgviewer.analysis.report.known_patient import known_patient
from ecgviewer.analysis.report.places import Times
from ecgviewer.paper.canvas import BOLD, FAINT, SMALL, TITLE, WARNING, Canvas, Style
from ecgviewer.paper.paper_size import MM, Area, page_area
from ecgviewer.paper.paper_size import PaperSize as Size

ONLY = "Research use only, not a medical device"
UNFINISHED = "Review not finished: not signed as it is now"
_EDGE_MM, _HEAD_MM = 10.0, 14.0


class Page(ABC):
    """A page between its head and foot.

    Attributes
    ----------
    title : str
        Stands in its head.
    landscape : bool
    """

    title: str
    landscape: bool = False

    @abstractmethod
    def paint(self, canvas: Canvas, body: Area) -> None:
        """Paint the page into the room between head and foot."""


@dataclass(frozen=True)
class Frame:
    """Head and foot of all pages of a report.

    Attributes
    ----------
    facts : ReportFacts
    written_at : str
        When, UTC in ISO 8601.
    size : PaperSize
    """

    facts: ReportFacts
    written_at: str
    size: Size

    def paint(self, canvas: Canvas, page: Page, number: int, total: int) -> None:
        """Paint head and foot of a page; numbers are from 1."""
        whole, edge = page_area(self.size, landscape=page.landscape), _EDGE_MM * MM
        inner = Area(edge, edge, whole.width - 2 * edge, whole.height - 2 * edge)
        self._paint_head(canvas, page, inner)
        self._paint_foot(canvas, inner, f"Page {number} of {total}")

    def _paint_head(self, canvas: Canvas, page: Page, inner: Area) -> None:
        head, right = self.facts.head, Qt.AlignmentFlag.AlignRight
        left, top, half = inner.left, inner.top, inner.width / 2 - MM
        canvas.text(left, top, page.title, TITLE, width=half)
        other = left + inner.width - half
        name = f"Record {head.record}"
        canvas.text(other, top, name, BOLD, width=half, align=right)
        began = f"Start {Times.of(head).began or 'not known'}"
        canvas.text(other, top + 4 * MM, began, SMALL, width=half, align=right)
        patient = known_patient(self.facts).text
        canvas.text(left, top + 5.5 * MM, patient, SMALL, width=half)
        if not self.facts.review.is_finished:
            warning = Style(8.0, bold=True, colour=WARNING)
            canvas.text(left, top + 9.5 * MM, UNFINISHED, warning)
        y = top + _HEAD_MM * MM
        canvas.line((left, inner.right), (y, y))

    def _paint_foot(self, canvas: Canvas, inner: Area, place: str) -> None:
        top = inner.bottom - 4 * MM
        canvas.line((inner.left, inner.right), (top - MM, top - MM))
        software = f"{self.facts.head.software}, written {_minute(self.written_at)}"
        width = inner.width / 3
        canvas.text(inner.left, top, software, SMALL, width=width)
        middle = Style(7.0, bold=True, colour=FAINT)
        centre, right = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight
        canvas.text(inner.left + width, top, ONLY, middle, width=width, align=centre)
        canvas.text(inner.left + 2 * width, top, place, SMALL, width=width, align=right)


def _minute(written_at: str) -> str:
    """Return a time without what a reader does not need of it."""
    return f"{written_at[:16].replace('T', ' ')} UTC"
