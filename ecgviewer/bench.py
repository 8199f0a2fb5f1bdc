"""Measures what users wait for: `python -m ecgviewer.bench [SECTION...] [--json]`.

Each figure is the median of its runs. Machines are noisy: compare ratios within one
run, never figures of different machines.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from ecgviewer.core.synthetic_ecg import synthetic_record

Figures = dict[str, object]
_RUNS = 5

_START = """
import time; begin = time.perf_counter()
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


def main() -> int:
    """Run the sections asked for, all by default, and print their figures."""
    parser = argparse.ArgumentParser(prog="ecgviewer.bench", description=__doc__)
    parser.add_argument(
        "sections", nargs="*", metavar="SECTION", help=", ".join(SECTIONS)
    )
    parser.add_argument("--record", type=Path, help="30-minute record (mitdb 100)")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    unknown = set(arguments.sections) - set(SECTIONS)
    if unknown:
        parser.error(f"unknown section: {', '.join(sorted(unknown))}")
    figures: Figures = {}
    with _record(arguments.record) as path:
        for name in arguments.sections or SECTIONS:
            figures |= SECTIONS[name](path)
    if arguments.json:
        print(json.dumps(figures, indent=1))
    else:
        for name, value in figures.items():
            print(f"{name:28} {value}")
    return 0


@contextmanager
def _record(path: Path | None) -> Iterator[Path]:
    """Yield mitdb 100, or, where the recordings are not there, a synthesised record."""
    data = os.environ.get(
        "ECGVIEWER_DATA", Path(__file__).parents[2] / "shared" / "data"
    )
    known = path or Path(data) / "mitdb" / "100.hea"
    if known.exists():
        yield known
        return
    from ecgviewer.formats.wfdb_writer import write_record  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        print(
            "no mitdb 100 here; a synthesised 30-minute record is used", file=sys.stderr
        )
        yield write_record(Path(folder), synthetic_record(1800.0).record)


def _median_s(work: Callable[[], object], runs: int = _RUNS) -> float:
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def _start(path: Path) -> Figures:
    """Seconds to imports, window and first trace, each time in a new process."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    rows = []
    for _ in range(_RUNS):
        with tempfile.TemporaryDirectory() as folder:
            script = _START.format(store=f"{folder}/settings.ini", record=str(path))
            output = subprocess.run(
                [sys.executable, "-c", script],
                env=environment,
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        rows.append([float(word) for word in output.split()])
    imports_s, window_s, opened_s = (
        statistics.median(c) for c in zip(*rows, strict=True)
    )
    return {
        "start_import_s": round(imports_s, 2),
        "start_window_s": round(window_s, 2),
        "open_30min_s": round(opened_s, 2),
    }


def _analysis(path: Path) -> Figures:
    """Beats a second from file to probabilities, and the parts of it."""
    from ecgviewer.analysis.record_analysis import RecordAnalysis  # noqa: PLC0415
    from ecgviewer.classifier.runtime import load_classifier  # noqa: PLC0415
    from ecgviewer.formats.wfdb_record import read_record  # noqa: PLC0415
    from ecgviewer.preprocessing import pipeline  # noqa: PLC0415

    load_s = _median_s(load_classifier, 3)
    classifier = load_classifier()
    spec = classifier.spec
    record = read_record(path)
    read_s = _median_s(lambda: read_record(path))
    lead = pipeline.choose_lead(record, spec)
    prepared = pipeline.prepare_lead(record, lead, spec)
    samples = pipeline.detect_beats(record, lead, spec)
    some = samples[:512]
    images = pipeline.beat_inputs(prepared, some, spec)
    whole_s = _median_s(lambda: list(RecordAnalysis(record, classifier).run()), 3)
    explain = RecordAnalysis(record, classifier).explain
    explain(0, int(samples[0]))
    places = iter(np.resize(samples, 10_000).tolist())
    gradcam_s = _median_s(lambda: explain(0, next(places)), 50)
    return {
        "classifier_load_s": round(load_s, 2),
        "read_30min_s": round(read_s, 3),
        "filter_30min_s": round(
            _median_s(lambda: pipeline.prepare_lead(record, lead, spec)), 3
        ),
        "rpeaks_30min_s": round(
            _median_s(lambda: pipeline.detect_beats(record, lead, spec)), 3
        ),
        "quality_30min_s": round(
            _median_s(lambda: pipeline.beat_quality(record, lead, samples)), 3
        ),
        "images_per_s": round(
            len(some) / _median_s(lambda: pipeline.beat_inputs(prepared, some, spec))
        ),
        "cnn_beats_per_s": round(
            len(some) / _median_s(lambda: classifier.classify(images))
        ),
        "analysis_beats_per_s": round(len(samples) / whole_s),
        "gradcam_ms": round(1000 * gradcam_s, 1),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


SECTIONS: dict[str, Callable[[Path], Figures]] = {
    "start": _start,
    "analysis": _analysis,
}

if __name__ == "__main__":
    sys.exit(main())
