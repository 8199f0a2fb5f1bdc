"""Looks at a window: where its leads, their names and its texts are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QToolButton

from ecgviewer import app
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.wfdb.writer import write_record
from ecgviewer.gui import main_window
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.model.document import DocumentState
from ecgviewer.gui.window.view import BOTTOM
from tests.layouts.drive import TWELVE, Measured

_TURNS = 6
_POLL_MS = 20


def opened_window(folder: Path, n_leads: int) -> MainWindow:
    """Return a window with a record that has been analysed."""
    made = synthetic_record(60.0).record
    names = TWELVE if n_leads == len(TWELVE) else ("MLII", "V1")
    leads = tuple(Lead(name) for name in names)
    signal = made.signal[np.arange(n_leads) % 2]
    record = Record(f"r{n_leads}", made.fs, leads, signal)
    path = write_record(folder, record)
    setattr(main_window, "journal_folder", lambda: folder / "journals")  # noqa: B010
    store = QSettings(str(folder / f"{n_leads}.ini"), QSettings.Format.IniFormat)
    window = app.make_window(store)
    window.show()
    window.showNormal()
    window.open(path)
    while window.document.state is not DocumentState.READY:
        loop = QEventLoop()
        QTimer.singleShot(_POLL_MS, loop.quit)
        loop.exec()
    return window


def settle() -> None:
    """Let everything be laid out that waits for it."""
    for _ in range(_TURNS):
        QApplication.processEvents()


def looked_at(window: MainWindow) -> Measured:
    """Return where things are in a window."""
    waveform = window.waveform
    sheet = waveform.sheet
    assert sheet is not None
    strips = [strip for strip in window.trace.strips if not strip.isHidden()]
    below = [
        dock
        for dock in window.docks.by_id.values()
        if dock.isVisible() and window.dockWidgetArea(dock) == BOTTOM
    ]
    return Measured(
        layout="",
        panel="",
        window=(window.width(), window.height()),
        wanted=(0, 0),
        trace_px=waveform.height(),
        rows=sorted({(lane.top, lane.ink_top, lane.bottom) for lane in sheet.lanes}),
        names=[[rect.top(), rect.bottom()] for rect in waveform._names.places(sheet)],
        mm_mv=[lane.px_per_mv / sheet.px_per_mm for lane in sheet.lanes],
        mm_s=sheet.speed_mm_s,
        px_per_mm=sheet.px_per_mm,
        true_px_per_mm=sheet.true_px_per_mm,
        view_s=(sheet.start_s, sheet.stop_s),
        clipped=_clipped(window),
        gives_way=bool(strips or below),
    )


def _clipped(window: MainWindow) -> list[str]:
    """Return the texts of controls that are cut off."""
    controls: list[QAbstractButton | QLabel] = [
        *(w for w in window.findChildren(QAbstractButton) if w.text()),
        *(w for w in window.findChildren(QLabel) if w.text() and not w.wordWrap()),
    ]
    return [
        f"{type(control).__name__}: {control.text()}"
        for control in controls
        if control.isVisible() and control.width() < _needed_px(control)
    ]


def _needed_px(control: QAbstractButton | QLabel) -> int:
    text = control.text().replace("&", "")
    if isinstance(control, QToolButton):
        return control.fontMetrics().horizontalAdvance(text)
    return min(
        control.minimumSizeHint().width(), control.fontMetrics().horizontalAdvance(text)
    )
