"""A millimetre stays one when the window goes to a screen of another resolution."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

_CODE = """
from PySide6.QtGui import QGuiApplication
from ecgviewer.app import make_application
app = make_application()
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform.waveform_view import WaveformView
from tests.builders import opened, spikes
view = WaveformView(opened(spikes()), Selection())
view.resize(600, 400)
view.show()
for x in (50, 1700, 50):
    view.move(x, 50)
    app.processEvents()
    print(view.sheet.px_per_mm)
for screen in sorted(QGuiApplication.screens(), key=lambda s: s.geometry().x()):
    print(screen.physicalDotsPerInch() / 25.4)
"""


def test_the_paper_follows_the_screen_that_the_window_is_on(tmp_path: Path) -> None:
    both = {"y": 0, "width": 1600, "height": 1000, "logicalBaseDpi": 96, "dpr": 1}
    screens = [
        {"name": "fine", "x": 0, "logicalDpi": 96, **both},
        {"name": "coarse", "x": 1600, "logicalDpi": 144, **both},
    ]
    config = tmp_path / "screens.json"
    config.write_text(
        json.dumps({"synchronousWindowSystemEvents": True, "screens": screens})
    )
    result = subprocess.run(
        [sys.executable, "-c", _CODE],
        env=os.environ | {"QT_QPA_PLATFORM": f"offscreen:configfile={config}"},
        capture_output=True,
        text=True,
        check=True,
    )
    here, there, back, fine, coarse = map(float, result.stdout.split())
    assert fine != coarse
    assert (here, there, back) == (fine, coarse, fine)
