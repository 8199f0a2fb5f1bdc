"""Artefact of one lead does not hide the others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QLineF
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPalette

from ecgviewer.core.record import Lead
from ecgviewer.gui.look.theme import colours
from ecgviewer.gui.waveform.paper.lead_stack import Lane
from ecgviewer.gui.waveform.paper.sheet import Sheet
from ecgviewer.gui.waveform.traces.overrun import (
    clip_to_reach,
    draw_row,
    faint,
    overruns,
)

_INK = QColor("#204060")
#: Its lanes are 100 pixels high: a fifth of the next one is within reach.
_UPPER = Lane(Lead("I"), 20.0, 120.0, 70.0, 10.0, 0.1, 0.5)
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
    kinds: dict[str, list[int]] = {"full": [], "faint": []}
    for y in range(picture.height()):
        colour = picture.pixelColor(x, y)
        if colour != QColor("white"):
            kinds["full" if colour == _INK else "faint"].append(y)
    return {kind: [at[0], at[-1]] if at else [] for kind, at in kinds.items()}


def _row_drawn(sheet: Sheet, upper: list[float], lower: list[float]) -> QImage:
    picture = _blank()
    painter = QPainter(picture)
    assert draw_row(painter, sheet, _UPPER, _INK, np.array([upper, lower]))
    painter.end()
    return picture


def test_columns_are_faint_where_they_are_far_in_another_lane(sheet: Sheet) -> None:
    picture = _row_drawn(sheet, [60.0, 60.0, np.nan, 180.0], [90.0, 210.0, np.nan, 200])
    assert _column(picture, 0) == {"full": [60, 90], "faint": []}
    assert _column(picture, 1) == {"full": [60, 140], "faint": [141, 210]}
    assert _column(picture, 2) == {"full": [], "faint": []}
    assert _column(picture, 3) == {"full": [], "faint": [180, 200]}


def test_a_lead_that_is_alone_is_never_faint(sheet: Sheet) -> None:
    alone = replace(sheet, lanes=(_UPPER, replace(_UPPER, left=0.5)))
    far = np.array([60.0, 210.0])
    assert not overruns(alone, _UPPER, far)
    assert overruns(sheet, _UPPER, far)
    assert _column(_row_drawn(alone, [60.0], [210.0]), 0)["full"] == [60, 210]


def test_a_high_r_wave_is_not_faint(sheet: Sheet) -> None:
    assert not overruns(sheet, _LOWER, np.array([105.0, 200.0, np.nan]))
    assert not overruns(sheet, _LOWER, np.empty(0))


def test_lines_are_clipped_where_columns_are(sheet: Sheet) -> None:
    picture = _blank()
    painter = QPainter(picture)
    clip_to_reach(painter, sheet, _UPPER)
    painter.setPen(_INK)
    painter.drawLine(QLineF(5.5, 25.0, 5.5, 215.0))
    painter.end()
    assert _column(picture, 5)["full"] == [25, 139]
    assert faint(_INK).alphaF() == pytest.approx(0.3, abs=0.01)
