"""Colours that tell leads apart which lie over each other."""

from __future__ import annotations

from PySide6.QtGui import QColor

from ecgviewer.gui.waveform.paper.sheet import Sheet

#: Degrees of hue from one lead to the next: no two of a dozen are alike.
_HUE_STEP = 137


def trace_colours(sheet: Sheet) -> list[QColor]:
    """Return the colour of each lane's trace: one colour, unless lanes overlap."""
    first: set[tuple[float, float]] = set()
    colours: list[QColor] = []
    for i, lane in enumerate(sheet.lanes):
        place = (lane.top, lane.left)
        alone = place not in first
        first.add(place)
        colours.append(sheet.colours.trace if alone else _hued(sheet, i))
    return colours


def _hued(sheet: Sheet, i: int) -> QColor:
    dark_paper = sheet.colours.paper.lightness() < 128
    hue = (200 + _HUE_STEP * i) % 360
    return QColor.fromHsl(hue, 190, 165 if dark_paper else 95)
