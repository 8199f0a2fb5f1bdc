"""`ecgviewer studies`: the study list without a window."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from ecgviewer.classifier.runtime import load_classifier
from ecgviewer.commands.double_reading import agreement_of, write_reference_set
from ecgviewer.commands.messages import say_failure
from ecgviewer.commands.options import (
    add_csv,
    add_engine_options,
    add_shift_days,
    engine_of,
)
from ecgviewer.core.errors import InputError, message_of
from ecgviewer.core.time_text import left_text
from ecgviewer.studies.index import StudyIndex
from ecgviewer.studies.index_file import DamagedIndexError
from ecgviewer.studies.mending import MADE_AGAIN, with_index
from ecgviewer.studies.places import StudyPlaces, distinct
from ecgviewer.studies.query import StudyQuery
from ecgviewer.studies.scan import Scanner
from ecgviewer.studies.study import COLUMNS, Study
from ecgviewer.studies.table import csv_of, json_of, printed
from ecgviewer.studies.worklist import Worklist


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of `ecgviewer studies`."""
    parser.add_argument(
        "folders",
        type=Path,
        nargs="*",
        metavar="FOLDER",
        help="folders, those below included (default: those that the window watches)",
    )
    parser.add_argument(
        "--watch", action="store_true", help="have the window list these folders, too"
    )
    parser.add_argument(
        "--rebuild", action="store_true", help="make the index again from the files"
    )
    parser.add_argument(
        "--analyze",
        action="store_true",
        help="analyse what is new, so that the window opens it finished",
    )
    add_engine_options(parser)
    parser.add_argument(
        "--bundle", default="", metavar="BUNDLE", help="name or folder of a classifier"
    )
    parser.add_argument(
        "--search", default="", metavar="WORDS", help="only studies with these words"
    )
    parser.add_argument(
        "--sort", default="", metavar="COLUMN", help="order (default: worst first)"
    )
    parser.add_argument("--descending", action="store_true", help="the other way round")
    parser.add_argument(
        "--agreement",
        action="store_true",
        help="print how far the two readers of each record agree, instead of the list",
    )
    parser.add_argument(
        "--reference-set",
        type=Path,
        default=None,
        metavar="FOLDER",
        help="write records with their signed consensus, to train and test with",
    )
    parser.add_argument(
        "--single",
        action="store_true",
        help="put what one reader has signed into the reference set, too",
    )
    parser.add_argument(
        "--deidentify",
        action="store_true",
        help="leave patients, readers and texts out of the reference set, shift dates",
    )
    add_shift_days(parser)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON")
    form.add_argument("--csv", action="store_true", help="print CSV")
    add_csv(parser, "--csv-options")


def run(arguments: argparse.Namespace) -> int:
    """Bring the list up to date and print it; return the exit status.

    Raises
    ------
    InputError
        If a folder is not there, or the index cannot be used.
    """
    places = StudyPlaces.of_user()
    roots = _roots(arguments, places)
    if arguments.sort and arguments.sort not in COLUMNS:
        names = ", ".join(COLUMNS)
        raise InputError(f"{arguments.sort} is not a column. There are {names}.")
    ((text, failed),) = with_index(
        places.index,
        lambda index: iter([_answer(arguments, index, places, roots)]),
        _say_damage,
    )
    _say("")
    print(text.rstrip("\n"))
    return 1 if failed else 0


def _answer(
    arguments: argparse.Namespace,
    index: StudyIndex,
    places: StudyPlaces,
    roots: tuple[Path, ...],
) -> tuple[str, int]:
    """Return what is printed, and how many studies failed."""
    found, failed = _listed(arguments, index, places, roots)
    scanner = Scanner(index, places)
    if arguments.reference_set:
        text, more = write_reference_set(arguments, scanner, found, places)
        return text, failed + more
    if arguments.agreement:
        text, more = agreement_of(arguments, scanner, found, places)
        return text, failed + more
    write = json_of if arguments.json else csv_of if arguments.csv else printed
    return write(found), failed


def _listed(
    arguments: argparse.Namespace,
    index: StudyIndex,
    places: StudyPlaces,
    roots: tuple[Path, ...],
) -> tuple[list[Study], int]:
    """Return the studies that are asked for, and how many could not be analysed."""
    if arguments.rebuild:
        with index.change():
            index.clear()
    for step in Scanner(index, places, _say_unreadable).scan(roots):
        _say(f"{step.n_looked} records looked at, {step.n_read} read")
    failed = _analyse(arguments, index, places, roots) if arguments.analyze else 0
    query = StudyQuery(
        roots,
        arguments.search,
        order=arguments.sort,
        descending=arguments.descending,
        today=date.today(),
    )
    return index.studies(*query.where, query.order_by), failed


def _roots(arguments: argparse.Namespace, places: StudyPlaces) -> tuple[Path, ...]:
    roots = distinct(arguments.folders or places.watched())
    if not roots:
        raise InputError("Name a folder; none is watched yet.")
    for root in arguments.folders:
        if not root.is_dir():
            raise InputError(f"{root} is not a folder. Name folders of records.")
    if arguments.watch:
        places.watch([*places.watched(), *roots])
    return roots


def _analyse(
    arguments: argparse.Namespace,
    index: StudyIndex,
    places: StudyPlaces,
    roots: tuple[Path, ...],
) -> int:
    """Count what is to be counted; return how many failed."""
    # A wrong bundle is said once, not of each record.
    load_classifier(arguments.bundle)
    work, failed = Worklist(index, places, roots, arguments.bundle), 0
    for step in work.run(engine_of(arguments)):
        left = left_text(step.seconds_left) if step.seconds_left else ""
        _say(f"{step.n_done} analysed, {step.n_left} to do  {left}")
        if step.done.failure:
            failed += 1
            _say("")
            say_failure(step.done.item.path, step.done.failure)
    return failed


def _say_unreadable(error: OSError) -> None:
    _say("")
    print(f"{message_of(error)}. What lies there is not listed.", file=sys.stderr)


def _say_damage(_: DamagedIndexError) -> None:
    _say("")
    print(MADE_AGAIN, file=sys.stderr)


def _say(text: str) -> None:
    """Show how far it is, on a terminal."""
    if sys.stderr.isatty():
        print(f"\r{text[:78]:<78}\r", end="", file=sys.stderr, flush=True)
