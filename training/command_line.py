"""What the programs of training have in common: arguments, messages, exit status."""

from __future__ import annotations

import argparse
import errno
import functools
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ParamSpec

from ecgviewer.analysis.remote_records import is_remote
from ecgviewer.core.errors import InputError, message_of
from ecgviewer.formats.files.atomic import replace_file
from training.errors import TrainingError

#: Packages of the extra `train` (and `dev`), by what they are imported as.
_EXTRAS = ("tensorflow", "keras", "matplotlib", "librosa", "cv2")
_STOPPED = 130

_Arguments = ParamSpec("_Arguments")


def program(main: Callable[_Arguments, int]) -> Callable[_Arguments, int]:
    """Make a program say what is wrong with what it was given, without a traceback.

    The exit status is then 1; 2 is argparse's, of arguments that are wrong by
    themselves; 130 says that Ctrl+C stopped it.
    """

    @functools.wraps(main)
    def reporting(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> int:
        try:
            return main(*args, **kwargs)
        except (InputError, OSError) as error:
            print(message_of(error), file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            print("stopped", file=sys.stderr)
            return _STOPPED

    return reporting


@contextmanager
def room_in(folder: Path) -> Iterator[None]:
    """Have an error name the folder whose disk is full, and the remedy.

    Raises
    ------
    TrainingError
    """
    try:
        yield
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise TrainingError(
            f"{folder}: the disk is full. Make room, or name another folder, and run "
            "the same command again: what was finished is kept."
        ) from error


@contextmanager
def extra_packages() -> Iterator[None]:
    """Have a program name the packages that are missing; to be put around imports."""
    try:
        yield
    except ModuleNotFoundError as error:
        name = (error.name or "").partition(".")[0]
        spec = sys.modules["__main__"].__spec__
        if name not in _EXTRAS or not spec or not spec.name.startswith("training."):
            raise
        raise SystemExit(
            f"{spec.name} needs {name}, which is not installed. In a checkout: "
            'python -m pip install -e ".[train]"'
        ) from None


def names_of(words: Iterable[str]) -> tuple[str, ...]:
    """Return names that are given with spaces, commas or both between them."""
    names = (name.strip() for word in words for name in word.split(","))
    return tuple(dict.fromkeys(name for name in names if name))


def existing_folder(text: str) -> Path:
    """Return a folder that is there, for `type` of an argument."""
    path = Path(text)
    if not path.is_dir():
        raise argparse.ArgumentTypeError(
            f"{text} is not a folder; give one that is there"
        )
    return path


def records_folder(text: str) -> Path:
    """Return a folder of records, which is there, or its URL; see `existing_folder`."""
    path = Path(text)
    return path if is_remote(path) else existing_folder(text)


def new_file(text: str) -> Path:
    """Return a file that can be written later, for `type` of an argument.

    Whether it can is asked before the work and not after hours of it.
    """
    path = Path(text)
    folder = path.absolute().parent
    if path.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        raise argparse.ArgumentTypeError(
            f"{text} cannot be written; give a file in a folder that can be written to"
        )
    return path


def new_folder(text: str) -> Path:
    """Return a folder that can be made, for `type` of an argument; see `new_file`."""
    path = Path(text)
    first = next(p for p in (path.absolute(), *path.absolute().parents) if p.exists())
    if not first.is_dir():
        raise argparse.ArgumentTypeError(
            f"{text} cannot be made, since {first} is a file; give another folder"
        )
    if not os.access(first, os.W_OK):
        raise argparse.ArgumentTypeError(
            f"{text} cannot be written, since {first} is read-only; give another folder"
        )
    return path


def add_judge_options(parser: argparse.ArgumentParser) -> None:
    """Add who judges which records: a bundle, or networks that were held out."""
    parser.add_argument("--bundle", help="name or folder of a bundle")
    parser.add_argument(
        "--data",
        type=existing_folder,
        nargs="+",
        required=True,
        help="folders of records",
    )
    parser.add_argument(
        "--networks", type=existing_folder, help="of training.fold_networks"
    )
    parser.add_argument(
        "--timing",
        type=existing_folder,
        nargs="*",
        default=[],
        help="of training.timing, that the context expert asks",
    )


def write_json(path: Path, figures: object) -> None:
    """Write figures as JSON in place of a file or a link."""
    with replace_file(path) as file:
        file.write(f"{json.dumps(figures, indent=1)}\n".encode())


def whole_number(least: int) -> Callable[[str], int]:
    """Return the `type` of an argument that is a whole number, of at least so much."""

    def number(text: str) -> int:
        if not text.isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(
                f"{text} is not a whole number from {least} on"
            )
        return int(text)

    return number


def positive_number(text: str) -> float:
    """Return a number above 0, for `type` of an argument."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not a number above 0")
    return value
