"""Measures what users wait for: `python -m ecgviewer.bench [SECTION...] [--json]`.

Each figure is the median of its runs. Machines are noisy: compare ratios within one
run, never figures of different machines.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from ecgviewer.bench.material import thirty_minutes
from ecgviewer.bench.stopwatch import Figures

#: In the order of measuring: what a section loads, the next one finds in memory.
SECTIONS = (
    "start", "analysis", "detector", "files", "bulk", "compare", "view", "lists",
    "pages", "paper", "layouts", "day", "tenth", "formats", "week", "parts", "studies",
    "waves", "cluster",
)  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Run the sections asked for, all by default, and print their figures."""
    arguments = _arguments(argv)
    figures: Figures = {}
    with thirty_minutes(arguments.record) as path:
        for name in SECTIONS:
            if not arguments.sections or name in arguments.sections:
                # A section imports what it measures, and no other one needs that.
                section = import_module(f"ecgviewer.bench.{name}")
                figures |= section.measure(path)
    if arguments.json:
        print(json.dumps(figures, indent=1))
    else:
        for name, value in figures.items():
            print(f"{name:28} {value}")
    return 0


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="ecgviewer.bench",
        description=__doc__,
        epilog=f"Sections: {', '.join(SECTIONS)}",
    )
    parser.add_argument("sections", nargs="*", metavar="SECTION", help="all if none")
    parser.add_argument("--record", type=Path, help="30-minute record (mitdb 100)")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args(argv)
    unknown = set(arguments.sections) - set(SECTIONS)
    if unknown:
        parser.error(f"unknown section: {', '.join(sorted(unknown))}")
    if arguments.record and not arguments.record.exists():
        parser.error(f"no such record: {arguments.record}")
    return arguments


if __name__ == "__main__":
    sys.exit(main())
