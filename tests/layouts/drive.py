"""Drives a window through layouts and sizes on a screen of a scale; measures or paints.

`python -m tests.layouts.drive SCALE [FOLDER]` prints a measured layout a line, as JSON,
and writes a picture of each into the folder. `python -m tests.layouts.pictures FOLDER`
does so at every scale.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

#: In dots of the screen, as screens are sold.
SIZES = ((1280, 800), (1366, 768), (1920, 1080), (2560, 1440), (3840, 2160))
SCALES = (1.0, 1.5, 2.0)
TWELVE = ("i", "II", "III", "AVR", "avl", "aVF", "v1", "V2", "V3", "V4", "V5", "V6")
#: What is triggered in turn on a record of twelve leads, and of two.
LAYOUTS = {
    12: ("view.layout_3x4", "view.medians", "view.layout_6x2", "view.layout_12x1",
         "view.cabrera", "view.layout_stack", "view.layout_overlay", "view.lead_next",
         "view.trace_alone", "view.trace_alone"),
    2: ("view.layout_stack", "view.lead_next", "view.lead_alone",
        "view.layout_overlay"),
}  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """Where things are in one layout, in pixels of the window.

    Attributes
    ----------
    rows : list of [top, top of the trace, bottom]
        Of the lanes, each once.
    names : list of [top, bottom]
        Of the names of leads on the paper, in the order of the lanes.
    clipped : list of str
        Texts of controls that have less room than they need.
    gives_way : bool
        Docks or strips could still make room for the trace.
    """

    layout: str
    panel: str
    window: tuple[int, int]
    wanted: tuple[int, int]
    trace_px: int
    rows: list[tuple[float, float, float]]
    names: list[list[float]]
    mm_mv: list[float]
    mm_s: float
    px_per_mm: float
    true_px_per_mm: float
    view_s: tuple[float, float]
    clipped: list[str]
    gives_way: bool


def measure(scale: float, folder: Path | None = None) -> Iterator[Measured]:
    """Yield every layout at every size; write its picture where a folder is given."""
    # A QApplication must not be there before its platform is chosen.
    from ecgviewer import app
    from ecgviewer.classifier import runtime
    from tests.fakes import FakeClassifier

    def _fake(_path: Path) -> FakeClassifier:
        return FakeClassifier()

    from tests.layouts.looking import opened_window, settle

    app.make_application()
    setattr(runtime, "load_classifier", _fake)  # noqa: B010
    with tempfile.TemporaryDirectory() as place:
        for n_leads, layouts in LAYOUTS.items():
            window = opened_window(Path(place), n_leads)
            for size in SIZES:
                wanted = round(size[0] / scale), round(size[1] / scale)
                window.resize(*wanted)
                settle()
                for layout in layouts:
                    window.action_set.actions[layout].trigger()
                    settle()
                    yield from _panels(window, layout, wanted, scale, folder)
            window.close()


def _panels(window, layout, wanted, scale, folder) -> Iterator[Measured]:  # type: ignore[no-untyped-def]  # noqa: ANN001
    from tests.layouts.looking import looked_at, settle

    alone = window.docks.alone
    for dock in [None, *window.docks.by_id.values()]:
        if dock is not None and (alone or layout not in _WITH_PANELS):
            continue
        if dock is not None:
            dock.bring_forward()
            settle()
        panel = dock.view.id if dock else ""
        if folder is not None:
            name = f"{wanted[0]}x{wanted[1]}_at_{scale:g}_{layout[5:]}_{panel}.png"
            window.grab().save(str(folder / name))
        yield replace(looked_at(window), layout=layout, panel=panel, wanted=wanted)


#: The layouts in which every panel is brought to the front.
_WITH_PANELS = ("view.layout_3x4", "view.layout_stack")


def command(
    scale: float, folder: Path | None, config: Path
) -> tuple[list[str], dict[str, str]]:
    """Return the command that measures at a scale, and its environment."""
    screen = {"name": "s", "x": 0, "y": 0, "logicalDpi": 96, "logicalBaseDpi": 96,
              "dpr": 1, "width": 3840, "height": 2160}  # fmt: skip
    config.write_text(json.dumps({"screens": [screen]}))
    words = [sys.executable, "-m", "tests.layouts.drive", str(scale)]
    return words + [str(folder)] * (folder is not None), os.environ | {
        "QT_QPA_PLATFORM": f"offscreen:configfile={config}",
        "QT_SCALE_FACTOR": str(scale),
    }


if __name__ == "__main__":
    pictures = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    for each in measure(float(sys.argv[1]), pictures):
        print(json.dumps(asdict(each)), flush=True)
