"""`python -m ecgviewer.bench.held RECORD`: the memory that an open record holds.

In a process of its own, since memory that others gave back would hide it.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from ecgviewer.analysis.open_record import open_record
from ecgviewer.bench.desk import Desk, make_application
from ecgviewer.bench.material import predicted
from ecgviewer.bench.memory import resident_mb
from ecgviewer.bench.stopwatch import seconds


def main(path: Path) -> None:
    """Print the seconds of opening a record, and the memory that it then holds, MB."""
    make_application()
    desk = Desk()
    before_mb = resident_mb()
    with tempfile.TemporaryDirectory() as folder:
        opened_s = seconds(lambda: _open(desk, path, Path(folder)))
        print(opened_s, resident_mb() - before_mb)
        desk.clear()


def _open(desk: Desk, path: Path, folder: Path) -> None:
    opened = open_record(path, "bench", folder, "atr")
    desk.open(opened.session, opened.envelopes, folder)
    desk.document.add_predictions(predicted(opened.session.beats))
    desk.paint()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
