"""Numbers, colours, pens and pictures as the words that drawings are written in."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from itertools import groupby
from string import ascii_letters

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QImage, QPen

from ecgviewer.gui.look.theme import Colours

#: What is finer depends on how Qt rounds.
_DECIMALS = 1
_WIDTH = 88
#: A picture with more dots than this is told by its rows and columns alone.
_MOST_COLUMNS = 240
_ALIGNED = {
    Qt.AlignmentFlag.AlignRight: "right",
    Qt.AlignmentFlag.AlignHCenter: "centre",
    Qt.AlignmentFlag.AlignLeft: "left",
    Qt.AlignmentFlag.AlignTop: "top",
    Qt.AlignmentFlag.AlignVCenter: "middle",
    Qt.AlignmentFlag.AlignBottom: "bottom",
}


def number(value: float) -> str:
    """Return a number as it is written; no zero is negative."""
    return f"{round(value, _DECIMALS) + 0.0:.10g}"


def point(at: QPointF) -> str:
    return f"{number(at.x())},{number(at.y())}"


def area(rect: QRectF) -> str:
    size = f"{number(rect.width())}x{number(rect.height())}"
    return f"{point(rect.topLeft())} {size}"


def wrapped(title: str, parts: Iterable[str]) -> list[str]:
    """Return a title and many short words below it, as lines."""
    inner = textwrap.wrap(" ".join(parts), _WIDTH, break_on_hyphens=False)
    return [title, *(f"    {line}" for line in inner)]


class Inks:
    """Calls colours as the scheme does; others by their number."""

    def __init__(self, own: Colours) -> None:
        named = {
            name: getattr(own, name)
            for name in (
                *("paper", "grid_minor", "grid_major", "trace", "text"),
                *("faint_text", "selection", "cursor"),
            )
        }
        self._names: dict[int, str] = {}
        beats = {f"beat-{own.letter(code)}": ink for code, ink in own.beat.items()}
        for name, ink in (named | beats).items():
            self._names.setdefault(ink.rgb(), name)

    def ink(self, colour: QColor) -> str:
        name = self._names.get(colour.rgb(), colour.name())
        return name if colour.alpha() == 255 else f"{name}/{colour.alpha()}"

    def brush(self, brush: QBrush) -> str:
        if brush.style() == Qt.BrushStyle.NoBrush:
            return "hollow"
        pattern = brush.style().name.removesuffix("Pattern")
        said = self.ink(brush.color())
        return said if pattern == "Solid" else f"{said} {pattern}"

    def pen(self, pen: QPen) -> str:
        if pen.style() == Qt.PenStyle.NoPen:
            return "no pen"
        said = [self.ink(pen.color()), f"{pen.widthF():g}px"]
        said += ["cosmetic"] if pen.isCosmetic() and pen.widthF() > 1 else []
        if pen.style() != Qt.PenStyle.SolidLine:
            said.append(pen.style().name)
        if pen.capStyle() == Qt.PenCapStyle.RoundCap:
            said.append("round")
        return " ".join(said)

    def picture(self, image: QImage) -> list[str]:
        """Return a picture of dots, a letter a colour; equal rows are one."""
        image = image.convertToFormat(QImage.Format.Format_ARGB32)
        wide, high = image.width(), image.height()
        if wide > _MOST_COLUMNS:
            raise ValueError(f"{wide} columns are too many to be read; draw less")
        letters: dict[int, str] = {}
        rows = [
            "".join(_letter(image.pixel(x, y), letters) for x in range(wide))
            for y in range(high)
        ]
        legend = [f"{a} {self._named(rgba)}" for rgba, a in letters.items()]
        return ["    " + ", ".join(legend), *map("    {}".format, _counted(rows))]

    def _named(self, rgba: int) -> str:
        return self.ink(QColor.fromRgba(rgba)) if rgba >> 24 else "nothing"


def _letter(rgba: int, letters: dict[int, str]) -> str:
    if rgba >> 24 == 0:
        return letters.setdefault(rgba, ".")
    given = sum(letter != "." for letter in letters.values())
    return letters.setdefault(rgba, ascii_letters[given % len(ascii_letters)])


def _counted(rows: Iterable[str]) -> list[str]:
    """Return rows that follow each other and are alike once, with their number."""
    counts = [(len(list(same)), row) for row, same in groupby(rows)]
    return [f"{n:>3} {row}" for n, row in counts]


def font_text(font: QFont) -> str:
    size = number(font.pointSizeF() * 4 / 3)
    return f"{size}px{' bold' if font.bold() else ''}"


def aligned(flags: int) -> str:
    """Return where in its area a text is."""
    return " ".join(name for flag, name in _ALIGNED.items() if flags & flag.value)
