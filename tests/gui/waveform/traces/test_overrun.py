"""Leads never overlap: a trace ends at the edges of its lane, with a mark."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPalette

from ecgviewer.core.record import Lead
from ecgviewer.gui.look.theme import colours
from ecgviewer.gui.waveform.paper.lead_stack import Lane
from ecgviewer.gui.waveform.paper.line_batch import LineBatch
from ecgviewer.gui.waveform.paper.sheet import Sheet
from ecgviewer.gui.waveform.traces.overrun import (
    draw_row,
    mark_cuts,
    overruns,
)

_INK = QColor("#204060")
#: Its lanes are 100 pixels high, the names of leads above the trace in them.
_UPPER = Lane(Lead("I"), 20.0, 120.0, 70.0, 10.0, 0.1, 0.5, name_px=10.0)
_LOWER = replace(_UPPER, top=120.0, bottom=220.0, zero_y=170.0)


@pytest.fixture
def sheet(qapp: object) -> Sheet:
    return Sheet(
        width=40.0,
        height=220.0,
        band_px=20.0,
        pixel_ratio=1.0,
        start_s=0.0,
        stop_s=10.0,
        fs=250.0,
        n_samples=2500,
        lanes=(_UPPER, _LOWER),
        colours=colours(QPalette()),
        font=QFont(),
    )


def _blank() -> QImage:
    picture = QImage(40, 220, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    return picture


def _column(picture: QImage, x: int) -> dict[str, list[int]]:
    """Return the first and last dot of each kind of ink in a column."""
    kinds: dict[str, list[int]] = {"trace": [], "mark": []}
    for y in range(picture.height()):
        colour = picture.pixelColor(x, y)
        if colour != QColor("white"):
            kinds["trace" if colour == _INK else "mark"].append(y)
    return {kind: [at[0], at[-1]] if at else [] for kind, at in kinds.items()}


def _row_drawn(sheet: Sheet, upper: list[float], lower: list[float]) -> QImage:
    picture = _blank()
    painter = QPainter(picture)
    assert draw_row(painter, sheet, _UPPER, _INK, np.array([upper, lower]))
    painter.end()
    return picture


def test_columns_end_at_the_edges_of_their_lane(sheet: Sheet) -> None:
    picture = _row_drawn(
        sheet, [60.0, 60.0, np.nan, 180.0, 5.0], [90.0, 210.0, np.nan, 200.0, 60.0]
    )
    assert _column(picture, 0) == {"trace": [60, 90], "mark": []}
    assert _column(picture, 1) == {"trace": [60, 116], "mark": [117, 120]}
    assert _column(picture, 2) == {"trace": [], "mark": []}
    assert _column(picture, 3) == {"trace": [], "mark": [117, 120]}
    assert _column(picture, 4) == {"trace": [34, 60], "mark": [30, 33]}


def test_a_trace_in_its_lane_is_not_cut(sheet: Sheet) -> None:
    assert not overruns(_LOWER, np.array([130.0, 220.0, np.nan]))
    assert not overruns(_LOWER, np.empty(0))
    assert overruns(_LOWER, np.array([129.0, 200.0]))
    assert overruns(_LOWER, np.array([140.0, 220.5]))


def test_samples_are_marked_where_columns_are(sheet: Sheet) -> None:
    picture = _blank()
    painter = QPainter(picture)
    x, y = np.array([5.5, 20.5]), np.array([215.0, 60.0])
    mark_cuts(painter, sheet, _UPPER, LineBatch(), x, y)
    painter.end()
    first, last = _column(picture, 5)["mark"]
    assert 115 <= first < last <= 121
    assert _column(picture, 20) == {"trace": [], "mark": []}
