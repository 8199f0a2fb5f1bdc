from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from ecgviewer.gui.model.selection import Selection


@pytest.fixture
def selection(qtbot: QtBot) -> Selection:
    return Selection()


def test_the_last_selected_beat_is_current(selection: Selection) -> None:
    selection.select([3, 1, 2])
    assert selection.current == 2
    selection.select([3, 1, 2], current=3)
    assert selection.current == 3


def test_the_same_selection_is_no_change(qtbot: QtBot, selection: Selection) -> None:
    selection.select([1, 2])
    with qtbot.assertNotEmitted(selection.beats_changed):
        selection.select(np.array([1, 2]))
    with qtbot.waitSignal(selection.beats_changed):
        selection.select([2])


def test_an_empty_view_is_refused(qtbot: QtBot, selection: Selection) -> None:
    selection.set_view(5.0, 8.0)
    with qtbot.assertNotEmitted(selection.view_changed):
        selection.set_view(5.0, 8.0)
        selection.set_view(8.0, 8.0)
        selection.set_view(9.0, 8.0)
    assert selection.view_s == (5.0, 8.0)


def test_clear_takes_beats_and_cursor_away(selection: Selection) -> None:
    selection.select([4])
    selection.set_cursor(700)
    selection.clear()
    assert selection.current is None
    assert not len(selection.selected)
    assert selection.cursor_sample is None


def test_a_view_between_beats_is_plain_numbers() -> None:
    selection = Selection()
    selection.set_view(*np.array([3.0, 4.0]))
    assert [type(edge) for edge in selection.view_s] == [float, float]


def test_a_long_place_widens_the_view_for_itself_alone(selection: Selection) -> None:
    selection.set_view(0.0, 8.0)
    selection.show_place(100.0, 120.0)
    assert selection.view_s == (99.0, 121.0)
    selection.show_place(200.0, 225.0)
    assert selection.view_s == (199.0, 226.0)
    selection.show_place(300.0, 300.5)
    assert selection.view_s == (296.25, 304.25)
    selection.show_place(400.0, 420.0)
    selection.set_view(400.0, 415.0)
    selection.show_place(500.0, 501.0)
    assert selection.view_s == (493.0, 508.0)
