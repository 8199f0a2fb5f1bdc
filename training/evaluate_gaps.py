"""What lost signal does to the beats beside it: records with gaps, and without.

python -m training.evaluate_gaps --data MITDB [--bundle NAME] [--kind missing|held]

Every lead is lost for 1, 5, 30 and 300 s at a random place of each record. Beats and
labels are compared with those of the same record without the gap.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from ecgviewer.classifier.bundle import load_bundle
from ecgviewer.classifier.bundle_folders import find_bundle
from ecgviewer.classifier.runtime import BeatClassifier, Classifier, load_classifier
from ecgviewer.core.analysis_events import BeatsDetected
from ecgviewer.core.arrays import BoolArray, IndexArray
from ecgviewer.core.predictions import PredictionBatch
from ecgviewer.core.record import Record, Samples
from ecgviewer.formats.wfdb.record import read_record
from training.command_line import existing_folder, program
from training.records.released_analysis import released_analysis

#: Training records; the last number seeds the places of the gaps.
RECORDS = (
    "101", "106", "108", "109", "112", "114", "115", "116", "118", "119", "122", "124",
)  # fmt: skip
GAPS_S = (1.0, 5.0, 30.0, 300.0)
KINDS = ("missing", "held")
_SEED = 13
_EDGE_S, _MARGIN_S, _SAME_S = 60.0, 0.2, 0.15


@dataclass(frozen=True)
class GapScore:
    """What differs outside of one gap.

    Attributes
    ----------
    record : str
    gap_s, start_s : float
        Length of the gap and where it begins.
    invented : int
        Beats within or beside the gap that the record without it does not have.
    missed : int
        Beats farther than 0.2 s from the gap that are no longer found.
    changed : int
        Beats of another label, but for the one on either side of the gap.
    beside : int
        Of these two, those of another label.
    places_s : list of float
        Where all of them are.
    """

    record: str
    gap_s: float
    start_s: float
    invented: int
    missed: int
    changed: int
    beside: int
    places_s: list[float]


@dataclass(frozen=True, eq=False)
class _Beats:
    sample: Samples
    label: IndexArray


def analysed(record: Record, classifier: Classifier, lead: str) -> _Beats:
    """Return the beats of a record and their labels, as the program finds them."""
    samples: dict[int, int] = {}
    labels: dict[int, int] = {}
    for event in released_analysis(record, classifier, lead).run():
        if isinstance(event, BeatsDetected):
            pairs = zip(
                event.beats.beat_id.tolist(), event.beats.sample.tolist(), strict=True
            )
            samples.update(pairs)
        elif isinstance(event, PredictionBatch):
            best = np.argmax(event.probabilities, axis=1)
            labels.update(zip(event.beat_id.tolist(), best.tolist(), strict=True))
    ids = list(samples)
    return _Beats(
        np.array([samples[i] for i in ids], np.int64),
        np.array([labels[i] for i in ids], np.intp),
    )


def with_gap(record: Record, start: int, stop: int, kind: str) -> Record:
    """Return a record that is missing, or holds its values, in [start, stop)."""
    signal = record.signal.copy()
    lost = np.float32(np.nan) if kind == "missing" else signal[:, start - 1 : start]
    signal[:, start:stop] = lost
    return replace(record, source=signal)


def compared(
    whole: _Beats, gapped: _Beats, gap: tuple[int, int], fs: float
) -> dict[str, Any]:
    """Return counts and places of what a gap changed."""
    start, stop = gap
    margin = _MARGIN_S * fs
    outside = (whole.sample < start - margin) | (whole.sample >= stop + margin)
    partner, found = _partners(whole.sample, gapped.sample, _SAME_S * fs)
    known = np.zeros(len(gapped.sample), bool)
    known[partner[found]] = True
    differs = found & (whole.label != gapped.label[partner])
    before = np.searchsorted(gapped.sample, start) - 1
    is_beside = np.isin(partner, (before, before + 1))
    rows = {
        "invented": gapped.sample[~known],
        "missed": whole.sample[outside & ~found],
        "changed": whole.sample[differs & ~is_beside],
        "beside": whole.sample[differs & is_beside],
    }
    places = np.sort(np.concatenate(list(rows.values()))) / fs
    counts = {name: len(samples) for name, samples in rows.items()}
    return counts | {"places_s": [round(place, 2) for place in places.tolist()]}


def _partners(
    samples: Samples, others: Samples, reach: float
) -> tuple[IndexArray, BoolArray]:
    """Return the nearest other beat of each, and whether it is near enough."""
    row = np.clip(np.searchsorted(others, samples), 1, len(others) - 1)
    nearer = samples - others[row - 1] <= others[row] - samples
    row = np.where(nearer, row - 1, row)
    return row, np.abs(others[row] - samples) <= reach


def score_record(path: Path, classifier: Classifier, kind: str) -> list[GapScore]:
    """Return what each length of gap changes in a record."""
    record = read_record(path)
    lead = released_analysis(record, classifier).lead_name
    whole = analysed(record, classifier, lead)
    random = np.random.default_rng((_SEED, int(path.stem)))
    scores = []
    for gap_s in GAPS_S:
        latest_s = record.duration_s - _EDGE_S - gap_s
        start = round(random.uniform(_EDGE_S, latest_s) * record.fs)
        gap = start, start + round(gap_s * record.fs)
        gapped = analysed(with_gap(record, *gap, kind), classifier, lead)
        differs = compared(whole, gapped, gap, record.fs)
        scores.append(GapScore(path.stem, gap_s, start / record.fs, **differs))
    return scores


@program
def main(arguments: Sequence[str] | None = None) -> int:
    """Print what each length of gap changes, and where; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.evaluate_gaps")
    parser.add_argument(
        "--data", type=existing_folder, required=True, help="folder of mitdb"
    )
    parser.add_argument("--bundle", help="name or folder of a bundle")
    parser.add_argument("--kind", choices=KINDS, default="missing")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    classifier = (
        BeatClassifier(load_bundle(find_bundle(options.bundle)))
        if options.bundle
        else load_classifier()
    )
    scores = []
    for name in RECORDS:
        some = score_record(options.data / f"{name}.hea", classifier, options.kind)
        scores += some
        if not options.json:
            for score in some:
                if score.places_s:
                    print(_line(score), flush=True)
    if options.json:
        print(json.dumps([asdict(score) for score in scores], indent=1))
    else:
        print(report(scores))
    return 0


def report(scores: Sequence[GapScore]) -> str:
    """Return a table with a row for each length of gap."""
    lines = ["gap s  records  invented  missed  changed  beside"]
    for gap_s in GAPS_S:
        some = [score for score in scores if score.gap_s == gap_s]
        counts = (
            sum(getattr(score, name) for score in some)
            for name in ("invented", "missed", "changed", "beside")
        )
        lines.append(f"{gap_s:5g}  {len(some):7}  " + "  ".join(map(str, counts)))
    return "\n".join(lines)


def _line(score: GapScore) -> str:
    end_s = score.start_s + score.gap_s
    return (
        f"  {score.record} gap {score.start_s:.2f} to {end_s:.2f} s: "
        f"{score.invented} invented, {score.missed} missed, {score.changed} changed, "
        f"{score.beside} beside; at {score.places_s}"
    )


if __name__ == "__main__":
    raise SystemExit(main())
