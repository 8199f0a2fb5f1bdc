"""Other programs' annotations beside ours, scored by the same rules.

python -m training.compare_programs --data DIR --records ds1|ds2|all|LIST
    [--bundle NAME ...] --program NAME FOLDER ANNOTATOR [--program ...]
    [--allow-trained] [--json FILE]

FOLDER has an annotation file RECORD.ANNOTATOR for each record, as a program wrote it:
gqrs, EP Limited's classifier, ecg-kit. Beats are paired within 150 ms, missed and extra
beats count as errors, beats whose reference is F or Q are left out, and what a program
calls neither S nor V counts as N. With --bundle, the same of ours, end to end; DS2 is
scored once for each bundle, so that its row is of the figures that the bundle holds.
`training.other_programs` writes files of some programs that find R-peaks.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ecgviewer.classifier.bundle import Bundle, load_bundle
from ecgviewer.classifier.bundle_folders import find_bundle
from ecgviewer.classifier.runtime import BeatClassifier
from training.command_line import (
    existing_folder,
    names_of,
    new_file,
    program,
    write_json,
)
from training.errors import TrainingError
from training.evaluate import refuse_trained
from training.figures import markdown_table
from training.records.dataset import available_records
from training.records.detected import (
    annotated_confusion,
    detected_figures,
    found_figures,
)
from training.records.splits import DIVISIONS
from training.records.trained_classes import refuse_other_classes

_COLUMNS = (
    ("beats Se", ("detection", "sensitivity")),
    ("beats +P", ("detection", "ppv")),
    *(
        (f"{name} {title}", (key, name))
        for name in ("V", "S")
        for title, key in (("Se", "sensitivity"), ("+P", "ppv"), ("F1", "f1"))
    ),
)
#: What `found_figures` gives, of all that a bundle knows of its test.
_FOUND = (
    *("accuracy", "macro_f1", "f1", "sensitivity", "ppv", "confusion"),
    *("without_202", "without_232", "detection"),
    *("mean_f1_of_patients", "intervals"),
)


def program_figures(
    data: Path, names: Sequence[str], folder: Path, annotator: str
) -> dict[str, Any]:
    """Return the figures of a program's annotations over records.

    Raises
    ------
    TrainingError
        If it has none of a record.
    """
    confusions = {}
    for name in names:
        annotations = folder / f"{name}.{annotator}"
        if not annotations.is_file():
            raise TrainingError(
                f"{annotations} is missing. Run the program on {name} too, or leave "
                "the record out of --records."
            )
        confusions[name] = annotated_confusion(data / name, annotations)
    return found_figures(confusions)


def own_figures(bundle: Bundle, data: Path, names: Sequence[str]) -> dict[str, Any]:
    """Return the figures of a bundle of ours, as they were found when it was scored.

    On other records than it was scored on they are found now.
    """
    known = bundle.metrics.get("ds2", {}).get("end_to_end", {})
    if "detection" in known and set(known["test_records"]) == set(names):
        return {key: known[key] for key in _FOUND if key in known}
    return detected_figures(BeatClassifier(bundle), data, names)


def table(figures: Mapping[str, Mapping[str, Any]]) -> str:
    """Return a row for each program as Markdown; nothing of classes that it never says.

    A program that tells no S from N has no figure for it, nor has one that only finds
    beats for V.
    """
    rows = []
    for name, some in figures.items():
        unsaid = [part for part in "SV" if some["ppv"][part] is None]
        row = [
            None if part in unsaid else some[key][part] for _, (key, part) in _COLUMNS
        ]
        rows.append((name, row))
    return markdown_table([title for title, _ in _COLUMNS], rows)


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.compare_programs")
    parser.add_argument(
        "--data", type=existing_folder, required=True, help="folder of records"
    )
    parser.add_argument(
        "--records", nargs="+", required=True, help="ds1, ds2, all or names"
    )
    parser.add_argument(
        "--program",
        nargs=3,
        action="append",
        default=[],
        metavar=("NAME", "FOLDER", "ANNOTATOR"),
        help="a program, and where its annotations are",
    )
    parser.add_argument(
        "--bundle",
        action="append",
        default=[],
        help="name or folder of a bundle of ours; may be given again",
    )
    parser.add_argument(
        "--allow-trained", action="store_true", help="score training patients, marked"
    )
    parser.add_argument("--json", type=new_file, help="file for the figures")
    args = parser.parse_args(argv)
    if not (args.program or args.bundle):
        parser.error("there is nothing to compare: give --program or --bundle")
    titles = [title for title, _, _ in args.program]
    if twice := sorted({title for title in titles if titles.count(title) > 1}):
        parser.error(f"give each program a name of its own: {', '.join(twice)}")
    return args


@program
def main(argv: Sequence[str] | None = None) -> int:
    """Compare as the command line says; return the exit status."""
    args = _arguments(argv)
    names = names_of(args.records)
    names = DIVISIONS.get(" ".join(names), names)
    if names == ("all",):
        names = available_records(args.data)
    if not names:
        raise TrainingError("No record is named. Name some with --records.")
    figures = {}
    for title, folder, annotator in args.program:
        figures[title] = program_figures(args.data, names, Path(folder), annotator)
    for each in args.bundle:
        bundle = load_bundle(find_bundle(each))
        refuse_other_classes(bundle)
        if not args.allow_trained:
            refuse_trained(bundle, names)
        figures[bundle.classifier_id] = own_figures(bundle, args.data, names)
    print(table(figures), end="")
    if args.json:
        write_json(args.json, {"records": list(names), "programs": figures})
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
