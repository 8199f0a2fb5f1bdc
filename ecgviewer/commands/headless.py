"""The headless subcommands, from analyze to studies."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Callable
from functools import partial

from ecgviewer.analysis.batch import BatchAnalysis, Outcome, analyse_records
from ecgviewer.analysis.batch_places import named_records
from ecgviewer.analysis.compare import Choices, compare_records
from ecgviewer.analysis.compare_report import report_document, report_text
from ecgviewer.analysis.engine import IN_TURN
from ecgviewer.analysis.journal_record import record_of
from ecgviewer.analysis.journal_session import classifier_of, session_of
from ecgviewer.analysis.progress_line import ProgressLine
from ecgviewer.analysis.reader_agreement import (
    agreement_document,
    agreement_text,
    reader_agreement,
)
from ecgviewer.classifier.runtime import load_classifier
from ecgviewer.commands.convert import convert, hidden_by
from ecgviewer.commands.engine_options import engine_of
from ecgviewer.commands.parser import PARQUET
from ecgviewer.commands.report import report
from ecgviewer.commands.server import server
from ecgviewer.commands.studies import studies
from ecgviewer.core.ec57.episodes import EpisodeRules
from ecgviewer.core.ec57.rules import LEARNING_S
from ecgviewer.core.errors import InputError, message_of
from ecgviewer.core.record import Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.csv.options import VARIABLE
from ecgviewer.formats.export.beats_parquet import check_parquet
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
from ecgviewer.formats.journal.edit_journal import JournalContents, read_journal
from ecgviewer.formats.journal.identity import header_changes
from ecgviewer.formats.record_formats import read_record
from ecgviewer.formats.wfdb.annotations import check_annotator
from ecgviewer.resources import user_cache_folder


def run(arguments: argparse.Namespace) -> int:
    """Run a subcommand and return its exit status."""
    commands: dict[str, Callable[[argparse.Namespace], int]] = {
        "analyze": _analyze,
        "compare": _compare,
        "agree": _agree,
        "export": _export,
        "convert": convert,
        "report": report,
        "studies": studies,
        "server": server,
    }
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A file's name may hold bytes that are not text.
            stream.reconfigure(errors="backslashreplace")
    if getattr(arguments, "csv_options", ""):
        # The processes that a batch starts have it from here.
        os.environ[VARIABLE] = arguments.csv_options
    try:
        return commands[arguments.command](arguments)
    except BrokenPipeError:
        # Whoever reads the output, `head` say, has had enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (InputError, OSError) as error:
        _say_failed(f"ecgviewer {arguments.command}", error)
        return 1


def _say_notices(what: object, notices: tuple[str, ...]) -> None:
    for notice in notices:
        print(f"{what}: {notice}", file=sys.stderr)


def _say_unreadable(error: OSError) -> None:
    print(f"{message_of(error)}. What lies there is not analysed.", file=sys.stderr)


def _say_failed(what: object, error: Exception) -> None:
    print(f"{what}: {message_of(error)}", file=sys.stderr)


def _analyze(arguments: argparse.Namespace) -> int:
    try:
        check_annotator(arguments.annotator)
        paths = named_records(arguments.records, _say_unreadable)
        if arguments.format == PARQUET:
            check_parquet()
        arguments.output.mkdir(parents=True, exist_ok=True)
        # Here as well as in each process, so that a wrong bundle is said once.
        load_classifier(arguments.bundle)
    except (InputError, OSError) as error:
        _say_failed("ecgviewer analyze", error)
        return 2
    bar = ProgressLine(len(paths))
    engine = engine_of(arguments)
    analysis = BatchAnalysis(
        arguments.bundle,
        "" if arguments.leads == "all" else arguments.leads,
        arguments.output,
        arguments.annotator,
        bar.within if engine is IN_TURN else None,
        user_cache_folder() / "analyses",
        parquet=arguments.format == PARQUET,
    )
    failed = 0
    try:
        for done in analyse_records(paths, analysis, engine, force=arguments.force):
            bar.clear()
            _say(done)
            failed += bool(done.failure)
            bar.advance()
    except (InputError, OSError) as error:
        _say_failed("ecgviewer analyze", error)
        return 1
    finally:
        bar.clear()
    return 1 if failed else 0


def _say(outcome: Outcome) -> None:
    _say_notices(outcome.path, outcome.notices)
    if outcome.finished is None:
        print(f"{outcome.path}: {outcome.failure}", file=sys.stderr)
        return
    files = ", ".join(str(outcome.folder / name) for name in outcome.finished.files)
    n_beats = outcome.finished.n_beats
    if outcome.skipped:
        print(f"{outcome.path}: skipped, done before: {n_beats} beats in {files}")
    else:
        leads = ", ".join(outcome.finished.leads)
        print(f"{outcome.path}: {n_beats} beats by {leads} -> {files}")


def _compare(arguments: argparse.Namespace) -> int:
    comparison = compare_records(
        arguments.records,
        arguments.reference,
        arguments.test,
        Choices(
            arguments.classes,
            0.0 if arguments.whole else LEARNING_S,
            EpisodeRules(arguments.shortest_episode, arguments.without_flutter),
        ),
        engine_of(arguments),
    )
    if arguments.json:
        print(json.dumps(report_document(comparison), indent=1))
    elif comparison.records:
        print(report_text(comparison, episodes=arguments.episodes))
    for failure in comparison.failed:
        print(f"{failure.record}: {failure.message}", file=sys.stderr)
    return 1 if comparison.failed else 0


def _agree(arguments: argparse.Namespace) -> int:
    if len(arguments.readers) < 2:
        print("ecgviewer agree: name two readers or more", file=sys.stderr)
        return 2
    result = reader_agreement(arguments.records, arguments.readers, arguments.classes)
    if arguments.json:
        print(json.dumps(agreement_document(result), indent=1))
    elif len(result.failed) < len(arguments.records):
        print(agreement_text(result))
    for failure in result.failed:
        print(f"{failure.record}: {failure.message}", file=sys.stderr)
    return 1 if result.failed else 0


def _export(arguments: argparse.Namespace) -> int:
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
        _say_notices(arguments.journal, notices)
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
        _say_notices(arguments.journal, replaced_work(wanted))
        hidden = Hidden(0) if arguments.deidentify else None
        if any(each.says_start for each in formats):
            hidden = hidden_by(arguments)
        review = ReviewExport(session, header.reader, arguments.annotator, hidden)
        exported = export_review(formats, review, folder)
    except (InputError, OSError, KeyError, ValueError) as error:
        _say_failed(arguments.journal, error)
        return 1
    _say_notices(arguments.journal, exported.losses)
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
