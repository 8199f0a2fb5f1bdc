"""Makes the pictures of the user guide and the README, from the demo record.

`python -m resources.packaging.guide_pictures` writes them anew, so that they never go
stale.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from ecgviewer.analysis.demo import write_demo
from ecgviewer.demo import analysed, offscreen_window, wait_for_explanation
from ecgviewer.gui.guide_pages import FOLDER
from ecgviewer.resources import resource_path


def make(folder: Path) -> list[Path]:
    """Write the pictures into a folder and return their paths.

    Raises
    ------
    RuntimeError
        If the demo record cannot be analysed.
    """
    pictures = [folder / "window.png", folder / "why.png"]
    with tempfile.TemporaryDirectory() as place, offscreen_window() as window:
        failure = analysed(window, write_demo(Path(place)))
        if failure:
            raise RuntimeError(failure)
        window.review.go_least_confident()
        wait_for_explanation(window)
        for picture, widget in zip(pictures, (window, window.explanation), strict=True):
            widget.grab().save(str(picture))
    return pictures


if __name__ == "__main__":
    for path in make(resource_path(FOLDER)):
        print(path)
