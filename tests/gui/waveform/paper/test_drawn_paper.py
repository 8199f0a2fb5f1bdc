"""Grid and axes are drawn as they were, line by line."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGraphicsRectItem

from ecgviewer.core.record import Lead
from ecgviewer.gui.look.theme import colours
from ecgviewer.gui.waveform.paper.axes import AmplitudeAxis, TimeAxis
from ecgviewer.gui.waveform.paper.grid_item import GridItem
from ecgviewer.gui.waveform.paper.sheet import Sheet
from tests.gui.drawing.listing_painter import listed
from tests.gui.waveform.sheets import drawn, lane, small_sheet
from tests.kept import Kept

_START = datetime(2020, 2, 3, 10, 59, 58, 500_000)


def _recorder(**changes: object) -> Sheet:
    """Return 25 mm/s at 4 pixels a millimetre, and 10 mm/mV."""
    return small_sheet(width=60.0, stop_s=0.6, height=60.0, band_px=8.0, **changes)


def _two_columns() -> tuple[object, ...]:
    left, right = lane(8, 40, right=0.5), lane(8, 40, 1, left=0.5)
    return replace(left, minor=0.2), replace(right, zero_y=20.0), lane(40, 60, 2)


def test_grid(parent: QGraphicsRectItem, palette: QPalette, drawing: Kept) -> None:
    own = colours(palette)
    lanes = {"lanes": (lane(8.0, 52.0),), "colours": own}
    drawing.check(
        {
            "millimetres": drawn(GridItem(parent), _recorder(**lanes)),
            "from 0.13 s on": drawn(
                GridItem(parent), replace(_recorder(**lanes), start_s=0.13, stop_s=0.73)
            ),
            "at two dots a pixel": drawn(
                GridItem(parent),
                replace(_recorder(**lanes), pixel_ratio=2.0, width=30.0, height=30.5),
            ),
            "lighter lines fade where they are near": drawn(
                GridItem(parent), replace(_recorder(**lanes), stop_s=0.5)
            ),
            "leads beside each other": drawn(
                GridItem(parent), _recorder(colours=own, lanes=_two_columns())
            ),
            "round on the clock": drawn(
                GridItem(parent),
                replace(_recorder(**lanes), stop_s=12.0, start_time=_START),
            ),
        }
    )


def test_nothing_is_drawn_of_a_grid_without_room(parent: QGraphicsRectItem) -> None:
    assert drawn(GridItem(parent), small_sheet(height=22.0)) == []
    assert drawn(GridItem(parent), small_sheet(height=23.0)) != []


def _axis(axis: TimeAxis | AmplitudeAxis, sheet: Sheet, size: QSize) -> list[str]:
    axis.lay(sheet)
    axis.setWidth(size.width())
    axis.setHeight(size.height())
    axis.resize(size)
    return listed(lambda p: axis.paint_axis(p, sheet), size, sheet.colours)


def _time(sheet: Sheet, longest_s: float, start: datetime | None = None) -> list[str]:
    axis = TimeAxis()
    axis.longest_s, axis.start = longest_s, start
    return _axis(axis, sheet, QSize(240, 20))


@pytest.mark.usefixtures("parent")
def test_time_axis(drawing: Kept) -> None:
    sheet = small_sheet()
    clock = replace(sheet, start_time=_START)
    drawing.check(
        {
            "since the start": _time(sheet, 30.0),
            "from 0.33 s on": _time(replace(sheet, start_s=0.33, stop_s=1.13), 30.0),
            "of a day": _time(replace(sheet, start_s=3000.5, stop_s=3100.5), 86400.0),
            "on the clock": _time(replace(clock, stop_s=24.0), 30.0, _START),
            "on the clock, tenths": _time(clock, 30.0, _START),
        }
    )


def _amplitude(sheet: Sheet) -> list[str]:
    return _axis(AmplitudeAxis(), sheet, QSize(60, 100))


@pytest.mark.usefixtures("parent")
def test_amplitude_axis(drawing: Kept) -> None:
    sheet = small_sheet(px_per_mm=2.0)
    pressure = replace(lane(22, 86, lead=Lead("ABP", "mmHg")), px_per_unit=0.5)
    two = lane(22, 54, right=0.5), lane(22, 54, 1, left=0.5), lane(54, 86, 2)
    drawing.check(
        {
            "one lead": _amplitude(sheet),
            "too slow for RR": _amplitude(replace(sheet, stop_s=4.1)),
            "in another unit": _amplitude(replace(sheet, lanes=(pressure,))),
            "two rows, two columns": _amplitude(replace(sheet, lanes=two)),
            "upside down": _amplitude(
                replace(sheet, lanes=(replace(sheet.lanes[0], sign=-1),))
            ),
            "names beside": _amplitude(replace(sheet, lanes=two, true_px_per_mm=3.0)),
            "zero far below": _amplitude(
                replace(sheet, lanes=(replace(sheet.lanes[0], zero_y=150.0),))
            ),
        }
    )
