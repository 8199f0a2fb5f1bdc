"""`ecgviewer report`: what there is to say of records and reviews, as files."""

from __future__ import annotations

import argparse
import json
import sys
from functools import partial
from pathlib import Path

from ecgviewer.analysis.batch_places import distinct_records, with_remote
from ecgviewer.analysis.engine import IN_TURN
from ecgviewer.analysis.progress_line import ProgressLine
from ecgviewer.analysis.report.document import schema
from ecgviewer.analysis.report.reporting import (
    EVENTS,
    HOURS,
    HTML,
    JSON,
    STRIPS,
    Outcome,
    Painted,
    Reporting,
    write_reports,
)
from ecgviewer.analysis.report.template import TemplateError, read_template
from ecgviewer.commands.messages import say_failure, say_notices
from ecgviewer.commands.options import (
    add_classifier,
    add_csv,
    add_engine_options,
    add_shift_days,
    engine_of,
    hidden_by,
)
from ecgviewer.paper.paper_size import PageChoice, PaperSize
from ecgviewer.resources import user_cache_folder

#: How the names of files end that are painted.
PDF, FHIR, DICOM = ".report.pdf", ".report.fhir.json", ".report.dcm"
_UNFINISHED = "the review is not finished, and the report says so"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of `ecgviewer report`."""
    parser.add_argument(
        "sources",
        type=Path,
        nargs="*",
        metavar="RECORD|JOURNAL",
        help="a record, a journal, or the URL of one, or of a folder or a pattern of "
        "records, such as s3://holter/day1 (with ecgviewer[remote])",
    )
    parser.add_argument(
        "-o", "--output", type=Path, default=Path(), help="folder (default: here)"
    )
    parser.add_argument(
        "--record",
        type=Path,
        default=None,
        help="the record of one journal, if it is elsewhere",
    )
    parser.add_argument("--json", action="store_true", help="write the facts as JSON")
    parser.add_argument("--html", action="store_true", help="write a page")
    parser.add_argument(
        "--csv",
        action="store_true",
        help="write tables of hours, of events and of the samples of strips",
    )
    add_csv(parser, "--csv-options")
    _add_paper(parser)
    parser.add_argument(
        "--template",
        type=Path,
        default=None,
        metavar="FILE",
        help="sentences with fields, as the conclusion of reviews without one",
    )
    parser.add_argument(
        "--schema", action="store_true", help="print the schema of the JSON"
    )
    add_classifier(parser, "count of a review what readers labelled alone")
    add_engine_options(parser)
    parser.add_argument(
        "--force",
        action="store_true",
        help="write again, and replace files that are not a report's own",
    )
    parser.add_argument(
        "--deidentify",
        action="store_true",
        help="leave out patient, readers and notes, and shift dates",
    )
    add_shift_days(parser)


def _add_paper(parser: argparse.ArgumentParser) -> None:
    """Let a PDF be asked for, and its paper be chosen."""
    parser.add_argument("--pdf", action="store_true", help="write a PDF to print")
    parser.add_argument(
        "--fhir", action="store_true", help="write a FHIR bundle with the PDF in it"
    )
    parser.add_argument(
        "--dicom", action="store_true", help="write a DICOM file with the PDF in it"
    )
    parser.add_argument(
        "--paper",
        choices=[size.value for size in PaperSize],
        default=PaperSize.A4.value,
        help="size of the paper (default: a4)",
    )
    parser.add_argument(
        "--full-disclosure",
        action="store_true",
        help="add every minute of a lead, an hour to a page",
    )


def run(arguments: argparse.Namespace) -> int:
    """Write reports; return the exit status, 1 if one failed."""
    if arguments.schema:
        print(json.dumps(schema(), indent=1))
        return 0
    if not arguments.sources:
        print("ecgviewer report: name a record or a journal", file=sys.stderr)
        return 2
    if arguments.record and len(arguments.sources) > 1:
        print("ecgviewer report: --record is for one journal", file=sys.stderr)
        return 2
    try:
        template = read_template(arguments.template) if arguments.template else ""
    except TemplateError as error:
        print(f"ecgviewer report: {error}", file=sys.stderr)
        return 2
    paths = distinct_records(with_remote(arguments.sources))
    bar = ProgressLine(len(paths))
    engine = engine_of(arguments)
    reporting = Reporting(
        _endings(arguments),
        arguments.bundle,
        arguments.without_classifier,
        hidden_by(arguments),
        arguments.record,
        bar.within if engine is IN_TURN else None,
        user_cache_folder() / "analyses",
        _painted(arguments),
        _options(arguments),
        template,
    )
    output, failed = arguments.output, 0
    try:
        for done in write_reports(
            paths, output, reporting, engine, force=arguments.force
        ):
            bar.clear()
            _say(done)
            failed += bool(done.failure)
            bar.advance()
    finally:
        bar.clear()
    return 1 if failed else 0


def _endings(arguments: argparse.Namespace) -> tuple[str, ...]:
    """Return which files are asked for; all of them where none is named."""
    wanted = []
    wanted += [JSON] if arguments.json else []
    wanted += [HTML] if arguments.html else []
    wanted += [HOURS, EVENTS, STRIPS] if arguments.csv else []
    wanted += _painted_endings(arguments)
    return tuple(wanted) or (JSON, HTML, HOURS, EVENTS, STRIPS)


def _painted(arguments: argparse.Namespace) -> dict[str, Painted]:
    """Return what paints the files that are asked for."""
    wanted = _painted_endings(arguments)
    wanted += [HTML] if HTML in _endings(arguments) else []
    if not wanted:
        return {}
    # Qt takes a moment, and no other output needs it.
    from ecgviewer.paper.exchange import dicom_file, fhir_file  # noqa: PLC0415
    from ecgviewer.paper.html_file import html_file  # noqa: PLC0415
    from ecgviewer.paper.pdf_file import pdf_of  # noqa: PLC0415

    choice = PageChoice(PaperSize(arguments.paper), arguments.full_disclosure)
    makers = {PDF: pdf_of, HTML: html_file, FHIR: fhir_file, DICOM: dicom_file}
    return {ending: partial(makers[ending], choice=choice) for ending in wanted}


def _painted_endings(arguments: argparse.Namespace) -> list[str]:
    asked = {PDF: arguments.pdf, FHIR: arguments.fhir, DICOM: arguments.dicom}
    return [ending for ending, is_asked in asked.items() if is_asked]


def _options(arguments: argparse.Namespace) -> tuple[str, ...]:
    """Return what makes one painted file different from another."""
    if not _painted_endings(arguments):
        return ()
    return (arguments.paper, *(["full"] if arguments.full_disclosure else []))


def _say(outcome: Outcome) -> None:
    say_notices(outcome.path, outcome.notices)
    if outcome.written is None:
        say_failure(outcome.path, outcome.failure)
        return
    files = ", ".join(str(outcome.folder / name) for name in outcome.written.files)
    how = "skipped, written before: " if outcome.skipped else "-> "
    unfinished = "" if outcome.is_finished else f" ({_UNFINISHED})"
    print(f"{outcome.path}: {how}{files}{unfinished}")
