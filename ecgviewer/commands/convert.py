"""`ecgviewer convert`: a record of any format in another one."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ecgviewer.analysis.journal_session import session_of
from ecgviewer.commands.messages import say_failed, say_notices
from ecgviewer.commands.options import add_csv, add_shift_days, hidden_by
from ecgviewer.core.errors import InputError
from ecgviewer.core.record import Record
from ecgviewer.formats.export.annotation_review import merge_review
from ecgviewer.formats.export.copy_formats import COPY_FORMATS
from ecgviewer.formats.export.deidentified import deidentified, renamed
from ecgviewer.formats.export.output_guard import is_taken
from ecgviewer.formats.export.record_copy import (
    CopyError,
    copy_name,
    files_of_copy,
    write_record_copy,
)
from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.formats.record_formats import (
    annotations_of,
    annotators_of,
    format_of,
    read_record,
)
from ecgviewer.formats.wfdb.annotations import Annotations

#: What can be written, by the words of the command line.
_TARGETS = {each.name: each for each in COPY_FORMATS}
_REFERENCE = "atr"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of `ecgviewer convert`."""
    parser.add_argument("records", type=Path, nargs="+", metavar="RECORD")
    parser.add_argument(
        "--to",
        choices=tuple(_TARGETS),
        default="edf",
        help="EDF+ (default), BDF+ of 24 bits, WFDB, or ISHNE",
    )
    parser.add_argument(
        "-o", "--output", type=Path, default=Path(), help="folder (default: here)"
    )
    parser.add_argument("--name", default="", help="name of the copy")
    add_csv(parser)
    parser.add_argument("--force", action="store_true", help="replace a copy")
    parser.add_argument(
        "--deidentify",
        action="store_true",
        help="leave out patient, texts of annotations and the name, and shift dates",
    )
    add_shift_days(parser)
    annotations = parser.add_mutually_exclusive_group()
    annotations.add_argument(
        "--annotator",
        default="",
        metavar="NAME",
        help="whose annotations the copy has (default: atr, or the recording's own)",
    )
    annotations.add_argument(
        "--review",
        type=Path,
        default=None,
        metavar="JOURNAL",
        help="the copy has the beats and rhythms of this review",
    )


def run(arguments: argparse.Namespace) -> int:
    """Write copies of records; return the exit status, 1 if one failed."""
    failed = 0
    if arguments.name and len(arguments.records) > 1:
        print("ecgviewer convert: --name is for one record", file=sys.stderr)
        return 2
    arguments.output.mkdir(parents=True, exist_ok=True)
    for path in arguments.records:
        try:
            _convert(path, arguments)
        except (InputError, OSError, KeyError, ValueError) as error:
            failed += 1
            say_failed(path, error)
    return 1 if failed else 0


def _convert(path: Path, arguments: argparse.Namespace) -> None:
    record = read_record(path)
    hidden = hidden_by(arguments)
    name = copy_name(record, hidden)
    if arguments.name:
        name = renamed(record, arguments.name).name
    target = arguments.output / f"{name}{_TARGETS[arguments.to].endings[0]}"
    there = [each for each in files_of_copy(target) if is_taken(each)]
    if there and not arguments.force:
        raise CopyError(
            f"{there[0]} exists already. Write into another folder with -o, give "
            "another --name, or replace it with --force."
        )
    annotations = _annotations(record, arguments)
    losses = write_record_copy(target, record, annotations, hidden)
    say_notices(path, (*record.notices, *losses))
    print(f"{path}: {record.n_samples} samples -> {target}")


def _annotations(record: Record, arguments: argparse.Namespace) -> Annotations | None:
    if arguments.review:
        contents = read_journal(arguments.review)
        session = session_of(record, contents, None)
        original = (
            annotations_of(record, session.annotator) if session.annotator else None
        )
        shown = deidentified(session) if arguments.deidentify else session
        return merge_review(original, shown, _TARGETS[arguments.to].between)
    if arguments.annotator:
        return annotations_of(record, arguments.annotator)
    if _REFERENCE in annotators_of(record):
        return annotations_of(record, _REFERENCE)
    own = format_of(record.path).reader.annotators(record) if record.path else ()
    return annotations_of(record, own[0]) if own else None
