"""What `ecgviewer studies` is told on the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

from ecgviewer.commands.engine_options import add_engine_options
from ecgviewer.commands.export_options import add_shift_days


def add_studies(parser: argparse.ArgumentParser) -> None:
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
