"""For every test: an offscreen Qt, and no thread left running behind it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Speed is measured by ecgviewer.bench, never by a test.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def _no_thread_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test that leaves a QThread running."""
    if sys.modules.get("PySide6.QtCore") is None:
        yield
        return
    from PySide6.QtCore import QThread, QThreadPool

    started: list[QThread] = []
    start = QThread.start

    def noted(thread: QThread, *arguments: QThread.Priority) -> None:
        started.append(thread)
        start(thread, *arguments)

    monkeypatch.setattr(QThread, "start", noted)
    yield
    QThreadPool.globalInstance().waitForDone()
    assert not [thread for thread in started if thread.isRunning()]
