"""What the view of the trace does with menus, colours and beats at its edge."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ecgviewer.core.review.session import ReviewSession
from ecgviewer.gui.look.theme import colours
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform.waveform_view import WaveformView
from tests.gui.waveform.mouse import Mouse


def test_the_key_of_menus_asks_for_the_menu(qtbot: QtBot, view: WaveformView) -> None:
    on_screen = QPoint(105, 206)
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Keyboard, QPoint(5, 6), on_screen
    )
    with qtbot.waitSignal(view.menu_requested) as asked:
        QApplication.sendEvent(view, event)
    assert asked.args == [on_screen]


def test_a_beat_at_the_edge_stays_where_it_was_clicked(
    view: WaveformView, mouse: Mouse, session: ReviewSession, selection: Selection
) -> None:
    row = int(np.searchsorted(session.beats.sample, 20 * 360))
    at_s = session.beats.sample[row] / 360
    selection.set_view(at_s - 0.2, at_s + 9.8)
    before = selection.view_s
    mouse.click(mouse.in_band(session.beats.sample[row]))
    assert selection.current == session.beats.beat_id[row]
    assert selection.view_s == before
    beat_id = int(session.beats.beat_id[row - 1])
    selection.select([beat_id], beat_id)
    assert selection.view_s != before, "one out of view is followed"


def test_other_colours_are_those_of_the_sheet(view: WaveformView, mouse: Mouse) -> None:
    light = mouse.sheet.colours.paper
    palette = QPalette(view.palette())
    for role in (QPalette.ColorRole.Base, QPalette.ColorRole.Window):
        palette.setColor(role, QColor(20, 20, 20))
    palette.setColor(QPalette.ColorRole.WindowText, QColor(230, 230, 230))
    palette.setColor(QPalette.ColorRole.Text, QColor(230, 230, 230))
    view.setPalette(palette)
    assert mouse.sheet.colours.paper == colours(palette).paper
    assert mouse.sheet.colours.paper != light


def test_a_right_click_on_a_beat_asks_for_the_menu(
    qtbot: QtBot, view: WaveformView, mouse: Mouse, rows: list[int]
) -> None:
    session = view._document.session
    assert session is not None
    at = mouse.in_band(session.beats.sample[rows[0]])
    with qtbot.waitSignal(view.menu_requested):
        mouse.click(at, button=Qt.MouseButton.RightButton)
