"""Bars of probabilities and the legend of the heat map are drawn as they were."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPalette
from pytestqt.qtbot import QtBot

from ecgviewer.gui.dialogs.calibration_dialog import RulerView
from ecgviewer.gui.explanation.heat_controls import _legend
from ecgviewer.gui.explanation.probability_bars import ProbabilityBars
from ecgviewer.gui.look.theme import LIGHT
from tests.builders import N, S, V
from tests.gui.drawing.listing_painter import listed
from tests.gui.drawing.square_font import square_font
from tests.gui.drawing.words import Inks
from tests.gui.waveform.strips.test_drawn_strips import shown, words
from tests.kept import Kept


def test_probability_bars(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, palette: QPalette, drawing: Kept
) -> None:
    bars = ProbabilityBars()
    shown(qtbot, monkeypatch, bars, QSize(320, 90), palette)
    bars.show_probabilities((N, S, V), np.array([0.25, 0.0005, 0.7495], np.float32))
    parts = {"three": words(bars)}
    bars.show_probabilities((N, V), np.array([np.nan, np.nan], np.float32))
    parts["not known yet"] = words(bars)
    hint, least = bars.sizeHint(), bars.minimumSizeHint()
    parts["sizes"] = [f"{s.width()} x {s.height()}" for s in (hint, least)]
    drawing.check(parts)


@pytest.mark.usefixtures("qtbot")
@pytest.mark.parametrize("percent", [0, 50, 100])
def test_legend_of_heat(percent: int, drawing: Kept) -> None:
    picture = _legend(percent)
    row = picture.toImage().copy(0, 0, picture.width(), 1)
    colours = [row.pixelColor(x, 0).name() for x in range(0, row.width(), 5)]
    size = f"{picture.width()} x {picture.height()}"
    drawing.check({"legend": [size, " ".join(colours)]})
    assert Inks(LIGHT).picture(picture.toImage())[1].split()[0] == str(picture.height())


def test_ruler(qtbot: QtBot, drawing: Kept) -> None:
    ruler = RulerView(2.0)
    qtbot.addWidget(ruler)
    ruler.setFont(square_font())
    ruler.setPalette(QPalette(QColor("#efefef")))
    ruler.resize(ruler.sizeHint())
    said = listed(ruler.paint_on, ruler.size(), LIGHT, ruler.font())
    drawing.check({"ruler": said[:30] + said[-6:], "lines": [str(len(said))]})
