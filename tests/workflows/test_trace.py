"""A reviewer sets the trace up: paper, filter, leads, second row, pages, keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.wfdb import record as wfdb_record
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import new_annotations
from ecgviewer.gui import main_window
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.waveform.traces.lead_names_item import scale_text
from ecgviewer.gui.window.record_facts import QueueLabel
from tests.workflows.conftest import OpenWindow


def _do(window: MainWindow, *action_ids: str) -> None:
    for action_id in action_ids:
        window.action_set.actions[action_id].trigger()


def _second_row(window: MainWindow) -> list[QAction]:
    menu = window.findChild(QMenu, "second row")
    assert menu is not None
    return menu.actions()


def _on(window: MainWindow, action_id: str) -> bool:
    return window.action_set.actions[action_id].isChecked()


def _write_reference(record_path: Path) -> int:
    """Write a reference beside a record of a minute; return how many beats it has."""
    beats = synthetic_record(60.0).beats
    atr = new_annotations(beats.sample, beats.symbol)
    write_annotations(record_path.with_suffix(".atr"), atr)
    return len(beats)


def _text(window: MainWindow) -> str:
    sheet = window.waveform.sheet
    assert sheet is not None
    return scale_text(sheet)


def test_a_record_opens_as_on_paper_and_choices_are_remembered(
    window: MainWindow, new_window: Callable[[], MainWindow]
) -> None:
    window.resize(1400, 1100)
    assert _text(window) == "25 mm/s  ·  10 mm/mV  ·  raw"
    assert _on(window, "view.speed_25")
    assert _on(window, "view.gain_standard")
    _do(window, "view.speed_50", "view.gain_5", "view.filter_band", "view.notch_50")
    assert _text(window) == "50 mm/s  ·  5 mm/mV  ·  0.5–40 Hz · notch 50 Hz"
    assert not _on(window, "view.speed_25")
    _do(window, "view.tachogram")
    again = new_window()
    settings = again.settings
    assert (settings.paper_speed, settings.paper_gain) == (50.0, 5.0)
    assert (settings.trace_filter, settings.notch_hz) == ("band", 50.0)
    assert again.trace.tachogram.isHidden()
    assert again.waveform.paper.speed == 50.0


def _reopened(open_window: OpenWindow, path: Path) -> MainWindow:
    window = open_window(path)
    window.resize(1400, 1100)
    return window


def test_a_record_opens_as_the_last_one_with_its_leads_was_left(
    open_window: OpenWindow, record_path: Path
) -> None:
    first = _reopened(open_window, record_path)
    _do(first, "view.invert", "view.layout_overlay", "view.speed_50")
    _do(first, "view.gain_20", "view.flatter", "view.filter_band", "view.notch_60")
    shown = first.waveform.paper.montage
    first.close()
    again = _reopened(open_window, record_path)
    assert again.waveform.paper.montage == shown
    assert _text(again) == "50 mm/s  ·  10 mm/mV  ·  0.5–40 Hz · notch 60 Hz"
    assert _on(again, "view.layout_overlay")
    _do(again, "view.standard")
    assert _text(again) == "25 mm/s  ·  10 mm/mV  ·  raw"
    assert _on(again, "view.layout_stack")
    again.close()
    last = _reopened(open_window, record_path)
    assert last.waveform.paper.montage != shown
    assert _text(last) == "25 mm/s  ·  10 mm/mV  ·  raw"


def test_damaged_settings_do_not_keep_a_record_from_opening(
    open_window: OpenWindow, record_path: Path, tmp_path: Path
) -> None:
    first = _reopened(open_window, record_path)
    _do(first, "view.speed_50")
    store = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    for key in store.allKeys():
        if key.startswith("looks/"):
            store.setValue(key, "{broken")
    again = _reopened(open_window, record_path)
    assert _text(again).startswith("50 mm/s")


def test_the_filter_is_drawn_and_changes_no_data(
    qtbot: QtBot, window: MainWindow
) -> None:
    session = window.document.session
    assert session is not None
    before = session.record.signal.copy()
    raw = window.waveform.grab().toImage()
    _do(window, "view.filter")
    qtbot.waitUntil(lambda: window.waveform.filtered_values(0, 100, 2000) is not None)
    assert window.waveform.grab().toImage() != raw
    first, values = window.waveform.filtered_values(0, 100, 2000) or (0, before[0])
    assert not np.array_equal(values, before[0][first : first + len(values)])
    assert first <= 100
    np.testing.assert_array_equal(session.record.signal, before)
    _do(window, "view.filter")
    assert _on(window, "view.filter_raw")


def test_the_gain_goes_by_steps_and_inverting_is_marked(window: MainWindow) -> None:
    _do(window, "view.gain_10", "view.taller")
    assert "20 mm/mV" in _text(window)
    _do(window, "view.flatter", "view.flatter", "view.invert")
    assert "5 mm/mV" in _text(window)
    assert "inverted" in window.waveform.lead_texts[0][1]
    _do(window, "view.layout_overlay")
    assert _on(window, "view.layout_overlay")
    window.grab()


def test_a_reference_is_the_second_row_without_being_asked_for(
    qtbot: QtBot, open_window: OpenWindow, record_path: Path
) -> None:
    n_beats = _write_reference(record_path)
    window = open_window(record_path)
    qtbot.waitUntil(lambda: bool(window.waveform.layers))
    (layer,) = window.waveform.layers
    assert layer.name == "atr"
    assert len(layer.sample) == n_beats
    (none, *_) = _second_row(window)
    none.trigger()
    assert window.waveform.layers == ()


def test_blind_mode_hides_the_second_row_and_the_estimate(
    qtbot: QtBot, open_window: OpenWindow, record_path: Path
) -> None:
    n_beats = _write_reference(record_path)
    window = open_window(record_path)
    qtbot.waitUntil(lambda: bool(window.waveform.layers))
    window.kept.change(replace(window.settings, blind=True))
    (said,) = _second_row(window)
    assert not said.isEnabled()
    assert window.waveform.layers == ()
    label = window.findChild(QueueLabel)
    assert label is not None
    qtbot.waitUntil(lambda: label.text() == f"reviewed 0 of {n_beats}")
    window.kept.change(replace(window.settings, blind=False))
    qtbot.waitUntil(lambda: bool(window.waveform.layers))
    qtbot.waitUntil(lambda: "left" in label.text())


def test_a_record_opens_blind_without_its_reference(
    qtbot: QtBot, open_window: OpenWindow, window: MainWindow, record_path: Path
) -> None:
    window.kept.change(replace(window.settings, blind=True))
    _write_reference(record_path)
    again = open_window(record_path)
    assert again.waveform.layers == ()
    assert len(_second_row(again)) == 1


def test_another_reader_is_the_second_row(
    qtbot: QtBot, window: MainWindow, record_path: Path
) -> None:
    window.selection.select([3])
    _do(window, "beat.label_V")
    window.kept.change(replace(window.settings, reader="Bo"))
    qtbot.waitUntil(lambda: window.document.reader == "Bo")
    first = window.settings.reader

    def offered() -> list[str]:
        return [action.text() for action in _second_row(window)]

    qtbot.waitUntil(lambda: any(text.startswith("Reader ") for text in offered()))
    assert f"Reader {first}" not in offered()
    _second_row(window)[-1].trigger()
    qtbot.waitUntil(lambda: bool(window.waveform.layers))


def test_what_is_chosen_twice_stays_chosen(window: MainWindow) -> None:
    _do(window, "view.gain_5", "view.gain_5", "view.speed_25", "view.notch_0")
    for action_id in ("view.gain_5", "view.speed_25", "view.notch_0"):
        assert _on(window, action_id)


def test_full_disclosure_and_back(window: MainWindow) -> None:
    _do(window, "view.disclosure")
    assert _on(window, "view.disclosure")
    window.trace.disclosure.grab()
    window.trace.disclosure.place_chosen.emit(40.0)
    assert not _on(window, "view.disclosure")
    start_s, stop_s = window.selection.view_s
    assert start_s < 40.0 < stop_s


def test_calipers_by_key_are_checked_in_the_menu(window: MainWindow) -> None:
    window.selection.select([5])
    _do(window, "view.march", "view.caliper_wider", "view.caliper_right")
    assert _on(window, "view.calipers")
    assert _on(window, "view.march")
    _do(window, "view.calipers")
    assert not _on(window, "view.march")


def test_zoom_to_the_selected_beats_and_back(window: MainWindow) -> None:
    window.selection.select([10, 11, 12, 13], 10)
    view = window.selection.view_s
    _do(window, "view.zoom_selection")
    start_s, stop_s = window.selection.view_s
    assert stop_s - start_s < 6
    _do(window, "view.zoom_back")
    assert window.selection.view_s == pytest.approx(view)


def test_the_next_beat_of_a_class(window: MainWindow) -> None:
    columns = window.document.columns
    assert columns is not None
    window.selection.select([int(columns.beat_id[7])])
    _do(window, "beat.label_Q")
    window.selection.select([int(columns.beat_id[0])])
    _do(window, "go.next_Q")
    assert window.selection.current == int(columns.beat_id[7])


def test_a_changed_key_works_and_shows(window: MainWindow) -> None:
    window.kept.change(replace(window.settings, keys=["view.calipers=F8"]))
    action = window.action_set.actions["view.calipers"]
    assert action.shortcut().toString() == "F8"
    assert "(F8)" in action.toolTip()


def test_a_long_record_is_drawn_before_it_has_been_read(
    qtbot: QtBot,
    open_window: OpenWindow,
    record_path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cache = tmp_path / "cache"
    monkeypatch.setattr(wfdb_record, "LARGEST_IN_MEMORY", 1000)
    monkeypatch.setattr(main_window, "envelope_folder", lambda: cache)
    window = open_window(record_path)
    document = window.document
    assert document.session is not None
    assert not isinstance(document.session.record.source, np.ndarray)
    assert len(document.session.beats) > 50
    qtbot.waitUntil(lambda: not any(each.pending for each in document.envelopes))
    qtbot.waitUntil(lambda: len(list(cache.glob("*.npy"))) == 1)
    _do(window, "view.span_all")
    window.grab()
