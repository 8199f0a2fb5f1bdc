"""How long the application takes to be there, and a record to be in its window."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from ecgviewer.bench.stopwatch import Figures

_START = """
import time; begin = time.perf_counter()
from ecgviewer.quick_start import spare_imports
spare_imports()
from PySide6.QtCore import QSettings
from ecgviewer import app
application = app.make_application()
imported = time.perf_counter()
window = app.make_window(QSettings({store!r}, QSettings.Format.IniFormat))
window.show(); application.processEvents(); window.grab()
shown = time.perf_counter()
from PySide6.QtCore import QEventLoop
loop = QEventLoop(); drawn = []
window.link.opened.connect(loop.quit)
window.open(__import__("pathlib").Path({record!r}))
loop.exec(); window.waveform.grab()
print(imported - begin, shown - begin, time.perf_counter() - begin)
window.close()
"""


def measure(path: Path, *, runs: int = 5) -> Figures:
    """Return seconds from the first import on, each run in a new process.

    `start_import_s` to everything imported, `start_window_s` to the window painted,
    `open_30min_s` to the first traces of the record painted. Python's own start is
    left out, and so is the reading of files that the system has not read before.
    """
    rows = [_times_s(path) for _ in range(runs)]
    names = ("start_import_s", "start_window_s", "open_30min_s")
    return {
        name: round(statistics.median(times_s), 2)
        for name, times_s in zip(names, zip(*rows, strict=True), strict=True)
    }


def _times_s(path: Path) -> list[float]:
    with tempfile.TemporaryDirectory() as folder:
        script = _START.format(store=f"{folder}/settings.ini", record=str(path))
        output = subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    return [float(word) for word in output.split()]
