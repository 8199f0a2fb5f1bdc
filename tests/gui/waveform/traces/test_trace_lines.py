"""Samples are lines between them, dots where they are wide, columns where dense."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import cast

import numpy as np
import pytest
from PySide6.QtWidgets import QGraphicsRectItem

from ecgviewer.core.arrays import Float64Array
from ecgviewer.core.record import Lead
from ecgviewer.core.trace.envelope import Envelope
from ecgviewer.gui.waveform.paper.sheet import Sheet
from ecgviewer.gui.waveform.traces import overrun, trace_item
from ecgviewer.gui.waveform.traces.trace_item import TraceItem
from tests.gui.recording_painter import Line, RecordingPainter
from tests.gui.waveform.sheets import BAND_PX, FS, lane, painted, sheet_of

_RAMP = np.arange(10_000, dtype=np.float32) % 50 / 25.0 - 1.0


def _painted(
    parent: QGraphicsRectItem, sheet: Sheet, *values: np.ndarray
) -> RecordingPainter:
    item = TraceItem(parent)
    item.show_leads(tuple(Envelope.of(each) for each in values or (_RAMP,)))
    return painted(item, sheet)


def _lines(account: RecordingPainter) -> list[Line]:
    return [line for line in account.lines if not line.is_level]


def test_every_sample_in_view_and_one_on_either_side_is_joined(
    parent: QGraphicsRectItem,
) -> None:
    sheet = sheet_of(start_s=10.0, stop_s=14.0, n_samples=10_000)
    lines = _painted(parent, sheet).lines
    assert (lines[0].x1, lines[0].x2) == pytest.approx((-1.0, 0.0))
    assert lines[-1].x2 >= 1000.0
    (middle,) = sheet.lanes
    wanted = middle.zero_y - 40.0 * _RAMP[2499 : 2499 + len(lines)]
    assert [line.y1 for line in lines] == pytest.approx(wanted.tolist(), abs=1e-3)
    for line, after in pairwise(lines):
        assert (line.x2, line.y2) == (after.x1, after.y1)


def test_lines_do_not_go_across_unknown_samples(parent: QGraphicsRectItem) -> None:
    values = _RAMP.copy()
    values[100:103] = np.nan
    sheet = sheet_of(stop_s=1.0, n_samples=10_000)
    starts = [round(line.x1 / 4) for line in _painted(parent, sheet, values).lines]
    assert not {99, 100, 101, 102} & set(starts)
    assert {98, 103} <= set(starts)


@pytest.mark.parametrize(("samples_per_dot", "dense"), [(2.99, False), (3.0, True)])
def test_from_three_samples_a_dot_on_columns_are_drawn(
    parent: QGraphicsRectItem, samples_per_dot: float, dense: bool
) -> None:
    sheet = sheet_of(stop_s=samples_per_dot * 1000.0 / FS, n_samples=10_000)
    assert (not _painted(parent, sheet).lines) == dense


def test_samples_nine_pixels_wide_are_dots_as_well(parent: QGraphicsRectItem) -> None:
    for px, dotted in ((9.0, True), (8.9, False)):
        sheet = sheet_of(stop_s=1000.0 / px / FS, n_samples=10_000)
        dots = [line for line in _painted(parent, sheet).lines if line.is_level]
        assert bool(dots) == dotted
        assert all(line.x2 - line.x1 == pytest.approx(2.0) for line in dots)


def test_a_lead_is_drawn_in_its_part_of_the_sheet_alone(
    parent: QGraphicsRectItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    clips: list[tuple[float, float, float]] = []
    note = RecordingPainter.setClipRect

    def noted(painter: RecordingPainter, *area: object) -> None:
        rect = area[0]
        clips.append((rect.left(), rect.right(), rect.top()))  # type: ignore[attr-defined]
        note(painter, *area)  # type: ignore[call-overload]

    monkeypatch.setattr(RecordingPainter, "setClipRect", noted)
    left = lane(BAND_PX, 500.0, right=0.5)
    right = lane(BAND_PX, 500.0, 1, left=0.5)
    sheet = sheet_of(stop_s=4.0, n_samples=10_000, lanes=(left, right))
    _painted(parent, sheet, _RAMP, _RAMP)
    assert clips == [(0.0, 500.0, BAND_PX), (500.0, 1000.0, BAND_PX)]


def test_what_leaves_its_lane_is_cut_and_marked(parent: QGraphicsRectItem) -> None:
    values = np.zeros(10_000, np.float32)
    values[500] = 100.0
    upper, lower = lane(26.0, 226.0), lane(226.0, 426.0, 1, lead=Lead("V1"))
    sheet = sheet_of(stop_s=4.0, n_samples=10_000, lanes=(upper, lower))
    account = _painted(parent, sheet, _RAMP, values)
    marks = [line for line in account.lines if line.ink == sheet.colours.cursor]
    assert marks
    assert not overrun.overruns(upper, upper.y(_RAMP))


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.5, "Reading the record: 50%"),
        (1.0, "No signal here; the next begins at 20 s"),
    ],
)
def test_where_nothing_is_drawn_it_is_said_why(
    parent: QGraphicsRectItem, share: float, text: str
) -> None:
    values = _RAMP.copy()
    values[:5000] = np.nan
    item = TraceItem(parent)
    item.show_leads((Envelope.of(values),))
    item.show_filling(share)
    sheet = sheet_of(stop_s=4.0, n_samples=10_000)
    [said] = painted(item, sheet).texts
    assert said.text == text
    assert said.area.top() == sheet.top_px
    assert said.area.center().x() == 500.0
    dense = replace(sheet, stop_s=16.0)
    assert painted(item, dense).written() == [text]


def test_nothing_later_is_said_as_well(parent: QGraphicsRectItem) -> None:
    values = np.full(10_000, np.nan, np.float32)
    sheet = sheet_of(stop_s=4.0, n_samples=10_000)
    assert _painted(parent, sheet, values).written() == [trace_item._NO_SIGNAL]


def test_columns_of_leads_beside_each_other_are_in_their_parts(
    parent: QGraphicsRectItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows: list[Float64Array] = []

    def noted(*arguments: object) -> bool:
        rows.append(cast(Float64Array, arguments[-1]))
        return True

    monkeypatch.setattr(trace_item, "draw_row", noted)
    left, right = lane(BAND_PX, 500.0, right=0.5), lane(BAND_PX, 500.0, 1, left=0.5)
    sheet = sheet_of(stop_s=40.0, n_samples=10_000, lanes=(left, right))
    one, two = np.full(10_000, 1.0, np.float32), np.full(10_000, 2.0, np.float32)
    _painted(parent, sheet, one, two)
    [ends] = rows
    assert ends.shape == (2, 1000)
    wanted = np.where(np.arange(1000) < 500, left.zero_y - 40.0, right.zero_y - 80.0)
    np.testing.assert_allclose(ends, [wanted, wanted])
