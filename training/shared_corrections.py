"""Whether corrections of some patients help others, by simulated readers.

python -m training.shared_corrections --bundle NAME --data DIR --records all|LIST
    [--reviewed K] [--folds N] [--strength X] [--jobs N] [--json FILE]

A reader corrects or accepts the K least confident beats of each record. Fold by fold
the last layer is refitted on the readers of the other patients, all together, and is
compared with the shipped one on all beats of the patients held out. That takes
seconds; `training.retrain` asks the same of the whole network. Records that the
bundle was trained on, or is tested on, are refused.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

import numpy as np

from ecgviewer.classifier.adaptation import (
    STRENGTH,
    HeadChange,
    adapted_probabilities,
    fit_head,
)
from ecgviewer.classifier.bundle import load_bundle
from ecgviewer.classifier.bundle_folders import find_bundle
from ecgviewer.commands.options import add_engine_options, engine_of
from ecgviewer.core.labels import UNSET, Labels
from training.adapt import Classifying
from training.command_line import (
    existing_folder,
    names_of,
    new_file,
    positive_number,
    program,
    whole_number,
    write_json,
)
from training.errors import TrainingError
from training.evaluate import refuse_trained
from training.records.dataset import available_records
from training.records.splits import patient_of, refuse_tested
from training.records.trained_classes import refuse_other_classes
from training.reviewing.simulated_reader import ClassifiedRecord
from training.scoring.comparison import (
    Judged,
    before_and_after,
    comparison_text,
    patient_folds,
)


def shared_figures(
    records: Sequence[ClassifiedRecord], n_reviewed: int, n_folds: int, strength: float
) -> dict[str, Any]:
    """Return figures before and after on the patients held out.

    Parameters
    ----------
    records : sequence of ClassifiedRecord
    n_reviewed : int
        Beats of each record that its reader labels.
    n_folds : int
    strength : float
        Weight of the prior; see `fit_head`.
    """
    parts = []
    for out in patient_folds([record.name for record in records], n_folds):
        change = _learned(
            [r for r in records if r.name not in out], n_reviewed, strength
        )
        parts += [_judged(record, change) for record in records if record.name in out]
    return before_and_after(parts)


def _learned(
    records: Sequence[ClassifiedRecord], n_reviewed: int, strength: float
) -> HeadChange:
    return fit_head(
        np.concatenate([record.embedding for record in records]),
        np.concatenate([record.probabilities for record in records]),
        np.concatenate([_told(record, n_reviewed) for record in records]),
        records[0].classes,
        strength,
    )


def _told(record: ClassifiedRecord, n_reviewed: int) -> Labels:
    order = np.argsort(record.probabilities.max(axis=1), kind="stable")
    rows = order[:n_reviewed]
    told = np.full(len(record.labels), UNSET, np.uint8)
    told[rows] = np.array(record.classes, np.uint8)[record.labels[rows]]
    return told


def _judged(record: ClassifiedRecord, change: HeadChange) -> Judged:
    after = adapted_probabilities(record.embedding, record.probabilities, change)
    return Judged(
        np.full(len(record.labels), patient_of(record.name)),
        record.labels,
        record.probabilities.argmax(axis=1).astype(np.uint8),
        after.argmax(axis=1).astype(np.uint8),
    )


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.shared_corrections")
    parser.add_argument("--bundle", required=True, help="name or folder of a bundle")
    parser.add_argument(
        "--data", type=existing_folder, required=True, help="folder of records"
    )
    parser.add_argument("--records", nargs="+", required=True, help="all, or names")
    parser.add_argument("--reviewed", type=whole_number(1), default=100)
    parser.add_argument("--folds", type=whole_number(2), default=3)
    parser.add_argument("--strength", type=positive_number, default=STRENGTH)
    add_engine_options(parser)
    parser.add_argument("--json", type=new_file, help="file for the figures")
    return parser.parse_args(argv)


@program
def main(argv: Sequence[str] | None = None) -> int:
    """Measure as the command line says; return the exit status."""
    args = _arguments(argv)
    bundle = load_bundle(find_bundle(args.bundle))
    refuse_other_classes(bundle)
    names = names_of(args.records)
    if names == ("all",):
        names = available_records(args.data)
    refuse_trained(bundle, names)
    refuse_tested(bundle.test_records, bundle.patients, names)
    if len({patient_of(name) for name in names}) < 2:
        raise TrainingError("Name records of two patients or more with --records.")
    work = Classifying(args.bundle, args.data)
    records = list(engine_of(args).map(work, names))
    figures = shared_figures(records, args.reviewed, args.folds, args.strength)
    title = (
        f"{len(names)} records in {args.folds} folds, {args.reviewed} beats of each "
        "reviewed; learned from the patients of the other folds"
    )
    print(comparison_text(title, figures))
    if args.json:
        write_json(args.json, figures)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
