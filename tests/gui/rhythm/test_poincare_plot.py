"""Points, axes and the lasso of the plot of RR intervals are where they should be."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ecgviewer.core.beats import new_beats
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.gui.look.theme import colours
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.rhythm.poincare_plot import PoincarePlot
from tests.gui.recording_painter import RecordingPainter, recorded
from tests.gui.repaints import Repaints

_FS = 250.0


def _session(rr_s: list[float], symbols: str = "") -> ReviewSession:
    """Return beats with these intervals between them."""
    sample = np.round(np.cumsum([1.0, *rr_s]) * _FS).astype(np.int64)
    signal = np.zeros((1, int(sample[-1]) + 250), np.float32)
    symbol = np.array(list(symbols)) if symbols else "N"
    record = Record("r", _FS, (Lead("I"),), signal)
    return ReviewSession(record, new_beats(sample, symbol=symbol))


@pytest.fixture
def plot(qtbot: QtBot) -> PoincarePlot:
    plot = PoincarePlot(Selection())
    qtbot.addWidget(plot)
    plot.resize(354, 342)
    plot.show()
    return plot


def _painted(plot: PoincarePlot) -> RecordingPainter:
    return recorded(plot.paint_on, plot.size())


def test_limits_are_those_of_the_intervals_and_some_more(plot: PoincarePlot) -> None:
    plot.show_beats(_session([0.6, 1.6] * 10).columns)
    low, high = plot._limits_s
    assert (low, high) == pytest.approx((0.6 - 0.08, 1.6 + 0.08))
    plot.show_beats(_session([0.8] * 10).columns)
    assert plot._limits_s == pytest.approx((0.75, 0.85))
    plot.show_beats(_session([0.02, 0.1] * 10).columns)
    assert plot._limits_s[0] == 0.0


def test_the_limits_are_the_corners_of_the_area(plot: PoincarePlot) -> None:
    plot.show_beats(_session([0.6, 1.6] * 10).columns)
    low, high = plot._limits_s
    # 44 pixels at the left and 34 below are for the axes, 10 and 8 are spare.
    assert plot.place_of(low, low) == QPointF(44.0, 308.0)
    assert plot.place_of(high, high) == QPointF(344.0, 8.0)
    x, y = plot._pixels()
    places = [plot.place_of(*each) for each in zip(plot._x_s, plot._y_s, strict=True)]
    assert x.tolist() == [place.x() for place in places]
    assert y.tolist() == [place.y() for place in places]


@pytest.mark.parametrize(
    ("rr_s", "ticks"),
    [
        ([0.6, 1.2], ["0.6", "0.7", "0.8", "0.9", "1.0", "1.1", "1.2"]),
        ([0.6, 1.6], ["0.6", "0.8", "1.0", "1.2", "1.4", "1.6"]),
        ([0.5, 3.5], ["0.5", "1.0", "1.5", "2.0", "2.5", "3.0", "3.5"]),
    ],
)
def test_round_intervals_are_written_at_both_axes(
    plot: PoincarePlot, rr_s: list[float], ticks: list[str]
) -> None:
    plot.show_beats(_session(rr_s * 10).columns)
    painted = _painted(plot)
    titles = ["RR before (s)", "RR after (s)"]
    assert painted.written()[-2:] == titles
    own = colours(plot.palette())
    assert {text.ink.name() for text in painted.texts[-2:]} == {own.text.name()}
    assert {text.ink.name() for text in painted.texts[:-2]} == {own.faint_text.name()}
    below, beside = painted.texts[:-2:2], painted.texts[1:-2:2]
    assert [text.text for text in below] == [text.text for text in beside] == ticks
    for across, up in zip(below, beside, strict=True):
        place = plot.place_of(float(across.text), float(across.text))
        assert across.area.center().x() == pytest.approx(place.x())
        assert across.area.top() > 308.0
        assert up.area.center().y() == pytest.approx(place.y())
        assert up.area.right() < 44.0
    minor = colours(plot.palette()).grid_minor
    upright = [line for line in painted.lines if line.is_upright and line.ink == minor]
    assert [line.x1 for line in upright] == pytest.approx(
        [text.area.center().x() for text in below]
    )
    assert {(line.y1, line.y2) for line in upright} == {(8.0, 308.0)}
    level = [line for line in painted.lines if line.is_level and line.ink == minor]
    assert [line.y1 for line in level] == pytest.approx(
        [text.area.center().y() for text in beside]
    )
    assert {(line.x1, line.x2) for line in level} == {(44.0, 344.0)}


def test_equal_intervals_lie_on_a_diagonal(plot: PoincarePlot) -> None:
    plot.show_beats(_session([0.6, 1.6] * 10).columns)
    major = colours(plot.palette()).grid_major
    [line] = [line for line in _painted(plot).lines if line.ink == major]
    assert (line.x1, line.y1, line.x2, line.y2) == (44.0, 308.0, 344.0, 8.0)


def test_a_point_is_two_dots_wide_in_the_colour_of_its_class(
    plot: PoincarePlot,
) -> None:
    session = _session([0.8] * 6 + [0.5, 1.2] + [0.8] * 6, "NNNNNNNVNNNNNNN")
    plot.show_beats(session.columns)
    image = plot.grab().toImage()
    inks = colours(plot.palette()).beat
    for rr_s, code in (((0.5, 1.2), BeatClass.V), ((0.8, 0.8), BeatClass.N)):
        place = plot.place_of(*rr_s)
        x, y = int(place.x()), int(place.y())
        dots = [
            (dx, dy)
            for dx in range(-2, 4)
            for dy in range(-2, 4)
            if image.pixelColor(x + dx, y + dy) == inks[code]
        ]
        assert dots == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_a_rare_class_lies_over_the_others(plot: PoincarePlot) -> None:
    session = _session([0.8] * 14, "NNNNNNNVNNNNNNN")
    plot.show_beats(session.columns)
    place = plot.place_of(0.8, 0.8).toPoint()
    ink = colours(plot.palette()).beat[BeatClass.V]
    assert plot.grab().toImage().pixelColor(place) == ink


def test_beats_that_are_selected_have_rings(plot: PoincarePlot) -> None:
    session = _session([0.6, 1.6] * 10)
    plot.show_beats(session.columns)
    plot._selection.select(session.beats.beat_id[[3, 4]], 3)
    painted = _painted(plot)
    # A ring is round the middle of a point of two dots.
    places = [plot.place_of(0.6, 1.6), plot.place_of(1.6, 0.6)]
    wanted = [place + QPointF(1.0, 1.0) for place in places]
    middles = sorted(ring.rect.center().toTuple() for ring in painted.rings)
    np.testing.assert_allclose(middles, sorted(place.toTuple() for place in wanted))


def test_few_of_very_many_rings_are_drawn(plot: PoincarePlot) -> None:
    session = _session([0.6, 1.6] * 4500)
    plot.show_beats(session.columns)
    plot._selection.select(session.beats.beat_id, 0)
    assert 2000 <= len(_painted(plot).rings) <= 2300


def test_without_intervals_that_is_said(plot: PoincarePlot) -> None:
    plot.show_beats(_session([0.8]).columns)
    assert plot.n_points == 0
    said = _painted(plot).texts[-1]
    assert said.text == "No RR intervals yet"
    assert said.ink == colours(plot.palette()).faint_text
    plot.show_beats(None)
    assert _painted(plot).written()[-1] == "No RR intervals yet"


def test_the_lasso_is_drawn_until_it_is_let_go(
    qtbot: QtBot, plot: PoincarePlot
) -> None:
    plot.show_beats(_session([0.6, 1.6] * 10).columns)
    without = plot.grab().toImage()
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(plot, left, pos=QPoint(100, 100))
    QTest.mouseMove(plot, QPoint(200, 100))
    QTest.mouseMove(plot, QPoint(200, 200))
    assert plot.grab().toImage() != without
    with qtbot.waitSignal(plot.lassoed):
        QTest.mouseRelease(plot, left, pos=QPoint(200, 200))
    assert plot.grab().toImage() == without


def test_another_button_and_a_click_lasso_nothing(
    qtbot: QtBot, plot: PoincarePlot
) -> None:
    plot.show_beats(_session([0.6, 1.6] * 10).columns)
    with qtbot.assertNotEmitted(plot.lassoed):
        QTest.mouseClick(plot, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
        QTest.mousePress(plot, Qt.MouseButton.RightButton, pos=QPoint(100, 100))
        for place in (QPoint(200, 100), QPoint(200, 200), QPoint(100, 200)):
            QTest.mouseMove(plot, place)
        QTest.mouseRelease(plot, Qt.MouseButton.RightButton, pos=QPoint(100, 200))


def test_other_beats_sizes_and_colours_are_drawn_anew(plot: PoincarePlot) -> None:
    plot.show_beats(_session([0.6, 1.6] * 10).columns)
    plot.grab()
    plot.show_beats(_session([0.6, 1.5] * 10).columns)
    assert plot._image is None
    plot.grab()
    plot.resize(400, 400)
    image = plot.grab().toImage()
    place = plot.place_of(0.6, 1.5).toPoint()
    ink = colours(plot.palette()).beat[BeatClass.N]
    assert image.pixelColor(place) == ink
    plot.changeEvent(QEvent(QEvent.Type.PaletteChange))
    assert plot._image is None
    assert QColor(plot.grab().toImage().pixelColor(place)) == ink


def test_a_change_of_beats_or_of_the_selection_is_painted(
    qtbot: QtBot, plot: PoincarePlot, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitExposed(plot)
    plot.show_beats(_session([0.6, 1.6] * 10).columns)
    painted = Repaints(qtbot, monkeypatch, PoincarePlot, "paint_on")
    assert painted.after(lambda: plot._selection.select([1, 2], 1))
    assert not painted.after(lambda: None)


def test_no_point_is_on_the_axes(plot: PoincarePlot) -> None:
    # Intervals of one and two samples, at the corner of the area.
    plot.show_beats(_session([0.004, 0.008] * 10).columns)
    theme = colours(plot.palette())
    image = plot._drawn(theme)
    inked = np.array(
        [
            [image.pixelColor(x, y).alpha() > 0 for x in range(image.width())]
            for y in range(image.height())
        ]
    )
    assert inked.any()
    assert not inked[:, :44].any()
    assert not inked[308:].any()
