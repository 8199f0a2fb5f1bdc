"""Median beats stand beside a page of twelve leads, in its colours and at its scale."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from ecgviewer.core.beats import new_beats
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.trace.montage import STANDARD_LEADS
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.trace.trace_panel import TracePanel
from ecgviewer.gui.waveform.strips.overview import OverviewStrip
from ecgviewer.gui.waveform.waveform_view import WaveformView
from tests.builders import opened
from tests.gui.recording_painter import recorded

_FS, _PEAKS = 250.0, np.arange(200, 4800, 200)


def _document(names: tuple[str, ...]) -> Document:
    signal = np.zeros((len(names), 5000), np.float32)
    signal[:, _PEAKS] = np.linspace(-1, 1, len(names))[:, np.newaxis]
    record = Record("r", _FS, tuple(map(Lead, names)), signal)
    return opened(ReviewSession(record, new_beats(_PEAKS), names[0]))


def _panel(qtbot: QtBot, names: tuple[str, ...]) -> TracePanel:
    document, selection = _document(names), Selection()
    waveform = WaveformView(document, selection)
    overview = OverviewStrip(document, selection)
    panel = TracePanel(document, selection, waveform, overview)
    qtbot.addWidget(panel)
    panel.resize(1600, 700)
    panel.show()
    return panel


@pytest.fixture
def panel(qtbot: QtBot) -> TracePanel:
    panel = _panel(qtbot, STANDARD_LEADS)
    qtbot.waitUntil(lambda: panel.medians.medians is not None)
    return panel


def test_they_are_beside_a_page_where_there_is_room(panel: TracePanel) -> None:
    medians = panel.medians
    assert not medians.isHidden()
    assert medians.medians is not None
    assert medians.medians.n_beats == len(_PEAKS)
    assert medians.caption().startswith(f"Median of {len(_PEAKS)}")
    panel.resize(900, 700)
    assert medians.isHidden()


def test_each_lead_has_a_colour_that_its_name_has_as_well(panel: TracePanel) -> None:
    painted = recorded(panel.medians.paint_on, panel.medians.size())
    named = {text.text: QColor(text.ink).name() for text in painted.texts}
    colours = {named[name] for name in STANDARD_LEADS}
    assert len(colours) == len(STANDARD_LEADS)


def test_a_key_hides_them_and_shows_them_in_any_room(panel: TracePanel) -> None:
    assert panel.turn_medians() == "never"
    assert panel.medians.isHidden()
    panel.resize(900, 700)
    assert panel.turn_medians() == "always"
    assert not panel.medians.isHidden()
    panel.show_medians("whatever an old setting says")
    assert panel.wants_medians == "room"


def test_other_leads_have_none(qtbot: QtBot) -> None:
    panel = _panel(qtbot, ("MLII", "V1"))
    assert panel.medians.isHidden()
    panel.show_medians("always")
    assert panel.medians.isHidden()
