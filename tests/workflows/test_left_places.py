"""A record opens again where its reader left it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.wfdb.writer import write_record
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.model.document import DocumentState
from tests.workflows.conftest import OpenWindow


def _do(window: MainWindow, *action_ids: str) -> None:
    for action_id in action_ids:
        window.action_set.actions[action_id].trigger()


def open_in(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    with qtbot.waitSignal(window.link.opened, timeout=20_000):
        window.open(path)
    qtbot.waitUntil(
        lambda: window.document.state is DocumentState.READY, timeout=20_000
    )


def _other(record_path: Path) -> Path:
    # The same leads, of which another look is kept.
    made = synthetic_record(40.0, name="patient2", seed=7).record
    return write_record(record_path.parent, made)


def leave(window: MainWindow) -> tuple[tuple[float, float], int]:
    """Zoom, go somewhere and select a beat out of view there; return where that is."""
    columns = window.document.columns
    assert columns is not None
    _do(window, "view.filter_band", "view.gain_5", "view.lead_next")
    window.selection.select(columns.beat_id[30])
    window.selection.set_view(41.5, 44.0)
    return window.selection.view_s, int(columns.sample[30])


def _sample_of_current(window: MainWindow) -> int:
    columns, current = window.document.columns, window.selection.current
    assert columns is not None
    assert current is not None
    row = columns.row_of(current)
    assert row is not None
    return int(columns.sample[row])


def test_a_record_reopens_in_another_run_where_it_was_left(
    open_window: OpenWindow, record_path: Path
) -> None:
    first = open_window(record_path)
    view_s, sample = leave(first)
    montage = first.waveform.paper.montage
    assert montage is not None
    assert montage.alone is not None
    first.close()
    again = open_window(record_path)
    assert again.selection.view_s == pytest.approx(view_s)
    assert _sample_of_current(again) == sample
    assert again.waveform.paper.montage == montage
    assert again.waveform.trace_filter.kind.value == "band"
    assert again.waveform.paper.gain.mm_mv == 5.0


def test_each_record_in_a_window_has_a_place_of_its_own(
    qtbot: QtBot, open_window: OpenWindow, record_path: Path
) -> None:
    window = open_window(record_path)
    view_s, sample = leave(window)
    open_in(qtbot, window, _other(record_path))
    assert window.selection.view_s[0] == 0.0
    assert window.selection.current is None
    _do(window, "view.filter_raw", "view.gain_20")
    open_in(qtbot, window, record_path)
    assert window.selection.view_s == pytest.approx(view_s)
    assert _sample_of_current(window) == sample
    assert window.waveform.trace_filter.kind.value == "band"
    assert window.waveform.paper.gain.mm_mv == 5.0


def test_readers_do_not_share_places(
    qtbot: QtBot, open_window: OpenWindow, record_path: Path
) -> None:
    window = open_window(record_path)
    leave(window)
    own = window.settings
    with qtbot.waitSignal(window.link.opened, timeout=20_000):
        window.kept.change(replace(own, reader="another"))
    assert window.selection.view_s[0] == 0.0


def test_as_much_is_shown_as_there_is_paper_for_unless_it_was_zoomed(
    open_window: OpenWindow, record_path: Path
) -> None:
    first = open_window(record_path)
    first.resize(1400, 900)
    first.selection.set_view(20.0, 20.0 + first.selection.view_s[1])
    speed = first.waveform.paper.speed
    assert speed == 25.0
    first.close()
    again = open_window(record_path)
    again.resize(900, 700)
    assert again.waveform.paper.speed == speed
    assert again.selection.view_s[0] == pytest.approx(20.0)
