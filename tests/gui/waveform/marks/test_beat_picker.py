"""Beats are picked with the mouse."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from ecgviewer.core.review.session import ReviewSession
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform.waveform_view import WaveformView
from tests.gui.waveform.mouse import CTRL, SHIFT, Mouse


def _sample(session: ReviewSession, row: int) -> int:
    return int(session.beats.sample[row])


def _id(session: ReviewSession, row: int) -> int:
    return int(session.beats.beat_id[row])


@pytest.mark.parametrize("sample", [400, 1234, 3000])
@pytest.mark.parametrize("span_s", [1.0, 10.0, 40.0])
def test_a_click_puts_the_cursor_at_the_sample_under_it(
    mouse: Mouse, selection: Selection, sample: int, span_s: float
) -> None:
    start = max(sample / 360 - span_s / 3, 0.0)
    selection.set_view(start, start + span_s)
    mouse.click(mouse.on_trace(sample))
    assert selection.cursor_sample == pytest.approx(
        sample, abs=mouse.sheet.samples_per_px + 1
    )


def test_a_click_on_a_badge_selects_the_beat(
    mouse: Mouse, selection: Selection, session: ReviewSession, rows: list[int]
) -> None:
    for row in rows[:4]:
        mouse.click(mouse.in_band(_sample(session, row)) + QPointF(5.0, 2.0))
        assert selection.current == _id(session, row)
        assert selection.selected.tolist() == [_id(session, row)]


def test_a_click_at_the_r_peak_selects_the_beat(
    mouse: Mouse, selection: Selection, session: ReviewSession, rows: list[int]
) -> None:
    mouse.click(mouse.on_trace(_sample(session, rows[1])) + QPointF(3.0, 0.0))
    assert selection.current == _id(session, rows[1])


def test_a_click_between_beats_keeps_the_selection(
    mouse: Mouse, selection: Selection, session: ReviewSession, rows: list[int]
) -> None:
    mouse.click(mouse.in_band(_sample(session, rows[0])))
    between = (_sample(session, rows[1]) + _sample(session, rows[2])) / 2
    mouse.click(mouse.on_trace(between))
    assert selection.current == _id(session, rows[0])
    assert selection.cursor_sample == pytest.approx(between, abs=5)


def test_a_click_at_the_edge_of_the_page_does_not_turn_it(
    mouse: Mouse, selection: Selection, session: ReviewSession, rows: list[int]
) -> None:
    at_s = _sample(session, rows[2]) / 360
    selection.set_view(at_s - 9.8, at_s + 0.2)
    view = selection.view_s
    mouse.click(mouse.in_band(_sample(session, rows[2])))
    assert selection.current == _id(session, rows[2])
    assert selection.view_s == view


def test_ctrl_click_adds_and_takes_away(
    mouse: Mouse, selection: Selection, session: ReviewSession, rows: list[int]
) -> None:
    ids = [_id(session, row) for row in rows[:3]]
    mouse.click(mouse.in_band(_sample(session, rows[0])))
    mouse.click(mouse.in_band(_sample(session, rows[2])), CTRL)
    assert selection.selected.tolist() == [ids[0], ids[2]]
    assert selection.current == ids[2]
    mouse.click(mouse.in_band(_sample(session, rows[2])), CTRL)
    assert selection.selected.tolist() == [ids[0]]
    assert selection.current == ids[0]
    mouse.click(mouse.in_band(_sample(session, rows[0])), CTRL)
    assert selection.current is None


def test_shift_click_extends(
    mouse: Mouse, selection: Selection, session: ReviewSession, rows: list[int]
) -> None:
    mouse.click(mouse.in_band(_sample(session, rows[1])))
    mouse.click(mouse.in_band(_sample(session, rows[4])), SHIFT)
    expected = session.beats.beat_id[rows[1] : rows[4] + 1]
    np.testing.assert_array_equal(selection.selected, expected)
    mouse.click(mouse.in_band(_sample(session, rows[0])), SHIFT)
    expected = session.beats.beat_id[rows[0] : rows[1] + 1]
    np.testing.assert_array_equal(selection.selected, expected)


def test_a_rubber_band_selects_the_beats_in_it(
    mouse: Mouse, selection: Selection, session: ReviewSession, rows: list[int]
) -> None:
    start = mouse.on_trace(_sample(session, rows[4]) + 20)
    end = mouse.on_trace(_sample(session, rows[1]) - 20)
    mouse.drag(start, end, SHIFT)
    expected = session.beats.beat_id[rows[1] : rows[4] + 1]
    np.testing.assert_array_equal(selection.selected, expected)
    assert selection.view_s == (0.0, 10.0)


def test_an_empty_rubber_band_keeps_the_selection(
    mouse: Mouse, selection: Selection, session: ReviewSession, rows: list[int]
) -> None:
    mouse.click(mouse.in_band(_sample(session, rows[0])))
    gap = _sample(session, rows[1]) + 40
    mouse.drag(mouse.on_trace(gap), mouse.on_trace(gap + 60), SHIFT)
    assert selection.current == _id(session, rows[0])


def test_a_hand_that_trembles_still_clicks(
    mouse: Mouse, selection: Selection, session: ReviewSession, rows: list[int]
) -> None:
    at = mouse.in_band(_sample(session, rows[1]))
    mouse.drag(at, at + QPointF(2.0, 1.0))
    assert selection.current == _id(session, rows[1])
    assert selection.view_s == (0.0, 10.0)


def test_a_right_click_selects_and_asks_for_the_menu(
    qtbot: QtBot,
    mouse: Mouse,
    view: WaveformView,
    selection: Selection,
    session: ReviewSession,
    rows: list[int],
) -> None:
    at = mouse.in_band(_sample(session, rows[2]))
    right = Qt.MouseButton.RightButton
    with qtbot.waitSignal(view.menu_requested) as asked:
        mouse.click(at, button=right)
    assert asked.args[0] == mouse.viewport.mapToGlobal(mouse.place(at))
    assert selection.current == _id(session, rows[2])
    several = [_id(session, row) for row in rows[:4]]
    selection.select(several)
    mouse.click(at, button=right)
    assert selection.selected.tolist() == several


def test_ctrl_and_shift_drag_add_to_the_selection(
    mouse: Mouse, selection: Selection, session: ReviewSession, rows: list[int]
) -> None:
    mouse.click(mouse.in_band(_sample(session, rows[0])))
    start = mouse.on_trace(_sample(session, rows[2]) - 20)
    end = mouse.on_trace(_sample(session, rows[3]) + 20)
    mouse.drag(start, end, SHIFT | CTRL)
    assert selection.selected.tolist() == [_id(session, rows[i]) for i in (0, 2, 3)]


def test_shift_click_without_a_current_beat_selects_it(
    mouse: Mouse, selection: Selection, session: ReviewSession, rows: list[int]
) -> None:
    mouse.click(mouse.in_band(_sample(session, rows[1])), SHIFT)
    assert selection.selected.tolist() == [_id(session, rows[1])]
