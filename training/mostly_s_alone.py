"""Scores recordings that are mostly S as recordings by themselves, signal and all.

python -m training.mostly_s_alone --networks DIR [--timing DIR...] --data DIR [DIR...]
    [--folds K] [--only I...] [--networks-alone] [--seed N] [--json FILE]

The recordings of `training.scoring.mostly_s` keep pictures and timing of the whole
recording. Here their signals are spliced, so that typical beats, timing, runs and
suspected fibrillation are of their beats alone. The network without the fold judges
them on each lead, and so do timing experts without it (``expert-without-I.npz`` in each
of --timing); then the context expert of the other folds, as in `training.context`.
Prints S F1 as mean over patients, of the whole recording and of the stretch.

--networks is the --work of `training.fold_networks`, whose files say what a beat's
picture is. With --networks-alone no expert is asked: networks of the folds of --only
are enough. DS2 is never read.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from training.command_line import (
    existing_folder,
    new_file,
    program,
    whole_number,
    write_json,
)
from training.context import judged_fold
from training.networks.context_training import ContextSettings
from training.records.fold_beats import folds_in, has_pairs, read_fold
from training.scoring.context_folds import CALIBRATED, TRUSTED
from training.scoring.judged_alone import Judges, judged_alone
from training.scoring.mostly_s import (
    NETWORKS,
    SETS,
    Told,
    mostly_s,
    summaries,
    told_of,
)

_TITLES = {
    NETWORKS: "networks",
    CALIBRATED: "without the gate",
    TRUSTED: "with the gate",
}
_PLACES = ("of the whole recording", "of the stretch")
#: Of each place, as `summaries` returns them.
Figures = Mapping[str, Mapping[str, Mapping[str, Mapping[str, Any]]]]


def table(figures: Figures) -> str:
    """Return S F1 as mean over patients, a line for who answers and from what."""
    lines = [
        f"| {' | '.join(['mean over patients', *SETS, 'mean'])} |",
        f"| {' | '.join(['---'] * (len(SETS) + 2))} |",
    ]
    for answers, title in _TITLES.items():
        for place in _PLACES:
            found = figures[place].get(answers)
            if found:
                lines.append(_line(f"{title}: {place}", found))
    return "\n".join(lines)


def _line(title: str, found: Mapping[str, Mapping[str, Any]]) -> str:
    means = [found[made]["mean S F1"] if made in found else np.nan for made in SETS]
    numbers = [f"{mean:.3f}" for mean in [*means, np.nanmean(means)]]
    return f"| {' | '.join([title, *numbers])} |"


def _told(
    args: argparse.Namespace, folds: dict[str, int], number: int
) -> tuple[Told, Told]:
    """Return what is told of a fold: of the whole recordings, and of the stretches."""
    timing = {str(folder): folder for folder in args.timing}
    judges = Judges.without(args.networks, args.timing, number)
    outer = read_fold(args.networks, timing, [number])
    stretches = judged_alone(outer, args.data, judges)
    if args.networks_alone:
        return told_of(mostly_s(outer), {}), told_of(stretches, {})
    settings = ContextSettings(seed=args.seed)
    judged = judged_fold(args.networks, timing, folds, outer, number, settings)
    return judged.mostly_s, told_of(stretches, judged.experts)


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.mostly_s_alone")
    parser.add_argument("--networks", type=existing_folder, required=True)
    parser.add_argument("--timing", type=existing_folder, nargs="*", default=[])
    parser.add_argument(
        "--data",
        type=existing_folder,
        nargs="+",
        required=True,
        help="folders of records",
    )
    parser.add_argument("--folds", type=whole_number(2), default=5)
    parser.add_argument(
        "--only", type=whole_number(0), nargs="+", help="score these folds"
    )
    parser.add_argument(
        "--networks-alone", action="store_true", help="ask no expert of context"
    )
    parser.add_argument("--seed", type=whole_number(0), default=1)
    parser.add_argument("--json", type=new_file, help="file for the figures")
    return parser.parse_args(argv)


@program
def main(argv: Sequence[str] | None = None) -> int:
    """Score as the command line says; return the exit status."""
    args = _arguments(argv)
    numbers = args.only or range(args.folds)
    known = numbers if args.networks_alone else range(args.folds)
    folds = folds_in(args.networks, known)
    told = zip(*(_told(args, folds, number) for number in numbers), strict=True)
    figures = dict(zip(_PLACES, map(summaries, told), strict=True))
    print(table(figures))
    if args.json:
        strict = {n: has_pairs(args.networks, folds, n) for n in numbers}
        write_json(args.json, {"folds": [*numbers], "strict": strict} | figures)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
