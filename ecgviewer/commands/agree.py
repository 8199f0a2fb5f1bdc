"""`ecgviewer agree`: kappa of two or more readers of records."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from ecgviewer.analysis.reader_agreement import (
    agreement_document,
    agreement_text,
    reader_agreement,
)
from ecgviewer.commands.messages import say_failure
from ecgviewer.commands.options import add_classes, add_csv


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of `ecgviewer agree`."""
    parser.add_argument("records", type=Path, nargs="+", metavar="RECORD")
    parser.add_argument(
        "--readers",
        nargs="+",
        required=True,
        metavar="READER",
        help="two or more annotators (endings of annotation files), or CSV files",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    add_csv(parser)
    add_classes(parser)


def run(arguments: argparse.Namespace) -> int:
    """Compare readers; return the exit status, 1 if a record failed."""
    if len(arguments.readers) < 2:
        print("ecgviewer agree: name two readers or more", file=sys.stderr)
        return 2
    result = reader_agreement(arguments.records, arguments.readers, arguments.classes)
    if arguments.json:
        print(json.dumps(agreement_document(result), indent=1))
    elif len(result.failed) < len(arguments.records):
        print(agreement_text(result))
    for failure in result.failed:
        say_failure(failure.record, failure.message)
    return 1 if result.failed else 0
