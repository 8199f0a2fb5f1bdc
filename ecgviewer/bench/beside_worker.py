"""Works with the package that `PYTHONPATH` names, and times each piece of it.

`ecgviewer.bench.beside` runs it by its path, with this checkout's package and with an
earlier one's: what it imports is in both.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from ecgviewer.analysis.compare import compare_records
from ecgviewer.analysis.record_analysis import RecordAnalysis
from ecgviewer.bench.desk import Desk, make_application, settle
from ecgviewer.bench.material import classified, day_ecg
from ecgviewer.classifier.runtime import load_classifier
from ecgviewer.core.beats import new_beats
from ecgviewer.core.trace.envelope import Envelope
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.preprocessing import pipeline

READY = "ready"


def main(duration_s: float) -> None:
    """Do what each line of the input says, and answer how many seconds it took.

    `read`, `peaks` and `quality` with a record, `explain` with a record and a beat,
    `compare` with records, `frame` with start and stop in seconds.
    """
    answers, sys.stdout = sys.stdout, sys.stderr
    make_application()
    desk = Desk()
    with tempfile.TemporaryDirectory() as folder:
        _show(desk, duration_s, Path(folder))
        print(READY, file=answers, flush=True)
        for line in sys.stdin:
            kind, *words = line.rstrip("\n").split("\t")
            job = _JOBS[kind](words) if kind in _JOBS else _frame(desk, words)
            begin = time.process_time()
            job()
            print(time.process_time() - begin, file=answers, flush=True)
        desk.clear()


def _show(desk: Desk, duration_s: float, folder: Path) -> None:
    ecg = day_ecg(duration_s)
    envelopes = tuple(Envelope.of(values) for values in ecg.record.signal)
    desk.open(classified(ecg.record, ecg.beats), envelopes, folder)
    desk.paint()
    settle()


def _read(words: list[str]) -> Callable[[], object]:
    return partial(read_record, Path(words[0]))


@cache
def _analysis(path: str) -> RecordAnalysis:
    analysis = RecordAnalysis(read_record(Path(path)), load_classifier())
    for _ in analysis.run():
        pass
    return analysis


def _peaks(words: list[str]) -> Callable[[], object]:
    record, spec = read_record(Path(words[0])), load_classifier().spec
    lead = pipeline.choose_lead(record, spec)
    return partial(pipeline.detect_beats, record, lead, spec)


def _quality(words: list[str]) -> Callable[[], object]:
    record, spec = read_record(Path(words[0])), load_classifier().spec
    lead = pipeline.choose_lead(record, spec)
    samples = pipeline.detect_beats(record, lead, spec)
    return partial(pipeline.beat_quality, record, lead, samples)


def _explain(words: list[str]) -> Callable[[], object]:
    path, row = words
    record, spec = read_record(Path(path)), load_classifier().spec
    samples = pipeline.detect_beats(record, pipeline.choose_lead(record, spec), spec)
    beats = new_beats(samples)
    return partial(_analysis(path).explain, beats, int(beats.beat_id[int(row)]))


def _compare(words: list[str]) -> Callable[[], object]:
    records = [Path(word) for word in words]

    def compare() -> None:
        failed = compare_records(records, "atr", "atr").failed
        if failed:
            raise RuntimeError(f"{failed[0].record}: {failed[0].message}")

    return compare


def _frame(desk: Desk, words: list[str]) -> Callable[[], object]:
    start_s, stop_s = map(float, words)

    def frame() -> None:
        desk.selection.set_view(start_s, stop_s)
        desk.paint()

    return frame


_JOBS = {
    "read": _read,
    "peaks": _peaks,
    "quality": _quality,
    "explain": _explain,
    "compare": _compare,
}

if __name__ == "__main__":
    main(float(sys.argv[1]))
