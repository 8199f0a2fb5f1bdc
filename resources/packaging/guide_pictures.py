"""Makes the pictures of the user guide and the README, from the demo record.

`python -m resources.packaging.guide_pictures` writes them again, so that they never go
stale.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSizeF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from ecgviewer.analysis.demo import write_demo
from ecgviewer.demo import analysed, offscreen_window, wait_for_explanation
from ecgviewer.gui.explanation.explanation_view import ExplanationView
from ecgviewer.gui.kinds.kinds_view import KindsView
from ecgviewer.gui.look.guide_pages import FOLDER
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.rhythm.rhythm_view import RhythmView
from ecgviewer.gui.waveform.strip import Strip, StripLook
from ecgviewer.resources import resource_path

#: The picture on the first page of the project is the guide's first one.
_FIRST = "screenshots/review.png"
#: The strip that shows what is on the paper.
_STRIP_S = (0.0, 8.0)


def make(folder: Path) -> list[Path]:
    """Write the pictures into a folder and return their paths.

    Raises
    ------
    RuntimeError
        If the demo record cannot be analysed.
    """
    with tempfile.TemporaryDirectory() as place, offscreen_window() as window:
        failure = analysed(window, write_demo(Path(place)))
        if failure:
            raise RuntimeError(failure)
        window.review.go.go_least_confident()
        wait_for_explanation(window)
        pictures = [
            _grabbed(window, folder / "window.png"),
            _grabbed(window.view(ExplanationView).panel, folder / "why.png"),
        ]
        _wait_for_groups(window)
        # So that the first kinds are shown, not that of the beat explained.
        window.selection.clear()
        window.view(KindsView).show()
        pictures.append(_grabbed(window.view(KindsView).panel, folder / "kinds.png"))
        window.view(RhythmView).show()
        pictures.append(_grabbed(window.view(RhythmView).panel, folder / "rhythm.png"))
        pictures.append(_painted(window, folder / "strip.png"))
    return pictures


def _wait_for_groups(window: MainWindow) -> None:
    loop = QEventLoop()
    window.groups.changed.connect(loop.quit)
    while window.groups.groups is None:
        loop.exec()


def _painted(window: MainWindow, path: Path) -> Path:
    """Paint the beginning of the record as a strip, with its labels."""
    session = window.document.session
    if session is None:
        raise RuntimeError("the demo record is not open")
    lead = session.record.leads[0].name
    strip = Strip(session.record, lead, _STRIP_S, StripLook(), session.columns)
    size = QSizeF(strip.sheet.width, strip.sheet.height).toSize()
    picture = QImage(size, QImage.Format.Format_RGB32)
    picture.fill(strip.sheet.colours.paper)
    with QPainter(picture) as painter:
        strip.paint(painter)
    picture.save(str(path))
    return path


def _grabbed(widget: QWidget, path: Path) -> Path:
    # What was asked for is laid out and painted first.
    QEventLoop().processEvents()
    widget.grab().save(str(path))
    return path


if __name__ == "__main__":
    made = make(resource_path(FOLDER))
    made.append(shutil.copyfile(made[0], resource_path(_FIRST)))
    for path in made:
        print(path)
