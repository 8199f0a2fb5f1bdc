"""Hours of review in one run: records opened, analysed, edited and closed again.

`python -m tests.faults.soak 500` prints JSON: memory, threads and open files after
the first records and at the end. Edits go to a temporary folder.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop

from ecgviewer.core.labels import BeatClass
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.demo import analysed, offscreen_window
from ecgviewer.formats.export.review_export import export_csv, export_wfdb
from ecgviewer.formats.wfdb.writer import write_record
from ecgviewer.gui.main_window import MainWindow

#: Records after which caches are full and memory should stay as it is.
_SETTLED = 20
_EDITS = 60


def soak(records: int, duration_s: float) -> dict[str, Any]:
    """Review this many records in one window; return what the process held."""
    states: list[dict[str, int]] = []
    with tempfile.TemporaryDirectory() as place, offscreen_window() as window:
        for number in range(records):
            folder = Path(place) / str(number)
            folder.mkdir()
            ecg = synthetic_record(duration_s, name=f"soak{number}", seed=number)
            _review(window, write_record(folder, ecg.record), folder)
            states.append(held())
            print(number + 1, states[-1], file=sys.stderr, flush=True)
    return {
        "records": records,
        "duration_s": duration_s,
        "edits": records * _EDITS,
        "settled": states[min(_SETTLED, records) - 1],
        "end": states[-1],
        "most_rss_mb": max(state["rss_mb"] for state in states),
    }


def _review(window: MainWindow, header: Path, folder: Path) -> None:
    failure = analysed(window, header)
    session = window.document.session
    if failure or session is None or session.record.name != header.stem:
        raise RuntimeError(failure or f"{header.stem} is not what is open")
    loop = QEventLoop()
    for edit in range(_EDITS):
        if edit % 4 == 3:
            window.document.undo()
        else:
            window.review.go.step(1)
            window.review.label(list(BeatClass)[edit % 5])
        loop.processEvents()
    if not len(session.history.done):
        raise RuntimeError("nothing was edited")
    export_csv(session, folder, "soak")
    export_wfdb(session, folder, "soak")


def held() -> dict[str, int]:
    """Return what this process holds now: memory in MB, threads, open files."""
    gc.collect()
    proc = Path("/proc/self")
    pages = int((proc / "statm").read_text().split()[1])
    return {
        "rss_mb": pages * os.sysconf("SC_PAGE_SIZE") // 2**20,
        "threads": len(list((proc / "task").iterdir())),
        "python_threads": threading.active_count(),
        "files": len(list((proc / "fd").iterdir())),
    }


def main() -> int:
    """Soak as long as the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("records", type=int, nargs="?", default=500)
    parser.add_argument("--duration-s", type=float, default=120.0)
    given = parser.parse_args()
    print(json.dumps(soak(given.records, given.duration_s)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
