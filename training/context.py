"""The context expert: S or N in the light of the whole record, after the networks.

python -m training.context --networks DIR [--timing DIR...] [--folds K] [--only I...]
    [--seed N] [--json FILE] [--expert FILE]

--networks is the --work of `training.fold_networks`, each of --timing one of
`training.timing --pairs`. The expert is trained on what networks and timing experts say
of patients that they did not see, as they will of a new patient. An outer fold chooses
nothing: expert and shift of its odds are of the other folds, judged by networks without
two folds where all of these are trained (``"strict": true``). The figures of ``mostly
S`` are of recordings made of the outer folds' (`training.scoring.mostly_s`). --expert
writes the expert of all patients, for a bundle.
DS2 is never read.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from training.command_line import (
    existing_folder,
    new_file,
    program,
    whole_number,
    write_json,
)
from training.networks.context_training import ContextSettings
from training.records.fold_beats import (
    FoldBeats,
    folds_in,
    has_pairs,
    inner_beats,
    joined,
    read_fold,
)
from training.scoring.context_folds import (
    VARIANTS,
    Judgement,
    gains,
    judged_outside,
    trained,
)
from training.scoring.mostly_s import summaries
from training.scoring.outer_folds import figures_of
from training.scoring.surroundings import surroundings
from training.timing import experts_of_everything


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.context")
    parser.add_argument("--networks", type=existing_folder, required=True)
    parser.add_argument("--timing", type=existing_folder, nargs="*", default=[])
    parser.add_argument("--folds", type=whole_number(2), default=5)
    parser.add_argument(
        "--only", type=whole_number(0), nargs="+", help="score these outer folds"
    )
    parser.add_argument("--seed", type=whole_number(0), default=1)
    parser.add_argument("--json", type=new_file, help="file for the figures")
    parser.add_argument("--expert", type=new_file, help="file for the expert of all")
    return parser.parse_args(argv)


@program
def main(argv: Sequence[str] | None = None) -> int:
    """Score as the command line says; return the exit status."""
    args = _arguments(argv)
    settings = ContextSettings(seed=args.seed)
    folds = folds_in(args.networks, range(args.folds))
    numbers = args.only or range(args.folds)
    everything = experts_of_everything(args.timing) if args.expert else ()
    timing = {str(folder): folder for folder in args.timing}
    result = _scored(args.networks, timing, folds, numbers, settings)
    for name in VARIANTS:
        for database, figures in result["outer"][name].items():
            print(name, database, figures["f1"], figures["macro_f1"], flush=True)
    if args.json:
        write_json(args.json, result)
    else:
        print(json.dumps(result, indent=1))
    if args.expert:
        everybody = [read_fold(args.networks, timing, [n]) for n in range(args.folds)]
        expert = trained(surroundings(joined(everybody)), settings)
        replace(expert, timing=everything).write(args.expert)
    return 0


def _scored(
    networks: Path,
    timing: dict[str, Path],
    folds: dict[str, int],
    numbers: Sequence[int],
    settings: ContextSettings,
) -> dict[str, Any]:
    outer: list[FoldBeats] = []
    judged: list[Judgement] = []
    for number in numbers:
        outer.append(read_fold(networks, timing, [number]))
        judged.append(judged_fold(networks, timing, folds, outer[-1], number, settings))
    beats = joined(outer)
    told = {name: np.concatenate([j.said[name] for j in judged]) for name in VARIANTS}
    return {
        "folds": sorted(numbers),
        "strict": {n: has_pairs(networks, folds, n) for n in sorted(numbers)},
        "added to the odds of S": [j.shift for j in judged],
        "calibration": [asdict(j.chosen) for j in judged],
        "gains": {
            name: gains(beats, told[VARIANTS[0]], told[name], settings.seed)
            for name in VARIANTS[1:]
        },
        "outer": {
            name: figures_of(beats, told[name], settings.seed) for name in VARIANTS
        },
        "mostly S": summaries([some.mostly_s for some in judged]),
    }


def judged_fold(
    networks: Path,
    timing: dict[str, Path],
    folds: dict[str, int],
    outer: FoldBeats,
    number: int,
    settings: ContextSettings,
) -> Judgement:
    """Return what is said of an outer fold by networks and experts of the others."""
    strict = has_pairs(networks, folds, number)
    inner = inner_beats(networks, timing, folds, number, strict=strict)
    return judged_outside(inner, outer, folds, settings)


if __name__ == "__main__":
    raise SystemExit(main())
