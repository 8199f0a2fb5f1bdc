"""Calipers in the view: values against a signal of spikes, keys and mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from ecgviewer.core.trace.montage import LeadView, Montage
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform.waveform_view import WaveformView
from tests.builders import opened, spikes
from tests.gui.waveform.mouse import CTRL, Mouse

_ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def view(qtbot: QtBot, selection: Selection) -> WaveformView:
    """Spikes of 1 mV, 200 samples of 4 ms apart: 800 ms, 75 bpm."""
    view = WaveformView(opened(spikes()), selection)
    qtbot.addWidget(view)
    view.resize(1000, 400)
    view.show()
    qtbot.waitExposed(view)
    return view


def _text(view: WaveformView) -> str:
    return view.calipers.text.removesuffix(" in MLII")


def test_a_key_measures_from_the_beat_to_the_next(
    view: WaveformView, selection: Selection
) -> None:
    selection.select([4])
    view.calipers.toggle()
    caliper = view.calipers.caliper
    assert caliper is not None
    assert (caliper.first, caliper.second) == (900, 1100)
    assert _text(view) == "RR 800 ms   75 bpm   +1.00 mV"
    view.calipers.march()
    assert view.calipers.marching
    view.grab()
    view.calipers.toggle()
    assert view.calipers.caliper is None
    assert not view.calipers.marching


def test_a_drag_with_ctrl_snaps_from_peak_to_peak(
    view: WaveformView, mouse: Mouse
) -> None:
    near = 6 / mouse.sheet.px_per_s * 250
    mouse.drag(mouse.on_trace(700 + near), mouse.on_trace(1300 - near), CTRL)
    caliper = view.calipers.caliper
    assert caliper is not None
    assert (caliper.first, caliper.second) == (700, 1300)
    assert _text(view) == "2400 ms   +0.00 mV"


def test_with_alt_legs_stay_where_they_are_put(
    view: WaveformView, mouse: Mouse
) -> None:
    (lane,) = mouse.sheet.lanes
    start = QPointF(mouse.x_of(703), lane.zero_y)
    end = QPointF(mouse.x_of(803), lane.zero_y - 0.5 * lane.px_per_unit)
    mouse.drag(start, end, CTRL | _ALT)
    caliper = view.calipers.caliper
    assert caliper is not None
    assert caliper.interval == pytest.approx(100, abs=3)
    assert caliper.amplitude == pytest.approx(0.5, abs=1.5 / lane.px_per_unit)


def test_a_leg_is_dragged_alone_and_the_label_drags_both(
    view: WaveformView, mouse: Mouse, selection: Selection
) -> None:
    selection.select([4])
    view.calipers.toggle()
    mouse.drag(mouse.on_trace(1100), mouse.on_trace(1302))
    caliper = view.calipers.caliper
    assert caliper is not None
    assert (caliper.first, caliper.second) == (900, 1300)
    label = QPointF(mouse.x_of(1000), mouse.sheet.top_px + 8)
    mouse.drag(label, label + QPointF(mouse.x_of(1050) - mouse.x_of(1000), 0))
    moved = view.calipers.caliper
    assert moved is not None
    assert moved.interval == 400
    assert moved.first == pytest.approx(950, abs=3)
    assert selection.view_s == (0.0, 10.0)


def test_keys_widen_and_move(view: WaveformView, selection: Selection) -> None:
    selection.select([4])
    view.calipers.toggle()
    view.calipers.widen(10)
    view.calipers.shift(-5)
    caliper = view.calipers.caliper
    assert caliper is not None
    assert (caliper.first, caliper.second) == (895, 1105)
    view.calipers.next_lead()
    assert view.calipers.caliper is not None


def test_after_the_last_beat_there_is_still_something_to_drag(
    view: WaveformView, selection: Selection
) -> None:
    selection.select([59])
    view.calipers.toggle()
    assert view.calipers.caliper is not None
    assert view.calipers.caliper.interval == 200


def test_another_record_begins_without(
    view: WaveformView, selection: Selection
) -> None:
    view.calipers.march()
    opened(spikes(5), view._document)
    assert view.calipers.caliper is None
    assert not view.calipers.marching


def test_where_the_analysed_lead_is_not_shown_another_is_measured(
    qtbot: QtBot, document: Document, selection: Selection
) -> None:
    session = document.session
    assert session is not None
    view = WaveformView(document, selection)
    qtbot.addWidget(view)
    view.resize(1000, 400)
    view.show()
    view.paper.show_montage(Montage((LeadView(1),)))
    session.lead = session.record.leads[0].name
    view.calipers.toggle()
    assert view.calipers.caliper is not None
    assert view.calipers.caliper.lead == 1
