"""Scores the QRS detection against annotated databases, by the rules of EC57 (bxb).

python -m training.evaluate_rpeaks --data DIR [--database mitdb|svdb|nstdb] [--json]
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ecgviewer.core.annotations import AnnotationColumns, annotation_columns
from ecgviewer.core.ec57.beats import compare_beats
from ecgviewer.core.ec57.rules import ComparisonRules
from ecgviewer.core.predictions import UNREADABLE
from ecgviewer.core.record import Samples
from ecgviewer.formats.wfdb.annotation_columns import columns_of
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.preprocessing.quality import beat_quality
from ecgviewer.preprocessing.rpeaks import detect_r_peaks
from training.command_line import existing_folder, program
from training.errors import TrainingError

DATABASES = ("mitdb", "svdb", "nstdb")
_BEAT_CODES = 5
_WORST = 5


@dataclass(frozen=True)
class RecordScore:
    """Counts of bxb for one record, and what else is known of its beats.

    Attributes
    ----------
    found, missed, extra : int
        Beats after the learning period: true positives, false negatives and false
        positives, the last not counted within ventricular fibrillation.
    error_ms : float
        Median distance of found beats from their reference.
    unreadable, unreadable_extra : float
        Share of all beats, and of the extra ones, marked unreadable by their quality.
    cpu_s : float
        Time that the detection took.
    """

    record: str
    found: int
    missed: int
    extra: int
    error_ms: float
    unreadable: float
    unreadable_extra: float
    cpu_s: float

    @property
    def sensitivity(self) -> float:
        """Found beats in percent of the reference's."""
        return 100.0 * self.found / max(self.found + self.missed, 1)

    @property
    def predictivity(self) -> float:
        """Found beats in percent of the detector's."""
        return 100.0 * self.found / max(self.found + self.extra, 1)


def score_record(path: Path) -> RecordScore:
    """Detect the beats of a record and compare them with its reference annotations.

    Parameters
    ----------
    path : Path
        The ``.hea`` file; the ``.atr`` file lies beside it.
    """
    record = read_record(path)
    before_s = time.process_time()
    samples = detect_r_peaks(record.signal, record.fs)
    cpu_s = time.process_time() - before_s
    rules = ComparisonRules(record.fs, record.n_samples)
    comparison = compare_beats(_reference(path), _detected(samples), rules)
    is_beat = comparison.reference_code < _BEAT_CODES
    is_detected = comparison.test_code < _BEAT_CODES
    both = is_beat & is_detected
    distance = np.abs(comparison.reference_sample - comparison.test_sample)[both]
    poor = beat_quality(record.signal[0], record.fs, samples) < UNREADABLE
    extra = np.isin(samples, comparison.test_sample[~is_beat & is_detected])
    sensitivity, predictivity = comparison.qrs_sensitivity, comparison.qrs_predictivity
    return RecordScore(
        record=record.name,
        found=sensitivity.count,
        missed=sensitivity.total - sensitivity.count,
        extra=predictivity.total - predictivity.count,
        error_ms=1000 * float(np.median(distance)) / record.fs if both.any() else 0.0,
        unreadable=float(poor.mean()) if len(poor) else 0.0,
        unreadable_extra=float(poor[extra].mean()) if extra.any() else 0.0,
        cpu_s=cpu_s,
    )


def database_figures(scores: Sequence[RecordScore]) -> dict[str, Any]:
    """Return gross and average figures of records, and the records themselves."""
    found, missed, extra = (
        sum(getattr(score, name) for score in scores)
        for name in ("found", "missed", "extra")
    )
    return {
        "gross": {
            "sensitivity": 100.0 * found / max(found + missed, 1),
            "predictivity": 100.0 * found / max(found + extra, 1),
        },
        "average": {
            "sensitivity": float(np.mean([score.sensitivity for score in scores])),
            "predictivity": float(np.mean([score.predictivity for score in scores])),
        },
        "found": found,
        "missed": missed,
        "extra": extra,
        "error_ms": float(np.median([score.error_ms for score in scores])),
        "cpu_s": float(np.mean([score.cpu_s for score in scores])),
        "records": [
            asdict(score)
            | {"sensitivity": score.sensitivity, "predictivity": score.predictivity}
            for score in scores
        ],
    }


def report(database: str, figures: dict[str, Any]) -> str:
    """Return the table of a database as text."""
    lines = [
        f"{database}: {len(figures['records'])} records, "
        f"{figures['missed']} beats missed, {figures['extra']} extra"
    ]
    for kind in ("gross", "average"):
        share = figures[kind]
        lines.append(
            f"  {kind:8} Se {share['sensitivity']:.2f} %  "
            f"+P {share['predictivity']:.2f} %"
        )
    lines.append(
        f"  median distance to the reference {figures['error_ms']:.1f} ms; "
        f"{figures['cpu_s']:.2f} s of CPU a record"
    )
    rows = figures["records"]
    if database != "nstdb":
        rows = sorted(rows, key=lambda row: -row["missed"] - row["extra"])[:_WORST]
        lines.append("  most errors:")
    lines += [_line(row) for row in rows]
    return "\n".join(lines)


def _line(row: dict[str, Any]) -> str:
    share = f"Se {row['sensitivity']:6.2f}  +P {row['predictivity']:6.2f}"
    counts = f"missed {row['missed']:4}  extra {row['extra']:4}"
    poor = (
        f"unreadable {row['unreadable']:4.0%}, of extra {row['unreadable_extra']:4.0%}"
    )
    return f"  {row['record']:8} {share}  {counts}  {row['error_ms']:5.1f} ms  {poor}"


@program
def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; status 1 if a database is not there."""
    parser = argparse.ArgumentParser(
        prog="python -m training.evaluate_rpeaks", description=__doc__
    )
    parser.add_argument(
        "--data", type=existing_folder, required=True, help="folder of databases"
    )
    parser.add_argument("--database", choices=DATABASES, action="append")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    document = {}
    for database in options.database or DATABASES:
        headers = [
            path
            for path in sorted((options.data / database).glob("*.hea"))
            if path.with_suffix(".atr").is_file()
        ]
        if not headers:
            raise TrainingError(
                f"no annotated record in {options.data / database}. Name the folder in "
                "which the databases are, and one of them with --database."
            )
        document[database] = database_figures([score_record(path) for path in headers])
        if not options.json:
            print(report(database, document[database]), flush=True)
    if options.json:
        print(json.dumps(document, indent=1))
    return 0


def _reference(path: Path) -> AnnotationColumns:
    return columns_of(read_annotations(path.with_suffix(".atr")))


def _detected(samples: Samples) -> AnnotationColumns:
    return annotation_columns(samples, np.full(len(samples), "N"))


if __name__ == "__main__":
    raise SystemExit(main())
