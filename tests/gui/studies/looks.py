"""What tests of the window of studies ask of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from ecgviewer.gui.studies.study_window import StudyWindow


def wait(qtbot: QtBot, condition: Callable[[], bool]) -> None:
    """Wait as long as it takes: other work on the machine may take its time."""
    qtbot.waitUntil(condition, timeout=60_000)


def listed(window: StudyWindow) -> list[str]:
    """Return the names that are listed, in order."""
    model = window.model
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def differing(one: QImage, other: QImage) -> int:
    """Return how many pixels of two pictures differ."""
    return sum(
        one.pixel(x, y) != other.pixel(x, y)
        for x in range(one.width())
        for y in range(one.height())
    )
