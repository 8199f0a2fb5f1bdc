"""How long the analysis of a tenth of a day takes: short enough to go ahead of others.

`chrt -f 50 python -m ecgviewer.bench tenth` measures it on a machine that has other
work, too, and so beside an earlier checkout in turn.
"""

from __future__ import annotations

import time
from pathlib import Path

from ecgviewer.analysis.analyse_record import analyse_record
from ecgviewer.bench.material import DAY_S, day_ecg
from ecgviewer.bench.stopwatch import Figures
from ecgviewer.classifier.runtime import load_classifier


def measure(_path: Path, *, duration_s: float = DAY_S / 10) -> Figures:
    """Return what 2.4 h of three leads at 250 Hz cost, in one run.

    `tenth_analysis_s`, `tenth_analysis_cpu_s`: from the record in memory to the
    probabilities of all `tenth_beats`, by the clock and in processor time.
    """
    record, classifier = day_ecg(duration_s).record, load_classifier()
    begin, begin_cpu = time.perf_counter(), time.process_time()
    session = analyse_record(record, classifier)
    end, end_cpu = time.perf_counter(), time.process_time()
    return {
        "tenth_beats": len(session.beats),
        "tenth_analysis_s": round(end - begin, 2),
        "tenth_analysis_cpu_s": round(end_cpu - begin_cpu, 2),
    }
