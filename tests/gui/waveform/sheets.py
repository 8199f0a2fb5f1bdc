"""A sheet of round numbers, and what an item paints on it."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtGui import QFont, QPalette

from ecgviewer.core.record import Lead
from ecgviewer.gui.look.theme import colours
from ecgviewer.gui.waveform.paper.lead_stack import Lane
from ecgviewer.gui.waveform.paper.sheet import Sheet, SheetItem
from tests.gui.drawing.listing_painter import listed
from tests.gui.drawing.square_font import square_font
from tests.gui.recording_painter import RecordingPainter, recorded

FS, BAND_PX = 250.0, 26.0


def lane(top: float, bottom: float, number: int = 0, **changes: Any) -> Lane:
    """Return a lane with its zero in the middle, 40 pixels a millivolt."""
    return Lane(
        changes.pop("lead", Lead("MLII")),
        top,
        bottom,
        (top + bottom) / 2,
        40.0,
        0.1,
        0.5,
        number,
        **changes,
    )


def sheet_of(stop_s: float = 10.0, **changes: Any) -> Sheet:
    """Return a sheet of 1000 by 500 pixels: ten seconds, 100 pixels each."""
    layer_px = changes.pop("layer_px", 0.0)
    values: dict[str, Any] = {
        "width": 1000.0, "height": 500.0, "band_px": BAND_PX, "pixel_ratio": 1.0,
        "start_s": 0.0, "stop_s": stop_s, "fs": FS, "n_samples": 10**6,
        "lanes": (lane(BAND_PX + layer_px, 500.0),), "colours": colours(QPalette()),
        "font": QFont(), "px_per_mm": 4.0,
        "layers": (("atr", layer_px),) if layer_px else (),
    }  # fmt: skip
    return Sheet(**(values | changes))


def small_sheet(**changes: Any) -> Sheet:
    """Return a sheet of 240 by 100 pixels for drawings that are kept: 2.4 seconds.

    One lead has the lane below the band and `rhythm_px` and `layer_px` of marks.
    """
    band_px = changes.pop("band_px", 22.0)
    top = band_px + changes.get("layer_px", 0.0) + changes.get("rhythm_px", 0.0)
    values: dict[str, Any] = {
        "width": 240.0, "height": 100.0, "stop_s": 2.4, "band_px": band_px,
        "lanes": (lane(top, 86.0),), "font": square_font(),
    }  # fmt: skip
    return sheet_of(**(values | changes))


def drawn(item: SheetItem, sheet: Sheet) -> list[str]:
    """Return what an item paints on a sheet, in words."""
    item.lay(sheet)
    size = QSize(math.ceil(sheet.width), math.ceil(sheet.height))
    return listed(lambda painter: item.paint_sheet(painter, sheet), size, sheet.colours)


def painted(item: SheetItem, sheet: Sheet) -> RecordingPainter:
    """Return the account of what an item paints on a sheet."""
    item.lay(sheet)
    size = QSize(round(sheet.width), round(sheet.height))
    return recorded(lambda painter: item.paint_sheet(painter, sheet), size)
