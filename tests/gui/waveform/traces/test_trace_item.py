"""Columns of a dense trace: bounded, stable and without holes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFont, QPalette
from pytestqt.qtbot import QtBot

from ecgviewer.core.arrays import Float32Array, IntArray
from ecgviewer.core.trace.envelope import Envelope
from ecgviewer.gui.look.theme import colours
from ecgviewer.gui.waveform.paper.sheet import Sheet
from ecgviewer.gui.waveform.traces.trace_columns import ColumnPlaces, columns

_FS = 250.0
_VALUES = np.cumsum(np.random.default_rng(5).normal(size=500_000)).astype(np.float32)
_ENVELOPE = Envelope.of(_VALUES)


@pytest.fixture(scope="module")
def sheet(qapp: object) -> Sheet:
    return Sheet(
        width=1000.0,
        height=500.0,
        band_px=26.0,
        pixel_ratio=1.0,
        start_s=0.0,
        stop_s=2000.0,
        fs=_FS,
        n_samples=len(_VALUES),
        lanes=(),
        colours=colours(QPalette()),
        font=QFont(),
    )


def _columns(
    sheet: Sheet, envelope: Envelope = _ENVELOPE
) -> tuple[IntArray, Float32Array, Float32Array]:
    """Return the columns that hold something: dot, lowest, highest value."""
    places = ColumnPlaces.of(sheet)
    low, high = columns(places, envelope)
    assert (np.isnan(low) == np.isnan(high)).all()
    shown = np.flatnonzero(~np.isnan(low))
    return places.first + shown, low[shown], high[shown]


@given(
    start=st.floats(-50, 1900), span=st.floats(13, 2100), ratio=st.sampled_from([1, 2])
)
def test_no_more_columns_than_dots(
    sheet: Sheet, start: float, span: float, ratio: float
) -> None:
    view = replace(sheet, start_s=start, stop_s=start + span, pixel_ratio=ratio)
    x, low, high = _columns(view)
    assert len(x) == len(low) == len(high) <= 1000 * ratio + 3
    assert (low <= high).all()
    assert (np.diff(x) == 1).all()
    if len(x):
        assert x[0] >= -2
        assert x[-1] < 1002 * ratio


@given(start=st.floats(0, 1500), span=st.floats(13, 400))
def test_a_trace_has_no_holes(sheet: Sheet, start: float, span: float) -> None:
    _, low, high = _columns(replace(sheet, start_s=start, stop_s=start + span))
    assert (low[1:] <= high[:-1]).all()
    assert (high[1:] >= low[:-1]).all()


@given(span=st.sampled_from([20.0, 200.0, 800.0]), shift=st.integers(1, 300))
def test_scrolling_by_whole_pixels_moves_the_same_picture(
    sheet: Sheet, span: float, shift: int
) -> None:
    still = replace(sheet, start_s=100.0, stop_s=100.0 + span)
    by_s = shift * span / 1000.0
    moved = replace(sheet, start_s=100.0 + by_s, stop_s=100.0 + span + by_s)
    before = dict(zip(*_columns(still)[:2], strict=True))
    after = dict(zip(*_columns(moved)[:2], strict=True))
    both = [x for x in after if x + shift in before]
    assert len(both) >= 1000 - shift
    assert [after[x] for x in both] == [before[x + shift] for x in both]


def test_extremes_of_the_record_are_drawn(sheet: Sheet, qtbot: QtBot) -> None:
    _, low, high = _columns(sheet)
    assert low.min() == _VALUES.min()
    assert high.max() == _VALUES.max()


def test_one_sample_in_a_long_gap_is_drawn(sheet: Sheet) -> None:
    values = np.full(400_000, np.nan, np.float32)
    values[399_999] = 0.0
    envelope = Envelope.of(values)
    whole, before = (replace(sheet, stop_s=stop_s) for stop_s in (1600.0, 1560.0))
    assert len(_columns(whole, envelope)[0]) == 1
    assert not len(_columns(before, envelope)[0])
