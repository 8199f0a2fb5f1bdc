"""`python -m ecgviewer` and the `ecgviewer` command."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Sequence

from ecgviewer.arguments import parse


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the application or a subcommand, and return the exit status.

    Only what a command needs is imported: no Qt for the headless ones.
    """
    multiprocessing.freeze_support()
    given = parse(sys.argv[1:] if arguments is None else arguments)
    if given.command in ("analyze", "compare", "export"):
        from ecgviewer import cli  # noqa: PLC0415

        return cli.run(given)
    if given.self_test or (given.command == "demo"):
        from ecgviewer import demo  # noqa: PLC0415

        return demo.self_test() if given.self_test else demo.run(given.output)
    from ecgviewer import app  # noqa: PLC0415

    return app.run(given.record, given.annotator)


if __name__ == "__main__":
    sys.exit(main())
