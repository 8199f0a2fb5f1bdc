"""What can be chosen of a training, on the command line or in one TOML file.

Keys of the file are the options without their dashes (``least-patients = 6``); a list
is several words, ``true`` an option without a value, and folders and files are looked
for beside the file. ``[[label_scheme]]`` tables, and ``classes``, name other classes as
a ``bundle.json`` does. What the command line says comes first.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from ecgviewer.analysis.remote_records import is_remote
from ecgviewer.commands.options import add_engine_options
from ecgviewer.preprocessing.spec import PreprocessingSpec
from training.command_line import (
    new_folder,
    positive_number,
    records_folder,
    whole_number,
)
from training.errors import TrainingError
from training.networks.recipes import RECIPES, Recipe, Settings
from training.own_records import LEAST_PATIENTS, OWN_SPLIT
from training.records.dataset import AAMI_OUTPUTS, REFERENCE
from training.records.splits import SPLITS
from training.records.trained_classes import TrainedClasses

KEEP, LEAVE_OUT = "keep", "leave-out"
EVERY = "every"
_FILES = ("data", "extra", "labels", "patients", "out", "work")
#: Keys of the file beside the options.
_TABLES = ("label_scheme", "classes")


class _Parser(argparse.ArgumentParser):
    """Names the file, too, where something is wrong."""

    config: Path | None = None

    def error(self, message: str) -> NoReturn:
        beside = f" (with the options of {self.config})" if self.config else ""
        super().error(f"{message}{beside}")


def options(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """Return what the command line, and the file that it names, ask for.

    Returns
    -------
    argparse.Namespace
        With ``classes`` and ``every_lead`` beside the options.

    Raises
    ------
    TrainingError
        If the file cannot be read, or has unknown keys.
    """
    first = argparse.ArgumentParser(add_help=False)
    first.add_argument("--config", type=Path)
    path = first.parse_known_args(argv)[0].config
    parser, said = _parser(), _read(path) if path else {}
    parser.config = path
    known = {action.dest.replace("_", "-") for action in parser._actions}
    words = _words(path, said, known) if path else []
    args = parser.parse_args([*words, *(_given() if argv is None else argv)])
    args.every_lead = args.lead == [EVERY]
    args.classes = _classes(args, said, path)
    if args.split != OWN_SPLIT and args.patients:
        parser.error(f"--patients is for --split {OWN_SPLIT}")
    return args


def _given() -> list[str]:
    import sys  # noqa: PLC0415

    return sys.argv[1:]


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TrainingError(
            f"{path} cannot be read as TOML: {error}. The user guide has an example."
        ) from error


def _words(path: Path, said: Mapping[str, Any], known: set[str]) -> list[str]:
    words = []
    for key, value in said.items():
        if key in _TABLES:
            continue
        if key not in known or key in ("config", "help"):
            raise TrainingError(
                f"{path}: {key} is not an option. There are "
                f"{', '.join(sorted(known - {'config', 'help'}))}."
            )
        values = value if isinstance(value, list) else [value]
        if any(isinstance(each, dict) for each in values):
            raise TrainingError(f"{path}: {key} is a table; give a value or a list.")
        if value is not False:
            words.append(f"--{key}")
        if not isinstance(value, bool):
            words += [_word(path, key, each) for each in values]
    return words


def _word(path: Path, key: str, value: object) -> str:
    beside = key in _FILES and not is_remote(Path(str(value)))
    return str(path.parent / str(value)) if beside else str(value)


def _classes(
    args: argparse.Namespace, said: Mapping[str, Any], path: Path | None
) -> TrainedClasses:
    if args.labels:
        return TrainedClasses.read(args.labels)
    if path and any(key in said for key in _TABLES):
        return TrainedClasses.said(said, path)
    return AAMI_OUTPUTS


def chosen_recipe(args: argparse.Namespace) -> Recipe:
    """Return the recipe that the options ask for.

    Raises
    ------
    TrainingError
        If no picture can be made with the window or sampling frequency.
    """
    recipe = RECIPES[args.recipe]
    epochs = args.epochs or recipe.settings.epochs
    members = args.members or recipe.shape.members
    normal = args.normal or recipe.settings.n_normal
    return replace(
        recipe,
        spec=_spec(args, recipe.spec),
        shape=replace(recipe.shape, members=members),
        settings=replace(
            recipe.settings, seed=args.seed, epochs=epochs, n_normal=normal
        ),
    )


def _spec(args: argparse.Namespace, spec: PreprocessingSpec) -> PreprocessingSpec:
    changed: dict[str, Any] = {}
    if args.lead and not args.every_lead:
        changed["leads"] = tuple(args.lead)
    if args.window:
        changed["before_s"], changed["after_s"] = args.window
    if args.fs:
        # The same lengths in seconds.
        part = args.fs / spec.fs
        lengths = {n: getattr(spec, n) for n in ("n_fft", "win", "hop")}
        changed |= {n: max(round(value * part), 1) for n, value in lengths.items()}
        changed["fs"] = args.fs
    try:
        return replace(spec, **changed)
    except ValueError as error:
        least = int(2 * spec.band_hz[1]) + 1
        raise TrainingError(
            f"{error}. Give --fs {least} or more, or another --window."
        ) from error


def _parser() -> _Parser:
    parser = _Parser(prog="python -m training.train")
    parser.add_argument("--config", type=Path, help="TOML file of these options")
    parser.add_argument(
        "--data",
        type=records_folder,
        required=True,
        help="folder of records, or its URL",
    )
    parser.add_argument(
        "--extra",
        type=records_folder,
        nargs="*",
        default=[],
        help="more folders, to train on (with --split own: more records)",
    )
    parser.add_argument("--split", choices=(*SPLITS, OWN_SPLIT), required=True)
    parser.add_argument("--recipe", choices=tuple(RECIPES), default="context")
    parser.add_argument("--out", type=new_folder, required=True, help="bundle to write")
    _add_records(parser)
    _add_pictures(parser)
    _add_run(parser)
    return parser


def _add_records(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--labels",
        type=Path,
        help="JSON file of other classes than N, S and V, as in a bundle.json",
    )
    parser.add_argument(
        "--annotator", default=REFERENCE, help="whose annotations are learned from"
    )
    parser.add_argument(
        "--patients", type=Path, help="CSV with the columns record and patient"
    )
    parser.add_argument(
        "--least-patients",
        type=whole_number(3),
        default=LEAST_PATIENTS,
        help="patients that each class must have, with --split own",
    )
    parser.add_argument(
        "--paced",
        choices=(LEAVE_OUT, KEEP),
        default=LEAVE_OUT,
        help="what becomes of paced records; kept where paced beats are a class",
    )


def _add_pictures(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--lead", nargs="+", help=f"leads, the preferred one first, or {EVERY}"
    )
    parser.add_argument(
        "--window",
        type=positive_number,
        nargs=2,
        metavar=("BEFORE", "AFTER"),
        help="seconds of the picture before and after the R-peak",
    )
    parser.add_argument(
        "--fs", type=whole_number(1), help="sampling frequency of the pictures in Hz"
    )


def _add_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", type=whole_number(0), default=Settings.seed)
    parser.add_argument(
        "--epochs", type=whole_number(1), help="instead of the recipe's number"
    )
    parser.add_argument(
        "--normal", type=whole_number(1), help="normal beats an epoch, at most"
    )
    parser.add_argument(
        "--members", type=whole_number(1), help="instead of the recipe's number"
    )
    parser.add_argument(
        "--member", type=whole_number(0), help="train this member and stop"
    )
    parser.add_argument("--work", type=new_folder, help="folder for checkpoints")
    add_engine_options(parser)
    parser.add_argument(
        "--device", choices=("auto", "cpu", "gpu"), default="auto", help="to train on"
    )
