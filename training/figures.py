"""The figures of a bundle as a Markdown table: python -m training.figures [NAME].

With --folds FILE those of patients held out, beside their goals, from what
`training.context --json` wrote; of the shipped bundle `training/results/context.json`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ecgviewer.classifier.bundle import load_bundle
from ecgviewer.classifier.bundle_folders import DEFAULT_BUNDLE, find_bundle
from training.command_line import program
from training.errors import TrainingError
from training.evaluate import PUBLISHED
from training.scoring.metrics import LEFT_OUT

_COLUMNS = (
    ("accuracy", ("accuracy",)),
    ("macro-F1", ("macro_f1",)),
    ("recall N", ("sensitivity", "N")),
    ("recall S", ("sensitivity", "S")),
    ("recall V", ("sensitivity", "V")),
    ("F1 N", ("f1", "N")),
    ("F1 S", ("f1", "S")),
    ("F1 V", ("f1", "V")),
)
_PUBLISHED_KEYS = {
    "accuracy": "accuracy",
    "macro-F1": "macro_f1",
    "recall V": "sensitivity V",
}

Figures = Mapping[str, Any]
#: The variant of `training.scoring.context_folds` that the shipped bundle is.
_SHIPPED_FORM = "the same, networks trusted where most may be S"
#: Where patients were held out.
DATABASES = ("DS1", "svdb")
#: Of patients held out: what is printed, how, and the goals in DS1 and in svdb.
_HELD_OUT: tuple[tuple[str, Callable[[Figures], str], tuple[str, str]], ...] = (
    ("F1 V", lambda some: _with_interval(some, "V"), ("≥ 0.95", "≥ 0.92")),
    ("F1 S", lambda some: _with_interval(some, "S"), ("≥ 0.70", "≥ 0.78")),
    ("macro-F1", lambda some: f"{some['macro_f1']:.3f}", ("≥ 0.88", "≥ 0.89")),
    (
        "expected calibration error",
        lambda some: f"{some['ece']:.4f}",
        ("≤ 0.015", "≤ 0.015"),
    ),
    (
        "errors among the 5 % least confident beats",
        lambda some: f"{100 * some['errors_in_least_confident_5pct']:.0f} %",
        ("≥ 60 %", "≥ 60 %"),
    ),
    (
        "patients with 20 V or more whose F1 V is below 0.8",
        lambda some: _of_patients(*some["patients_with_v_f1_below_0.8"]),
        ("≤ 10 %", "≤ 10 %"),
    ),
)


def figures_table(metrics: Figures) -> str:
    """Return the table: the published figures, each split by patient, and DS2."""
    rows: list[tuple[str, Sequence[float | None]]] = [
        ("published", [PUBLISHED.get(_PUBLISHED_KEYS.get(n, "")) for n, _ in _COLUMNS])
    ]
    splits = [figures_row(split) for split in metrics.get("patientwise", ())]
    if len(splits) == 1:
        rows.append(("70/15/15 by patient, split 1", splits[0]))
    elif splits:
        title = f"70/15/15 by patient, mean of {len(splits)} splits"
        rows.append((title, np.mean(splits, axis=0).tolist()))
    ds2 = metrics.get("ds2", {})
    if reference := ds2.get("reference_peaks"):
        rows.append(("DS1 → DS2, reference R-peaks", figures_row(reference)))
        rows += _without(reference)
    if found := ds2.get("end_to_end"):
        rows.append(("DS1 → DS2, end to end", figures_row(found)))
        rows += _without(found)
    return markdown_table([name for name, _ in _COLUMNS], rows)


def _without(figures: Figures) -> list[tuple[str, list[float]]]:
    """Return a row for each record that figures are given without."""
    return [
        (f"the same without {name}", figures_row(figures[f"without_{name}"]))
        for name in LEFT_OUT
        if f"without_{name}" in figures
    ]


def folds_table(outer: Figures) -> str:
    """Return the table of patients that were held out, with the goals.

    Parameters
    ----------
    outer : mapping
        Figures by database, from `training.scoring.outer_folds.figures_of`.
    """
    lines = [f"| | {' | '.join(f'{name} | goal' for name in DATABASES)} |"]
    lines.append("| --- " * 5 + "|")
    for title, told, goals in _HELD_OUT:
        cells = [
            f"{told(outer[name])} | {goal}"
            for name, goal in zip(DATABASES, goals, strict=True)
        ]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _with_interval(some: Figures, name: str) -> str:
    low, high = some["intervals"][f"{name} F1"]
    return f"{some['f1'][name]:.3f} ({low:.2f}–{high:.2f})"


def _of_patients(below: int, n: int) -> str:
    return f"{below} of {n}, {100 * below / max(n, 1):.0f} %"


def read_outer(path: Path) -> Figures:
    """Return the figures of the form that is shipped, by database.

    Raises
    ------
    TrainingError
        If the file does not hold them.
    """
    try:
        outer: Figures = json.loads(path.read_text(encoding="utf-8"))["outer"]
        return dict(outer[_SHIPPED_FORM])
    except (ValueError, KeyError, TypeError) as error:
        raise TrainingError(
            f"{path} does not hold figures of patients held out ({error}). Give what "
            "training.context wrote with --json."
        ) from error


def markdown_table(
    columns: Sequence[str],
    rows: Sequence[tuple[str, Sequence[float | Sequence[float] | None]]],
) -> str:
    """Return a table whose rows have a title and a number for each column.

    A pair of numbers is a mean and its standard deviation.
    """
    lines = [f"| | {' | '.join(columns)} |", f"| --- |{' --- |' * len(columns)}"]
    for title, values in rows:
        lines.append(f"| {title} | {' | '.join(map(_cell, values))} |")
    return "\n".join(lines) + "\n"


def _cell(value: float | Sequence[float] | None) -> str:
    if isinstance(value, Sequence):
        return " ± ".join(f"{number:.3f}" for number in value)
    return "" if value is None or np.isnan(value) else f"{value:.3f}"


def figures_row(figures: Figures) -> list[float]:
    """Return the figures of the table's columns."""
    row = []
    for _, keys in _COLUMNS:
        value: Any = figures
        for key in keys:
            value = value.get(key) if value else None
        # Figures without a value, such as recall of a class that no beat has.
        row.append(float("nan") if value is None else float(value))
    return row


@program
def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table of the bundle named, or of the default one."""
    parser = argparse.ArgumentParser(prog="python -m training.figures")
    parser.add_argument(
        "bundle", nargs="?", default=DEFAULT_BUNDLE, help="name or folder of a bundle"
    )
    parser.add_argument(
        "--folds", type=Path, metavar="FILE", help="from training.context --json"
    )
    args = parser.parse_args(arguments)
    if args.folds:
        print(folds_table(read_outer(args.folds)), end="")
    else:
        print(figures_table(load_bundle(find_bundle(args.bundle)).metrics), end="")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
