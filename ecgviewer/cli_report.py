"""The subcommand `report`: what there is to say of records and reviews, as files."""

from __future__ import annotations

import argparse
import json
import sys
from functools import partial

from ecgviewer.analysis.batch_places import distinct_records
from ecgviewer.analysis.engine import IN_TURN
from ecgviewer.analysis.progress_line import ProgressLine
from ecgviewer.analysis.report.document import schema
from ecgviewer.analysis.report.reporting import (
    EVENTS,
    HOURS,
    HTML,
    JSON,
    Outcome,
    Painted,
    Reporting,
    write_reports,
)
from ecgviewer.engine_options import engine_of
from ecgviewer.formats.export.date_shift import kept_shift_days
from ecgviewer.formats.export.record_copy import Hidden
from ecgviewer.paper.paper_size import PageChoice, PaperSize
from ecgviewer.resources import user_cache_folder, user_data_folder

#: How the name of a PDF ends.
PDF = ".report.pdf"
_UNFINISHED = "the review is not finished, and the report says so"


def report(arguments: argparse.Namespace) -> int:
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
    paths = distinct_records(arguments.sources)
    bar = ProgressLine(len(paths))
    engine = engine_of(arguments)
    reporting = Reporting(
        _endings(arguments),
        arguments.bundle,
        arguments.without_classifier,
        _hidden(arguments),
        arguments.record,
        bar.within if engine is IN_TURN else None,
        user_cache_folder() / "analyses",
        _painted(arguments),
        _options(arguments),
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
    wanted += [HOURS, EVENTS] if arguments.csv else []
    wanted += [PDF] if arguments.pdf else []
    return tuple(wanted) or (JSON, HTML, HOURS, EVENTS)


def _painted(arguments: argparse.Namespace) -> dict[str, Painted]:
    """Return what paints a PDF, if one is asked for."""
    if not arguments.pdf:
        return {}
    # Qt takes a moment, and no other output needs it.
    from ecgviewer.paper.pdf_file import pdf_of  # noqa: PLC0415

    size = PaperSize(arguments.paper)
    return {PDF: partial(pdf_of, choice=PageChoice(size, arguments.full_disclosure))}


def _options(arguments: argparse.Namespace) -> tuple[str, ...]:
    """Return what makes one PDF different from another."""
    if not arguments.pdf:
        return ()
    return (arguments.paper, *(["full"] if arguments.full_disclosure else []))


def _hidden(arguments: argparse.Namespace) -> Hidden | None:
    if not arguments.deidentify:
        return None
    days = arguments.shift_days
    return Hidden(kept_shift_days(user_data_folder()) if days is None else days)


def _say(outcome: Outcome) -> None:
    for notice in outcome.notices:
        print(f"{outcome.path}: {notice}", file=sys.stderr)
    if outcome.written is None:
        print(f"{outcome.path}: {outcome.failure}", file=sys.stderr)
        return
    files = ", ".join(str(outcome.folder / name) for name in outcome.written.files)
    how = "skipped, written before: " if outcome.skipped else "-> "
    unfinished = "" if outcome.is_finished else f" ({_UNFINISHED})"
    print(f"{outcome.path}: {how}{files}{unfinished}")
