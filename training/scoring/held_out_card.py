"""What the model card says of patients held out, who chose nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from training.figures import DATABASES, folds_table
from training.records.dataset import AAMI_OUTPUTS
from training.scoring.by_patient import QUANTILES, mean_f1

Figures = Mapping[str, Any]

#: Of the figures of a database, those that a bundle keeps.
_KEPT = (
    *("f1", "macro_f1", "ece", "errors_in_least_confident_5pct", "intervals"),
    "patients_with_v_f1_below_0.8",
)
_WORST = 10


def held_out_summary(outer: Figures) -> dict[str, Any]:
    """Return what a bundle keeps of the figures of patients held out.

    Parameters
    ----------
    outer : mapping
        Figures by database, from `training.figures.read_outer`.
    """
    summary: dict[str, Any] = {}
    for name, figures in outer.items():
        confusions = [np.array(r["confusion"]) for r in figures["patients"].values()]
        summary[name] = {key: figures[key] for key in _KEPT}
        summary[name]["mean_f1_of_patients"] = mean_f1(confusions, AAMI_OUTPUTS.names)
    rows = {p: row for some in outer.values() for p, row in some["patients"].items()}
    worst = sorted(rows, key=lambda patient: -rows[patient]["errors"])[:_WORST]
    shares = [row["errors"] / row["beats"] for row in rows.values()]
    return summary | {
        "patients": len(rows),
        "errors": sum(row["errors"] for row in rows.values()),
        "share of errors": np.quantile(shares, QUANTILES).round(4).tolist(),
        "worst": {patient: rows[patient]["errors"] for patient in worst},
    }


def held_out_parts(summary: Figures) -> Iterator[str]:
    """Yield the lines of the card on what `held_out_summary` returned."""
    yield "## Outer folds: patients held out, who chose nothing\n"
    yield (
        "The outer folds of a nested cross-validation by patient within DS1 and svdb, "
        "beside their goals, with 95 % intervals by bootstrap over patients "
        "(`python -m training.context`; every patient's figures are in "
        "`training/results/context.json`):\n"
    )
    yield folds_table(summary)
    yield f"{_of_patients(summary)}\n"
    yield "The next table is of inner folds: of patients on whom there was a choice.\n"


def _of_patients(summary: Figures) -> str:
    means = "; ".join(
        f"{name} {means_text(summary[name]['mean_f1_of_patients'])}"
        for name in DATABASES
    )
    shares = ", ".join(
        f"{100 * share:.1f} % at {quantile:g}"
        for quantile, share in zip(QUANTILES, summary["share of errors"], strict=True)
    )
    worst = ", ".join(f"{p} {n:,}" for p, n in summary["worst"].items())
    n_worst = sum(summary["worst"].values())
    return (
        f"F1 as mean over patients with ten such beats or more: {means}. Share of "
        f"wrong beats of the {summary['patients']} patients, quantiles: {shares}. The "
        f"worst ten make {n_worst:,} of the {summary['errors']:,} errors: {worst}."
    )


def means_text(means: Figures) -> str:
    """Return F1 as mean over patients of each class, from `by_patient.mean_f1`."""
    return ", ".join(
        f"{name} {mean['f1']:.3f} ({mean['patients']} patients)"
        for name, mean in means.items()
    )
