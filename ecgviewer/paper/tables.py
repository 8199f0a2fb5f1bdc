"""Tables on paper: names of columns, and rows that go on from page to page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt

from ecgviewer.paper.canvas import (
    HEADING,
    RULE,
    Canvas,
    Style,
    line_height,
    lines_of,
    text_width,
)
from ecgviewer.paper.page import Page
from ecgviewer.paper.paper_size import MM, Area

_CELL, _STRESSED = Style(6.8), Style(6.8, bold=True)
_HEAD = Style(6.0, bold=True)
_ROW, _TITLE_ROW = 4.2 * MM, 6.0 * MM
_GAP, _BETWEEN, _WIDEST = 6 * MM, 2 * MM, 70 * MM
#: Between the names of columns.
_APART = 1 * MM
_BAND = "#f3f4f6"
_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes
    ----------
    title : str
    columns : tuple of str
    rows : tuple of tuple of str
    words : frozenset of int
        Columns of words, which begin at the left; numbers end at the right.
    over : tuple of (int, int, str)
        First column, number of columns, and the name that stands over them.
    has_whole : bool
        The last row is of all others.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: frozenset[int] = frozenset({0})
    over: tuple[tuple[int, int, str], ...] = ()
    has_whole: bool = False

    def part(self, first: int, stop: int) -> Table:
        """Return the table with some of its rows."""
        title = f"{self.title} (goes on)" if first else self.title
        whole = self.has_whole and stop >= len(self.rows)
        return replace(self, title=title, rows=self.rows[first:stop], has_whole=whole)

    def widths(self, room: float) -> list[float]:
        """Return how wide its columns are in a room: as they need it, and all of it."""
        needed = [
            min(max(self._needed(number, name)), _WIDEST)
            for number, name in enumerate(self.columns)
        ]
        spare = room - sum(needed)
        if spare < 0:
            return [width * room / sum(needed) for width in needed]
        return [width + spare / len(needed) for width in needed]

    @property
    def head_height(self) -> float:
        """How high the names of its columns are."""
        return (4 if self.over else 2.4) * line_height(_HEAD)

    def _needed(self, number: int, name: str) -> Iterator[float]:
        yield from (text_width(word, _HEAD) + _APART for word in name.split())
        gap = _BETWEEN if number in self.words and number else 0.0
        yield from (text_width(row[number], _STRESSED) + gap for row in self.rows)

    @property
    def height(self) -> float:
        """How high it is on a page."""
        return _TITLE_ROW + self.head_height + len(self.rows) * _ROW


@dataclass(frozen=True)
class TablePage(Page):
    """A page of tables, each with its widths and its place from the top."""

    title: str
    parts: tuple[tuple[Table, tuple[float, ...], float], ...]

    def paint(self, canvas: Canvas, body: Area) -> None:
        """Paint the tables into the room between head and foot."""
        for table, widths, top in self.parts:
            _Painter(canvas, table, widths, body).paint(body.top + top)


class _Painter:
    def __init__(
        self, canvas: Canvas, table: Table, widths: Sequence[float], body: Area
    ) -> None:
        self._canvas, self._table, self._body = canvas, table, body
        edges = [body.left]
        for width in widths:
            edges.append(edges[-1] + width)
        self._edges = edges

    def paint(self, top: float) -> None:
        canvas, body, table = self._canvas, self._body, self._table
        canvas.text(body.left, top, table.title, HEADING)
        top += _TITLE_ROW
        self._paint_head(top)
        top += table.head_height
        canvas.line((body.left, body.right), (top, top))
        for number, row in enumerate(table.rows):
            is_whole = table.has_whole and number == len(table.rows) - 1
            if number % 2:
                canvas.fill(Area(body.left, top, body.width, _ROW), _BAND)
            if is_whole:
                canvas.line((body.left, body.right), (top, top))
            self._paint_row(row, top, _STRESSED if is_whole else _CELL)
            top += _ROW
        canvas.line((body.left, body.right), (top, top))

    def _paint_head(self, top: float) -> None:
        canvas, below = self._canvas, top + self._table.head_height
        for first, n, name in self._table.over:
            left, right = self._edges[first], self._edges[first + n]
            centre = Qt.AlignmentFlag.AlignHCenter
            canvas.text(left, top, name, _HEAD, width=right - left, align=centre)
            line = top + line_height(_HEAD)
            canvas.line((left + _BETWEEN, right), (line, line), RULE, 0.15)
        for number, name in enumerate(self._table.columns):
            width = self._edges[number + 1] - self._edges[number]
            lines = lines_of(name, width - _APART + 0.1, _HEAD)
            at = below - len(lines) * line_height(_HEAD) - 0.5 * MM
            for text in lines:
                self._paint_cell(number, at, text, _HEAD)
                at += line_height(_HEAD)

    def _paint_row(self, row: Sequence[str], top: float, style: Style) -> None:
        inside = top + (_ROW - line_height(style)) / 2
        for number, text in enumerate(row):
            self._paint_cell(number, inside, text, style)

    def _paint_cell(self, number: int, top: float, text: str, style: Style) -> None:
        left, right = self._edges[number], self._edges[number + 1]
        is_words = number in self._table.words
        # Words that follow a number need a gap; numbers have it at their left.
        at = left + _BETWEEN if is_words and number else left
        room = right - at + 0.1
        align = _LEFT if is_words else _RIGHT
        self._canvas.text(at, top, text, style, width=room, align=align)


def table_pages(title: str, tables: Iterable[Table], body: Area) -> list[TablePage]:
    """Return pages with all rows of some tables, one below the other.

    Parameters
    ----------
    title : str
        Of each page.
    tables : iterable of Table
    body : Area
        The room on a page.
    """
    pages: list[list[tuple[Table, tuple[float, ...], float]]] = [[]]
    top = 0.0
    for table in tables:
        widths = tuple(table.widths(body.width))
        first = 0
        while first < len(table.rows):
            room = body.height - top - _TITLE_ROW - table.head_height
            most = int(room // _ROW)
            # Two rows, or what is left of the table, are worth a heading.
            if pages[-1] and most < min(len(table.rows) - first, 3):
                pages.append([])
                top = 0.0
                continue
            part = table.part(first, first + most)
            pages[-1].append((part, widths, top))
            first, top = first + most, top + part.height + _GAP
    return [TablePage(title, tuple(page)) for page in pages if page]
