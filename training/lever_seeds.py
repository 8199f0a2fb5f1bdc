"""What each lever is worth on the outer folds: mean and spread over seeds.

python -m training.lever_seeds --preferred DIR... --every DIR... [--timing DIR...]
    [--folds K] [--json FILE]

Each of --preferred and --every is the --work of `training.fold_networks`, whose
networks learned from one lead of each record (--lead preferred) or from every lead: the
first of seed 1, the next of seed 2 and so on, all of the same folds. Folders of
--timing, those of `training.timing`, serve all seeds. Each row adds a lever to the one
before. An outer fold chooses nothing: weights, experts, calibration and thresholds are
of the other folds, as networks without one fold judged them. Where a folder of --every
has all networks without two folds, its rows are made once more with these: ``strict``.
DS2 is never read.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace
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
from training.figures import markdown_table
from training.networks.context_training import ContextSettings
from training.records.fold_beats import folds_in, has_pairs
from training.scoring.lever_rows import (
    EVERY,
    PREFERRED,
    Figures,
    FoldNetworks,
    added,
    alone,
)

#: Figures of the seeds, by row.
Rows = dict[str, list[Figures]]


def seed_rows(
    networks: FoldNetworks, timing: Mapping[str, Path], seed: int
) -> dict[str, Figures]:
    """Return the rows of networks of one seed that learned from every lead."""
    settings = ContextSettings(seed=seed)
    return alone(networks, EVERY) | added(networks, timing, settings)


def table(rows: Rows) -> str:
    """Return the rows as Markdown: means and standard deviations over seeds."""
    columns = list(next(iter(rows.values()))[0])
    return markdown_table(
        columns,
        [
            (row, [_mean([figures[name] for figures in seeds]) for name in columns])
            for row, seeds in rows.items()
        ],
    )


def _mean(values: Sequence[float]) -> float | list[float]:
    mean = float(np.mean(values))
    return [mean, float(np.std(values, ddof=1))] if len(values) > 1 else mean


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.lever_seeds")
    for option in ("--preferred", "--every"):
        parser.add_argument(option, type=existing_folder, nargs="+", required=True)
    parser.add_argument("--timing", type=existing_folder, nargs="*", default=[])
    parser.add_argument("--folds", type=whole_number(2), default=5)
    parser.add_argument("--json", type=new_file, help="file for the figures")
    return parser.parse_args(argv)


@program
def main(argv: Sequence[str] | None = None) -> int:
    """Score as the command line says; return the exit status."""
    args = _arguments(argv)
    timing = {str(folder): folder for folder in args.timing}
    rows: Rows = {}
    strict: Rows = {}
    for folder in args.preferred:
        networks = FoldNetworks(folder, folds_in(folder, range(args.folds)))
        _gather(rows, alone(networks, PREFERRED))
    for seed, folder in enumerate(args.every, 1):
        networks = FoldNetworks(folder, folds_in(folder, range(args.folds)))
        _gather(rows, seed_rows(networks, timing, seed))
        if all(has_pairs(folder, networks.folds, n) for n in range(args.folds)):
            networks = replace(networks, strict=True)
            _gather(strict, seed_rows(networks, timing, seed))
    for title, some in (("", rows), ("strict\n", strict)):
        if some:
            print(f"{title}{table(some)}", flush=True)
    if args.json:
        result: dict[str, Any] = {"rows": rows, "strict": strict}
        write_json(args.json, result)
    return 0


def _gather(rows: Rows, seed: Mapping[str, Figures]) -> None:
    for row, figures in seed.items():
        rows.setdefault(row, []).append(figures)


if __name__ == "__main__":
    raise SystemExit(main())
