"""A bundle's figures on the noise stress test, for each signal-to-noise ratio.

python -m training.noise --bundle NAME --data NSTDB [--json FILE]

Beats are found and classified as the program does it. The patients of 118 and 119 are
in DS1, so their clean recordings may have trained the bundle; their noisy copies never.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ecgviewer.classifier.bundle import load_bundle
from ecgviewer.classifier.bundle_folders import find_bundle
from ecgviewer.classifier.runtime import BeatClassifier, Classifier
from training.command_line import existing_folder, new_file, program, write_json
from training.figures import figures_row, markdown_table
from training.records.detected import detected_figures
from training.records.trained_classes import refuse_other_classes

#: Of all figures, those that two patients have.
_TOLD = ("accuracy", "macro_f1", "f1", "sensitivity", "ppv", "confusion", "detection")
#: Signal-to-noise ratios in dB and what the records' names call them.
_RATIOS = {24: "24", 18: "18", 12: "12", 6: "06", 0: "00", -6: "_6"}


def noise_figures(classifier: Classifier, data: Path) -> dict[str, Any]:
    """Return figures over 118 and 119 for each signal-to-noise ratio."""
    figures = {}
    for ratio, name in _RATIOS.items():
        some = detected_figures(classifier, data, [f"118e{name}", f"119e{name}"])
        figures[f"{ratio} dB"] = {key: some[key] for key in _TOLD}
    return figures


@program
def main(argv: Sequence[str] | None = None) -> int:
    """Print the table; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.noise")
    parser.add_argument("--bundle", required=True, help="name or folder of a bundle")
    parser.add_argument(
        "--data", type=existing_folder, required=True, help="folder of nstdb"
    )
    parser.add_argument("--json", type=new_file, help="file for the figures")
    args = parser.parse_args(argv)
    bundle = load_bundle(find_bundle(args.bundle))
    refuse_other_classes(bundle)
    classifier = BeatClassifier(bundle)
    figures = noise_figures(classifier, args.data)
    columns = ("accuracy", "macro-F1", "recall N", "recall S", "recall V")
    f1 = ("F1 N", "F1 S", "F1 V")
    rows = [(name, figures_row(some)) for name, some in figures.items()]
    print(markdown_table([*columns, *f1], rows), end="")
    if args.json:
        write_json(args.json, figures)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
