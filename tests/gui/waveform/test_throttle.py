"""Calls that come thick and fast are merged, and none is forgotten."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ecgviewer.gui.waveform.throttle import Throttle


@pytest.fixture
def parent(qtbot: QtBot) -> QObject:
    return QObject()


def test_the_first_call_is_made_at_once_and_the_others_as_one(
    qtbot: QtBot, parent: QObject
) -> None:
    calls: list[int] = []
    throttle = Throttle(20, lambda: calls.append(1), parent)
    for _ in range(5):
        throttle.trigger()
    assert len(calls) == 1
    qtbot.waitUntil(lambda: len(calls) == 2)
    qtbot.waitUntil(lambda: not throttle._timer.isActive())
    assert len(calls) == 2
    throttle.trigger()
    assert len(calls) == 3


def test_after_the_interval_nothing_is_called_that_nobody_asked_for(
    qtbot: QtBot, parent: QObject
) -> None:
    calls: list[int] = []
    throttle = Throttle(5, lambda: calls.append(1), parent)
    throttle.trigger()
    qtbot.waitUntil(lambda: not throttle._timer.isActive())
    assert len(calls) == 1
