"""Figures of every patient, and pictures of the patients that a classifier fails at.

python -m training.worst_patients --data DIR [DIR...] (--bundle NAME --records LIST |
    --networks DIR) --out FOLDER [--worst N] [--lead NAME]

Prints beats, errors and F1 of every patient and how they are distributed, and writes
``worst.png``: a line for each of the N records with most errors, with strips around
wrong beats, what the reference says above and what the classifier says below.
--networks is the --work of `training.fold_networks`: its networks without one fold
speak of patients that they never saw, on every lead, fused by equal weights and
calibrated on the other folds. With --bundle, records that it was trained on are
refused, and so is DS2: nobody should look for what to change there.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ecgviewer.classifier.bundle import find_bundle, load_bundle
from ecgviewer.classifier.runtime import BeatClassifier
from ecgviewer.core.arrays import Float64Array
from ecgviewer.core.labels import UNSET, Labels
from ecgviewer.core.record import Record, Samples
from training.adapt import refuse_choosing
from training.command_line import (
    existing_folder,
    extra_packages,
    names_of,
    new_folder,
    program,
    whole_number,
    write_json,
)
from training.errors import TrainingError
from training.evaluate import analysed_beats, refuse_trained
from training.networks.calibration import calibrated, fit_calibration, softmax
from training.records.dataset import (
    AAMI_OUTPUTS,
    is_annotated,
    load_records,
    open_annotated,
)
from training.records.lead_beats import LeadBeats, read_judged, side_by_side
from training.records.patients import file_name_of
from training.records.splits import patient_of
from training.records.trained_classes import TrainedClasses
from training.scoring.by_patient import confusions_by_patient, patient_rows

with extra_packages():
    import matplotlib as mpl
    from matplotlib.figure import Figure

_STRIPS, _AROUND_S = 3, 2.5
_QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True, eq=False)
class JudgedRecord:
    """The annotated beats of a record, and what a classifier says of them.

    Attributes
    ----------
    name : str
    sample : ndarray of int64, shape (n_beats,)
    label, said : ndarray of uint8, shape (n_beats,)
        Positions among the classes.
    """

    name: str
    sample: Samples
    label: Labels
    said: Labels

    @property
    def wrong(self) -> Samples:
        """Rows of the errors."""
        return np.flatnonzero(self.label != self.said)


def by_bundle(name: str, folder: Path, names: Sequence[str]) -> list[JudgedRecord]:
    """Return records as the application judges them by a bundle that never saw them."""
    bundle = load_bundle(find_bundle(name))
    refuse_trained(bundle, names)
    classifier, classes = BeatClassifier(bundle), TrainedClasses.of(bundle)
    judged = []
    for record in load_records(folder, names, bundle.spec, classes):
        path = folder / file_name_of(record.name)
        said = analysed_beats(classifier, path, classes).argmax(axis=1)
        judged.append(
            JudgedRecord(
                record.name, record.samples, record.labels, said.astype(np.uint8)
            )
        )
    return judged


def by_networks(networks: Path, folders: Sequence[Path]) -> list[JudgedRecord]:
    """Return records as networks without their fold judge them, all leads together.

    Raises
    ------
    TrainingError
        If there are no networks, or the folders lack a record.
    """
    folds = [_fused(path) for path in sorted(networks.glob("without-?.npz"))]
    if not folds:
        raise TrainingError(
            f"{networks} holds no without-I.npz. Give the --work of "
            "training.fold_networks."
        )
    judged = []
    for number, (beats, fused) in enumerate(folds):
        others = [fold for place, fold in enumerate(folds) if place != number]
        said = _calibrated(fused, others).argmax(axis=1).astype(np.uint8)
        for name in dict.fromkeys(beats.record.tolist()):
            own = beats.record == name
            label = beats.label[own]
            sample = _samples(_folder_of(name, folders) / name, len(label))
            judged.append(JudgedRecord(name, sample, label, said[own]))
    return judged


def _fused(path: Path) -> tuple[LeadBeats, Float64Array]:
    """Return the beats of a fold, and their probabilities by all leads together."""
    first, logits, _ = side_by_side(read_judged(path)[0])
    mean: Float64Array = np.nanmean(logits.astype(np.float64), axis=1)
    return first.beats, softmax(mean)


def _calibrated(
    fused: Float64Array, others: Sequence[tuple[LeadBeats, Float64Array]]
) -> Float64Array:
    if not others:
        return fused
    said = np.concatenate([each for _, each in others])
    label = np.concatenate([beats.label for beats, _ in others])
    calibration = fit_calibration(said.astype(np.float32), label)
    return calibrated(fused.astype(np.float32), calibration)


def _folder_of(name: str, folders: Sequence[Path]) -> Path:
    for folder in folders:
        if is_annotated(folder / name):
            return folder
    raise TrainingError(f"No folder of --data holds record {name}. Name it, too.")


def _samples(path: Path, n: int) -> Samples:
    """Return the reference's first beats of the classes, those that were judged."""
    _, beats = open_annotated(path)
    samples: Samples = beats.sample[AAMI_OUTPUTS.outputs_of(beats.symbol) != UNSET]
    if len(samples) < n:
        raise TrainingError(f"{path} is another record than the one that was judged.")
    return samples[:n]


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
                    for q in _QUANTILES
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
    quantiles = " ".join(map(str, _QUANTILES))
    lines.append(f"distribution over patients: quantiles {quantiles}")
    for title, row in figures["distribution"].items():
        values = " ".join(f"{v:.3f}" for key, v in row.items() if key != "patients")
        lines.append(f"{title:>10} of {row['patients']:3} patients: {values}")
    return "\n".join(lines)


def draw_worst(
    judged: Sequence[JudgedRecord],
    folders: Sequence[Path],
    names: Sequence[str],
    path: Path,
    lead: str = "",
) -> None:
    """Write a line of strips for each record: its wrong beats, evenly chosen."""
    mpl.use("agg")
    figure = Figure(figsize=(15, 1.7 * len(judged)), layout="constrained", dpi=80)
    axes = figure.subplots(len(judged), _STRIPS, squeeze=False)
    for line, some in zip(axes, judged, strict=True):
        record, _ = open_annotated(_folder_of(some.name, folders) / some.name)
        place = record.lead_index(lead) if lead else 0
        wrong = some.wrong
        chosen = wrong[np.linspace(0, len(wrong) - 1, _STRIPS).round().astype(int)]
        for ax, row in zip(line, chosen.tolist(), strict=True):
            _draw_strip(ax, record, place, some, row, names)
    figure.savefig(path)


def _draw_strip(
    ax: Any,  # noqa: ANN401
    record: Record,
    lead: int,
    judged: JudgedRecord,
    row: int,
    names: Sequence[str],
) -> None:
    centre, reach = int(judged.sample[row]), round(_AROUND_S * record.fs)
    start = max(centre - reach, 0)
    values = record.values(lead, start, min(centre + reach, record.n_samples))
    ax.plot((np.arange(len(values)) + start) / record.fs, values, "k", linewidth=0.6)
    low, high = np.nanmin(values), np.nanmax(values)
    for beat in np.flatnonzero(np.abs(judged.sample - centre) < reach):
        at, true, said = (a[beat] for a in (judged.sample, judged.label, judged.said))
        colour = "tab:red" if true != said else "0.4"
        place = {"fontsize": 7, "ha": "center", "color": colour}
        ax.text(at / record.fs, high, names[true], va="bottom", **place)
        ax.text(at / record.fs, low, names[said], va="top", **place)
    ax.set_title(
        f"{judged.name} {record.leads[lead].name}, {len(judged.wrong)} wrong of "
        f"{len(judged.label)}",
        fontsize=8,
        loc="left",
        pad=12,
    )
    ax.axvline(centre / record.fs, color="tab:red", linewidth=0.4)
    ax.tick_params(labelsize=6)
    ax.margins(y=0.15)


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.worst_patients")
    parser.add_argument(
        "--data",
        type=existing_folder,
        nargs="+",
        required=True,
        help="folders of records",
    )
    parser.add_argument("--bundle", help="name or folder of a bundle")
    parser.add_argument("--records", nargs="+", default=[], help="names")
    parser.add_argument(
        "--networks", type=existing_folder, help="of training.fold_networks"
    )
    parser.add_argument("--out", type=new_folder, required=True)
    parser.add_argument("--worst", type=whole_number(1), default=10)
    parser.add_argument("--lead", default="", help="to draw (default: the first)")
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
        judged = by_networks(args.networks, args.data)
    else:
        records = names_of(args.records)
        if not records:
            raise TrainingError("No record is named. Name some with --records.")
        refuse_choosing(records)
        judged = by_bundle(args.bundle, args.data[0], records)
        names = TrainedClasses.of(load_bundle(find_bundle(args.bundle))).names
    figures = patient_figures(judged, names)
    print(figures_text(figures))
    args.out.mkdir(parents=True, exist_ok=True)
    write_json(args.out / "patients.json", figures)
    wrong = sorted((j for j in judged if len(j.wrong)), key=lambda j: -len(j.wrong))
    if wrong:
        picture = args.out / "worst.png"
        draw_worst(wrong[: args.worst], args.data, names, picture, args.lead)
        print(f"pictures of the worst {min(len(wrong), args.worst)}: {picture}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
