"""Legs, arms, comb and what a caliper measures stand where it measures."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QGraphicsRectItem

from ecgviewer.core.record import Lead
from ecgviewer.core.trace.calipers import Caliper
from ecgviewer.gui.waveform.marks.caliper_item import (
    CaliperItem,
    caliper_text,
    lane_of,
)
from ecgviewer.gui.waveform.paper.sheet import Sheet
from tests.gui.recording_painter import RecordingPainter
from tests.gui.waveform.sheets import BAND_PX, lane, painted, sheet_of

#: From 4 to 5 s, a millivolt up.
_CALIPER = Caliper(1000, 1250, 0, 0.0, 1.0)


def _painted(
    parent: QGraphicsRectItem,
    caliper: Caliper,
    sheet: Sheet | None = None,
    *,
    marching: bool = False,
) -> RecordingPainter:
    item = CaliperItem(parent)
    item.show_caliper(caliper, marching=marching)
    return painted(item, sheet or sheet_of())


def _chip_width(text: str) -> float:
    bold = QFont()
    bold.setBold(True)
    return QFontMetricsF(bold).horizontalAdvance(text) + 14


def test_legs_go_all_the_way_down(parent: QGraphicsRectItem) -> None:
    account = _painted(parent, _CALIPER)
    legs = [line for line in account.lines if line.is_upright]
    assert [leg.x1 for leg in legs] == [400.0, 500.0]
    assert {(leg.y1, leg.y2) for leg in legs} == {(BAND_PX, 500.0)}


def test_arms_are_at_the_values_and_a_line_between_them(
    parent: QGraphicsRectItem,
) -> None:
    sheet = sheet_of()
    zero = sheet.lanes[0].zero_y
    account = _painted(parent, _CALIPER, sheet)
    levels = [line for line in account.lines if line.is_level]
    ends = [(line.y1, line.x1, line.x2) for line in levels]
    assert ends == [
        (zero, 390.0, 510.0),
        (zero - 40.0, 390.0, 510.0),
        (zero - 20.0, 400.0, 500.0),
    ]


def test_arms_stay_in_their_lane(parent: QGraphicsRectItem) -> None:
    far = Caliper(1000, 1250, 0, -100.0, 100.0)
    heights = [line.y1 for line in _painted(parent, far).lines if line.is_level]
    assert heights[:2] == [500.0, BAND_PX]


def test_a_lead_that_is_not_shown_has_no_arms(parent: QGraphicsRectItem) -> None:
    account = _painted(parent, Caliper(1000, 1250, 5, 0.0, 1.0))
    [level] = [line for line in account.lines if line.is_level]
    assert (level.y1, level.x1, level.x2) == ((BAND_PX + 500.0) / 2, 400.0, 500.0)


def test_what_it_measures_stands_above_its_middle(parent: QGraphicsRectItem) -> None:
    account = _painted(parent, _CALIPER)
    [text], [chip] = account.texts, account.areas
    assert text.text == "1000 ms   +1.00 mV"
    assert text.area == chip.rect
    assert chip.rect.center().x() == pytest.approx(450.0)
    assert chip.rect.width() == pytest.approx(_chip_width(text.text))
    assert chip.rect.top() == BAND_PX + 4
    assert chip.ink == sheet_of().colours.cursor


@pytest.mark.parametrize(
    ("caliper", "left"), [(Caliper(0, 10, 0), True), (Caliper(2480, 2490, 0), False)]
)
def test_the_text_stays_on_the_paper(
    parent: QGraphicsRectItem, caliper: Caliper, left: bool
) -> None:
    [chip] = _painted(parent, caliper).areas
    edge = chip.rect.left() if left else 1000.0 - chip.rect.right()
    assert edge == pytest.approx(2.0)


def test_of_several_leads_the_one_measured_is_named(parent: QGraphicsRectItem) -> None:
    lanes = lane(26.0, 226.0), lane(226.0, 426.0, 1, lead=Lead("V1"))
    sheet = sheet_of(lanes=lanes)
    account = _painted(parent, Caliper(1000, 1250, 1, 0.0, 1.0), sheet)
    assert account.written() == ["1000 ms   +1.00 mV in V1"]


def test_a_comb_repeats_the_interval_all_along(parent: QGraphicsRectItem) -> None:
    account = _painted(parent, _CALIPER, marching=True)
    comb = [line for line in account.lines if line.ink.alpha() == 130]
    places = [line.x1 for line in comb]
    assert {100.5, 200.5, 600.5, 700.5} <= set(places)
    assert all((place - 0.5) % 100 == 0 for place in places)
    assert not [line for line in _painted(parent, _CALIPER).lines if
                line.ink.alpha() == 130]  # fmt: skip


@pytest.mark.parametrize(("samples", "drawn"), [(10, True), (9, False)])
def test_teeth_nearer_than_four_pixels_would_be_a_haze(
    parent: QGraphicsRectItem, samples: int, drawn: bool
) -> None:
    caliper = Caliper(1000, 1000 + samples, 0)
    account = _painted(parent, caliper, marching=True)
    assert any(line.ink.alpha() == 130 for line in account.lines) == drawn


@pytest.mark.parametrize(
    ("caliper", "text"),
    [
        (Caliper(0, 250, 0, 0.0, -0.5), "RR 1000 ms   60 bpm   -0.50 mV"),
        (Caliper(250, 0, 0, math.nan), "RR 1000 ms   60 bpm"),
        (Caliper(0, 500, 0, math.nan), "2000 ms"),
        (Caliper(1, 250, 0, math.nan), "996 ms"),
        (Caliper(0, 15, 0, math.nan), "60 ms"),
        (Caliper(0, 16, 0, math.nan), "64 ms"),
        (Caliper(0, 0, 0, math.nan), "0 ms"),
    ],
)
def test_rates_are_told_from_r_peak_to_r_peak_alone(
    caliper: Caliper, text: str
) -> None:
    peaks = np.array([0, 250, 500])
    assert caliper_text(caliper, 250.0, "mV", peaks) == text


def test_of_several_lanes_of_a_lead_the_widest_is_measured() -> None:
    narrow, wide = lane(26.0, 226.0, right=0.25), lane(226.0, 426.0)
    assert lane_of(sheet_of(lanes=(narrow, wide)), 0) is wide
    assert lane_of(sheet_of(lanes=(wide, narrow)), 0) is wide
    assert lane_of(sheet_of(lanes=(narrow,)), 1) is None


def test_what_it_measures_has_two_pixels_above_and_below(
    parent: QGraphicsRectItem,
) -> None:
    bold = QFont()
    bold.setBold(True)
    (chip,) = _painted(parent, _CALIPER).areas
    assert chip.rect.height() == pytest.approx(QFontMetricsF(bold).height() + 4)
