"""Mouse and wheel on the waveform."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot

from ecgviewer.core.review.session import ReviewSession
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform.waveform_view import WaveformView
from tests.gui.waveform.mouse import CTRL, SHIFT, Mouse


def _sample(session: ReviewSession, row: int) -> int:
    return int(session.beats.sample[row])


def _id(session: ReviewSession, row: int) -> int:
    return int(session.beats.beat_id[row])


def test_a_drag_on_paper_pans(mouse: Mouse, selection: Selection) -> None:
    selection.set_view(20.0, 30.0)
    start = QPointF(600.0, 300.0)
    mouse.drag(start, start - QPointF(200.0, 0.0))
    shift_s = 200.0 * 10.0 / mouse.sheet.width
    assert selection.view_s == pytest.approx((20.0 + shift_s, 30.0 + shift_s))
    assert selection.cursor_sample is None


def test_a_dragged_badge_asks_for_a_move(
    qtbot: QtBot,
    mouse: Mouse,
    view: WaveformView,
    session: ReviewSession,
    rows: list[int],
) -> None:
    sample = _sample(session, rows[2])
    start = mouse.in_band(sample)
    with qtbot.waitSignal(view.move_requested) as asked:
        mouse.drag(start, start + QPointF(30.0, 40.0))
    beat, target = asked.args
    assert beat == _id(session, rows[2])
    assert target == pytest.approx(sample + 30 * mouse.sheet.samples_per_px, abs=4)
    assert _sample(session, rows[2]) == sample


def test_a_badge_put_back_asks_for_nothing(
    qtbot: QtBot,
    mouse: Mouse,
    view: WaveformView,
    session: ReviewSession,
    rows: list[int],
) -> None:
    at = mouse.in_band(_sample(session, rows[2]))
    with qtbot.assertNotEmitted(view.move_requested):
        mouse.press(at)
        mouse.move(at + QPointF(40.0, 0.0))
        mouse.release(at)


def test_a_badge_cannot_be_dragged_where_a_pixel_is_too_long(
    qtbot: QtBot,
    mouse: Mouse,
    view: WaveformView,
    selection: Selection,
    session: ReviewSession,
    rows: list[int],
) -> None:
    selection.set_view(0.0, 40.0)
    start = mouse.in_band(_sample(session, rows[2]))
    with qtbot.assertNotEmitted(view.move_requested):
        mouse.drag(start, start + QPointF(60.0, 0.0))


def test_a_double_click_on_paper_asks_for_a_beat(
    qtbot: QtBot,
    mouse: Mouse,
    view: WaveformView,
    session: ReviewSession,
    rows: list[int],
) -> None:
    between = (_sample(session, rows[1]) + _sample(session, rows[2])) // 2
    with qtbot.waitSignal(view.add_requested) as asked:
        mouse.double_click(mouse.on_trace(between))
    assert asked.args[0] == pytest.approx(between, abs=5)
    with qtbot.assertNotEmitted(view.add_requested):
        mouse.double_click(mouse.on_trace(_sample(session, rows[1])))


def test_the_wheel_scrolls(mouse: Mouse, selection: Selection) -> None:
    selection.set_view(20.0, 30.0)
    at = QPointF(300.0, 200.0)
    mouse.wheel(at, QPoint(0, -120))
    assert selection.view_s == pytest.approx((21.0, 31.0))
    mouse.wheel(at, QPoint(120, 0))
    assert selection.view_s == pytest.approx((20.0, 30.0))


def test_a_touch_pad_scrolls_by_its_pixels(mouse: Mouse, selection: Selection) -> None:
    selection.set_view(20.0, 30.0)
    mouse.wheel(QPointF(300.0, 200.0), QPoint(-8, 0), pixels=QPoint(-50, 3))
    shift_s = 50.0 * 10.0 / mouse.sheet.width
    assert selection.view_s == pytest.approx((20.0 + shift_s, 30.0 + shift_s))


def test_ctrl_and_wheel_zoom_about_the_mouse(
    mouse: Mouse, selection: Selection
) -> None:
    selection.set_view(20.0, 30.0)
    at = mouse.on_trace(23 * 360)
    before = mouse.sheet.seconds(mouse.x_of(23 * 360))
    mouse.wheel(at, QPoint(0, 120), CTRL)
    start, stop = selection.view_s
    assert stop - start == pytest.approx(8.0)
    assert mouse.sheet.seconds(at.x()) == pytest.approx(before, abs=0.02)
    mouse.wheel(at, QPoint(0, -120), CTRL)
    assert selection.view_s == pytest.approx((20.0, 30.0), abs=1e-3)


@pytest.mark.parametrize("angle", [QPoint(0, 120), QPoint(120, 0)])
def test_shift_and_wheel_change_the_amplitude(
    mouse: Mouse, selection: Selection, angle: QPoint
) -> None:
    before = mouse.sheet.lanes[0].px_per_unit
    mouse.wheel(QPointF(300.0, 200.0), angle, SHIFT)
    assert mouse.sheet.lanes[0].px_per_unit == pytest.approx(1.15 * before)
    assert selection.view_s == (0.0, 10.0)


@pytest.mark.qt_log_ignore("does not support raise")  # tool tips, offscreen
def test_a_badge_tells_about_its_beat(
    qtbot: QtBot, mouse: Mouse, session: ReviewSession, rows: list[int]
) -> None:
    row = rows[2]
    mouse.rest(mouse.in_band(_sample(session, row)))
    text = QToolTip.text()
    columns = session.columns
    assert f"Beat {row + 1} of {len(session.beats)} at 0:0" in text
    assert "Classifier: " in text
    assert "100%" in text
    assert f"RR {1000 * columns.rr_previous_s[row]:.0f} ms before" in text
    QToolTip.hideText()


def test_the_shape_of_the_mouse_tells_what_it_would_do(
    mouse: Mouse, session: ReviewSession, rows: list[int]
) -> None:
    mouse.move(mouse.in_band(_sample(session, rows[2])))
    assert mouse.viewport.cursor().shape() == Qt.CursorShape.PointingHandCursor
    between = (_sample(session, rows[1]) + _sample(session, rows[2])) / 2
    mouse.move(mouse.on_trace(between))
    assert mouse.viewport.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_a_beat_that_vanishes_while_it_is_dragged_is_not_moved(
    qtbot: QtBot,
    mouse: Mouse,
    view: WaveformView,
    document: Document,
    session: ReviewSession,
    rows: list[int],
) -> None:
    at = mouse.in_band(_sample(session, rows[2]))
    mouse.press(at)
    mouse.move(at + QPointF(20.0, 0.0))
    document.remove([_id(session, rows[2])])
    qtbot.waitUntil(lambda: view._marks.columns is session.columns)
    with qtbot.assertNotEmitted(view.move_requested):
        mouse.release(at + QPointF(20.0, 0.0))


def test_escape_lets_go_of_a_badge(
    qtbot: QtBot,
    mouse: Mouse,
    view: WaveformView,
    selection: Selection,
    session: ReviewSession,
    rows: list[int],
) -> None:
    at = mouse.in_band(_sample(session, rows[2]))
    mouse.press(at)
    mouse.move(at + QPointF(40.0, 0.0))
    with qtbot.assertNotEmitted(view.move_requested):
        qtbot.keyClick(view, Qt.Key.Key_Escape)
        mouse.release(at + QPointF(40.0, 0.0))
    assert selection.current is None
    mouse.move(at + QPointF(60.0, 0.0))
    assert view._overlay._move is None


def test_what_is_dragged_is_shown_and_gone_afterwards(
    mouse: Mouse, view: WaveformView, session: ReviewSession, rows: list[int]
) -> None:
    start = mouse.on_trace(_sample(session, rows[1]) - 30)
    mouse.press(start, SHIFT)
    mouse.move(start + QPointF(150.0, 0.0), SHIFT)
    accent = mouse.sheet.colours.selection
    image = mouse.viewport.grab().toImage()
    edge = mouse.place(start + QPointF(150.0, 0.0))
    seen = {QColor(image.pixel(edge.x() + i, edge.y())).name() for i in (-1, 0, 1)}
    assert accent.name() in seen
    mouse.release(start + QPointF(150.0, 0.0), SHIFT)
    image = mouse.viewport.grab().toImage()
    seen = {QColor(image.pixel(edge.x() + i, edge.y())).name() for i in (-1, 0, 1)}
    assert accent.name() not in seen


def test_a_moved_beat_shows_by_how_much(
    mouse: Mouse, view: WaveformView, session: ReviewSession, rows: list[int]
) -> None:
    at = mouse.in_band(_sample(session, rows[1]))
    mouse.press(at)
    mouse.move(at + QPointF(25.0, 0.0))
    move = view._overlay._move
    assert move is not None
    assert move[1] - move[0] == pytest.approx(25.0, abs=1.0)
    mouse.viewport.grab()


def test_a_right_click_is_where_the_menu_adds_a_beat(
    mouse: Mouse, selection: Selection, session: ReviewSession, rows: list[int]
) -> None:
    between = (_sample(session, rows[1]) + _sample(session, rows[2])) / 2
    mouse.click(mouse.on_trace(between), button=Qt.MouseButton.RightButton)
    assert selection.cursor_sample == pytest.approx(between, abs=5)
    assert selection.current is None


def test_the_middle_button_pans_from_a_badge(
    mouse: Mouse, selection: Selection, session: ReviewSession, rows: list[int]
) -> None:
    selection.set_view(1.0, 11.0)
    at = mouse.in_band(_sample(session, rows[2]))
    mouse.press(at, button=Qt.MouseButton.MiddleButton)
    mouse.move(at + QPointF(50.0, 0.0))
    mouse.release(at + QPointF(50.0, 0.0), button=Qt.MouseButton.MiddleButton)
    assert selection.view_s[0] == pytest.approx(1.0 - 500.0 / mouse.sheet.width)
