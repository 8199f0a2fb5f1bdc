"""Panels for every test of the table."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.builders import (
    N,
    S,
    V,
    reviewed_document,
)
from tests.gui.beat_table.panel_bench import PanelBench


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[PanelBench]:
    yield PanelBench(qtbot, reviewed_document([N, V, S, N, V, N]))


@pytest.fixture
def long_bench(qtbot: QtBot) -> Iterator[PanelBench]:
    yield PanelBench(qtbot, reviewed_document([N, V] * 200))
