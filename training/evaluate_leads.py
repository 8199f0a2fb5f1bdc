"""What the QRS detection finds in single leads, against the annotations of each lead.

python -m training.evaluate_leads --data LUDB [--json]

LUDB has annotations of its own for each of twelve leads, between the first and the last
QRS of which beats are compared. Records 1 to 150 are those that the rule for T waves
was chosen on; the others are left alone.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from ecgviewer.core.record import Samples
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.preprocessing.rpeaks import detect_r_peaks
from training.command_line import existing_folder, program
from training.errors import TrainingError
from training.evaluate_quality import are_near

_LAST_RECORD = 150
_SAME_S = 0.15
_WORST = 10


@dataclass(frozen=True)
class LeadScore:
    """Beats of one lead of a record: of the reference, false and missed."""

    record: str
    lead: str
    beats: int
    false: int
    missed: int


def lead_scores(path: Path) -> Iterator[LeadScore]:
    """Yield what is found in each lead of a record that has annotations of its own."""
    record = read_record(path)
    for row, lead in enumerate(record.leads):
        name = lead.name.lower()
        annotations = path.with_suffix(f".{name}")
        if not annotations.is_file():
            continue
        columns = read_annotations(annotations)
        beats = columns.sample[columns.symbol == "N"]
        if len(beats):
            found = detect_r_peaks(record.signal[row : row + 1], record.fs)
            yield LeadScore(record.name, name, *counts(beats, found, record.fs))


def counts(beats: Samples, found: Samples, fs: float) -> tuple[int, int, int]:
    """Return the number of beats, of false and of missed ones."""
    reach = _SAME_S * fs
    within = (found >= beats[0] - reach) & (found <= beats[-1] + reach)
    false = ~are_near(found[within], beats, reach)
    missed = ~are_near(beats, found, reach)
    return len(beats), int(false.sum()), int(missed.sum())


def report(scores: Sequence[LeadScore]) -> str:
    """Return the sums and the worst leads as text."""
    beats, false, missed = (
        sum(getattr(score, name) for score in scores)
        for name in ("beats", "false", "missed")
    )
    lines = [f"{len(scores)} leads, {beats} beats: {false} false, {missed} missed"]
    worst = sorted(scores, key=lambda score: -score.false - score.missed)[:_WORST]
    lines += [
        f"{score.record:>4} {score.lead:4} "
        f"{score.false:3} false {score.missed:3} missed"
        for score in worst
        if score.false or score.missed
    ]
    return "\n".join(lines)


@program
def main(arguments: Sequence[str] | None = None) -> int:
    """Print what is false and missed in single leads; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.evaluate_leads")
    parser.add_argument(
        "--data", type=existing_folder, required=True, help="folder of LUDB"
    )
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    paths = [options.data / f"{number}.hea" for number in range(1, _LAST_RECORD + 1)]
    scores = [s for path in paths if path.is_file() for s in lead_scores(path)]
    if not scores:
        raise TrainingError(
            f"no record with annotated leads in {options.data}. "
            "Name the folder of LUDB."
        )
    if options.json:
        print(json.dumps([asdict(score) for score in scores], indent=1))
    else:
        print(report(scores))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
