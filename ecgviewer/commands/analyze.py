"""`ecgviewer analyze`: find and classify the beats of records."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ecgviewer.analysis.batch import BatchAnalysis, Outcome, analyse_records
from ecgviewer.analysis.batch_places import named_records
from ecgviewer.analysis.engine import IN_TURN
from ecgviewer.analysis.progress_line import ProgressLine
from ecgviewer.classifier.runtime import load_classifier
from ecgviewer.commands.messages import say_failed, say_failure, say_notices
from ecgviewer.commands.options import add_csv, add_engine_options, engine_of
from ecgviewer.core.errors import InputError, message_of
from ecgviewer.formats.export.beats_parquet import check_parquet
from ecgviewer.formats.wfdb.annotator_names import check_annotator
from ecgviewer.resources import user_cache_folder

#: The table beside the CSV.
_PARQUET = "parquet"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of `ecgviewer analyze`."""
    parser.add_argument(
        "records",
        type=Path,
        nargs="+",
        metavar="RECORD",
        help="a record, a folder, a pattern such as 'a*.edf', a list: @FILE, or the "
        "URL of any of these, such as s3://holter/day1 (with ecgviewer[remote])",
    )
    parser.add_argument(
        "-o", "--output", type=Path, default=Path(), help="folder (default: here)"
    )
    parser.add_argument(
        "--annotator", default="ecgv", help="extension of the annotation file"
    )
    parser.add_argument(
        "--leads",
        "--lead",
        dest="leads",
        default="all",
        metavar="all|NAME[,NAME]",
        help="leads that the classifier looks at, the first that of the R-peaks "
        "(default: all; of more than three, three that differ)",
    )
    parser.add_argument(
        "--bundle",
        default="",
        metavar="BUNDLE",
        help="name or folder of a classifier (default: the one that ships)",
    )
    parser.add_argument(
        "--format",
        choices=("csv", _PARQUET),
        default="csv",
        help="parquet: the table of beats as Parquet beside the CSV, for pandas and "
        "Polars; comes with ecgviewer[parquet]",
    )
    add_engine_options(parser)
    parser.add_argument(
        "--force",
        action="store_true",
        help="analyse again records that are already done",
    )
    add_csv(parser)


def run(arguments: argparse.Namespace) -> int:
    """Analyse records; return the exit status, 1 if one failed, 2 if none was begun."""
    try:
        check_annotator(arguments.annotator)
        paths = named_records(arguments.records, _say_unreadable)
        if arguments.format == _PARQUET:
            check_parquet()
        arguments.output.mkdir(parents=True, exist_ok=True)
        # Here as well as in each process, so that a wrong bundle is said once.
        load_classifier(arguments.bundle)
    except (InputError, OSError) as error:
        say_failed("ecgviewer analyze", error)
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
        parquet=arguments.format == _PARQUET,
    )
    failed = 0
    try:
        for done in analyse_records(paths, analysis, engine, force=arguments.force):
            bar.clear()
            _say(done)
            failed += bool(done.failure)
            bar.advance()
    except (InputError, OSError) as error:
        say_failed("ecgviewer analyze", error)
        return 1
    finally:
        bar.clear()
    return 1 if failed else 0


def _say_unreadable(error: OSError) -> None:
    print(f"{message_of(error)}. What lies there is not analysed.", file=sys.stderr)


def _say(outcome: Outcome) -> None:
    say_notices(outcome.path, outcome.notices)
    if outcome.finished is None:
        say_failure(outcome.path, outcome.failure)
        return
    files = ", ".join(str(outcome.folder / name) for name in outcome.finished.files)
    n_beats = outcome.finished.n_beats
    if outcome.skipped:
        print(f"{outcome.path}: skipped, done before: {n_beats} beats in {files}")
    else:
        leads = ", ".join(outcome.finished.leads)
        print(f"{outcome.path}: {n_beats} beats by {leads} -> {files}")
