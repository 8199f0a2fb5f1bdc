"""How fast beats are found in all the records of a folder, one after the other."""

from __future__ import annotations

import time
from pathlib import Path

from ecgviewer.bench.stopwatch import Figures
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.preprocessing.rpeaks import detect_r_peaks


def measure(path: Path) -> Figures:
    """Return processor time of the detector over the records beside one.

    `rpeaks_one_lead_cpu_s`, `rpeaks_all_leads_cpu_s`: the annotated records of the
    folder in a row, read before; the 48 of mitdb are a day at 360 Hz. Nothing where
    the record is alone.
    """
    headers = sorted(path.parent.glob("*.hea"))
    records = [read_record(h) for h in headers if h.with_suffix(".atr").is_file()]
    if len(records) < 2:
        return {}
    figures: Figures = {"rpeaks_records": len(records)}
    for name, n_leads in (("one_lead", 1), ("all_leads", None)):
        before_s = time.process_time()
        for record in records:
            detect_r_peaks(record.signal[:n_leads], record.fs)
        took_s = time.process_time() - before_s
        figures[f"rpeaks_{name}_cpu_s"] = round(took_s, 1)
    return figures
