"""The level lines of ECG paper: they stay as they are while a reader scrolls."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ecgviewer.core.arrays import Float64Array, IntArray
from ecgviewer.gui.waveform.paper.lead_stack import Lane
from ecgviewer.gui.waveform.paper.sheet import Sheet
from ecgviewer.gui.waveform.paper.time_steps import multiples


@dataclass(frozen=True)
class LevelLines:
    """Lines of one lane at one step: dots from the top and across, and pixels apart."""

    rows: IntArray
    across: slice
    distance_px: float


def minor_lines(sheet: Sheet) -> list[LevelLines]:
    """Return the lighter lines of each lane."""
    return [_lines(sheet, lane, lane.minor) for lane in _seamless(sheet.lanes)]


def major_lines(sheet: Sheet) -> list[LevelLines]:
    """Return the heavier lines of each lane."""
    return [_lines(sheet, lane, lane.major) for lane in _seamless(sheet.lanes)]


def dots_of(sheet: Sheet, px: Float64Array, size_px: float) -> IntArray:
    """Return the dots of the screen at places, those that are on the sheet."""
    dots: IntArray = np.round(px * sheet.pixel_ratio).astype(np.int64)
    return dots[(dots >= 0) & (dots < math.ceil(size_px * sheet.pixel_ratio))]


def _lines(sheet: Sheet, lane: Lane, step: float) -> LevelLines:
    lowest = (lane.zero_y - lane.bottom) / lane.px_per_unit
    highest = (lane.zero_y - lane.top) / lane.px_per_unit
    values = np.array(multiples(step, lowest, highest))
    rows = dots_of(sheet, lane.zero_y - values * lane.px_per_unit, sheet.height)
    dots = sheet.width * sheet.pixel_ratio
    across = slice(round(lane.left * dots), round(lane.right * dots))
    first = math.floor(sheet.top_px * sheet.pixel_ratio)
    return LevelLines(rows[rows >= first], across, step * lane.px_per_unit)


def _seamless(lanes: tuple[Lane, ...]) -> list[Lane]:
    """Return the lanes whose lines are drawn: of those in one place the first."""
    places: dict[tuple[float, float], Lane] = {}
    for lane in lanes:
        places.setdefault((lane.top, lane.left), lane)
    return list(places.values())
