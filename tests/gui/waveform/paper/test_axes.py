"""Ticks and texts of the axes stand where their times and values are."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFont, QFontMetricsF, QPalette
from pytestqt.qtbot import QtBot

from ecgviewer.core.record import Lead
from ecgviewer.gui.look.theme import colours
from ecgviewer.gui.waveform.paper.axes import (
    AmplitudeAxis,
    TimeAxis,
    gutter_px,
    pulses,
)
from ecgviewer.gui.waveform.paper.lead_stack import Lane
from ecgviewer.gui.waveform.paper.sheet import Sheet
from ecgviewer.gui.waveform.paper.time_steps import decimals_of
from tests.gui.recording_painter import RecordingPainter, recorded

_BAND = 26.0
#: Two leads below each other, zero in the middle, 40 pixels a millivolt.
_UPPER = Lane(Lead("I"), 26.0, 166.0, 96.0, 40.0, 0.1, 0.5, number=0)
_LOWER = Lane(Lead("II"), 166.0, 306.0, 236.0, 40.0, 0.1, 0.5, number=1)


def _sheet(
    width: float = 1000.0,
    start_s: float = 0.0,
    stop_s: float = 10.0,
    lanes: tuple[Lane, ...] = (_UPPER, _LOWER),
) -> Sheet:
    return Sheet(
        width=width,
        height=306.0,
        band_px=_BAND,
        pixel_ratio=1.0,
        start_s=start_s,
        stop_s=stop_s,
        fs=250.0,
        n_samples=100_000,
        lanes=lanes,
        colours=colours(QPalette()),
        font=QFont(),
        px_per_mm=4.0,
    )


def _time_axis(sheet: Sheet, start: datetime | None = None) -> TimeAxis:
    axis = TimeAxis()
    axis.longest_s, axis.start = 400.0, start
    axis.lay(sheet)
    return axis


def _amplitude_axis(sheet: Sheet, width: float = 80.0) -> RecordingPainter:
    axis = AmplitudeAxis()
    axis.setWidth(width)
    axis.setGeometry(QRectF(0.0, 0.0, width, sheet.height))
    axis.lay(sheet)
    return recorded(lambda p: axis.paint_axis(p, sheet), QSize(80, 306))


def _times(sheet: Sheet, start: datetime | None = None) -> RecordingPainter:
    axis = _time_axis(sheet, start)
    return recorded(lambda p: axis.paint_axis(p, sheet), QSize(1000, 40))


def test_each_time_stands_below_its_tick(qtbot: QtBot) -> None:
    painted = _times(_sheet())
    ticks = [line for line in painted.lines if line.is_upright]
    assert [tick.x1 for tick in ticks][:3] == [0.5, 100.5, 200.5]
    assert {(tick.y1, tick.y2) for tick in ticks} == {(0.0, 3.0)}
    assert painted.written()[:3] == ["0:00", "0:01", "0:02"]
    for text, tick in zip(painted.texts, ticks, strict=False):
        assert text.area.center().x() == pytest.approx(tick.x1, abs=2.0)
        assert text.area.top() == pytest.approx(5.0)
    [edge] = [line for line in painted.lines if line.is_level]
    assert (edge.x1, edge.x2, edge.y1) == (0.0, 1000.0, 0.5)


def test_a_time_that_would_be_cut_off_is_not_written(qtbot: QtBot) -> None:
    painted = _times(_sheet())
    ticks = [line for line in painted.lines if line.is_upright]
    assert ticks[-1].x1 == 1000.5
    assert painted.written()[-1] == "0:09"
    assert painted.texts[-1].area.right() <= 1000.0
    # One that ends just at the edge is.
    half = QFontMetricsF(QFont()).horizontalAdvance("0:09") / 2
    assert "0:09" in _times(_sheet(900.5 + half, 0.0, 9.0 + half / 100)).written()


def test_times_are_as_dense_as_there_is_room(qtbot: QtBot) -> None:
    widest = QFontMetricsF(QFont()).horizontalAdvance("0:00.0")
    for span_s in (1.0, 3.0, 10.0, 47.0, 300.0):
        ((step, times),) = _time_axis(_sheet(stop_s=span_s)).tickValues(0, span_s, 0)
        assert widest < step * 1000 / span_s < 8 * widest
        assert times[:2] == [0.0, step]


def test_times_before_the_record_are_not_written(qtbot: QtBot) -> None:
    painted = _times(_sheet(start_s=-2.0, stop_s=8.0))
    assert painted.written()[0] == "0:00"
    assert painted.texts[0].area.center().x() == pytest.approx(200.5, abs=2.0)


def test_times_of_day_are_round_on_the_clock(qtbot: QtBot) -> None:
    start = datetime(2024, 1, 1, 12, 29, 58)
    written = _times(_sheet(stop_s=100.0), start).written()
    ((step, times),) = _time_axis(_sheet(stop_s=100.0), start).tickValues(0, 100, 0)
    assert step > 1.0
    assert times[0] == step - 58 % step
    assert all(re.fullmatch(r"12:3[01]:\d\d", text) for text in written)


def test_an_axis_without_a_sheet_is_blank(qtbot: QtBot) -> None:
    assert TimeAxis().tickValues(0, 10, 1000) == []
    assert AmplitudeAxis().tickValues(0, 10, 300) == []
    assert AmplitudeAxis().tickStrings([1.0], 1.0, 1.0) == [""]


def test_the_first_time_may_go_over_the_edge(qtbot: QtBot) -> None:
    axis = _time_axis(_sheet())
    axis.setGeometry(QRectF(0.0, 0.0, 1000.0, 20.0))
    assert axis.boundingRect() == QRectF(-60.0, 0.0, 1060.0, 20.0)


def test_values_are_written_at_their_heights(qtbot: QtBot) -> None:
    painted = _amplitude_axis(_sheet())
    values = [text for text in painted.texts if text.text != "RR ms"]
    for lane, texts in ((_UPPER, values[:3]), (_LOWER, values[3:])):
        assert [text.text for text in texts] == ["-1", "0", "1"]
        for text in texts:
            height = lane.zero_y - 40.0 * float(text.text)
            assert text.area.center().y() == pytest.approx(height, abs=1.0)
            assert text.area.right() == pytest.approx(75.0, abs=1.0)
    ticks = [line for line in painted.lines if line.is_level and line.x2 == 80.0]
    assert sorted(line.y1 for line in ticks) == [
        56.5, 96.5, 136.5, 196.5, 236.5, 276.5,
    ]  # fmt: skip
    assert {line.x1 for line in ticks} == {77.0}
    [edge] = [line for line in painted.lines if line.x1 == line.x2 == 79.5]
    assert (edge.y1, edge.y2) == (0.0, 306.0)


def test_an_inverted_lead_has_its_values_upside_down(qtbot: QtBot) -> None:
    lane = Lane(Lead("I"), 26.0, 166.0, 96.0, 40.0, 0.1, 0.5, sign=-1)
    painted = _amplitude_axis(_sheet(lanes=(lane,)))
    heights = {text.text: text.area.center().y() for text in painted.texts}
    assert heights["1"] == pytest.approx(136.0, abs=1.0)
    assert heights["-1"] == pytest.approx(56.0, abs=1.0)


def test_of_leads_beside_each_other_the_first_has_values(qtbot: QtBot) -> None:
    left = Lane(Lead("I"), 26.0, 166.0, 96.0, 40.0, 0.1, 0.5, 0, 0.0, 0.5)
    right = Lane(Lead("II"), 26.0, 166.0, 106.0, 80.0, 0.1, 0.5, 1, 0.5, 1.0)
    painted = _amplitude_axis(_sheet(lanes=(left, right)))
    heights = [text.area.center().y() for text in painted.texts if text.text == "0"]
    assert heights == pytest.approx([96.0], abs=1.0)


def test_the_band_is_named_where_intervals_have_room(qtbot: QtBot) -> None:
    painted = _amplitude_axis(_sheet(600.0))
    [name] = [text for text in painted.texts if text.text == "RR ms"]
    assert name.area.center().y() == pytest.approx(_BAND / 2, abs=1.0)
    assert "RR ms" not in _amplitude_axis(_sheet(599.0)).written()


def test_the_pulse_is_a_millivolt_high_and_five_millimetres_wide() -> None:
    upper, lower = pulses(_sheet())
    for pulse, lane in ((upper, _UPPER), (lower, _LOWER)):
        x, y = zip(*pulse, strict=True)
        assert x == (1.0, 5.0, 5.0, 25.0, 25.0, 29.0)
        low = lane.zero_y
        assert y == (low, low, low - 40.0, low - 40.0, low, low)


def test_the_pulse_stays_in_its_lane() -> None:
    high = Lane(Lead("I"), 26.0, 166.0, 40.0, 40.0, 0.1, 0.5)
    low = Lane(Lead("I"), 26.0, 166.0, 170.0, 40.0, 0.1, 0.5)
    [[(_, foot), *_]] = pulses(_sheet(lanes=(high,)))
    assert foot == 26.0 + 40.0 + 2.0
    [[(_, foot), *_]] = pulses(_sheet(lanes=(low,)))
    assert foot == 166.0 - 2.0


def test_only_a_lead_in_volts_at_the_left_has_a_pulse() -> None:
    pressure = Lane(Lead("ABP", "mmHg"), 26.0, 166.0, 96.0, 1.0, 1.0, 5.0)
    right = Lane(Lead("I"), 26.0, 166.0, 96.0, 40.0, 0.1, 0.5, 0, 0.5, 1.0)
    assert pulses(_sheet(lanes=(pressure, right))) == []


def test_values_and_pulse_have_room_in_the_gutter(qtbot: QtBot) -> None:
    metrics = QFontMetricsF(QFont())
    text = metrics.horizontalAdvance("-0.55")
    assert gutter_px(metrics, 4.0) == round(text + 12 + 28)
    assert gutter_px(metrics, 4.0) > pulses(_sheet())[0][-1][0] + text + 5.0


@pytest.mark.parametrize(
    ("step_s", "decimals"),
    [(60.0, 0), (1.0, 0), (0.99, 1), (0.1, 1), (0.09, 2), (0.01, 2)],
)
def test_labels_have_as_many_decimals_as_their_step(
    step_s: float, decimals: int
) -> None:
    assert decimals_of(step_s) == decimals
