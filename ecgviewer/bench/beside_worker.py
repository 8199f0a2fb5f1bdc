"""Works with the package that `PYTHONPATH` names, and times each piece of it.

`ecgviewer.bench.beside` runs it by its path, with this checkout's package and with an
earlier one's: what it imports is in both.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from ecgviewer.analysis.compare import compare_records
from ecgviewer.bench.desk import Desk, make_application, settle
from ecgviewer.bench.material import classified, day_ecg
from ecgviewer.core.trace.envelope import Envelope
from ecgviewer.formats.wfdb.record import read_record

READY = "ready"


def main(duration_s: float) -> None:
    """Do what each line of the input says, and answer how many seconds it took.

    `read` and a record, `compare` and records, `frame` with start and stop in seconds.
    """
    answers, sys.stdout = sys.stdout, sys.stderr
    make_application()
    desk = Desk()
    with tempfile.TemporaryDirectory() as folder:
        _show(desk, duration_s, Path(folder))
        print(READY, file=answers, flush=True)
        for line in sys.stdin:
            kind, *words = line.rstrip("\n").split("\t")
            work = {"read": _read, "compare": _compare}.get(kind)
            job = work(words) if work else _frame(desk, words)
            begin = time.thread_time()
            job()
            print(time.thread_time() - begin, file=answers, flush=True)
        desk.clear()


def _show(desk: Desk, duration_s: float, folder: Path) -> None:
    ecg = day_ecg(duration_s)
    envelopes = tuple(Envelope.of(values) for values in ecg.record.signal)
    desk.open(classified(ecg.record, ecg.beats), envelopes, folder)
    desk.paint()
    settle()


def _read(words: list[str]) -> Callable[[], object]:
    path = Path(words[0])
    return lambda: read_record(path)


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


if __name__ == "__main__":
    main(float(sys.argv[1]))
