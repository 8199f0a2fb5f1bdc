"""The tachogram shows RR intervals where the beats are, and selects them."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtGui import QPalette, QWheelEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ecgviewer.core.labels import BeatClass
from ecgviewer.core.unknown import UnknownStretches
from ecgviewer.gui.look.theme import colours
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform.strips.tachogram import TachogramStrip
from ecgviewer.gui.waveform.strips.tachogram_points import (
    SPARE_PX,
    RrIntervals,
    TachogramPoints,
    points_in_view,
    points_picture,
    rr_range_ms,
)
from tests.builders import opened, spikes
from tests.gui.recording_painter import RecordingPainter, recorded
from tests.gui.repaints import Repaints

_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def strip(qtbot: QtBot, selection: Selection) -> TachogramStrip:
    """Beats of 800 ms; the first ten seconds in view, 100 pixels a second."""
    strip = TachogramStrip(opened(spikes()), selection, lambda: 60.0)
    qtbot.addWidget(strip)
    strip.resize(1060, 96)
    strip.show()
    qtbot.waitExposed(strip)
    return strip


def test_points_lie_under_their_beats(strip: TachogramStrip) -> None:
    points = strip.points()
    assert points is not None
    assert points.rows.tolist() == list(range(1, 12))
    np.testing.assert_allclose(points.x, (100 + 200 * points.rows) / 2.5)
    assert len(set(points.y.tolist())) == 1


def test_points_are_not_joined_across_lost_signal(
    qtbot: QtBot, strip: TachogramStrip
) -> None:
    points = strip.points()
    assert points is not None
    assert points.joined.all()
    strip._document.know_missing(UnknownStretches.of([1150], [1190]))

    def now() -> TachogramPoints:
        points = strip.points()
        assert points is not None
        return points

    qtbot.waitUntil(lambda: len(now().rows) == 10)
    assert now().rows.tolist() == [1, 2, 3, 4, 5, 7, 8, 9, 10, 11]
    assert np.flatnonzero(~now().joined).tolist() == [4]
    strip.grab()


def test_a_click_selects_the_beat(strip: TachogramStrip, selection: Selection) -> None:
    points = strip.points()
    assert points is not None
    at = QPointF(points.x[4], points.y[4]) + strip.area().topLeft()
    assert strip.beat_near(at) == 5
    QTest.mouseClick(strip, _LEFT, pos=at.toPoint())
    assert selection.current == 5
    QTest.mouseClick(strip, _LEFT, pos=QPoint(90, 4))
    assert selection.current == 5


def test_a_drag_selects_those_between(
    strip: TachogramStrip, selection: Selection
) -> None:
    left, right = (60 + round((100 + 200 * n) / 2.5) for n in (2.5, 6.5))
    QTest.mousePress(strip, _LEFT, pos=QPoint(left, 40))
    QTest.mouseMove(strip, QPoint((left + right) // 2, 40))
    QTest.mouseMove(strip, QPoint(right, 40))
    strip.grab()
    QTest.mouseRelease(strip, _LEFT, pos=QPoint(right, 40))
    assert selection.selected.tolist() == [3, 4, 5, 6]


def test_labels_colour_the_points(
    qtbot: QtBot, strip: TachogramStrip, selection: Selection
) -> None:
    document: Document = strip._document
    document.label([3], BeatClass.V)
    selection.select([3])

    def is_v() -> bool:
        points = strip.points()
        return points is not None and points.label[2] == BeatClass.V

    qtbot.waitUntil(is_v)
    strip.grab()


def test_of_many_beats_in_one_dot_the_ectopic_one_is_seen() -> None:
    session = opened(spikes(4000, rr=200)).session
    assert session is not None
    columns = session.columns
    columns.label.flags.writeable = True
    columns.label[1234] = BeatClass.V
    intervals = RrIntervals.of(columns, (400.0, 1200.0), 90.0)
    points = points_in_view(intervals, (0, 800_000), 300.0)
    assert len(points.x) <= 302
    assert (points.label == BeatClass.V).sum() == 1


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_many_points_are_one_picture_with_ectopic_beats_on_top(ratio: float) -> None:
    beat = colours(QPalette()).beat
    points = TachogramPoints(
        np.arange(4),
        np.array([0.0, 50.0, 50.4, 299.9]),
        np.array([0.0, 40.0, 40.0, 90.0]),
        np.array([BeatClass.N, BeatClass.V, BeatClass.N, BeatClass.S], np.uint8),
        np.zeros(4, np.int64),
    )
    picture = points_picture(points, (300.0, 90.0), ratio, beat)
    assert (picture.width(), picture.height()) == (
        300 * ratio,
        90 * ratio + 2 * round(SPARE_PX * ratio),
    )
    top = round(SPARE_PX * ratio)
    assert picture.pixelColor(0, top) == beat[BeatClass.N]
    middle = QPointF(50.0 * ratio, 40.0 * ratio + top)
    assert picture.pixelColor(middle.toPoint()) == beat[BeatClass.V]
    corner = picture.pixelColor(picture.width() - 1, picture.height() - 1 - top)
    assert corner == beat[BeatClass.S]
    assert picture.pixelColor(150, 20).alpha() == 0


def test_intervals_far_out_are_at_the_edge() -> None:
    rr_ms = np.concatenate([np.full(500, 800.0), [150.0, 9000.0, np.nan]])
    low, high = rr_range_ms(rr_ms)
    assert 500 < low < 800 < high < 1100
    assert rr_range_ms(np.array([np.nan])) == (400.0, 1200.0)
    assert rr_range_ms(np.array([4000.5])) == (400.0, 1200.0)
    assert rr_range_ms(np.array([3990.0])) == (3730.0, 4000.0)
    assert rr_range_ms(np.array([150.0])) == (140.0, 410.0)


def test_without_a_record_it_is_empty(qtbot: QtBot) -> None:
    strip = TachogramStrip(Document(), Selection(), lambda: 60.0)
    qtbot.addWidget(strip)
    strip.show()
    assert strip.points() is None
    assert strip.beat_near(QPointF(5, 5)) is None
    strip.grab()


def test_beats_removed_at_the_end_leave_a_strip_that_paints(
    qtbot: QtBot, strip: TachogramStrip, selection: Selection
) -> None:
    document = strip._document
    selection.set_view(40.0, 48.0)
    selection.select(np.arange(50, 60), 59)
    strip.grab()
    points = strip.points()
    assert points is not None
    at = QPointF(points.x[-1], points.y[-1]) + strip.area().topLeft()
    with qtbot.captureExceptions() as errors:
        document.remove(np.arange(50, 60))
        # Before the strip has had the time to take in what was removed.
        strip.grab()
        assert strip._text_at(at.toPoint()) == ""
        QTest.mouseClick(strip, _LEFT, pos=at.toPoint())
        QCoreApplication.processEvents()
    assert not errors


def _painted(strip: TachogramStrip) -> RecordingPainter:
    return recorded(strip.paint_on, strip.size())


def test_intervals_are_written_beside_their_lines(strip: TachogramStrip) -> None:
    account = _painted(strip)
    area, own = strip.area(), colours(strip.palette())
    levels = [line for line in account.lines if line.ink == own.grid_minor]
    assert {(line.x1, line.x2) for line in levels} == {(60.0, 1060.0)}
    # All intervals are 800 ms, in the middle of what is shown.
    texts = [text for text in account.texts if text.text != "RR ms"]
    heights = {text.text: text.area.center().y() for text in texts}
    assert heights["800"] == pytest.approx(area.center().y())
    # That of the line at 1000 ms would lie over the title.
    assert list(heights) == ["600", "800"]
    assert heights["600"] > heights["800"]
    assert {text.area.right() for text in texts} == {54.0}
    assert set(heights.values()) <= {line.y1 for line in levels}
    assert account.texts[-1].text == "RR ms"
    assert account.texts[-1].area.left() == 4.0


def test_few_points_are_joined_and_one_of_an_ectopic_beat_is_larger(
    qtbot: QtBot, strip: TachogramStrip
) -> None:
    strip._document.label([3], BeatClass.V)

    def is_v() -> bool:
        points = strip.points()
        return points is not None and bool((points.label == BeatClass.V).any())

    qtbot.waitUntil(is_v)
    account, own = _painted(strip), colours(strip.palette())
    points = strip.points()
    assert points is not None
    joined = [line for line in account.lines if line.ink == own.grid_major]
    assert [line.x1 for line in joined] == pytest.approx((points.x[:-1] + 60).tolist())
    assert [line.x2 for line in joined] == pytest.approx((points.x[1:] + 60).tolist())
    dots = {code: [line for line in account.lines if line.ink == own.beat[code]]
            for code in (BeatClass.N, BeatClass.V)}  # fmt: skip
    assert len(dots[BeatClass.N]) == 10
    [v] = dots[BeatClass.V]
    assert (v.x1 + v.x2) / 2 == pytest.approx(points.x[2] + 60)
    assert v.width == pytest.approx(5.6)
    assert {line.width for line in dots[BeatClass.N]} == {4.0}


@pytest.mark.parametrize(("width", "is_joined"), [(147, False), (148, True)])
def test_points_nearer_than_that_are_not_joined(
    strip: TachogramStrip, selection: Selection, width: int, is_joined: bool
) -> None:
    # 59 intervals; a point in 2.5 pixels on average is too near.
    strip.resize(60 + width, 96)
    selection.set_view(0.0, 48.0)
    major = colours(strip.palette()).grid_major
    assert any(line.ink == major for line in _painted(strip).lines) == is_joined


def test_selected_points_have_rings_and_a_drag_a_band(
    strip: TachogramStrip, selection: Selection
) -> None:
    selection.select([4, 5], 4)
    points = strip.points()
    assert points is not None
    middles = [ring.rect.center() for ring in _painted(strip).rings]
    corner = strip.area().topLeft()
    wanted = [QPointF(points.x[row], points.y[row]) + corner for row in (3, 4)]
    np.testing.assert_allclose(
        [at.toTuple() for at in middles], [at.toTuple() for at in wanted]
    )
    QTest.mousePress(strip, _LEFT, pos=QPoint(400, 40))
    QTest.mouseMove(strip, QPoint(300, 40))
    band = _painted(strip).areas[-1]
    assert (band.rect.left(), band.rect.right()) == (300.0, 400.0)
    assert 0 < band.ink.alpha() < 128
    QTest.mouseRelease(strip, _LEFT, pos=QPoint(300, 40))
    assert len(_painted(strip).areas) == 1


def test_a_drag_and_its_end_are_painted(
    qtbot: QtBot, strip: TachogramStrip, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted = Repaints(qtbot, monkeypatch, TachogramStrip, "paint_on")
    QTest.mousePress(strip, _LEFT, pos=QPoint(400, 4))
    assert painted.after(lambda: QTest.mouseMove(strip, QPoint(402, 4)))
    # Where there is no beat to be selected.
    end = QPoint(402, 4)
    assert painted.after(lambda: QTest.mouseRelease(strip, _LEFT, pos=end))


@pytest.mark.parametrize(
    ("angle", "view_s"),
    [
        (QPoint(0, -120), (11.0, 21.0)),
        (QPoint(0, 240), (8.0, 18.0)),
        (QPoint(-120, 0), (11.0, 21.0)),
    ],
)
def test_a_notch_of_the_wheel_is_a_tenth_of_the_page(
    strip: TachogramStrip,
    selection: Selection,
    angle: QPoint,
    view_s: tuple[float, float],
) -> None:
    selection.set_view(10.0, 20.0)
    at, none = QPointF(50.0, 20.0), Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(
        at, at, QPoint(), angle, Qt.MouseButton.NoButton, none,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    strip.wheelEvent(event)
    assert selection.view_s == pytest.approx(view_s)
