"""Scores the method of `training.every_lead` by the published protocol.

python -m training.every_lead_splits --data MITDB --networks DIR --work DIR --out DIR
    [--timing DIR...] [--seeds N...] [--folds K]

--work holds a folder ``split-N`` for each drawing of 70, 15 and 15 % of the patients of
mitdb, in which its network was trained:

python -m training.train --data MITDB --extra SVDB --split patient --seed N --lead every
    --members 1 --member 0 --epochs 4 --normal 24000 --work DIR/split-N --out NONE

--networks is that of `training.every_lead`; the expert of a drawing learns from none of
its test patients, though some of the networks that it learns from did. Each of --timing
is that of `training.every_lead`, in which `training.timing --drawings DIR` put, in
folders ``split-N``, experts that never saw the test patients. A bundle of each drawing
is written to --out, and its test records are judged as the application does.
`training.release --splits` stores the figures in another bundle.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ecgviewer.classifier.bundle import CONTEXT as EXPERT
from ecgviewer.classifier.bundle import load_bundle
from ecgviewer.classifier.runtime import BeatClassifier
from training.command_line import (
    existing_folder,
    new_folder,
    program,
    whole_number,
)
from training.evaluate import analysed_beats, beat_figures
from training.every_lead import SPEC, expert_of
from training.networks.context_training import ContextSettings
from training.networks.epoch_folders import last_network, told_split
from training.networks.network import joined
from training.networks.recipes import CONTEXT
from training.records.dataset import AAMI_OUTPUTS, Beats, load_records
from training.records.splits import Split
from training.release import store_metrics, write_bundle, written_whole


def drawing_in(folder: Path) -> Split:
    """Return the drawing of patients that a network was trained on.

    Raises
    ------
    TrainingError
        If the folder does not say it.
    """
    told = told_split(folder, "Train it: python -m training.train --split patient")
    parts = (told[part] for part in ("training", "validation", "test"))
    return Split("patient", told["seed"], *parts)


def write_drawing(
    folder: Path,
    networks: Path,
    n_folds: int,
    timing: Sequence[Path],
    out: Path,
    data: Path,
) -> dict[str, Any]:
    """Write the bundle of a drawing, and return its figures on the test records."""
    split, member = drawing_in(folder), last_network(folder)
    tested = {split.patient_of(name) for name in split.test}
    whole = [mix / out.name for mix in timing]
    expert, _ = expert_of(networks, n_folds, ContextSettings(), tested, timing, whole)
    with written_whole(out) as place:
        expert.write(place / EXPERT)
        write_bundle(joined([member], SPEC, CONTEXT.shape), split, SPEC, place)
        figures = _figures(BeatClassifier(load_bundle(place)), data, split.test)
        figures |= {"seed": split.seed, "test_records": list(split.test)}
        store_metrics(place, {"patientwise": [figures]})
    return figures


def _figures(
    classifier: BeatClassifier, data: Path, names: Sequence[str]
) -> dict[str, Any]:
    said = [analysed_beats(classifier, data / name, AAMI_OUTPUTS) for name in names]
    beats = Beats.of(load_records(data, names, classifier.spec))
    return beat_figures(beats, np.concatenate(said))


@program
def main(argv: Sequence[str] | None = None) -> int:
    """Score as the command line says; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.every_lead_splits")
    parser.add_argument("--data", type=existing_folder, required=True)
    parser.add_argument("--networks", type=existing_folder, required=True)
    parser.add_argument("--timing", type=existing_folder, nargs="*", default=[])
    parser.add_argument("--work", type=existing_folder, required=True)
    parser.add_argument("--out", type=new_folder, required=True)
    parser.add_argument(
        "--seeds", type=whole_number(0), nargs="+", default=[1, 2, 3, 4, 5]
    )
    parser.add_argument("--folds", type=whole_number(2), default=5)
    args = parser.parse_args(argv)
    for seed in args.seeds:
        figures = write_drawing(
            args.work / f"split-{seed}" / "member-0",
            args.networks,
            args.folds,
            args.timing,
            args.out / f"split-{seed}",
            args.data,
        )
        row = {"seed": seed, "accuracy": figures["accuracy"]}
        row |= {"recall": figures["sensitivity"], "f1": figures["f1"]}
        print(json.dumps(row | {"macro_f1": figures["macro_f1"]}), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
