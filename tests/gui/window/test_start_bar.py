"""An empty window offers what can be opened."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from ecgviewer.gui.window.start_bar import StartBar
from tests.builders import beats_every_second


def test_records_opened_before_and_the_demo_are_a_click_away(qtbot: QtBot) -> None:
    document = beats_every_second(3)
    bar = StartBar(document)
    qtbot.addWidget(bar)
    bar.show()
    bar.show_recent([])
    assert not bar.recent
    paths = [f"/r & d/{number}.hea" for number in range(9)]
    bar.show_recent(paths)
    assert [button.text() for button in bar.recent[:2]] == ["0.hea", "1.hea"]
    assert bar.recent[0].description() == "/r && d"
    with qtbot.waitSignal(bar.record_chosen) as caught:
        bar.recent[1].click()
    assert caught.args == [Path("/r & d/1.hea")]
    with qtbot.waitSignal(bar.demo_requested):
        bar.demo_button.click()
    with qtbot.waitSignal(bar.open_requested):
        bar.open_button.click()
    document.record_opened.emit()
    assert bar.isHidden()
