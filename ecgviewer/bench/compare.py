"""How long the comparison of two annotators takes, by ANSI/AAMI EC57."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from ecgviewer.analysis.compare import compare_records
from ecgviewer.bench.material import DAY_BEATS, data_folder
from ecgviewer.bench.stopwatch import Figures, median_s
from ecgviewer.core.annotations import AnnotationColumns, annotation_columns
from ecgviewer.core.ec57.beats import compare_beats
from ecgviewer.core.ec57.rules import ComparisonRules
from ecgviewer.core.ec57.runs import compare_runs
from ecgviewer.core.record import Samples
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from ecgviewer.formats.wfdb.annotation_writer import write_annotations

_FS = 250.0
_ANNOTATOR = "bench"
#: What the second annotator says: each tenth beat S, each tenth V, the others N.
_SYMBOLS = np.array(list("NNNNNNNNSV"))


def measure(
    _path: Path, *, n_beats: int = DAY_BEATS, n_records: int = 48, runs: int = 3
) -> Figures:
    """Return how long comparisons take, beat by beat and run by run.

    `compare_24h_s`: two annotators of 100,000 beats, in memory. `compare_48_records_s`:
    the records of mitdb, annotation files read, against beats near those of the
    reference with symbols drawn at random; left out where the records are not there.
    """
    figures: Figures = {"compare_24h_s": round(_day_s(n_beats, runs), 3)}
    records = sorted((data_folder() / "mitdb").glob("*.hea"))[:n_records]
    if not records:
        print(f"no mitdb in {data_folder()}: no compare_48_records_s", file=sys.stderr)
        return figures
    with tempfile.TemporaryDirectory() as folder:
        for record in records:
            _annotate(record, Path(folder))
        compare = partial(compare_records, records, "atr", f"{folder}/{_ANNOTATOR}")
        failed = compare().failed
        if failed:
            raise RuntimeError(f"{failed[0].record}: {failed[0].message}")
        figures["compare_48_records_s"] = round(median_s(compare, runs), 3)
    return figures


def _day_s(n_beats: int, runs: int) -> float:
    rng = np.random.default_rng(0)
    reference = np.cumsum(rng.integers(150, 300, n_beats))
    test = reference + rng.integers(-20, 21, n_beats)
    rules = ComparisonRules(_FS, int(reference[-1]) + 100)
    annotators = _columns(reference, rng), _columns(test, rng)

    def compare() -> None:
        compare_beats(*annotators, rules)
        compare_runs(*annotators, rules)

    return median_s(compare, runs)


def _columns(sample: Samples, rng: np.random.Generator) -> AnnotationColumns:
    return annotation_columns(sample, rng.choice(_SYMBOLS, len(sample)))


def _annotate(record: Path, folder: Path) -> None:
    """Write what another annotator could say of a record, into another folder."""
    rng = np.random.default_rng(0)
    reference = read_annotations(record.with_suffix(".atr"))
    beats = reference.take(reference.is_beat)
    jitter = rng.integers(-5, 6, len(beats.sample))
    other = replace(
        beats,
        sample=np.maximum.accumulate(np.maximum(beats.sample + jitter, 0)),
        symbol=rng.choice(_SYMBOLS, len(beats.sample)),
    )
    write_annotations(folder / f"{record.stem}.{_ANNOTATOR}", other)
