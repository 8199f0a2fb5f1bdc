"""What a day costs in each format, all in one run."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from ecgviewer.bench.held import held_by
from ecgviewer.bench.material import DAY_S, day_ecg
from ecgviewer.bench.memory import known
from ecgviewer.bench.stopwatch import Figures, seconds
from ecgviewer.core.record import Record
from ecgviewer.formats.export.record_copy import write_record_copy
from ecgviewer.formats.record_formats import read_record
from ecgviewer.formats.wfdb.annotations import Annotations, new_annotations
from ecgviewer.formats.wfdb.writer import write_record

#: Writes a record and its beats into a folder; returns its path, and whose the beats
#: are called there.
Writer = Callable[[Path, Record, Annotations], tuple[Path, str]]


def _copy(ending: str, annotator: str) -> Writer:
    def write(folder: Path, record: Record, beats: Annotations) -> tuple[Path, str]:
        path = folder / f"copy{ending}"
        write_record_copy(path, record, beats)
        return path, annotator

    return write


WRITERS: Mapping[str, Writer] = {
    "wfdb": _copy(".hea", "atr"),
    "edf": _copy(".edf", "atr"),
    "bdf": _copy(".bdf", "atr"),
    "ishne": _copy(".ecg", "ann"),
}


def measure(_path: Path, *, duration_s: float = DAY_S) -> Figures:
    """Return what 24 h of three leads at 250 Hz with 104,000 beats cost in each format.

    Of a format `f`, each in a process of its own: `f_write_24h_s`: File > Save copy as.
    `f_open_24h_s`: from the file to waveform and table painted. `f_envelopes_24h_s`:
    the envelopes behind it, to all of the record painted. `f_rss_24h_mb`: memory held
    then, more than before. `f_frame_p95_ms`: see the section `view`.
    """
    ecg = day_ecg(duration_s)
    beats = new_annotations(ecg.beats.sample, ecg.beats.symbol)
    figures: Figures = {}
    with tempfile.TemporaryDirectory() as name:
        # In integers, as recorders have them.
        record = read_record(write_record(Path(name), ecg.record))
        for word, write in WRITERS.items():
            figures |= _figures(word, partial(write, Path(name), record, beats))
    return figures


def _figures(word: str, write: Callable[[], tuple[Path, str]]) -> Figures:
    written: list[tuple[Path, str]] = []
    write_s = seconds(lambda: written.append(write()))
    held = held_by(*written[0])
    return {
        f"{word}_write_24h_s": round(write_s, 2),
        f"{word}_open_24h_s": round(held.opened_s, 2),
        f"{word}_envelopes_24h_s": round(held.filled_s, 2),
        **known(f"{word}_rss_24h_mb", held.resident_mb),
        f"{word}_frame_p95_ms": held.frame_p95_ms,
    }
