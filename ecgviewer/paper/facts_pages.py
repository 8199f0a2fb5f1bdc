"""Facts in words, as pairs of a name and a text, in two columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ecgviewer.analysis.report.item_sections import Section
from ecgviewer.paper.canvas import (
    BOLD,
    HEADING,
    PLAIN,
    RULE,
    Canvas,
    Style,
    line_height,
    lines_of,
)
from ecgviewer.paper.page import Page
from ecgviewer.paper.paper_size import MM, Area

_GAP, _ROW_GAP, _SECTION_GAP = 6 * MM, 0.6 * MM, 3 * MM
_NAME_SHARE = 0.34
_NAME = Style(8.0, colour="#565d66")


@dataclass(frozen=True)
class _Piece:
    """A heading, or a row of a section; `top` is from that of the body."""

    column: int
    top: float
    name: str
    text: str
    is_heading: bool = False


@dataclass(frozen=True)
class FactsPage(Page):
    """A page of some sections."""

    title: str
    pieces: tuple[_Piece, ...]

    def paint(self, canvas: Canvas, body: Area) -> None:
        """Paint the sections into the room between head and foot."""
        width = _column_width(body)
        for piece in self.pieces:
            left = body.left + piece.column * (width + _GAP)
            self._paint_piece(canvas, piece, Area(left, body.top, width, body.height))

    def _paint_piece(self, canvas: Canvas, piece: _Piece, column: Area) -> None:
        top, left = column.top + piece.top, column.left
        if piece.is_heading:
            canvas.text(left, top, piece.name, HEADING, width=column.width)
            below = top + line_height(HEADING)
            canvas.line((left, column.right), (below, below), RULE, 0.15)
            return
        beside = column.width * _NAME_SHARE
        canvas.lines(left, top, beside - 2 * MM, piece.name, _NAME)
        style = _style_of(piece.name)
        canvas.lines(left + beside, top, column.width - beside, piece.text, style)


#: What a doctor looks for first.
_STRESSED = frozenset({"Beats", "All", "Heart rate", "Signature"})


def _style_of(name: str) -> Style:
    return BOLD if name in _STRESSED else PLAIN


def _column_width(body: Area) -> float:
    return (body.width - _GAP) / 2


def facts_pages(title: str, sections: Iterable[Section], body: Area) -> list[FactsPage]:
    """Return pages with all rows of some sections.

    Parameters
    ----------
    title : str
        Of each page.
    sections : iterable of Section
    body : Area
        The room on a page.
    """
    layout = _Layout(body)
    for name, rows in sections:
        layout.add(name, rows)
    return [FactsPage(title, tuple(page)) for page in layout.pages if page]


class _Layout:
    """Fills columns of pages from the top."""

    def __init__(self, body: Area) -> None:
        self.pages: list[list[_Piece]] = [[]]
        self._width, self._height = _column_width(body), body.height
        self._column, self._top = 0, 0.0

    def add(self, name: str, rows: Sequence[tuple[str, str]]) -> None:
        """Add a section: whole in a column, if it is not longer than one."""
        heights = [self._row_height(*row) for row in rows]
        self._top += _SECTION_GAP if self._top else 0.0
        height = line_height(HEADING) + MM
        self._make_room(min(height + sum(heights), self._height))
        self._put(_Piece(self._column, self._top, name, "", is_heading=True), height)
        for (title, text), each in zip(rows, heights, strict=True):
            self._make_room(each)
            self._put(_Piece(self._column, self._top, title, text), each)

    def _row_height(self, name: str, text: str) -> float:
        beside = self._width * _NAME_SHARE
        n_lines = max(
            len(lines_of(name, beside - 2 * MM, _NAME)),
            len(lines_of(text, self._width - beside, _style_of(name))),
        )
        return n_lines * line_height(PLAIN) + _ROW_GAP

    def _make_room(self, height: float) -> None:
        if self._top and self._top + height > self._height:
            self._top, self._column = 0.0, self._column + 1
            if self._column > 1:
                self._column = 0
                self.pages.append([])

    def _put(self, piece: _Piece, height: float) -> None:
        self.pages[-1].append(piece)
        self._top += height
