"""Leads that are off are hatched in their lane, and named."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QGraphicsRectItem
from pytestqt.qtbot import QtBot

from ecgviewer.core.leads_off import LeadOff, OffLead
from ecgviewer.core.unknown import UnknownStretches
from ecgviewer.gui.waveform.marks.leads_off_item import LeadsOffItem
from ecgviewer.gui.waveform.paper.sheet import Sheet
from ecgviewer.gui.waveform.waveform_view import WaveformView
from tests.gui.waveform.sheets import FS, lane, painted, sheet_of

V1 = OffLead(1, "V1")


def off(*stretches_s: tuple[float, float]) -> LeadOff:
    start, stop = zip(*stretches_s, strict=True)
    return LeadOff(
        V1,
        UnknownStretches.of(
            [round(s * FS) for s in start], [round(s * FS) for s in stop]
        ),
    )


def two_columns() -> Sheet:
    return sheet_of(
        lanes=(lane(30.0, 500.0, 0, right=0.5), lane(30.0, 500.0, 1, left=0.5))
    )


def test_only_the_lane_of_the_lead_is_hatched(qtbot: QtBot) -> None:
    paper = QGraphicsRectItem()
    item = LeadsOffItem(paper)
    item.show_leads_off((off((1, 6), (8, 9), (20, 30), (9.5, 9.503)),))
    areas = [area for _, area in item.places(two_columns())]
    # Of the first lane nothing, of the first stretch what lies in the second lane.
    assert areas == [QRectF(500, 30, 100, 470), QRectF(800, 30, 100, 470)]


def test_it_is_named_where_there_is_room(qtbot: QtBot) -> None:
    paper = QGraphicsRectItem()
    item = LeadsOffItem(paper)
    lanes = (lane(30.0, 200.0, 0), lane(200.0, 500.0, 1))
    item.show_leads_off((off((1, 1.1), (4, 9)),))
    texts = painted(item, sheet_of(lanes=lanes)).written()
    assert texts == ["V1 off"]


def test_the_waveform_shows_them(qtbot: QtBot, view: WaveformView) -> None:
    session, sheet = view._document.session, view.sheet
    assert session is not None
    assert sheet is not None
    number = sheet.lanes[-1].number
    without = view.grab().toImage()
    lost = UnknownStretches.of(*sheet.samples_between(0.2, 0.6))
    leads_off = (LeadOff(OffLead(number, "V1"), lost),)
    view._document.know_missing(UnknownStretches.none(), None, leads_off)
    qtbot.waitUntil(lambda: view._off._leads_off is leads_off)
    assert view.grab().toImage() != without
