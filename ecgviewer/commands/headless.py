"""The commands that need no window, and how one is run."""

from __future__ import annotations

import argparse
import io
import os
import sys
from importlib import import_module
from typing import Protocol, cast

from ecgviewer.commands.messages import say_failed
from ecgviewer.core.errors import InputError
from ecgviewer.formats.csv.options import VARIABLE

#: What each is for. A module of this package has its name.
HEADLESS = {
    "analyze": "find and classify the beats of records",
    "compare": "compare two annotators as EC57 asks",
    "agree": "kappa of two or more readers of records",
    "export": "write a review as CSV, or as WFDB, EDF+ or ISHNE annotations",
    "convert": "write copies of records as EDF+, BDF+, WFDB or ISHNE",
    "report": "write reports of records and reviews",
    "studies": "list the records of folders, worst first",
    "server": "set up and look after a team's server",
}


class Command(Protocol):
    """What the module of a command has."""

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Say what the command is asked."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Do what is asked, and return the exit status."""


def command_of(name: str) -> Command:
    """Import a command, and with it only what it needs."""
    return cast(Command, import_module(f"ecgviewer.commands.{name}"))


def run(arguments: argparse.Namespace) -> int:
    """Run a command and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A file's name may hold bytes that are not text.
            stream.reconfigure(errors="backslashreplace")
    if getattr(arguments, "csv_options", ""):
        # The processes that a batch starts have it from here.
        os.environ[VARIABLE] = arguments.csv_options
    try:
        return command_of(arguments.command).run(arguments)
    except BrokenPipeError:
        # Whoever reads the output, `head` say, has had enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (InputError, OSError) as error:
        say_failed(f"ecgviewer {arguments.command}", error)
        return 1
