"""`python -m ecgviewer.bench.held RECORD ANNOTATOR`: what an open record costs.

In a process of its own, since memory that others gave back would hide it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from ecgviewer.analysis.envelopes import fill_envelopes
from ecgviewer.analysis.open_record import open_record
from ecgviewer.bench.desk import Desk, make_application
from ecgviewer.bench.material import predicted
from ecgviewer.bench.memory import resident_mb
from ecgviewer.bench.stopwatch import processor_s, seconds
from ecgviewer.bench.view import frame_p95_ms, views_of
from ecgviewer.formats.files.envelope_cache import EnvelopeCache

_SPANS_S = (10, 60, 3600)
_N_FRAMES = 60
_N_FIRST = 3


@dataclass(frozen=True)
class Held:
    """What opening a record costs.

    Attributes
    ----------
    opened_s : float
        From the file to waveform and table painted.
    resident_mb : float
        Memory that is then held, more than before, with envelopes.
    filled_s, filled_again_s : float
        Of the envelopes to all of the record painted: from the file, from the cache.
    first_paint_s, first_paint_cpu_s : float
        From the file to the waveform painted without beats, as where there are none
        yet; by the clock and in processor time, each the shortest of some runs.
    frame_p95_ms : dict
        The 95th percentile of painting a span of this many seconds, scrolled.
    """

    opened_s: float
    resident_mb: float
    filled_s: float
    filled_again_s: float
    first_paint_s: float
    first_paint_cpu_s: float
    frame_p95_ms: dict[str, float]


def held_by(path: Path, annotator: str) -> Held:
    """Return what opening a record costs with somebody's beats, in a new process."""
    output = subprocess.run(
        [sys.executable, "-m", "ecgviewer.bench.held", str(path), annotator],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout
    return Held(**json.loads(output))


def _measured(path: Path, annotator: str) -> Held:
    make_application()
    desk = Desk()
    before_mb = resident_mb()
    with tempfile.TemporaryDirectory() as folder:
        opened_s = seconds(lambda: _open(desk, path, annotator, Path(folder)))
        cache = EnvelopeCache(Path(folder) / "envelopes")
        filled_s = seconds(lambda: _fill(desk, cache))
        held_mb = resident_mb() - before_mb
        _open(desk, path, annotator, Path(folder))
        again_s = seconds(lambda: _fill(desk, cache))
        frames = _frames(desk)
        firsts = [_first_paint(desk, path, Path(folder)) for _ in range(_N_FIRST)]
        desk.clear()
    first_s, first_cpu_s = (min(each) for each in zip(*firsts, strict=True))
    return Held(opened_s, held_mb, filled_s, again_s, first_s, first_cpu_s, frames)


def _first_paint(desk: Desk, path: Path, folder: Path) -> tuple[float, float]:
    def work() -> None:
        opened = open_record(path, "bench", folder, "")
        desk.open(opened.session, opened.envelopes, folder)
        desk.paint()

    taken: list[float] = []
    cpu_s = processor_s(lambda: taken.append(seconds(work)))
    return taken[0], cpu_s


def _frames(desk: Desk) -> dict[str, float]:
    session = desk.document.session
    if session is None:
        return {}
    duration_s = session.record.duration_s
    return {
        str(span_s): frame_p95_ms(desk, views_of(span_s, duration_s, _N_FRAMES))
        for span_s in _SPANS_S
        if span_s < duration_s
    }


def _fill(desk: Desk, cache: EnvelopeCache) -> None:
    document = desk.document
    if document.session:
        for _ in fill_envelopes(document.session.record, document.envelopes, cache):
            pass
    desk.waveform.show_all()
    desk.paint()


def _open(desk: Desk, path: Path, annotator: str, folder: Path) -> None:
    opened = open_record(path, "bench", folder, annotator)
    desk.open(opened.session, opened.envelopes, folder)
    desk.document.add_predictions(predicted(opened.session.beats))
    desk.paint()


if __name__ == "__main__":
    print(json.dumps(asdict(_measured(Path(sys.argv[1]), sys.argv[2]))))
