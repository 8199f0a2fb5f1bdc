"""How much of the window kinds take, and what is on a card of one."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from ecgviewer.gui.kinds.kinds_view import KindsView
from ecgviewer.gui.main_window import MainWindow

_SLOW_MS = 30_000


@pytest.mark.parametrize(("size", "rows"), [((1280, 800), 3), ((1920, 1080), 6)])
def test_kinds_have_the_room(
    qtbot: QtBot, kinds_window: MainWindow, size: tuple[int, int], rows: int
) -> None:
    window = kinds_window
    window.resize(*size)
    window.action_set.actions["view.kinds"].trigger()
    grid = window.view(KindsView).panel.grid

    def has_room() -> bool:
        return grid.viewport().height() >= rows * grid.step_px and grid.columns >= 2

    qtbot.waitUntil(has_room)
    # Tiles fill the width, and none is cut off.
    used = grid.columns * (grid.tile.width() + 6) + 6
    assert grid.viewport().width() - used < grid.columns
    assert grid.viewport().height() % grid.step_px < 6 + grid.rows_in_view()
    assert window.trace.height() >= 0.5 * window.height()


def test_a_card_shows_the_median_beats_of_all_leads(
    qtbot: QtBot, kinds_window: MainWindow
) -> None:
    window = kinds_window
    window.action_set.actions["view.kinds"].trigger()
    grid = window.view(KindsView).panel.grid
    qtbot.waitUntil(lambda: not grid.without_medians(), timeout=_SLOW_MS)
    session = window.document.session
    assert session is not None
    names = [lead.title for lead in session.record.leads]
    assert f"median beats of {', '.join(names)}" in grid.tile_text(0)
    groups = window.groups.groups
    assert groups is not None
    first, *others = (s.code for s in grid.summaries)
    window.groups.move(groups.beat_ids(first)[:1], others[-1])
    qtbot.waitUntil(lambda: not grid.without_medians(), timeout=_SLOW_MS)


def test_kinds_leave_the_trace_its_share_of_a_small_window(
    qtbot: QtBot, kinds_window: MainWindow
) -> None:
    window = kinds_window
    window.resize(1440, 900)
    window.action_set.actions["view.kinds"].trigger()
    grid = window.view(KindsView).panel.grid
    qtbot.waitUntil(lambda: grid.viewport().height() >= 2 * (grid.tile.height() + 6))
    assert window.trace.height() >= 0.59 * window.height()
    sheet = window.waveform.sheet
    assert sheet is not None
    assert all(lane.px_per_mv >= 5 * sheet.px_per_mm for lane in sheet.lanes)
