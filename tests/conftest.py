"""For every test: an offscreen Qt, and neither thread nor garbage left behind it."""

from __future__ import annotations

import faulthandler
import gc
import itertools
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Speed is measured by ecgviewer.bench, never by a test. New inputs are looked for by
# the campaigns of tests/fuzz; a test that passed once passes again.
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.load_profile("repeatable")
# A worker's thread would destroy widgets that earlier tests left; see
# `gui.system.garbage`.
gc.disable()
_stderr = 2
_tests = itertools.count(1)
_numbers = itertools.count(1)
#: What grew old before it became garbage can wait for this many tests.
_ALL_GARBAGE = 100
_STEP_MS = 20_000


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let drawings be renewed, where a change of what is painted is meant."""
    text = "keep what is drawn now, in tests/**/drawings"
    parser.addoption("--renew-drawings", action="store_true", help=text)


def pytest_configure() -> None:
    """Keep the real stderr, while no test captures it yet."""
    global _stderr
    _stderr = os.dup(2)


@pytest.fixture(autouse=True)
def _crashes_are_told() -> Iterator[None]:
    """Have a crash traced after a test of the application's own crash reports."""
    yield
    if not faulthandler.is_enabled():
        faulthandler.enable(_stderr)


@pytest.fixture(scope="session")
def _caches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("caches")


@pytest.fixture(autouse=True)
def _cache_of_its_own(_caches: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test find what another one kept, nor what the user did."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(_caches / str(next(_numbers))))


@pytest.fixture(autouse=True)
def _no_garbage_left() -> Iterator[None]:
    yield
    gc.collect(1 if next(_tests) % _ALL_GARBAGE else 2)


@pytest.fixture(autouse=True)
def _no_thread_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test that leaves a QThread running."""
    if sys.modules.get("PySide6.QtCore") is None:
        yield
        return
    from PySide6.QtCore import QThread, QThreadPool

    from ecgviewer.worker.analysis_thread import wait_for_threads

    started: list[QThread] = []
    start = QThread.start

    def noted(thread: QThread, *arguments: QThread.Priority) -> None:
        started.append(thread)
        start(thread, *arguments)

    monkeypatch.setattr(QThread, "start", noted)
    yield
    QThreadPool.globalInstance().waitForDone()
    # Behind its window a thread may be in the midst of a step.
    wait_for_threads(_STEP_MS)
    assert not [thread for thread in started if thread.isRunning()]
