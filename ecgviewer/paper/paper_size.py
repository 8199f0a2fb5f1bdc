"""Sizes of paper, and the unit that pages are painted in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

#: Pages are painted in tenths of a millimetre, since sizes of fonts are whole numbers.
MM = 10.0
_MARGIN_MM = 10.0
_HEAD_MM, _FOOT_MM = 17.0, 8.0


class PaperSize(Enum):
    """A size of paper; the value is its name in settings and on the command line."""

    A4 = "a4"
    LETTER = "letter"

    @property
    def title(self) -> str:
        """What people call it."""
        return "A4" if self is PaperSize.A4 else "Letter"

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height of an upright page."""
        return (210.0, 297.0) if self is PaperSize.A4 else (215.9, 279.4)


@dataclass(frozen=True)
class PageChoice:
    """What is printed: the paper, and whether every minute of a lead is on it."""

    size: PaperSize = PaperSize.A4
    full_disclosure: bool = False


@dataclass(frozen=True)
class Area:
    """A rectangle on a page, in its unit."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Where it ends below."""
        return self.top + self.height


def page_area(size: PaperSize, *, landscape: bool = False) -> Area:
    """Return a whole page."""
    width_mm, height_mm = size.size_mm
    if landscape:
        width_mm, height_mm = height_mm, width_mm
    return Area(0.0, 0.0, width_mm * MM, height_mm * MM)


def body_area(size: PaperSize, *, landscape: bool = False) -> Area:
    """Return the room between head and foot of a page."""
    page, margin = page_area(size, landscape=landscape), _MARGIN_MM * MM
    top, bottom = margin + _HEAD_MM * MM, margin + _FOOT_MM * MM
    return Area(margin, top, page.width - 2 * margin, page.height - top - bottom)
