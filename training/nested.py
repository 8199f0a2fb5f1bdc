"""Nested cross-validation by patient: what leads, timing and sequence are worth.

python -m training.nested --networks DIR --timing DIR... --rhythms DIR... [--folds K]
    [--only I...] [--seed N] [--json FILE]

--networks is the --work of `training.fold_networks`, --timing folders are those of
`training.timing`, --rhythms hold annotations from which is counted how beats follow
each other. Fusion, timing expert, sequence, weights and shifts are chosen on the inner
folds alone, and the outer fold is scored once. The inner folds are judged by networks
that saw neither them nor the outer fold (``without-I-J.npz``); where these are not
trained yet, by those without the inner fold only, and the result says ``"strict":
false``: what was chosen then knows the outer patients by way of those networks.
DS2 is never read.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ecgviewer.classifier.beat_sequence import BeatSequence, counted
from training.command_line import (
    existing_folder,
    new_file,
    program,
    whole_number,
    write_json,
)
from training.networks.lead_fusions import FUSIONS
from training.records.annotated_rhythm import rhythms_in
from training.records.beat_states import transition_counts
from training.records.fold_beats import (
    FoldBeats,
    fold_file,
    folds_in,
    inner_beats,
    read_fold,
)
from training.scoring.levers import Fitted, Lever, best_lever
from training.scoring.outer_folds import (
    Outer,
    choices,
    inner_figures,
    outer_figures,
    timing_figures,
)

#: What the logit of timing may count, and the record's balance of classes.
_TIMING, _BALANCE = (0.0, 0.25, 0.5, 1.0), (0.1, 0.3)
#: What evidence, fibrillation in it, and the sequence itself may count.
_SEQUENCES = ((0.5, 0.0, 0.1), (0.5, 0.1, 0.1), (0.5, 0.1, 0.25), (1.0, 0.1, 0.25))
VARIANTS = ONE_LEAD, LEADS, TIMING, BALANCE, SEQUENCE, BOTH, BEST = (
    "one lead",
    "every lead",
    "and the timing expert",
    "and the record's balance",
    "and the sequence",
    "and both",
    "what the inner folds prefer",
)


def variants(
    beats: FoldBeats, mixes: Sequence[str], sequence: BeatSequence
) -> dict[str, Fitted]:
    """Return what is best on beats, one lever after the other."""
    one = best_lever(beats, [Lever("first lead")], sequence)
    leads = best_lever(
        beats, [Lever(name) for name in FUSIONS if name != "first lead"], sequence
    )
    timed = [
        replace(leads.lever, mix=place, timing=counts)
        for place in range(len(mixes))
        for counts in _TIMING
    ]
    timing = best_lever(beats, timed, sequence)
    balances = [replace(timing.lever, balance=counts) for counts in _BALANCE]
    inside = [replace(timing.lever, sequence=counts) for counts in _SEQUENCES]
    balance, ordered = (best_lever(beats, s, sequence) for s in (balances, inside))
    both = replace(ordered.lever, balance=balance.lever.balance)
    fitted = {
        ONE_LEAD: one,
        LEADS: leads,
        TIMING: timing,
        BALANCE: balance,
        SEQUENCE: ordered,
        BOTH: best_lever(beats, [both], sequence),
    }
    return fitted | {BEST: max(fitted.values(), key=lambda some: some.score)}


def outer_fold(
    networks: Path,
    timing: Mapping[str, Path],
    folds: Mapping[str, int],
    number: int,
    sequence: BeatSequence,
) -> Outer:
    """Return an outer fold, with all choices from the others."""
    strict = is_strict(networks, timing, folds)
    inner = inner_beats(networks, timing, folds, number, strict=strict)
    beats = read_fold(networks, timing, [number])
    return Outer(beats, inner, variants(inner, list(timing), sequence))


def is_strict(
    networks: Path, timing: Mapping[str, Path], folds: Mapping[str, int]
) -> bool:
    """Return whether the experts without any two folds are all there."""
    numbers = sorted(set(folds.values()))
    pairs = [[a, b] for a in numbers for b in numbers if a < b]
    places = [(networks, "without"), *((p, "timing-without") for p in timing.values())]
    return all(fold_file(*place, pair).is_file() for place in places for pair in pairs)


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.nested")
    parser.add_argument("--networks", type=existing_folder, required=True)
    parser.add_argument("--timing", type=existing_folder, nargs="+", required=True)
    parser.add_argument("--rhythms", type=existing_folder, nargs="+", required=True)
    parser.add_argument("--folds", type=whole_number(2), default=5)
    parser.add_argument(
        "--only",
        type=whole_number(0),
        nargs="+",
        help="these folds, while others are still being trained",
    )
    parser.add_argument(
        "--seed", type=whole_number(0), default=1, help="of the bootstrap"
    )
    parser.add_argument("--json", type=new_file, help="file for the figures")
    return parser.parse_args(argv)


@program
def main(argv: Sequence[str] | None = None) -> int:
    """Score as the command line says; return the exit status."""
    args = _arguments(argv)
    timing = {folder.name: folder for folder in args.timing}
    numbers = args.only or range(args.folds)
    folds = folds_in(args.networks, numbers)
    sequence = counted(
        [transition_counts(rhythms_in(folder)) for folder in args.rhythms]
    )
    outers = [
        outer_fold(args.networks, timing, folds, number, sequence) for number in numbers
    ]
    result: dict[str, Any] = {
        "folds": sorted(numbers),
        "strict": is_strict(args.networks, timing, folds),
        "timing": timing_figures(outers, list(timing)),
        "choices": choices(outers, list(timing)),
        "inner": {name: inner_figures(outers, name) for name in VARIANTS},
        "outer": {name: outer_figures(outers, name, args.seed) for name in VARIANTS},
    }
    for name in VARIANTS:
        for database, figures in result["outer"][name].items():
            print(name, database, figures["f1"], figures["macro_f1"], flush=True)
    if args.json:
        write_json(args.json, result)
    else:
        print(json.dumps(result, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
