"""What `export` and `convert` are asked, and what subcommands share with them."""

from __future__ import annotations

import argparse
from pathlib import Path

#: Words for `COPY_FORMATS`, which is imported only when one is written.
COPIES = ("edf", "bdf", "wfdb", "ishne")
#: Likewise for `EXPORT_FORMATS`, and those that are written if nobody chooses.
EXPORTS, USUAL_EXPORTS = ("csv", "wfdb", "edf", "ishne"), ("csv", "wfdb")


def add_csv(parser: argparse.ArgumentParser, option: str = "--csv") -> None:
    """Let it be said how text files are read."""
    parser.add_argument(
        option,
        dest="csv_options",
        type=_csv_options,
        default="",
        metavar="OPTIONS",
        help="how CSV, MAT and XDF files are to be read, as far as they do not say it: "
        "fs=250,unit=uV,gain=200,leads=I,II,delimiter=semicolon,decimal=comma,"
        "header=2,time=1,time_unit=ms",
    )


def _csv_options(text: str) -> str:
    from ecgviewer.formats.csv.options import (  # noqa: PLC0415
        CsvOptionsError,
        parse_options,
    )

    try:
        return parse_options(text).text()
    except CsvOptionsError as error:
        raise argparse.ArgumentTypeError(str(error).replace("%", "%%")) from error


def _exports(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    if unknown := [name for name in names if name not in EXPORTS]:
        raise argparse.ArgumentTypeError(
            f"{unknown[0]!r} cannot be written; give some of {', '.join(EXPORTS)}"
        )
    return names


def add_classifier(parser: argparse.ArgumentParser, without: str) -> None:
    """Let another classifier than the review's be chosen, or none."""
    classifier = parser.add_mutually_exclusive_group()
    classifier.add_argument(
        "--bundle",
        default="",
        metavar="BUNDLE",
        help="name or folder of a classifier (default: the review's own)",
    )
    classifier.add_argument(
        "--without-classifier",
        action="store_true",
        help=without,
    )


def add_shift_days(parser: argparse.ArgumentParser) -> None:
    """Let it be said by how many days dates are shifted."""
    parser.add_argument(
        "--shift-days",
        type=int,
        default=None,
        metavar="DAYS",
        help="with --deidentify: by how many days (default: a number that is drawn "
        "once and kept on this computer)",
    )


def add_export(parser: argparse.ArgumentParser) -> None:
    """Say what `export` is asked."""
    parser.add_argument("journal", type=Path, metavar="JOURNAL")
    parser.add_argument(
        "--to",
        type=_exports,
        default=USUAL_EXPORTS,
        metavar="NAME[,NAME]",
        help=f"what is written, of {', '.join(EXPORTS)} "
        f"(default: {','.join(USUAL_EXPORTS)})",
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


def add_convert(parser: argparse.ArgumentParser) -> None:
    """Say what `convert` is asked."""
    parser.add_argument("records", type=Path, nargs="+", metavar="RECORD")
    parser.add_argument(
        "--to",
        choices=COPIES,
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
