"""Trains timing experts without one fold of patients, or without two.

python -m training.timing --data MITDB [--extra DIR...] [--rhythms DIR...] --work DIR
    [--folds K] [--seed N] [--share X] [--pairs] [--all | --drawings DIR]

The folds are those of `training.fold_networks`. Folders of --rhythms hold annotations
that come without signals (LTAFDB, LTDB, VitalDB's arrhythmia database); --share is
what each of them counts beside the records that are judged. What an expert says of
patients that it never saw is written to ``timing-without-I.npz``, and the expert to
``expert-without-I.npz``; with --pairs also ``timing-without-I-J.npz``, of experts
without two folds, which are not kept. With --all, one expert of everything is written
to ``timing.npz``; with --drawings, one without the test patients of each drawing of
`training.every_lead_splits` to ``split-N/timing.npz``. What is there of the same
settings stays.
DS2 is never read.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import combinations
from pathlib import Path

import numpy as np

from ecgviewer.classifier.timing_expert import TimingExpert, read_timing_expert
from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.labels import UNSET
from ecgviewer.preprocessing.timing_window import timing_window
from training.command_line import (
    existing_folder,
    new_folder,
    positive_number,
    program,
    whole_number,
)
from training.cross_validate import (
    patient_folds,
    refuse_missing_ds1,
    refuse_too_many_folds,
)
from training.errors import TrainingError
from training.networks.epoch_folders import told_split
from training.networks.timing_training import TimingSettings, train_timing_expert
from training.records.annotated_rhythm import AnnotatedRhythm, rhythms_in, wfdb_rhythm
from training.records.fold_beats import fold_file, timing_run, write_timing
from training.records.splits import DS1, patient_of
from training.records.timing_beats import (
    TimingBeats,
    balanced_weights,
    joined,
    timing_beats,
)

_LOG = logging.getLogger("training")
#: Source of the records that are judged: their balance of S and N is the reference.
_JUDGED = "judged"
#: Name of the file of the expert of everything.
_ALL = "timing.npz"
_TRAIN = "Train it: python -m training.train --split patient"
#: What the files of experts without folds begin with.
_EXPERT = "expert-without"


def judged_logits(
    expert: TimingExpert, rhythms: Sequence[AnnotatedRhythm]
) -> tuple[list[str], Float32Array]:
    """Return the record of each beat of a class, in order, and the expert's logits."""
    names, logits = [], []
    for rhythm in rhythms:
        said = expert.logits(timing_window(rhythm.time_s, across=rhythm.across))
        kept = rhythm.labels != UNSET
        names += [rhythm.name] * int(kept.sum())
        logits.append(said[kept])
    return names, np.concatenate(logits)


def write_without(
    outside: Sequence[AnnotatedRhythm],
    beats: TimingBeats,
    left_out: Sequence[int],
    settings: TimingSettings,
    work: Path,
    run: str,
) -> Path:
    """Write what an expert without some records' patients says of these records.

    Without one fold, the expert too. What is there of the same run stays.
    """
    path = fold_file(work, "timing-without", left_out)
    kept = fold_file(work, _EXPERT, left_out)
    alone = len(left_out) == 1
    there = path.is_file() and (kept.is_file() or not alone)
    if there and timing_run(path) == run:
        return path
    expert = _expert(_without(beats, [r.patient for r in outside]), settings)
    if alone:
        expert.write(kept)
    write_timing(path, *judged_logits(expert, outside), run)
    return path


def write_of_drawings(
    drawings: Path, beats: TimingBeats, settings: TimingSettings, work: Path
) -> Iterator[Path]:
    """Write an expert without the test patients of each drawing; yield where it is.

    Raises
    ------
    TrainingError
        If a drawing does not say who they are, or there is none.
    """
    folders = sorted(drawings.glob("split-*"))
    if not folders:
        raise TrainingError(f"{drawings} holds no drawing. {_TRAIN}")
    for folder in folders:
        tested = told_split(folder / "member-0", _TRAIN)["test"]
        path = work / folder.name / _ALL
        path.parent.mkdir(exist_ok=True)
        others = _without(beats, [patient_of(name) for name in tested])
        _expert(others, settings).write(path)
        yield path


def experts_of_everything(folders: Sequence[Path]) -> tuple[TimingExpert, ...]:
    """Return what --all wrote into each folder, for a bundle.

    Raises
    ------
    TrainingError
        If it is missing.
    """
    return tuple(_kept(folder / _ALL, " --all") for folder in folders)


def experts_without(folders: Sequence[Path], number: int) -> tuple[TimingExpert, ...]:
    """Return the experts that never saw a fold, one of each folder.

    Raises
    ------
    TrainingError
        If one is missing.
    """
    return tuple(_kept(fold_file(folder, _EXPERT, [number])) for folder in folders)


def _kept(path: Path, option: str = "") -> TimingExpert:
    if not path.is_file():
        raise TrainingError(
            f"{path} is missing. Train it: python -m training.timing{option}"
        )
    return read_timing_expert(path)


def _without(beats: TimingBeats, patients: Sequence[str]) -> TimingBeats:
    return beats.take(~np.isin(beats.patient, patients))


def _expert(beats: TimingBeats, settings: TimingSettings) -> TimingExpert:
    reference = beats.take(beats.source == _JUDGED)
    weights = balanced_weights(beats, reference, settings.share)
    return train_timing_expert(beats, weights, settings)


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.timing")
    parser.add_argument(
        "--data", type=existing_folder, required=True, help="folder of mitdb"
    )
    parser.add_argument("--extra", type=existing_folder, nargs="*", default=[])
    parser.add_argument(
        "--rhythms",
        type=existing_folder,
        nargs="*",
        default=[],
        help="folders of annotations without signals",
    )
    parser.add_argument(
        "--work", type=new_folder, required=True, help="folder for results"
    )
    parser.add_argument("--folds", type=whole_number(2), default=5)
    parser.add_argument("--seed", type=whole_number(0), default=1)
    parser.add_argument(
        "--share",
        type=positive_number,
        default=TimingSettings.share,
        help="what each folder of --rhythms counts",
    )
    parser.add_argument("--pairs", action="store_true", help="also without two folds")
    whole = parser.add_mutually_exclusive_group()
    whole.add_argument("--all", action="store_true", help="one expert of everything")
    whole.add_argument(
        "--drawings",
        type=existing_folder,
        help="an expert for each drawing in the --work of training.every_lead_splits",
    )
    return parser.parse_args(argv)


@program
def main(argv: Sequence[str] | None = None) -> int:
    """Train as the command line says; return the exit status."""
    args = _arguments(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    refuse_too_many_folds(args.folds)
    refuse_missing_ds1(args.data)
    judged = [wfdb_rhythm(args.data / name) for name in DS1]
    judged += [rhythm for folder in args.extra for rhythm in rhythms_in(folder)]
    folds = patient_folds(judged, args.folds, args.seed)
    parts = [timing_beats(judged, _JUDGED, args.seed, judged=True)]
    for folder in args.rhythms:
        parts.append(timing_beats(rhythms_in(folder), folder.name, args.seed))
        _LOG.info("%s: %d beats", folder.name, len(parts[-1]))
    beats = joined(parts)
    settings = TimingSettings(seed=args.seed, share=args.share)
    args.work.mkdir(parents=True, exist_ok=True)
    if args.all:
        _expert(beats, settings).write(args.work / _ALL)
        return 0
    if args.drawings:
        for path in write_of_drawings(args.drawings, beats, settings, args.work):
            print(path, flush=True)
        return 0
    run = json.dumps([asdict(settings), [folder.name for folder in args.rhythms]])
    numbers = range(args.folds)
    wanted: list[tuple[int, ...]] = [(number,) for number in numbers]
    wanted += combinations(numbers, 2) if args.pairs else ()
    for left_out in wanted:
        outside = [r for r in judged if folds[r.name] in left_out]
        path = write_without(outside, beats, left_out, settings, args.work, run)
        print(path, flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
