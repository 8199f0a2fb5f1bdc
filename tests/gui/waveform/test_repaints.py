"""What is shown otherwise is painted again: at once, and without being grabbed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import cast

import numpy as np
import pytest
from PySide6.QtWidgets import QGraphicsScene, QGraphicsView
from pytestqt.qtbot import QtBot

from ecgviewer.core.annotation_layer import AnnotationLayer
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.trace.calipers import Caliper
from ecgviewer.gui.look.theme import colours
from ecgviewer.gui.waveform.marks.caliper_item import CaliperItem
from ecgviewer.gui.waveform.marks.layer_item import LayerItem
from ecgviewer.gui.waveform.marks.overlay_item import OverlayItem
from ecgviewer.gui.waveform.paper.axes import AmplitudeAxis, TimeAxis
from ecgviewer.gui.waveform.paper.sheet import Sheet
from ecgviewer.gui.waveform.traces.lead_names_item import LeadNamesItem
from ecgviewer.gui.waveform.traces.trace_item import TraceItem
from tests.gui.repaints import Repaints

_Item = TraceItem | LayerItem | OverlayItem | LeadNamesItem | CaliperItem
_Axis = TimeAxis | AmplitudeAxis
_Kind = type[_Item] | type[_Axis]
_ITEMS = (TraceItem, LayerItem, OverlayItem, LeadNamesItem, CaliperItem)


class Shown:
    """An item in a view on the screen, laid out on a sheet of 300 by 200 pixels."""

    def __init__(
        self, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, kind: _Kind
    ) -> None:
        self._scene = QGraphicsScene(0, 0, 300, 200)
        self.view = QGraphicsView(self._scene)
        qtbot.addWidget(self.view)
        self.view.resize(320, 220)
        self.item: _Item | _Axis
        if kind in (TimeAxis, AmplitudeAxis):
            axis = TimeAxis() if kind is TimeAxis else AmplitudeAxis()
            self.item = axis
            axis.setGeometry(0, 0, 300, 200)
            self._scene.addItem(axis)
            method = "paint_axis"
        else:
            make = cast(type[_Item], kind)
            self.item = make(self._scene.addRect(0, 0, 300, 200))
            method = "paint_sheet"
        self.repaints = Repaints(qtbot, monkeypatch, kind, method)
        palette, font = self.view.palette(), self.view.font()
        self.sheet = Sheet(
            300, 200, 5, 1.0, 0.0, 1.0, 360.0, 3600, (), colours(palette), font
        )
        self.item.lay(self.sheet)
        if isinstance(self.item, OverlayItem):
            # With nothing to show it is hidden, and so is a caliper.
            self.item.show_cursor(50)
        if isinstance(self.item, CaliperItem):
            self.item.show_caliper(Caliper(50, 90), marching=False)
        self.view.show()
        qtbot.waitUntil(lambda: self.repaints.count > 0)


Show = Callable[[_Kind], Shown]


@pytest.fixture
def show(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Show:
    return lambda kind: Shown(qtbot, monkeypatch, kind)


@pytest.mark.parametrize("kind", [*_ITEMS, TimeAxis, AmplitudeAxis])
def test_another_sheet_of_the_same_size_is_painted(show: Show, kind: _Kind) -> None:
    shown = show(kind)
    later = replace(shown.sheet, start_s=1.0, stop_s=2.0)
    assert not shown.repaints.after(lambda: None)
    assert shown.repaints.after(lambda: shown.item.lay(later))


def test_a_second_row_is_painted_when_it_or_the_review_changes(
    show: Show, session: ReviewSession
) -> None:
    shown = show(LayerItem)
    item = shown.item
    assert isinstance(item, LayerItem)
    columns = session.columns
    symbols = np.array(["N"] * len(columns.sample))
    layer = AnnotationLayer("atr", columns.sample, columns.label, symbols)
    assert shown.repaints.after(lambda: item.show_layer(layer))
    assert shown.repaints.after(lambda: item.show_beats(columns))
    assert shown.repaints.after(lambda: item.show_layer(None))


def test_cursor_rubber_band_and_moved_beat_are_painted(show: Show) -> None:
    shown = show(OverlayItem)
    item = shown.item
    assert isinstance(item, OverlayItem)
    assert shown.repaints.after(lambda: item.show_cursor(100))
    assert shown.repaints.after(lambda: item.show_band((10.0, 90.0)))
    assert shown.repaints.after(lambda: item.show_move((10.0, 20.0)))


def test_caliper_and_analysed_lead_are_painted(show: Show) -> None:
    shown = show(CaliperItem)
    item = shown.item
    assert isinstance(item, CaliperItem)
    caliper = Caliper(10, 200)
    assert shown.repaints.after(lambda: item.show_caliper(caliper, marching=True))
    names = show(LeadNamesItem)
    lead_names = names.item
    assert isinstance(lead_names, LeadNamesItem)
    assert names.repaints.after(lambda: lead_names.show_analysed(("MLII",)))
    assert not names.repaints.after(lambda: lead_names.show_analysed(("MLII",)))


def test_what_has_come_of_a_long_record_is_painted(show: Show) -> None:
    shown = show(TraceItem)
    item = shown.item
    assert isinstance(item, TraceItem)
    assert shown.repaints.after(lambda: item.show_filling(0.5))
    assert shown.repaints.after(lambda: item.show_leads(()))
