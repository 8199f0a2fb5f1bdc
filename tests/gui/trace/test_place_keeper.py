"""A place is kept while the reader stays; a beat is awaited while beats come."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ecgviewer.gui.main_window import MainWindow
from tests.workflows.conftest import OpenWindow, new_window, open_window, record_path
from tests.workflows.test_left_places import leave, open_in

__all__ = ["OpenWindow", "new_window", "open_window", "record_path"]


def test_a_place_is_kept_before_the_window_is_closed(
    qtbot: QtBot, open_window: OpenWindow, record_path: Path
) -> None:
    window = open_window(record_path)
    stayed = window.area.places._stayed
    stayed.stop()
    stayed.setInterval(3_600_000)
    # On a busy machine opening it takes long enough for a place to be kept.
    window._store.remove("left")
    view_s, _ = leave(window)
    keys = [k for k in window._store.allKeys() if k.startswith("left/")]
    assert not keys
    stayed.timeout.emit()
    other = open_window(record_path)
    assert other.selection.view_s == pytest.approx(view_s)


def test_a_beat_that_the_reader_selects_first_stays_selected(
    qtbot: QtBot,
    open_window: OpenWindow,
    record_path: Path,
    new_window: Callable[[], MainWindow],
) -> None:
    first = open_window(record_path)
    leave(first)
    first.close()
    again = new_window()
    find = again.area.places._find_awaited
    # As if the beat came late: the keeper of places sees the beats only at last.
    again.document.beats_changed.disconnect(find)
    again.document.state_changed.disconnect(find)
    open_in(qtbot, again, record_path)
    columns = again.document.columns
    assert columns is not None
    again.selection.select(columns.beat_id[2])
    find()
    assert again.selection.current == columns.beat_id[2]


def test_a_beat_that_is_gone_is_awaited_no_longer_than_beats_come(
    qtbot: QtBot, open_window: OpenWindow, record_path: Path
) -> None:
    first = open_window(record_path)
    columns = first.document.columns
    assert columns is not None
    first.area.places.keep()
    (key,) = [k for k in first._store.allKeys() if k.startswith("left/")]
    left = json.loads(str(first._store.value(key)))
    first.close()
    # In a pause between beats.
    beside = int(columns.sample[5] + columns.sample[6]) // 2
    first._store.setValue(key, json.dumps(left | {"beat": beside}))
    first._store.sync()
    again = open_window(record_path)
    assert again.selection.current is None
    assert again.area.places._awaited is None
