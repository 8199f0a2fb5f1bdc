"""EDF and BDF files among what is fuzzed: read, looked at and copied."""

from __future__ import annotations

from pathlib import Path
from zlib import crc32

import numpy as np

from ecgviewer.analysis.sources import layer_from
from ecgviewer.core.review.source import Source, SourceKind
from ecgviewer.formats.export.record_copy import write_record_copy
from ecgviewer.formats.record_formats import annotation_sources, read_record
from tests.formats.edf.edf_files import EdfFile, Signal, clock, ramp, tal
from tests.fuzz.memory import read_watched

#: Values that are copied, of one file in this many: copies are slow to write.
_SHORT, _ONE_IN = 2**16, 16


def read_edf(data: bytes, folder: Path) -> None:
    """Read a recording, parts of it and its annotations, and copy what is short."""
    record = read_watched(data, folder / "x.edf")
    n = record.n_samples
    for start in (0, n // 2, n - 9):
        record.block(max(start, 0), min(start + 9, n))
    for annotator in annotation_sources(record).all:
        layer_from(record, Source(SourceKind.FILE, annotator=annotator))
    if crc32(data) % _ONE_IN == 0 and n * len(record.leads) < _SHORT:
        write_record_copy(folder / "copy.edf", record)
        again = read_record(folder / "copy.edf")
        if again.n_samples < n and np.isfinite(record.block(n - 1, n)).any():
            raise AssertionError("written and read back, the record is shorter")


def edf_seeds(folder: Path) -> list[bytes]:
    """Return good files to begin with, and odd ones."""
    ecg, slow = Signal(values=ramp(400)), Signal("Resp", ramp(40), 10, b"")
    notes = {0: tal("+0.5", "N") + tal("+0.7", "V"), 1: tal("+1.2", "AF", "1.5")}
    lists = {1: clock(0.25, 1.25, 2.25, 3.25, more=notes)}
    pauses = {0: clock(0, 1, 90, 91, more=notes), 2: [tal("+1", "note")] * 4}
    limits = ("-8388608", "8388607")
    wide = [Signal("Status", ramp(400), digital=limits), ecg]
    return [
        EdfFile([ecg]).data(),
        EdfFile([ecg, slow], "EDF+C", lists=lists).data(),
        EdfFile([ecg, slow], "EDF+D", lists=pauses).data(),
        EdfFile(wide, "BDF+D", lists=pauses, width=3, record_s="0.5").data(),
        EdfFile([ecg], n_records="-1", patient=b"\xff\xb5").data(),
        EdfFile([], "EDF+C", record_s="0", lists={0: clock(0)}).data(),
    ]
