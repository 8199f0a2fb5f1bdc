"""Lines of the grid are where the millimetres are, to the dot of the screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPalette
from PySide6.QtWidgets import QGraphicsScene
from pytestqt.qtbot import QtBot

from ecgviewer.core.record import Lead
from ecgviewer.gui.look.theme import colours
from ecgviewer.gui.waveform.paper.grid_item import GridItem
from ecgviewer.gui.waveform.paper.lead_stack import Lane
from ecgviewer.gui.waveform.paper.sheet import Sheet

_MM = 4.0
_SIZE = 400, 300
_TOP = 26.0
#: 25 mm/s and 10 mm/mV; zero is on a dot.
_LANE = Lane(Lead("II"), _TOP, 290.0, 160.0, 10 * _MM, 0.1, 0.5)


def _sheet(ratio: float) -> Sheet:
    return Sheet(
        width=float(_SIZE[0]),
        height=float(_SIZE[1]),
        band_px=_TOP,
        pixel_ratio=ratio,
        start_s=0.0,
        stop_s=_SIZE[0] / (25 * _MM),
        fs=250.0,
        n_samples=10_000,
        lanes=(_LANE,),
        colours=colours(QPalette()),
        font=QFont(),
        px_per_mm=_MM,
    )


def _painted(sheet: Sheet) -> QImage:
    scene = QGraphicsScene()
    root = scene.addRect(0, 0, 1, 1)
    grid = GridItem(root)
    grid.lay(sheet)
    ratio = sheet.pixel_ratio
    wide, high = (round(each * ratio) for each in _SIZE)
    picture = QImage(wide, high, QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor("#123456"))
    painter = QPainter(picture)
    grid.paint_sheet(painter, sheet)
    painter.end()
    return picture


def _dots_like(picture: QImage, colour: QColor, row: int) -> list[int]:
    return [x for x in range(picture.width()) if picture.pixelColor(x, row) == colour]


@pytest.mark.parametrize("ratio", [1.0, 2.0, 3.0])
def test_upright_lines_are_one_dot_wide_and_five_millimetres_apart(
    qtbot: QtBot, ratio: float
) -> None:
    sheet = _sheet(ratio)
    picture = _painted(sheet)
    between = round((160.0 + _MM / 2) * ratio)
    major = _dots_like(picture, sheet.colours.grid_major, between)
    assert major == [round(n * 5 * _MM * ratio) for n in range(20)]
    paper = _dots_like(picture, sheet.colours.paper, between)
    assert len(paper) == round(_SIZE[0] * ratio) - 100


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_level_lines_go_through_zero_of_the_lane(qtbot: QtBot, ratio: float) -> None:
    sheet = _sheet(ratio)
    picture = _painted(sheet)
    x = round(_MM / 2 * ratio)
    column = [picture.pixelColor(x, y) for y in range(picture.height())]
    major = [y for y, c in enumerate(column) if c == sheet.colours.grid_major]
    wanted = np.array([-120, -100, -80, -60, -40, -20, 0, 20, 40, 60, 80, 100, 120])
    assert major == ((160 + wanted) * ratio).round().astype(int).tolist()
    above = round(_TOP * ratio)
    assert all(c == QColor("#123456") for c in column[:above])


@pytest.mark.parametrize(
    ("px_per_s", "places"), [(40, [20, 60, 100]), (200, [0, 20, 40])]
)
def test_lines_of_a_second_or_more_are_round_on_the_clock(
    qtbot: QtBot, px_per_s: int, places: list[int]
) -> None:
    # Of 10 mm/s major lines are a second apart, of 50 mm/s a tenth of it.
    start = datetime(2024, 1, 1, 12, 0, 0, 500_000)
    stop_s = _SIZE[0] / px_per_s
    sheet = replace(_sheet(1.0), stop_s=stop_s, start_time=start)
    major = _dots_like(_painted(sheet), sheet.colours.grid_major, 162)
    assert major[:3] == places


def test_a_sheet_of_no_size_is_not_painted(qtbot: QtBot) -> None:
    sheet = replace(_sheet(1.0), width=0.0)
    assert _painted(sheet).pixelColor(10, 100) == QColor("#123456")
