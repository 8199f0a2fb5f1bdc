"""Columns of dots are what Qt's own lines are, to the dot of the screen."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QLineF
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPalette

from ecgviewer.core.arrays import Float64Array
from ecgviewer.gui.look.theme import colours
from ecgviewer.gui.waveform.paper.line_batch import hairline
from ecgviewer.gui.waveform.paper.sheet import Sheet
from ecgviewer.gui.waveform.traces.column_dots import draw_columns

_WIDE, _HIGH, _TOP = 200, 120, 20.0
_INK = QColor("#204060")


def _sheet(ratio: float) -> Sheet:
    return Sheet(
        width=float(_WIDE),
        height=float(_HIGH),
        band_px=_TOP,
        pixel_ratio=ratio,
        start_s=0.0,
        stop_s=10.0,
        fs=250.0,
        n_samples=2500,
        lanes=(),
        colours=colours(QPalette()),
        font=QFont(),
    )


def _blank(ratio: float) -> QImage:
    size = round(_WIDE * ratio), round(_HIGH * ratio)
    picture = QImage(*size, QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor("white"))
    return picture


def _drawn(
    ratio: float, upper: Float64Array, lower: Float64Array, ink: QColor = _INK
) -> QImage:
    picture = _blank(ratio)
    painter = QPainter(picture)
    draw_columns(painter, _sheet(ratio), ink, np.stack([upper, lower]))
    painter.end()
    return picture


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
def test_columns_are_the_lines_that_qt_draws(ratio: float) -> None:
    random = np.random.default_rng(1)
    n = round(_WIDE * ratio)
    upper = random.uniform(_TOP, 90.0, n)
    lower = upper + random.uniform(0.0, 25.0, n)
    expected = _blank(ratio)
    painter = QPainter(expected)
    painter.setPen(hairline(_INK))
    for i, (y1, y2) in enumerate(zip(upper, np.maximum(lower, upper + 1), strict=True)):
        x = (i + 0.5) / ratio
        painter.drawLine(QLineF(x, y1, x, y2))
    painter.end()
    assert _drawn(ratio, upper, lower) == expected


def test_nothing_is_drawn_beside_the_paper_or_where_there_is_nothing() -> None:
    upper = np.array([-500.0, 5.0, np.nan, 100.0, 130.0])
    lower = np.array([-400.0, 30.0, np.nan, 500.0, 900.0])
    picture = _drawn(1.0, upper, lower)
    inked = [
        [y for y in range(_HIGH) if picture.pixelColor(x, y) == _INK] for x in range(6)
    ]
    assert inked == [[], list(range(20, 31)), [], list(range(100, 120)), [], []]
    assert _drawn(1.0, upper[:1], lower[:1]) == _blank(1.0)


def test_faint_ink_lets_the_paper_through() -> None:
    faint = QColor(0, 0, 0, 51)
    picture = _drawn(1.0, np.full(3, 40.0), np.full(3, 60.0), faint)
    assert picture.pixelColor(1, 50).red() == pytest.approx(204, abs=2)
