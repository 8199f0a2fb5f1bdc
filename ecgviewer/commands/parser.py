"""The command line: `ecgviewer [RECORD]` opens the window, words are subcommands."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from ecgviewer import __version__
from ecgviewer.commands.headless import HEADLESS, command_of
from ecgviewer.commands.options import add_csv

_EPILOG = "Research software, not a medical device."
#: Options of `open`, which may come first.
_OPEN_OPTIONS = ("--annotator", "--bundle", "--csv")
_COMMANDS = ("open", *HEADLESS, "demo")


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the parsed arguments; `command` is the subcommand, `open` by default."""
    words, parser = list(arguments), _parser(arguments)
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


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
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
    for name, purpose in HEADLESS.items():
        command = commands.add_parser(name, help=purpose)
        if name in words:
            command_of(name).add_options(command)
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


def _add_demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        default=None,
        help="render the window and write the CSV into this folder instead",
    )
