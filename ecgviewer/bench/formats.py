"""What a day costs in each format, all in one run."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np

from ecgviewer.bench.held import Held, held_by
from ecgviewer.bench.material import DAY_S, day_ecg
from ecgviewer.bench.memory import known
from ecgviewer.bench.stopwatch import Figures, processor_s, seconds
from ecgviewer.core.record import Record
from ecgviewer.formats.export.record_copy import write_record_copy
from ecgviewer.formats.record_formats import read_record
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import Annotations, new_annotations
from ecgviewer.formats.wfdb.writer import write_record

#: Rows of text that are written at once.
_ROWS = 2**14
_CACHE = "XDG_CACHE_HOME"

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


def write_csv(folder: Path, record: Record, beats: Annotations) -> tuple[Path, str]:
    """Write a day as text, a row a sample, and its beats beside it."""
    path = folder / "copy.csv"
    titles = ",".join(f"{lead.name} [mV]" for lead in record.leads)
    with path.open("w", encoding="ascii", newline="") as file:
        file.write(f"time [s],{titles}\n")
        for start in range(0, record.n_samples, _ROWS):
            stop = min(start + _ROWS, record.n_samples)
            times = np.arange(start, stop) / record.fs
            table = np.column_stack((times, record.block(start, stop).T))
            row = "%.3f" + ",%.4f" * len(record.leads) + "\n"
            file.write(row * len(table) % tuple(table.ravel()))
    write_annotations(folder / f"{path.name}.atr", beats)
    return path, "atr"


@contextmanager
def _cache_in(folder: Path) -> Iterator[None]:
    """Keep what is imported in a folder, by the variable that Linux has for it."""
    before = os.environ.get(_CACHE)
    os.environ[_CACHE] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ[_CACHE]
        else:
            os.environ[_CACHE] = before


def measure(_path: Path, *, duration_s: float = DAY_S) -> Figures:
    """Return what 24 h of three leads at 250 Hz with 104,000 beats cost in each format.

    Of a format `f`, each in a process of its own: `f_write_24h_s`: File > Save copy as.
    `f_open_24h_s`: from the file to waveform and table painted. `f_envelopes_24h_s`:
    the envelopes behind it, to all of the record painted. `f_rss_24h_mb`: memory held
    then, more than before. `f_first_paint_24h_s` and `_cpu_s`: from the file to the
    waveform painted without beats, by the clock and in processor time.
    `f_frame_p95_ms`: see the section `view`. A day of text is imported once, in
    `csv_import_24h_s` and `csv_import_24h_cpu_s`, and opened after that.
    """
    ecg = day_ecg(duration_s)
    beats = new_annotations(ecg.beats.sample, ecg.beats.symbol)
    figures: Figures = {}
    with tempfile.TemporaryDirectory() as name:
        # In integers, as recorders have them.
        record = read_record(write_record(Path(name), ecg.record))
        for word, write in WRITERS.items():
            figures |= _figures(word, partial(write, Path(name), record, beats))
        with _cache_in(Path(name)):
            figures |= _text_figures(*write_csv(Path(name), record, beats))
    return figures


def _text_figures(path: Path, annotator: str) -> Figures:
    taken: list[float] = []
    import_s = seconds(
        lambda: taken.append(processor_s(lambda: read_record(path))),
    )
    return {
        "csv_import_24h_s": round(import_s, 2),
        "csv_import_24h_cpu_s": round(taken[0], 2),
        **_held_figures("csv", held_by(path, annotator)),
    }


def _figures(word: str, write: Callable[[], tuple[Path, str]]) -> Figures:
    written: list[tuple[Path, str]] = []
    write_s = seconds(lambda: written.append(write()))
    return {
        f"{word}_write_24h_s": round(write_s, 2),
        **_held_figures(word, held_by(*written[0])),
    }


def _held_figures(word: str, held: Held) -> Figures:
    return {
        f"{word}_first_paint_24h_s": round(held.first_paint_s, 2),
        f"{word}_first_paint_24h_cpu_s": round(held.first_paint_cpu_s, 2),
        f"{word}_open_24h_s": round(held.opened_s, 2),
        f"{word}_envelopes_24h_s": round(held.filled_s, 2),
        **known(f"{word}_rss_24h_mb", held.resident_mb),
        f"{word}_frame_p95_ms": held.frame_p95_ms,
    }
