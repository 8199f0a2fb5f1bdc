"""Pacemaker spikes are ticks above the traces."""

from __future__ import annotations

import numpy as np
from pytestqt.qtbot import QtBot

from ecgviewer.core.rhythm.surroundings import SignalFindings
from ecgviewer.gui.waveform.waveform_view import WaveformView


def test_spikes_in_view_are_drawn(qtbot: QtBot, view: WaveformView) -> None:
    sheet = view.sheet
    assert sheet is not None
    item = view._spikes
    assert len(item.places(sheet)) == 0
    without = view.grab().toImage()
    start, stop = sheet.samples
    inside = np.linspace(start + 10, stop - 10, 5).astype(np.int64)
    spikes = np.concatenate([inside, [stop + 1000]])
    view._document.know_findings(SignalFindings(spikes=spikes))
    qtbot.waitUntil(lambda: len(item.places(sheet)) == 5)
    np.testing.assert_allclose(item.places(sheet), sheet.x(inside), atol=1)
    assert view.grab().toImage() != without


def test_too_many_spikes_are_not_drawn(qtbot: QtBot, view: WaveformView) -> None:
    sheet = view.sheet
    assert sheet is not None
    spikes = np.arange(*sheet.samples)
    view._document.know_findings(SignalFindings(spikes=spikes))
    qtbot.waitUntil(lambda: view._spikes._spikes is spikes)
    assert len(view._spikes.places(sheet)) == 0
