"""Figures of every patient, and pictures of the patients that a classifier fails at.

python -m training.worst_patients --data DIR [DIR...] (--bundle NAME --records LIST |
    --networks DIR [--timing DIR...]) --out FOLDER [--worst N] [--lead NAME]

Prints beats, errors and F1 of every patient and how they are distributed, and writes
``worst.png``: a line for each of the N records with most errors, with strips around
wrong beats, what the reference says above and what the classifier says below.
--networks is the --work of `training.fold_networks`: its networks without one fold
speak of patients that they never saw, on every lead, and then a context expert of the
other folds, calibrated there, as in the shipped bundle. With --bundle,
records that it was trained on are refused, and so is DS2: nobody should look for what
to change there.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ecgviewer.classifier.bundle import load_bundle
from ecgviewer.classifier.bundle_folders import find_bundle
from ecgviewer.classifier.runtime import BeatClassifier
from training.adapt import refuse_choosing
from training.command_line import (
    add_judge_options,
    extra_packages,
    names_of,
    new_folder,
    program,
    whole_number,
    write_json,
)
from training.error_strips import draw_strip
from training.errors import TrainingError
from training.evaluate import refuse_trained
from training.records.dataset import AAMI_OUTPUTS
from training.records.splits import patient_of
from training.records.trained_classes import TrainedClasses
from training.scoring.by_patient import (
    QUANTILES,
    confusions_by_patient,
    patient_rows,
)
from training.scoring.judged_records import (
    JudgedRecord,
    judged_by_bundle,
    judged_by_networks,
)

with extra_packages():
    import matplotlib as mpl
    from matplotlib.figure import Figure

_STRIPS, _AROUND_S = 3, 2.5


def patient_figures(
    judged: Sequence[JudgedRecord], names: Sequence[str]
) -> dict[str, Any]:
    """Return beats, errors and F1 of every patient, and their distribution.

    Returns
    -------
    dict
        ``patients``, those with most errors first; ``distribution``: of the share of
        errors and of F1 of each class, how many patients have one, and quantiles.
    """
    patients = np.repeat(
        [patient_of(record.name) for record in judged],
        [len(record.label) for record in judged],
    )
    rows = patient_rows(
        confusions_by_patient(
            np.concatenate([record.label for record in judged]),
            np.concatenate([record.said for record in judged]),
            patients,
            len(names),
        ),
        names,
    )
    columns = {"errors": [row["errors"] / row["beats"] for row in rows.values()]}
    for place, name in enumerate(names):
        # F1 of patients that have such beats.
        having = [r for r in rows.values() if sum(r["confusion"][place])]
        columns[f"F1 {name}"] = [row["f1"][name] for row in having]
    return {
        "patients": rows,
        "distribution": {
            title: {
                "patients": len(values),
                **{
                    f"{q:g}": round(float(np.quantile(values, q)), 4)
                    for q in QUANTILES
                    if values
                },
            }
            for title, values in columns.items()
        },
    }


def figures_text(figures: dict[str, Any]) -> str:
    """Return the figures as lines of text."""
    lines = []
    for patient, row in figures["patients"].items():
        f1 = ", ".join(
            f"{name} {'-' if value is None else f'{value:.3f}'}"
            for name, value in row["f1"].items()
        )
        counts = f"{row['beats']:6} beats {row['errors']:5} wrong"
        lines.append(f"{patient:>10} {counts} {f1}")
    quantiles = " ".join(map(str, QUANTILES))
    lines.append(f"distribution over patients: quantiles {quantiles}")
    for title, row in figures["distribution"].items():
        values = " ".join(f"{v:.3f}" for key, v in row.items() if key != "patients")
        lines.append(f"{title:>10} of {row['patients']:3} patients: {values}")
    return "\n".join(lines)


def draw_worst(
    judged: Sequence[JudgedRecord],
    names: Sequence[str],
    path: Path,
    lead: str = "",
) -> None:
    """Write a line of strips for each record: its wrong beats, evenly chosen."""
    mpl.use("agg")
    figure = Figure(figsize=(15, 2.1 * len(judged)), layout="constrained", dpi=80)
    axes = figure.subplots(len(judged), _STRIPS, squeeze=False)
    for line, some in zip(axes, judged, strict=True):
        wrong = some.wrong
        chosen = wrong[np.linspace(0, len(wrong) - 1, _STRIPS).round().astype(int)]
        for ax, row in zip(line, chosen.tolist(), strict=True):
            draw_strip(ax, some, row, names, _AROUND_S, [lead] if lead else [])
        title = f"{some.name}, {len(wrong):,} wrong of {len(some.label):,}"
        line[0].set_title(title, fontsize=9, loc="left", pad=12)
    figure.savefig(path)


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.worst_patients")
    add_judge_options(parser)
    parser.add_argument("--records", nargs="+", default=[], help="names")
    parser.add_argument("--out", type=new_folder, required=True)
    parser.add_argument("--worst", type=whole_number(1), default=10)
    parser.add_argument("--lead", default="", help="to draw (default: all)")
    args = parser.parse_args(argv)
    if bool(args.networks) == bool(args.bundle):
        parser.error("give either --bundle with --records, or --networks")
    return args


@program
def main(argv: Sequence[str] | None = None) -> int:
    """Judge and draw as the command line says; return the exit status."""
    args = _arguments(argv)
    names = AAMI_OUTPUTS.names
    if args.networks:
        judged = list(judged_by_networks(args.networks, args.data, args.timing))
    else:
        records = names_of(args.records)
        if not records:
            raise TrainingError("No record is named. Name some with --records.")
        refuse_choosing(records)
        bundle = load_bundle(find_bundle(args.bundle))
        refuse_trained(bundle, records)
        classifier = BeatClassifier(bundle)
        judged = list(judged_by_bundle(classifier, args.data[0], records))
        names = TrainedClasses.of(bundle).names
    figures = patient_figures(judged, names)
    print(figures_text(figures))
    args.out.mkdir(parents=True, exist_ok=True)
    write_json(args.out / "patients.json", figures)
    wrong = sorted((j for j in judged if len(j.wrong)), key=lambda j: -len(j.wrong))
    if wrong:
        picture = args.out / "worst.png"
        draw_worst(wrong[: args.worst], names, picture, args.lead)
        print(f"pictures of the worst {min(len(wrong), args.worst)}: {picture}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
