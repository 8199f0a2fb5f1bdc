"""A painter that lists what it paints, in words, instead of painting it."""

# ruff: noqa: N802 (names of Qt)

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

import numpy as np
from PySide6.QtCore import QLineF, QPoint, QPointF, QRect, QRectF, QSize
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QImage,
    QPaintDevice,
    QPainter,
    QPixmap,
    QPolygonF,
)
from shiboken6 import Shiboken

from ecgviewer.gui.look.theme import Colours
from tests.gui.drawing.square_font import square_font
from tests.gui.drawing.words import (
    Inks,
    aligned,
    area,
    font_text,
    number,
    point,
    wrapped,
)

_Ends = np.ndarray[Any, np.dtype[np.float64]]


class ListingPainter(QPainter):
    """Lists each call with what it depends on: place, pen, brush, font, clip.

    Places are in pixels of the device. Only what the project calls is known; another
    call ends the test, so that nothing is painted that is not listed.
    """

    inks: ClassVar[Inks]
    #: Pictures that were painted while something is listed, with their painters.
    painted: ClassVar[list[tuple[QPaintDevice, ListingPainter]]] = []

    def __init__(self, device: QPaintDevice) -> None:
        super().__init__(device)
        self.lines: list[str] = []
        self.painted.append((device, self))

    def _say(self, what: str, *how: str) -> None:
        self.lines.append(" | ".join((what, *how, *self._around())))

    def _around(self) -> list[str]:
        """Return what holds for all that is painted now."""
        said = []
        if self.hasClipping():
            clip = self.worldTransform().mapRect(self.clipBoundingRect())
            said.append(f"clip {area(clip)}")
        if self.opacity() != 1.0:
            said.append(f"opacity {self.opacity():.2f}")
        if self.renderHints() & self.RenderHint.Antialiasing:
            said.append("smooth")
        turned = self.worldTransform()
        if turned.m12():
            said.append("upwards" if turned.m12() < 0 else "downwards")
        return said

    @property
    def _outline(self) -> str:
        return self.inks.pen(self.pen())

    @property
    def _filling(self) -> str:
        return self.inks.brush(self.brush())

    def _area(self, rect: QRectF | QRect) -> str:
        return area(self.worldTransform().mapRect(QRectF(rect)))

    def _at(self, at: QPointF | QPoint) -> QPointF:
        return self.worldTransform().map(QPointF(at))

    def _points(self, polygon: QPolygonF) -> list[str]:
        return [point(self._at(polygon.at(i))) for i in range(polygon.size())]

    def drawLine(self, *ends: Any) -> None:
        line = ends[0] if len(ends) == 1 else QLineF(*map(QPointF, ends))
        there = self.worldTransform().map(QLineF(line))
        self._say(f"line {point(there.p1())} to {point(there.p2())}", self._outline)

    def drawLines(self, *lines: Any) -> None:
        """List lines that lie one after the other in memory."""
        first, n = lines
        if n:
            (address,) = Shiboken.getCppPointer(first)
            ends = (ctypes.c_double * (4 * n)).from_address(address)
            there = self.worldTransform()
            shift = [there.dx(), there.dy()] * 2
            title, parts = _lines(np.array(ends).reshape(-1, 4) + shift)
            self._say(title, self._outline)
            self.lines += wrapped("", parts)[1:]

    def drawPolyline(self, polygon: QPolygonF) -> None:  # type: ignore[override]
        self._say(f"path of {polygon.size()}", self._outline)
        self.lines += wrapped("", self._points(polygon))[1:]

    def drawPolygon(self, polygon: QPolygonF) -> None:  # type: ignore[override]
        said = " ".join(self._points(polygon))
        self._say(f"polygon {said}", self._outline, self._filling)

    def drawText(self, *text: Any) -> None:  # type: ignore[override]
        where, flags, said = text[0], text[1:-1], text[-1]
        place = (
            f"at {point(self._at(where))}"
            if isinstance(where, QPoint | QPointF)
            else f"in {self._area(where)} {aligned(_flags(*flags))}"
        )
        self._write(said, place.strip())

    def drawStaticText(self, *text: Any) -> None:
        at, static = text
        self._write(static.text(), f"from {point(self._at(at))}")

    def _write(self, said: str, place: str) -> None:
        ink = self.inks.ink(self.pen().color())
        self._say(f'"{said}" {place}', f"{ink} {font_text(QFont(self.font()))}")

    def fillRect(self, *given: Any) -> None:
        self._say(f"fill {self._area(given[0])}", self.inks.brush(QBrush(given[1])))

    def drawRect(self, *rect: Any) -> None:
        self._say(f"rectangle {self._area(rect[0])}", self._outline, self._filling)

    def drawRoundedRect(self, *given: Any) -> None:
        rect, *radii = given
        round_by = "round by " + " ".join(map(number, radii))
        self._say(
            f"rectangle {self._area(rect)} {round_by}", self._outline, self._filling
        )

    def drawEllipse(self, *ring: Any) -> None:
        middle, across, down = ring
        place = f"{point(self._at(middle))} by {number(across)} {number(down)}"
        self._say(f"ellipse {place}", self._outline, self._filling)

    def drawPixmap(self, *given: Any) -> None:
        *where, picture = given
        at = QPoint(*where) if len(where) == 2 else where[0]
        size = picture.deviceIndependentSize()
        place = QRectF(QPointF(self._at(at)), size)
        ground = self.inks.brush(QBrush(QColor(picture.toImage().pixelColor(0, 0))))
        ratio = number(picture.devicePixelRatio())
        self._say(f"picture {area(place)} of {ratio} dots a pixel, on {ground}")
        self.lines += [f"    {line}" for line in _painted_on(picture)]

    def drawImage(self, *given: Any) -> None:
        *where, image = given
        at = QPoint(*where) if len(where) == 2 else where[0]
        place = QRectF(QPointF(self._at(at)), image.deviceIndependentSize())
        self._say(f"dots {area(place)} of {number(image.devicePixelRatio())} a pixel")
        self.lines += self.inks.picture(image)


def _unknown(painter: ListingPainter, *_: object) -> None:
    raise NotImplementedError("ListingPainter has no words for this call")


for _name in dir(QPainter):
    paints = _name.startswith(("draw", "erase", "fill", "stroke"))
    if paints and _name not in vars(ListingPainter):
        setattr(ListingPainter, _name, _unknown)


def _flags(*flags: Any) -> int:
    return int(getattr(flags[0], "value", flags[0])) if flags else 0


def _painted_on(picture: QPixmap) -> list[str]:
    for device, painter in reversed(ListingPainter.painted):
        if isinstance(device, QPixmap) and device.cacheKey() == picture.cacheKey():
            return painter.lines
    raise LookupError("this picture was painted before it was listed")


def _lines(ends: _Ends) -> tuple[str, list[str]]:
    """Return what lines have in common, and what makes each its own."""
    ends = np.round(ends, 1) + 0.0
    x1, y1, x2, y2 = ends.T
    n = f"{len(ends)} lines" if len(ends) > 1 else "line"
    if (x1 == x2).all():
        return f"{n} upright", list(_side_by_side(x1, y1, y2))
    if (y1 == y2).all() and len({*x1 - x1[0], *x2 - x2[0]}) == 1:
        return f"{n} from x {number(x1[0])} to {number(x2[0])} at y", [
            number(y) for y in y1
        ]
    parts: list[str] = []
    for row, (a, b, c, d) in enumerate(ends):
        # A line goes on where the one before ended, or after a slash begins.
        if not row or (ends[row - 1, 2:] != ends[row, :2]).any():
            parts += ["/"] * bool(row) + [f"{number(a)},{number(b)}"]
        parts.append(f"{number(c)},{number(d)}")
    return f"{n} through", parts


def _side_by_side(x: _Ends, y1: _Ends, y2: _Ends) -> Iterator[str]:
    """Yield from which to which height lines go, and where; a pixel apart as one."""
    heights = list(zip(y1.tolist(), y2.tolist(), strict=True))
    first = 0
    for row in range(1, len(x) + 1):
        goes_on = row < len(x) and heights[row] == heights[first]
        if goes_on and x[row] - x[row - 1] == 1.0:
            continue
        if not first or heights[first] != heights[first - 1]:
            yield f"y {number(y1[first])} to {number(y2[first])} at x"
        last = f"..{number(x[row - 1])}" if row - 1 > first else ""
        yield f"{number(x[first])}{last}"
        first = row


def listed(
    paint: Callable[[QPainter], object],
    size: QSize,
    own: Colours,
    font: QFont | None = None,
) -> list[str]:
    """Return what something paints on a picture of a size, a call a line.

    Colours are called as in `own`. A widget is given its font, as Qt would.
    """
    picture = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    with _everybody_lists(Inks(own)):
        painter = ListingPainter(picture)
        painter.setFont(font or square_font())
        try:
            paint(painter)
        finally:
            painter.end()
    return painter.lines


@contextmanager
def _everybody_lists(inks: Inks) -> Iterator[None]:
    """Have pictures that are painted on the way listed, too."""
    modules = [
        module
        for name, module in list(sys.modules.items())
        if name.startswith("ecgviewer.gui.")
        and vars(module).get("QPainter") is QPainter
    ]
    ListingPainter.inks = inks
    for module in modules:
        vars(module)["QPainter"] = ListingPainter
    try:
        yield
    finally:
        for module in modules:
            vars(module)["QPainter"] = QPainter
        ListingPainter.painted.clear()
