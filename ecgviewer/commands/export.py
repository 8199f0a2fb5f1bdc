"""`ecgviewer export`: a review as CSV, or as annotations of other formats."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from ecgviewer.analysis.journal_record import record_of
from ecgviewer.analysis.journal_session import classifier_of, session_of
from ecgviewer.analysis.progress_line import ProgressLine
from ecgviewer.commands.messages import say_failed, say_notices
from ecgviewer.commands.options import (
    add_classifier,
    add_csv,
    add_shift_days,
    hidden_by,
)
from ecgviewer.core.errors import InputError
from ecgviewer.core.record import Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.export.deidentified import renamed
from ecgviewer.formats.export.export_formats import (
    EXPORT_FORMATS,
    ReviewExport,
    export_review,
    paths_of_export,
)
from ecgviewer.formats.export.record_copy import Hidden
from ecgviewer.formats.export.review_export import refuse_to_replace, replaced_work
from ecgviewer.formats.files.left_behind import remove_left_behind
from ecgviewer.formats.journal.identity import header_changes
from ecgviewer.formats.journal.reader import JournalContents, read_journal
from ecgviewer.formats.record_formats import read_record
from ecgviewer.formats.wfdb.annotator_names import check_annotator

_NAMES = tuple(each.name for each in EXPORT_FORMATS)
_USUAL = tuple(each.name for each in EXPORT_FORMATS if each.is_usual)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of `ecgviewer export`."""
    parser.add_argument("journal", type=Path, metavar="JOURNAL")
    parser.add_argument(
        "--to",
        type=_exports,
        default=_USUAL,
        metavar="NAME[,NAME]",
        help=f"what is written, of {', '.join(_NAMES)} (default: {','.join(_USUAL)})",
    )
    parser.add_argument("-o", "--output", type=Path, default=None, help="folder")
    parser.add_argument(
        "--record", type=Path, default=None, help="the record, if it is elsewhere"
    )
    parser.add_argument("--annotator", default="review", help="annotator name")
    parser.add_argument(
        "--force", action="store_true", help="replace files of an earlier export"
    )
    parser.add_argument(
        "--deidentify",
        action="store_true",
        help="leave out patient, reader, times of review, comments and texts of "
        "annotations, and shift dates",
    )
    add_shift_days(parser)
    parser.add_argument(
        "--name", default="", help="name of the record in the files and their names"
    )
    add_csv(parser)
    add_classifier(parser, "write no label for beats that nobody labelled")


def _exports(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    if unknown := [name for name in names if name not in _NAMES]:
        raise argparse.ArgumentTypeError(
            f"{unknown[0]!r} cannot be written; give some of {', '.join(_NAMES)}"
        )
    return names


def run(arguments: argparse.Namespace) -> int:
    """Export a review; return the exit status, 1 if it failed."""
    try:
        check_annotator(arguments.annotator)
        contents = read_journal(arguments.journal)
        header = contents.header
        record = (
            read_record(arguments.record)
            if arguments.record
            else record_of(arguments.journal, header)
        )
        notices = (*record.notices, *contents.notices, *header_changes(record, header))
        say_notices(arguments.journal, notices)
        folder = arguments.output or arguments.journal.parent
        target = renamed(record, arguments.name) if arguments.name else record
        formats = [each for each in EXPORT_FORMATS if each.name in arguments.to]
        wanted = paths_of_export(formats, target, folder, arguments.annotator)
        if not arguments.force:
            refuse_to_replace(wanted)
        session = _reviewed(record, contents, arguments)
        session.record = target
        folder.mkdir(parents=True, exist_ok=True)
        remove_left_behind([folder])
        say_notices(arguments.journal, replaced_work(wanted))
        hidden = Hidden(0) if arguments.deidentify else None
        if any(each.says_start for each in formats):
            hidden = hidden_by(arguments)
        review = ReviewExport(session, header.reader, arguments.annotator, hidden)
        exported = export_review(formats, review, folder)
    except (InputError, OSError, KeyError, ValueError) as error:
        say_failed(arguments.journal, error)
        return 1
    say_notices(arguments.journal, exported.losses)
    written = ", ".join(map(str, exported.paths))
    print(f"{arguments.journal}: {len(session.beats)} beats -> {written}")
    return 0


def _reviewed(
    record: Record, contents: JournalContents, arguments: argparse.Namespace
) -> ReviewSession:
    classifier = None
    if not arguments.without_classifier:
        made_with = contents.header.classifier_id
        classifier = classifier_of(made_with, arguments.bundle)
    bar = ProgressLine(1)
    try:
        tell = partial(bar.within, record.name)
        return session_of(record, contents, classifier, tell)
    finally:
        bar.clear()
