"""Garbage dies in the thread of the windows, and screens never do."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ecgviewer.gui.system.garbage import GarbageCollector
from ecgviewer.gui.system.screen_scale import screen_of


class _Cycle:
    """Garbage that notes which thread it died in."""

    def __init__(self, died_in: list[int]) -> None:
        self.itself, self.died_in = self, died_in

    def __del__(self) -> None:
        self.died_in.append(threading.get_ident())


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[GarbageCollector]:
    yield GarbageCollector()
    gc.unfreeze()


def _much() -> list[list[int]]:
    return [[] for _ in range(20 * gc.get_threshold()[0])]


def _much_of_another_thread() -> list[list[int]]:
    much: list[list[int]] = []
    thread = threading.Thread(target=lambda: much.extend(_much()))
    thread.start()
    thread.join()
    return much


def test_no_worker_destroys_what_the_windows_left(
    collector: GarbageCollector,
) -> None:
    died_in: list[int] = []
    _Cycle(died_in)
    much = _much_of_another_thread()
    assert not died_in
    collector.collect()
    assert much
    assert died_in == [threading.get_ident()]


def test_what_grew_old_is_collected_too(collector: GarbageCollector) -> None:
    cycle = _Cycle([])
    for generation in range(3):
        gc.collect(generation)
    seen = weakref.ref(cycle)
    del cycle
    for _ in range(130):
        much = _much()
        collector.collect()
        del much
    assert seen() is None


def test_the_application_collects_by_itself() -> None:
    code = (
        "import gc; from ecgviewer.app import make_application;"
        "app = make_application(); print(gc.isenabled(), gc.get_freeze_count() > 0)"
    )
    asked = [sys.executable, "-c", code]
    said = subprocess.run(asked, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["False", "True"]


def test_a_screen_outlives_the_widgets_that_asked_for_it(qtbot: QtBot) -> None:
    widget = QWidget()
    widget.show()
    screen = screen_of(widget)
    # A cycle of both, as closures and signals make them.
    widget.__dict__["itself"] = [widget, screen]
    name = screen.name()
    widget.hide()
    del widget
    gc.collect()
    assert shiboken6.isValid(screen)
    assert QGuiApplication.primaryScreen().name() == name
