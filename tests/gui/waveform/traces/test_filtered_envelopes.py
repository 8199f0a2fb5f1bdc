"""A long view is filtered as well: block by block, beside the window."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.signal_source import BlockedSignal
from ecgviewer.core.trace.envelope import BINNED, CHUNK, Envelope
from ecgviewer.core.trace.trace_filter import FilterKind, TraceFilter
from ecgviewer.gui.waveform.traces.filtered_envelopes import _chunks
from ecgviewer.gui.waveform.traces.filtered_trace import FilteredTrace
from ecgviewer.preprocessing.trace_filters import filtered_trace

_FS = 250.0
_N = 2 * CHUNK + 5000
_BASELINE = TraceFilter(FilterKind.BASELINE)
_COARSE = BINNED + 100.0


def _record() -> Record:
    at_s = np.arange(_N) / _FS
    values = np.sin(2 * np.pi * at_s / 20) + 0.2 * np.sin(2 * np.pi * 8 * at_s)
    values[1000:9000] = np.nan
    signal = np.stack([values, values[::-1]]).astype(np.float32)
    return Record("wandering", _FS, (Lead("I"), Lead("II")), signal)


@pytest.fixture
def trace(qtbot: QtBot) -> Iterator[FilteredTrace]:
    parent = QObject()
    trace = FilteredTrace(parent)
    trace.show_record(_record())
    trace.use(_BASELINE)
    yield trace


def _envelope(qtbot: QtBot, trace: FilteredTrace, lead: int, stop: int) -> Envelope:
    qtbot.waitUntil(lambda: trace.drawn(lead, 0, stop, _COARSE) is not None)
    found = trace.drawn(lead, 0, stop, _COARSE)
    assert found is not None
    assert found[0] == 0
    return found[1]


def _columns(envelope: Envelope) -> tuple[Float32Array, Float32Array]:
    return envelope.columns(np.arange(0, _N, 1024))


@pytest.mark.parametrize("lead", [0, 1])
def test_it_is_what_filtering_the_whole_lead_gives(
    qtbot: QtBot, trace: FilteredTrace, lead: int
) -> None:
    values = _record().values(lead)
    whole = Envelope.of(filtered_trace(values, _FS, _BASELINE))
    found = _columns(_envelope(qtbot, trace, lead, _N))
    for ours, expected in zip(found, _columns(whole), strict=True):
        np.testing.assert_allclose(ours, expected, atol=0.02)
    raw = _columns(Envelope.of(values))[1]
    assert np.nanmax(found[1]) < 0.5 < np.nanmax(raw)


def test_only_what_is_in_view_is_filtered(qtbot: QtBot, trace: FilteredTrace) -> None:
    for lead in (0, 1):
        assert _envelope(qtbot, trace, lead, CHUNK - 10).pending == {1, 2}


def test_another_filter_begins_anew(qtbot: QtBot, trace: FilteredTrace) -> None:
    before = _envelope(qtbot, trace, 0, _N)
    assert trace.drawn(0, 0, _N, _COARSE) is not None
    trace.use(TraceFilter(FilterKind.BAND))
    assert trace.drawn(0, 0, _N, _COARSE) is None
    trace.use(_BASELINE)
    after = _envelope(qtbot, trace, 0, _N)
    assert after is not before
    np.testing.assert_array_equal(_columns(after), _columns(before))


class _Unreadable:
    shape = 1, _N

    def read(self, start: int, stop: int) -> Float32Array:
        raise OSError("the drive is gone")


def test_what_cannot_be_read_stays_unfiltered(
    qtbot: QtBot, trace: FilteredTrace, caplog: pytest.LogCaptureFixture
) -> None:
    source = BlockedSignal(_Unreadable())
    trace.show_record(Record("gone", _FS, (Lead("I"),), source))
    with (
        caplog.at_level(logging.CRITICAL, "ecgviewer.worker.task"),
        qtbot.waitSignal(trace.came),
    ):
        assert trace.drawn(0, 0, 100, _COARSE) is None
    assert trace.drawn(0, 0, 100, _COARSE) is None


def test_of_a_record_that_grew_only_what_is_new_is_filtered(
    qtbot: QtBot, trace: FilteredTrace
) -> None:
    whole = _record()
    n_before = 2 * CHUNK - 1000
    shorter = replace(whole, source=whole.signal[:, :n_before].copy())
    trace.show_record(shorter)
    before = _envelope(qtbot, trace, 0, n_before)
    trace.grow(whole, n_before)
    assert trace.drawn(0, 0, CHUNK - 1, _COARSE) is not None, "kept"
    after = _envelope(qtbot, trace, 0, _N)
    assert after is not before
    expected = Envelope.of(filtered_trace(whole.values(0), _FS, _BASELINE))
    for found, wanted in zip(_columns(after), _columns(expected), strict=True):
        assert np.allclose(found, wanted, atol=1e-3, equal_nan=True)


def test_the_end_of_a_record_that_grew_is_filtered_again(
    qtbot: QtBot, trace: FilteredTrace
) -> None:
    whole = _record()
    n_before = round(100 * _FS)
    trace.show_record(replace(whole, source=whole.signal[:, :n_before].copy()))
    qtbot.waitUntil(lambda: trace.values(0, 0, n_before) is not None)
    trace.grow(whole, n_before)
    assert trace.values(0, 0, round(59 * _FS)) is not None, "kept"
    assert trace.values(0, 0, n_before) is None, "the end had no future yet"
    stop = round(130 * _FS)
    qtbot.waitUntil(lambda: trace.values(0, 0, stop) is not None)
    found = trace.values(0, 0, stop)
    assert found is not None
    wanted = filtered_trace(whole.values(0), _FS, _BASELINE)[: len(found[1])]
    assert np.allclose(found[1][:stop], wanted[:stop], atol=1e-2, equal_nan=True)


def test_what_lies_before_the_record_asks_for_nothing() -> None:
    assert list(_chunks(-10, 0)) == []
    assert list(_chunks(-10, 1)) == [0]
    assert list(_chunks(CHUNK - 1, CHUNK)) == [0]
    assert list(_chunks(CHUNK, CHUNK + 1)) == [1]
