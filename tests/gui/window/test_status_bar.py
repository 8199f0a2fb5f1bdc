"""What the status bar says fits, whatever stands in it."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ecgviewer.core.analysis_events import Progress, Stage
from ecgviewer.gui.window.progress_bar import AnalysisProgress
from ecgviewer.gui.window.status_bar import StatusBar

_MESSAGE = (
    "Labelled 1,204 beats of 3 kinds V; 12 of them had another label; Ctrl+Z undoes"
)


class _Bench:
    def __init__(self, qtbot: QtBot, width: int) -> None:
        self.queue = QLabel("reviewed 1,204 of 2,959, about 116 errors left")
        self.facts = QLabel(
            "Lead MLII   ·   context-cnn-886ee065   ·   Reader Dr. Reader"
        )
        self.progress = AnalysisProgress()
        self.bar = StatusBar(self.queue, self.progress, self.facts)
        qtbot.addWidget(self.bar)
        self.bar.resize(width, 26)
        self.bar.show()

    def room(self) -> int:
        """Return how wide what is left of the permanent widgets is."""
        widgets = (self.queue, self.progress, self.facts, self.bar._research)
        return min(w.x() for w in widgets if w.isVisible())


@pytest.mark.parametrize("width", [1000, 1280, 1440])
@pytest.mark.parametrize("working", [True, False])
def test_a_message_has_room(qtbot: QtBot, width: int, *, working: bool) -> None:
    bench = _Bench(qtbot, width)
    if working:
        bench.progress.show_progress(Progress(Stage.CLASSIFYING, 12_345, 104_000))
    bench.bar.showMessage(_MESSAGE)
    needed = bench.bar.fontMetrics().horizontalAdvance(_MESSAGE)
    qtbot.waitUntil(lambda: bench.room() >= needed)
    assert bench.bar._research.isVisible()
    assert bench.progress.isVisible() is working


@pytest.mark.parametrize("width", [1280, 1920])
def test_the_last_words_do_not_touch_the_edge(qtbot: QtBot, width: int) -> None:
    bench = _Bench(qtbot, width)
    label = bench.bar._research
    words = label.fontMetrics().horizontalAdvance(label.text())
    assert label.geometry().x() + words <= width - 8


def test_what_made_room_comes_back(qtbot: QtBot) -> None:
    bench = _Bench(qtbot, 1440)
    bench.progress.show_progress(Progress(Stage.CLASSIFYING, 12_345, 104_000))
    assert bench.facts.isVisible()
    bench.bar.showMessage(_MESSAGE)
    assert not bench.facts.isVisible()
    assert bench.bar.toolTip() == _MESSAGE
    bench.bar.clearMessage()
    assert bench.facts.isVisible()
    assert bench.queue.isVisible()
    assert bench.progress.isVisible()
