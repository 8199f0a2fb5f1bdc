"""Paper is true to the millimetre: speeds, gains, grid and pulse against the DPI."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from ecgviewer.core.items.strip import GAINS_MM_MV, SPEEDS_MM_S
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.trace.montage import LeadLayout, LeadView, Montage
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.system.screen_scale import (
    px_per_mm,
    screen_key,
    screen_of,
    with_calibration,
)
from ecgviewer.gui.waveform.paper.axes import pulses
from ecgviewer.gui.waveform.paper.paper import (
    Fit,
    Gain,
    next_gain,
    speed_text,
    time_grid_s,
    value_grid,
)
from ecgviewer.gui.waveform.paper.sheet import Sheet
from ecgviewer.gui.waveform.paper.time_steps import grid_steps, label_step_s
from ecgviewer.gui.waveform.traces.lead_names_item import scale_text
from ecgviewer.gui.waveform.waveform_view import WaveformView
from tests.builders import opened, spikes

_TWELVE = ("I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6")


def _sheet(view: WaveformView) -> Sheet:
    sheet = view._marks.sheet
    assert sheet is not None
    return sheet


def _calibrated(view: WaveformView, mm: float) -> None:
    view.calibrate(with_calibration((), screen_of(view), mm))


@pytest.mark.parametrize("mm", [3.0, 3.78, 5.5])
@pytest.mark.parametrize("speed", [12.5, 25.0, 50.0])
def test_a_second_is_as_many_millimetres_as_the_speed_says(
    view: WaveformView, mm: float, speed: float
) -> None:
    _calibrated(view, mm)
    view.paper.show_speed(speed)
    sheet = _sheet(view)
    assert sheet.px_per_s == pytest.approx(speed * mm)
    minor, major = time_grid_s(sheet.px_per_s, sheet.px_per_mm)
    assert minor * sheet.px_per_s == pytest.approx(mm)
    assert major * sheet.px_per_s == pytest.approx(5 * mm)
    assert f"{speed:g} mm/s" in scale_text(sheet)
    assert "box" not in scale_text(sheet)


@pytest.mark.parametrize("gain", [5.0, 10.0, 20.0])
def test_a_millivolt_is_as_many_millimetres_as_the_gain_says(
    view: WaveformView, gain: float
) -> None:
    _calibrated(view, 4.0)
    view.paper.show_gain(Gain(Fit.FIXED, gain))
    view.paper.show_speed(25.0)
    sheet = _sheet(view)
    for lane in sheet.lanes:
        assert lane.px_per_mv == pytest.approx(4.0 * gain)
        assert lane.minor * lane.px_per_unit == pytest.approx(4.0)
        assert lane.major * lane.px_per_unit == pytest.approx(20.0)
    assert f"{gain:g} mm/mV" in scale_text(sheet)
    pulse = pulses(sheet)[0]
    heights = [y for _, y in pulse]
    assert max(heights) - min(heights) == pytest.approx(4.0 * gain)


def test_the_speed_stays_while_the_window_grows(view: WaveformView) -> None:
    view.paper.show_speed(25.0)
    view.resize(700, 500)
    assert _sheet(view).speed_mm_s == pytest.approx(25.0)
    kept = view.paper.speed
    assert kept == 25.0
    view.zoom(0.5)
    let_go = view.paper.speed
    assert let_go is None
    assert _sheet(view).speed_mm_s == pytest.approx(50.0)


def test_a_zoom_that_is_no_paper_speed_has_a_time_grid(view: WaveformView) -> None:
    view.show_span(37.0)
    sheet = _sheet(view)
    assert time_grid_s(sheet.px_per_s, sheet.px_per_mm)[1] in (1.0, 5.0)
    assert "box" in scale_text(sheet)


def test_a_record_shorter_than_the_page_is_true_with_blank_paper(
    qtbot: QtBot, selection: Selection
) -> None:
    view = WaveformView(opened(spikes(n_beats=3)), selection)
    qtbot.addWidget(view)
    view.resize(1000, 400)
    view.show()
    view.paper.show_speed(25.0)
    assert _sheet(view).speed_mm_s == pytest.approx(25.0)
    assert selection.view_s[0] == 0.0
    assert selection.view_s[1] > 2.4 * 2


def test_the_standard_gain_gives_way_where_a_trace_would_not_fit(
    qtbot: QtBot, selection: Selection
) -> None:
    session = spikes()
    high = Record("high", 250.0, session.record.leads, session.record.signal * 9)
    view = WaveformView(opened(ReviewSession(high, session.beats)), selection)
    qtbot.addWidget(view)
    view.resize(1000, 300)
    view.show()
    sheet = _sheet(view)
    (lane,) = sheet.lanes
    assert lane.px_per_mv / sheet.px_per_mm in (0.5, 1.0, 2.5, 5.0)
    y = lane.y(np.array([0.0, 9.0]))
    assert (y > lane.top).all()
    assert (y < lane.bottom).all()


def test_gains_go_up_and_down_the_ladder() -> None:
    assert next_gain(10.0, 1) == 20.0
    assert next_gain(10.0, -1) == 5.0
    assert next_gain(7.3, 1) == 10.0
    assert next_gain(0.1, -1) == 0.5
    assert next_gain(500.0, 1) == 80.0


def test_the_ladder_is_what_recorders_offer_and_some_more() -> None:
    gains = [0.5]
    while (above := next_gain(gains[-1], 1)) > gains[-1]:
        assert next_gain(above, -1) == gains[-1]
        gains.append(above)
    assert gains == [0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 40.0, 80.0]
    assert SPEEDS_MM_S == (12.5, 25.0, 50.0)
    assert GAINS_MM_MV == (5.0, 10.0, 20.0)


def test_a_screen_is_as_it_was_measured(view: WaveformView) -> None:
    screen = screen_of(view)
    before = px_per_mm(screen, ())
    lines = with_calibration(["other=4.5", "broken"], screen, 3.3)
    assert px_per_mm(screen, lines) == 3.3
    assert "other=4.5000" in lines
    assert px_per_mm(screen, with_calibration(lines, screen, None)) == before
    assert px_per_mm(screen, [f"{screen_key(screen)}=900"]) == before


def _twelve() -> ReviewSession:
    leads = tuple(Lead(name) for name in _TWELVE)
    signal = np.tile(spikes().record.signal, (12, 1))
    return ReviewSession(Record("twelve", 250.0, leads, signal))


def test_twelve_leads_are_three_rows_of_four_and_a_rhythm_strip(
    qtbot: QtBot, selection: Selection
) -> None:
    view = WaveformView(opened(_twelve()), selection)
    qtbot.addWidget(view)
    view.resize(1000, 600)
    view.show()
    lanes = _sheet(view).lanes
    rows = sorted({lane.top for lane in lanes})
    assert len(rows) == 4
    names = [[lane.lead.name for lane in lanes if lane.top == row] for row in rows]
    assert names == [
        ["I", "aVR", "V1", "V4"],
        ["II", "aVL", "V2", "V5"],
        ["III", "aVF", "V3", "V6"],
        ["II"],
    ]
    assert [lane.left for lane in lanes if lane.top == rows[0]] == [0, 0.25, 0.5, 0.75]
    assert len({round(lane.px_per_unit, 6) for lane in lanes}) == 1
    view.grab()


@pytest.mark.parametrize("layout", list(LeadLayout))
def test_leads_are_chosen_ordered_inverted_and_laid_out(
    view: WaveformView, layout: LeadLayout
) -> None:
    second, first = LeadView(1, inverted=True, gain=2.0), LeadView(0)
    view.paper.show_montage(Montage((second, first), layout))
    lanes = _sheet(view).lanes
    assert [lane.number for lane in lanes] == [1, 0]
    assert lanes[0].sign == -1
    assert lanes[0].px_per_unit == pytest.approx(2 * lanes[1].px_per_unit)
    assert (lanes[0].top == lanes[1].top) == (layout is LeadLayout.OVERLAY)
    assert lanes[0].y(np.array([1.0]))[0] > lanes[0].zero_y
    assert lanes[0].value(float(lanes[0].y(np.array([0.7]))[0])) == pytest.approx(0.7)
    view.grab()


def test_no_trace_leaves_its_lane_upside_down(view: WaveformView) -> None:
    view.paper.show_montage(Montage((LeadView(0, inverted=True),)))
    (lane,) = _sheet(view).lanes
    assert view._document.session is not None
    y = lane.y(view._document.session.record.values(0))
    assert ((y > lane.top - 1) & (y < lane.bottom + 1)).mean() > 0.99


def test_a_gain_is_ten_millimetres_a_millivolt_unless_another_is_chosen() -> None:
    assert Gain(Fit.FIXED).px_per_mv(4.0, 1.0) == 40.0
    assert Gain(Fit.FIXED, factor=0.5).px_per_mv(4.0, 1.0) == 20.0
    assert Gain(Fit.ROOM, factor=2.0).px_per_mv(4.0, 33.0) == 66.0
    assert Gain().px_per_mv(4.0, 100.0) == 40.0
    assert Gain().px_per_mv(4.0, 40.0) == 40.0
    assert Gain().px_per_mv(4.0, 39.0) == 20.0
    assert Gain().px_per_mv(4.0, 1.0) == 1.0


@pytest.mark.parametrize(
    ("mm_s", "text"),
    [
        (25.0, "25 mm/s"), (1.0, "1 mm/s"), (0.99, "59.4 mm/min"),
        (1 / 60, "1 mm/min"), (0.016, "57.6 mm/h"),
    ],
)  # fmt: skip
def test_a_speed_is_told_in_the_unit_that_gives_a_number_one_can_read(
    mm_s: float, text: str
) -> None:
    assert speed_text(mm_s) == text


@pytest.mark.parametrize(
    "step_s",
    [
        0.02, 0.04, 0.2, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0,
        900.0, 1800.0, 3600.0, 7200.0, 10800.0, 21600.0, 43200.0, 86400.0, 864000.0,
    ],
)  # fmt: skip
def test_labels_are_round_times_apart(step_s: float) -> None:
    assert label_step_s(60.0 / step_s, 59.9) == pytest.approx(step_s)
    assert label_step_s(60.0 / step_s, 60.1) > step_s


@pytest.mark.parametrize(
    ("px_per_unit", "steps"),
    [(40.0, (0.1, 0.5)), (39.9, (0.5, 1.0)), (8.0, (0.5, 1.0)), (7.9, (1.0, 10.0)),
     (0.4, (10.0, 100.0))],
)  # fmt: skip
def test_major_lines_are_the_next_step_above_minor_ones(
    px_per_unit: float, steps: tuple[float, float]
) -> None:
    assert grid_steps((0.1, 0.5, 1.0, 10.0, 100.0), px_per_unit) == pytest.approx(steps)


@pytest.mark.parametrize(
    ("px_per_mv", "per_mv", "lines"),
    [
        (40.0, 1.0, (0.1, 0.5)),
        (20.0, 1.0, (0.2, 1.0)),
        (40.0, 0.0, grid_steps((0.1, 0.5, 1.0, 5.0), 40.0)),
        (37.0, 1.0, grid_steps((0.1, 0.5, 1.0, 5.0), 37.0)),
    ],
    ids=["10 mm/mV", "5 mm/mV", "no volts", "no gain of a recorder"],
)
def test_lines_are_millimetres_at_the_gains_of_recorders_alone(
    px_per_mv: float, per_mv: float, lines: tuple[float, float]
) -> None:
    steps = (0.1, 0.5, 1.0, 5.0)
    assert value_grid(px_per_mv, 4.0, steps, per_mv) == pytest.approx(lines)
