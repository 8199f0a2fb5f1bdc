"""The figures of a bundle as a Markdown table: python -m training.figures [NAME]."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from ecgviewer.classifier.bundle import DEFAULT_BUNDLE, find_bundle, load_bundle
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


def figures_table(metrics: Mapping[str, Any]) -> str:
    """Return the table: the published figures, each split by patient, and DS2."""
    names = [name for name, _ in _COLUMNS]
    lines = [
        f"| | {' | '.join(names)} |",
        f"| --- |{' --- |' * len(names)}",
        _line("published", [PUBLISHED.get(_PUBLISHED_KEYS.get(n, "")) for n in names]),
    ]
    for number, split in enumerate(metrics["patientwise"], 1):
        lines.append(_line(f"70/15/15 by patient, split {number}", _row(split)))
    ds2 = metrics["ds2"]
    lines.append(_line("DS1 → DS2, reference R-peaks", _row(ds2["reference_peaks"])))
    lines.append(_line("DS1 → DS2, end to end", _row(ds2["end_to_end"])))
    return "\n".join(lines) + "\n"


def _row(figures: Mapping[str, Any]) -> list[float]:
    row = []
    for _, keys in _COLUMNS:
        value: Any = figures
        for key in keys:
            value = value[key]
        row.append(float(value))
    return row


def _line(title: str, values: Sequence[float | None]) -> str:
    cells = ["" if value is None else f"{value:.3f}" for value in values]
    return f"| {title} | {' | '.join(cells)} |"


def main(arguments: Sequence[str]) -> int:
    """Print the table of the bundle named, or of the default one."""
    name = arguments[0] if arguments else DEFAULT_BUNDLE
    print(figures_table(load_bundle(find_bundle(name)).metrics), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
