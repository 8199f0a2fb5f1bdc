"""Records that no recorder writes, but files hold, are drawn like any other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QSize
from pytestqt.qtbot import QtBot

from ecgviewer.gui.waveform.paper.level_lines import major_lines, minor_lines
from ecgviewer.gui.waveform.paper.time_steps import MIN_GRID_PX
from tests.workflows.conftest import OpenWindow


def _of_32_bits(folder: Path, gain: str, first_line: str = "odd 1 360 7200") -> Path:
    """Write twenty seconds that take all of 32 bits."""
    dice = np.random.default_rng(5)
    samples = dice.integers(-(2**31) + 1, 2**31 - 1, 7200).astype("<i4")
    (folder / "odd.dat").write_bytes(samples.tobytes())
    header = folder / "odd.hea"
    header.write_text(f"{first_line}\nodd.dat 32 {gain}(0)/mV 32 0 0 0 0 MLII\n")
    return header


@pytest.mark.parametrize("gain", ["1e-15", "1e-7", "1e-5", "1", "200", "1e9", "1e15"])
def test_the_paper_of_any_gain_has_lines_some_pixels_apart(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path, gain: str
) -> None:
    window = open_window(_of_32_bits(tmp_path, gain))
    for factor in (1.0, 50.0, 0.0004):
        window.waveform.scale_amplitude(factor)
        window.grab()
        sheet = window.waveform.sheet
        assert sheet is not None
        lines = [*minor_lines(sheet), *major_lines(sheet)]
        assert all(each.distance_px >= MIN_GRID_PX / 2 for each in lines)
        assert sum(len(each.rows) for each in lines) <= sheet.height


def test_a_record_that_begins_at_the_end_of_time(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    last = "odd 1 360 7200 23:59:50 31/12/9999"
    with qtbot.captureExceptions() as errors:
        window = open_window(_of_32_bits(tmp_path, "200", last))
        window.waveform.show_all()
        window.grab()
        QCoreApplication.processEvents()
    assert not errors


def test_a_window_of_any_size_is_painted(
    qtbot: QtBot, open_window: OpenWindow, record_path: Path
) -> None:
    window = open_window(record_path)
    with qtbot.captureExceptions() as errors:
        for wide, high in ((60, 60), (300, 60), (60, 800), (1280, 120)):
            window.resize(wide, high)
            window.grab()
            window.waveform.resize(QSize(wide, 4))
            window.waveform.grab()
            QCoreApplication.processEvents()
    assert not errors
