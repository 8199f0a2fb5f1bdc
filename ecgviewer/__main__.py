"""`python -m ecgviewer` and the `ecgviewer` command."""

# ruff: noqa: E402
from __future__ import annotations

from ecgviewer.safe_path import leave_out_working_folder

leave_out_working_folder()

import argparse
import multiprocessing
import os
import sys
from collections.abc import Sequence

from ecgviewer.commands import headless
from ecgviewer.commands.parser import parse

#: Exit status after Ctrl+C: 128 and the number of the signal, as of any program.
_STOPPED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the application or a subcommand, and return the exit status.

    Only what a command needs is imported: no Qt for the headless ones.
    """
    multiprocessing.freeze_support()
    # OpenBLAS starts threads for small products and then waits for them: on a busy
    # machine 7 ms instead of 20 us. Set before NumPy is imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        return _run(parse(sys.argv[1:] if arguments is None else arguments))
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return _STOPPED


def _run(given: argparse.Namespace) -> int:
    if given.command in headless.HEADLESS:
        return headless.run(given)
    if given.install_desktop or given.remove_desktop:
        from ecgviewer import desktop_entry  # noqa: PLC0415

        return desktop_entry.run(remove_it=given.remove_desktop)
    from ecgviewer.quick_start import spare_imports  # noqa: PLC0415

    if given.self_test or (given.command == "demo"):
        spare_imports()
        from ecgviewer import demo  # noqa: PLC0415

        return demo.self_test() if given.self_test else demo.run(given.output)
    from ecgviewer import screen  # noqa: PLC0415

    if not screen.has_screen():
        print(screen.NO_SCREEN, file=sys.stderr)
        return 1
    if given.csv_options and given.record and (reason := _not_remembered(given)):
        print(f"ecgviewer: {reason}", file=sys.stderr)
        return 2
    spare_imports()
    from ecgviewer import app  # noqa: PLC0415

    others = tuple(given.others)
    return app.run(given.record, given.annotator, others=others, bundle=given.bundle)


def _not_remembered(given: argparse.Namespace) -> str:
    """Keep how a file is read, so that any window knows; return why it cannot."""
    from ecgviewer.core.errors import InputError, message_of  # noqa: PLC0415
    from ecgviewer.formats.csv.options import parse_options  # noqa: PLC0415
    from ecgviewer.formats.csv.remembered import remember_pattern  # noqa: PLC0415
    from ecgviewer.formats.record_formats import format_of  # noqa: PLC0415

    try:
        pattern = format_of(given.record).reader.pattern
        if pattern:
            remember_pattern(pattern(given.record), parse_options(given.csv_options))
    except (InputError, OSError) as error:
        return message_of(error)
    return ""


if __name__ == "__main__":
    sys.exit(main())
