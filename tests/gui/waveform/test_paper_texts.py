"""What is written on the paper is not covered, and says where to begin."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform.marks.overlay_item import tag_rect
from ecgviewer.gui.waveform.traces.lead_names_item import scale_rect
from ecgviewer.gui.waveform.waveform_view import WaveformView


def test_the_time_at_the_cursor_keeps_clear_of_the_scale(view: WaveformView) -> None:
    sheet = view.sheet
    assert sheet is not None
    scale = scale_rect(sheet)
    places = [tag_rect(sheet, x, "0:00:04.000") for x in (9.0, scale.center().x())]
    assert not any(place.intersects(scale) for place in places)
    assert places[0].bottom() > places[1].bottom()


def test_an_empty_window_says_where_the_demo_is(qtbot: QtBot) -> None:
    view = WaveformView(Document(), Selection())
    qtbot.addWidget(view)
    texts = [label.text() for label in view.findChildren(QLabel)]
    assert any("Open demo record" in text for text in texts)
