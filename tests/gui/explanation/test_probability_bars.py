from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from ecgviewer.gui.explanation.probability_bars import ProbabilityBars, percent_text
from ecgviewer.gui.look.theme import colours
from tests.builders import N, S, V


@pytest.mark.parametrize(
    ("probability", "text"),
    [
        (0.0, "0.0 %"),
        (0.0004, "< 0.1 %"),
        (0.123, "12.3 %"),
        (0.9996, "99.9 %"),
        (1.0, "100.0 %"),
        (np.nan, "\N{EN DASH}"),
    ],
)
def test_a_percentage_never_pretends_certainty(probability: float, text: str) -> None:
    assert percent_text(probability) == text


def _columns_of(image: QImage, colour: str) -> int:
    rows, columns = range(image.height()), range(image.width())
    return sum(
        any(image.pixelColor(x, y).name() == colour for y in rows) for x in columns
    )


def test_bars_are_as_long_as_probabilities(qtbot: QtBot) -> None:
    bars = ProbabilityBars()
    qtbot.addWidget(bars)
    bars.show_probabilities((N, S, V), np.array([0.2, 0.0, 0.8], np.float32))
    bars.resize(400, bars.sizeHint().height())
    image, theme = bars.grab().toImage(), colours(bars.palette())
    of_n, of_v = (_columns_of(image, theme.beat[c].name()) for c in (N, V))
    assert of_v / of_n == pytest.approx(4, rel=0.15)
    assert bars.accessibleName() == "Probabilities: N 20.0 %, S 0.0 %, V 80.0 %"


def test_a_beat_without_probabilities_has_no_bars(qtbot: QtBot) -> None:
    bars = ProbabilityBars()
    qtbot.addWidget(bars)
    bars.show_probabilities((N, S, V), np.full(3, np.nan, np.float32))
    assert bars.text() == "N –, S –, V –"
    bars.resize(300, bars.sizeHint().height())
    theme = colours(bars.palette())
    # The letter alone has the colour of its class.
    assert _columns_of(bars.grab().toImage(), theme.beat[V].name()) < 20
