"""The figures of a bundle as a Markdown table: python -m training.figures [NAME]."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ecgviewer.classifier.bundle import DEFAULT_BUNDLE, find_bundle, load_bundle
from training.command_line import program
from training.evaluate import PUBLISHED

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
        if "without_202" in reference:
            rows.append(("the same without 202", figures_row(reference["without_202"])))
    if found := ds2.get("end_to_end"):
        rows.append(("DS1 → DS2, end to end", figures_row(found)))
        if "without_202" in found:
            rows.append(("the same without 202", figures_row(found["without_202"])))
    return markdown_table([name for name, _ in _COLUMNS], rows)


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
    name = parser.parse_args(arguments).bundle
    print(figures_table(load_bundle(find_bundle(name)).metrics), end="")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
