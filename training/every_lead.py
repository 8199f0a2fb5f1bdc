"""Builds the bundle of networks that learned from every lead, with a context expert.

python -m training.every_lead --final DIR --networks DIR [--timing DIR...] --out BUNDLE
    [--seeds N...] [--folds K]

--final is where `training.fold_networks --all` put the networks of all patients, and
--networks where it, or `training.judge_again`, put what networks without a fold say
of its patients: the context expert learns from that, and its odds are calibrated on
it, each fold's by an expert of the other folds. In each of --timing `training.timing`
put what timing experts without a fold say, and with --all the one of everything.
Writes no figures of DS2, which is never read: `training.evaluate` scores it once, when
everything has been chosen, and `training.release --metrics` stores the figures.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from ecgviewer.classifier.bundle import CONTEXT as EXPERT
from ecgviewer.classifier.bundle import load_bundle
from ecgviewer.classifier.context_expert import ContextExpert
from ecgviewer.classifier.runtime import BeatClassifier
from ecgviewer.core.arrays import Float64Array
from ecgviewer.preprocessing.spec import BY_TIME
from training.command_line import (
    existing_folder,
    new_folder,
    program,
    whole_number,
)
from training.networks.context_training import ContextSettings
from training.networks.epoch_folders import last_network, told_split
from training.networks.network import joined as joined_network
from training.networks.recipes import CONTEXT
from training.records.fold_beats import FoldBeats, folds_in, joined, read_fold
from training.records.splits import DS2, Split, patient_of
from training.release import (
    mark_every_lead,
    store_metrics,
    write_bundle,
    written_whole,
)
from training.scoring.context_folds import crossed_calibration, trained
from training.scoring.outer_folds import figures_of
from training.scoring.surroundings import surroundings
from training.timing import experts_of_everything

#: Of the bundle: as the networks were trained, with typical beats picked by time.
SPEC = replace(CONTEXT.spec, typical=BY_TIME)


def split_of(folder: Path) -> Split:
    """Return the division of the records that a network of all patients learned from.

    Raises
    ------
    TrainingError
        If it cannot be read, or a patient of DS2 other than that of 201 is among them.
    """
    told = told_split(folder, "Train it again: python -m training.fold_networks --all")
    names, seed = told["training"], told["seed"]
    known = {patient_of(name) for name in names}
    test = tuple(name for name in DS2 if patient_of(name) not in known)
    return Split("standard", seed, names, (), test)


def expert_of(
    networks: Path,
    n_folds: int,
    settings: ContextSettings,
    tested: Collection[str] = (),
    timing: Sequence[Path] = (),
    whole: Sequence[Path] = (),
) -> tuple[ContextExpert, dict[str, Any]]:
    """Return the calibrated expert of all patients, and what was chosen and found.

    The figures are of patients that neither networks nor expert saw; the numbers of the
    calibration were chosen on all of them.

    Parameters
    ----------
    networks : Path
        What networks without a fold say of its patients.
    n_folds : int
    settings : ContextSettings
    tested : collection of str
        Patients that the expert must not learn from.
    timing : sequence of Path
        What timing experts without a fold say of them.
    whole : sequence of Path
        Folders of the timing experts that the expert will ask, one of each of `timing`;
        by default those of everything, which are beside the others.
    """
    folds = folds_in(networks, range(n_folds))
    mixes = {str(folder): folder for folder in timing}
    beats = joined([read_fold(networks, mixes, [n]) for n in range(n_folds)])
    patients = [patient_of(str(name)) for name in beats.record]
    beats = beats.take(~np.isin(patients, list(tested)))
    near = surroundings(beats)
    chosen, odds = crossed_calibration(near, folds, settings)
    rows = {
        "networks, every lead": _row(beats, near.networks),
        "and the context expert": _row(beats, chosen.answered(near, odds)),
    }
    expert = replace(
        chosen.of(trained(near, settings)),
        timing=experts_of_everything(whole or timing),
    )
    return expert, {"calibration": asdict(chosen), "rows": rows}


def _row(beats: FoldBeats, said: Float64Array) -> dict[str, float]:
    row: dict[str, float] = {}
    for database, figures in figures_of(beats, said, None).items():
        row |= {
            f"{database} accuracy": figures["accuracy"],
            f"{database} S F1": figures["f1"]["S"],
            f"{database} V F1": figures["f1"]["V"],
            f"{database} macro-F1": figures["macro_f1"],
            f"{database} ECE": figures["ece"],
        }
    return row


_TITLE = (
    "Five folds by patient, seed 1, one network a fold, reference R-peaks, every lead: "
    "patients that neither the networks nor the expert saw. The calibration was chosen "
    "on all of them; in a strictly nested estimate (`training/results/context.json`) "
    "it is chosen without the outer fold (`python -m training.every_lead`)."
)


@program
def main(argv: Sequence[str] | None = None) -> int:
    """Build as the command line says; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.every_lead")
    parser.add_argument("--final", type=existing_folder, required=True)
    parser.add_argument("--networks", type=existing_folder, required=True)
    parser.add_argument("--timing", type=existing_folder, nargs="*", default=[])
    parser.add_argument("--out", type=new_folder, required=True)
    parser.add_argument("--seeds", type=whole_number(0), nargs="+", default=[1])
    parser.add_argument("--folds", type=whole_number(2), default=5)
    args = parser.parse_args(argv)
    folders = [args.final / f"all-{seed}" for seed in args.seeds]
    members = [last_network(folder) for folder in folders]
    split = split_of(folders[0])
    expert, found = expert_of(
        args.networks, args.folds, ContextSettings(), timing=args.timing
    )
    network = joined_network(members, SPEC, CONTEXT.shape)
    with written_whole(args.out) as folder:
        expert.write(folder / EXPERT)
        write_bundle(network, split, SPEC, folder, n_seeds=len(members))
        mark_every_lead(folder)
        rows = found.pop("rows")
        store_metrics(
            folder, {"cross_validation": {_TITLE: rows}, "context_expert": found}
        )
        BeatClassifier(load_bundle(folder)).check_golden()
    print(json.dumps({"rows": rows, **found}, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
