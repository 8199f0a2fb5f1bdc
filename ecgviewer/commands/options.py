"""The options that several commands have, and what they mean."""

from __future__ import annotations

import argparse
from math import inf, nan
from typing import TYPE_CHECKING

from ecgviewer.resources import user_data_folder

if TYPE_CHECKING:
    from ecgviewer.analysis.engine import Engine
    from ecgviewer.formats.export.record_copy import Hidden

_PROCESSES, _DASK = "processes", "dask"


def jobs(text: str) -> int:
    """Return a number of processes, for argparse."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(
            f"{text} is not a number of processes; give 1 or more"
        )
    return int(text)


def seconds(text: str) -> float:
    """Return a number of seconds, for argparse."""
    try:
        number = float(text)
    except ValueError:
        number = nan
    if not 0 <= number < inf:
        raise argparse.ArgumentTypeError(f"{text} is not a number of seconds")
    return number


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


def add_classes(parser: argparse.ArgumentParser) -> None:
    """Let the class of escape beats be chosen."""
    parser.add_argument(
        "--classes",
        choices=("bxb", "literature"),
        default="bxb",
        help="class of the escape beats e j n: S as bxb has it, or N",
    )


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


def hidden_by(arguments: argparse.Namespace) -> Hidden | None:
    """Return what `--deidentify` and `--shift-days` ask for."""
    if not arguments.deidentify:
        return None
    # NumPy comes with it, and is not to be imported before it is set up.
    from ecgviewer.formats.export.date_shift import kept_shift_days  # noqa: PLC0415
    from ecgviewer.formats.export.record_copy import Hidden  # noqa: PLC0415

    days = arguments.shift_days
    return Hidden(kept_shift_days(user_data_folder()) if days is None else days)


def add_engine_options(parser: argparse.ArgumentParser) -> None:
    """Add `--jobs`, `--engine` and `--scheduler`."""
    parser.add_argument(
        "--jobs", type=jobs, default=1, metavar="N", help="processes (default: 1)"
    )
    parser.add_argument(
        "--engine",
        choices=(_PROCESSES, _DASK),
        default=_PROCESSES,
        help="what spreads the work; dask comes with ecgviewer[cluster]",
    )
    parser.add_argument(
        "--scheduler",
        default="",
        metavar="ADDRESS",
        help="of a Dask cluster, such as tcp://10.0.0.1:8786 (default: one of --jobs "
        "workers on this computer)",
    )


def engine_of(arguments: argparse.Namespace) -> Engine:
    """Return the engine that the options name."""
    # NumPy comes with it, and is not to be imported before it is set up.
    from ecgviewer.analysis.cluster import Cluster  # noqa: PLC0415
    from ecgviewer.analysis.engine import engine_for  # noqa: PLC0415

    if arguments.engine == _DASK or arguments.scheduler:
        return Cluster(arguments.scheduler, arguments.jobs)
    return engine_for(arguments.jobs)
