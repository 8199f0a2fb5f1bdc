"""`python -m ecgviewer.bench.held RECORD`: the memory that an open record holds.

In a process of its own, since memory that others gave back would hide it.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from ecgviewer.analysis.envelopes import fill_envelopes
from ecgviewer.analysis.open_record import open_record
from ecgviewer.bench.desk import Desk, make_application
from ecgviewer.bench.material import predicted
from ecgviewer.bench.memory import resident_mb
from ecgviewer.bench.stopwatch import seconds
from ecgviewer.formats.files.envelope_cache import EnvelopeCache


def main(path: Path) -> None:
    """Print seconds of opening, memory that is then held, MB, and of the envelopes.

    Those are filled twice: from the files, and from the cache.
    """
    make_application()
    desk = Desk()
    before_mb = resident_mb()
    with tempfile.TemporaryDirectory() as folder:
        opened_s = seconds(lambda: _open(desk, path, Path(folder)))
        cache = EnvelopeCache(Path(folder) / "envelopes")
        filled_s = seconds(lambda: _fill(desk, cache))
        held_mb = resident_mb() - before_mb
        _open(desk, path, Path(folder))
        print(opened_s, held_mb, filled_s, seconds(lambda: _fill(desk, cache)))
        desk.clear()


def _fill(desk: Desk, cache: EnvelopeCache) -> None:
    document = desk.document
    if document.session:
        for _ in fill_envelopes(document.session.record, document.envelopes, cache):
            pass
    desk.waveform.show_all()
    desk.paint()


def _open(desk: Desk, path: Path, folder: Path) -> None:
    opened = open_record(path, "bench", folder, "atr")
    desk.open(opened.session, opened.envelopes, folder)
    desk.document.add_predictions(predicted(opened.session.beats))
    desk.paint()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
