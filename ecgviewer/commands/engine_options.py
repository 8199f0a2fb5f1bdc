"""The options that say where work is done, and the engine that they name."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from ecgviewer.commands.values import jobs

if TYPE_CHECKING:
    from ecgviewer.analysis.engine import Engine

_PROCESSES, _DASK = "processes", "dask"


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
