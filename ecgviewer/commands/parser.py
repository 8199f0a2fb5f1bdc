"""The command line: `ecgviewer [RECORD]` opens the window, words are subcommands."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from ecgviewer import __version__
from ecgviewer.commands.engine_options import add_engine_options
from ecgviewer.commands.export_options import (
    add_classifier,
    add_convert,
    add_csv,
    add_export,
    add_shift_days,
)
from ecgviewer.commands.paper_options import add_paper
from ecgviewer.commands.server_options import add_server
from ecgviewer.commands.studies_options import add_studies
from ecgviewer.commands.values import seconds

_EPILOG = "Research software, not a medical device."
#: Subcommands that need no window; `headless` runs them.
HEADLESS = (
    "analyze", "compare", "agree", "export", "convert", "report", "studies", "server",
)  # fmt: skip
#: Options of `open`, which may come first.
_OPEN_OPTIONS = ("--annotator", "--bundle", "--csv")
#: The table beside the CSV.
PARQUET = "parquet"
_COMMANDS = ("open", *HEADLESS, "demo")


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the parsed arguments; `command` is the subcommand, `open` by default."""
    words, parser = list(arguments), _parser()
    # A record may be named without a subcommand, as double-click does.
    is_option = bool(words) and words[0].startswith("-")
    if not words or words[0].partition("=")[0] in _OPEN_OPTIONS:
        words.insert(0, "open")
    elif words[0] not in _COMMANDS and not is_option:
        if not _may_be_a_record(words[0]):
            parser.error(
                f"{words[0]} is neither a record nor a command. Commands: "
                f"{', '.join(_COMMANDS)}."
            )
        words.insert(0, "open")
    return parser.parse_args(words)


def _may_be_a_record(word: str) -> bool:
    # NumPy comes with it, and is not to be imported before it is set up.
    from ecgviewer.formats.record_formats import may_be_a_record  # noqa: PLC0415

    return may_be_a_record(word)


def _opened_by_double_click() -> str:
    from ecgviewer.formats.format_texts import listed, opened_endings  # noqa: PLC0415

    return listed(opened_endings(), "and")


def _formats() -> str:
    from ecgviewer.formats.format_texts import formats_text  # noqa: PLC0415

    return formats_text()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ecgviewer",
        description="Review the heartbeats of an ECG that a CNN classified, and why. "
        "`ecgviewer RECORD` opens a recording in the window.",
        epilog=_EPILOG,
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument(
        "--self-test",
        action="store_true",
        help="open the demo, analyse, relabel, undo, export, compare; 0 if all works",
    )
    parser.add_argument(
        "--install-desktop",
        action="store_true",
        help=f"open {_opened_by_double_click()} files by double-click; on Linux, put "
        "it into the menu too",
    )
    parser.add_argument(
        "--remove-desktop", action="store_true", help="undo --install-desktop"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _add_open(commands.add_parser("open", help="open the window (the default)"))
    _add_analyze(
        commands.add_parser("analyze", help="find and classify the beats of records")
    )
    _add_compare(
        commands.add_parser("compare", help="compare two annotators as EC57 asks")
    )
    _add_agree(
        commands.add_parser("agree", help="kappa of two or more readers of records")
    )
    add_export(
        commands.add_parser(
            "export",
            help="write a review as CSV, or as WFDB, EDF+ or ISHNE annotations",
        )
    )
    add_convert(
        commands.add_parser(
            "convert", help="write copies of records as EDF+, BDF+, WFDB or ISHNE"
        )
    )
    _add_report(
        commands.add_parser("report", help="write reports of records and reviews")
    )
    add_studies(
        commands.add_parser("studies", help="list the records of folders, worst first"),
    )
    add_csv(commands.choices["studies"], "--csv-options")
    add_server(
        commands.add_parser("server", help="set up and look after a team's server")
    )
    _add_demo(commands.add_parser("demo", help="show a synthesised record"))
    return parser


def _add_open(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "record",
        type=Path,
        nargs="?",
        metavar="RECORD",
        help=f"a recording: {_formats()}",
    )
    parser.add_argument(
        "others",
        type=Path,
        nargs="*",
        metavar="RECORD",
        help="others, each in a window of its own",
    )
    parser.add_argument(
        "--annotator",
        metavar="NAME",
        help="review these annotations (for example atr) instead of detecting beats",
    )
    parser.add_argument(
        "--bundle",
        default="",
        metavar="BUNDLE",
        help="name or folder of the classifier for this window only",
    )
    add_csv(parser)


def _add_analyze(parser: argparse.ArgumentParser) -> None:
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
        choices=("csv", PARQUET),
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


def _add_compare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("records", type=Path, nargs="+", metavar="RECORD")
    parser.add_argument(
        "reference", metavar="REF", help="reference annotator, or a CSV file"
    )
    parser.add_argument("test", metavar="TEST", help="test annotator, or a CSV file")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "--whole", action="store_true", help="include the first five minutes"
    )
    parser.add_argument(
        "--episodes",
        action="store_true",
        help="report episodes of atrial and ventricular fibrillation, too",
    )
    parser.add_argument(
        "--shortest-episode",
        type=seconds,
        default=0.0,
        metavar="SECONDS",
        help="leave out shorter episodes",
    )
    parser.add_argument(
        "--without-flutter",
        action="store_true",
        help="leave the reference's atrial flutter out of the predictivity of AF",
    )
    add_csv(parser)
    add_engine_options(parser)
    _add_classes(parser)


def _add_classes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--classes",
        choices=("bxb", "literature"),
        default="bxb",
        help="class of the escape beats e j n: S as bxb has it, or N",
    )


def _add_agree(parser: argparse.ArgumentParser) -> None:
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
    _add_classes(parser)


def _add_report(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("sources", type=Path, nargs="*", metavar="RECORD|JOURNAL")
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
    add_paper(parser)
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


def _add_demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        default=None,
        help="render the window and write the CSV into this folder instead",
    )
