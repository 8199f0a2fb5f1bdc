"""Has fold networks judge their patients again, with typical beats picked by time.

python -m training.judge_again --data MITDB [--extra DIR...] --networks DIR --out DIR
    [--folds K] [--jobs N]

--networks is the --work of `training.fold_networks`. Shows what it changes for networks
that were trained with typical beats picked by rank. A fold that is there already is
left alone. DS2 is never read.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace

from ecgviewer.commands.options import add_engine_options, engine_of
from ecgviewer.preprocessing.spec import BY_TIME
from training.command_line import (
    existing_folder,
    new_folder,
    program,
    whole_number,
)
from training.cross_validate import training_records
from training.errors import TrainingError
from training.fold_networks import judged_by, network_without
from training.networks.recipes import CONTEXT
from training.records.fold_beats import fold_file, folds_in
from training.records.lead_beats import read_judged, write_judged


@program
def main(argv: Sequence[str] | None = None) -> int:
    """Judge as the command line says; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.judge_again")
    parser.add_argument("--data", type=existing_folder, required=True)
    parser.add_argument("--extra", type=existing_folder, nargs="*", default=[])
    parser.add_argument("--networks", type=existing_folder, required=True)
    parser.add_argument("--out", type=new_folder, required=True)
    parser.add_argument("--folds", type=whole_number(2), default=5)
    add_engine_options(parser)
    args = parser.parse_args(argv)
    folds = folds_in(args.networks, range(args.folds))
    spec = replace(CONTEXT.spec, typical=BY_TIME)
    records = training_records(
        args.data, args.extra, spec, engine_of(args), every_lead=True
    )
    if missing := set(folds) - {record.name for record in records}:
        raise TrainingError(
            f"{', '.join(sorted(missing))}: judged by the networks, and not there. "
            "Give the folders that they were trained with."
        )
    args.out.mkdir(parents=True, exist_ok=True)
    for number in range(args.folds):
        path = fold_file(args.out, "without", [number])
        if not path.is_file():
            network = network_without(args.networks, number)
            run = json.loads(
                read_judged(fold_file(args.networks, "without", [number]))[1]
            )
            own = [record for record in records if folds[record.name] == number]
            judged = judged_by(network, own, spec)
            write_judged(path, judged, json.dumps(run | {"typical": BY_TIME}))
        print(path, flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
