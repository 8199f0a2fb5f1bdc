"""Which records a batch has, and into which folder the outputs of each go."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from ecgviewer.analysis.remote_records import is_remote, remote_records
from ecgviewer.core.errors import InputError
from ecgviewer.formats.files.ordinary_file import read_ordinary
from ecgviewer.formats.record_formats import find_record, own_files_of, records_in

#: What PhysioNet calls the list of the records of a folder.
_LIST = "RECORDS"
#: More than any list of records has.
_MOST_BYTES = 2**26


#: Called with the error of a folder that cannot be read.
OnUnreadable = Callable[[OSError], object]


def named_records(
    words: Sequence[Path], on_unreadable: OnUnreadable = lambda _: None
) -> list[Path]:
    """Return the records that a command line names, each once.

    Parameters
    ----------
    words : sequence of Path
        Records; folders, for all records in them and below; patterns with ``*``,
        ``?`` or ``[``; and list files, which are called RECORDS, as those of
        PhysioNet, or named with an ``@`` before the name. These hold one of the
        others a line, from where the list lies; lines that begin with # are left out.

    on_unreadable : callable, optional
        Called with the error of each folder below that cannot be read.

    Raises
    ------
    InputError
        If a folder or a pattern has no record, a folder is a whole disk, or a list
        cannot be read.
    """
    return distinct_records(
        [path for word in words for path in _named(word, on_unreadable)]
    )


def _named(word: Path, on_unreadable: OnUnreadable) -> list[Path]:
    if is_remote(word):
        return _found(word, remote_records(word))
    if word.exists() and not word.is_dir() and word.name != _LIST:
        return [word]
    if word.is_dir():
        if word.resolve() == Path(word.resolve().anchor):
            raise InputError(f"{word} is a whole disk. Name a folder in it.")
        return _found(word, records_below(word, on_unreadable))
    if word.name == _LIST and word.is_file():
        return _listed(word)
    if str(word).startswith("@"):
        return _listed(Path(str(word)[1:]))
    if any(sign in word.name for sign in "*?["):
        return _found(word, _matching(word))
    return [word]


def _found(word: Path, paths: list[Path]) -> list[Path]:
    if not paths:
        raise InputError(f"{word} has no record of a format that is known here.")
    return paths


def with_remote(words: Sequence[Path]) -> list[Path]:
    """Return what is named, and of URLs of folders and patterns the records there.

    Raises
    ------
    InputError
        If a URL cannot be read, or has no record.
    """
    return [
        path
        for word in words
        for path in (_found(word, remote_records(word)) if is_remote(word) else [word])
    ]


def records_below(folder: Path, on_unreadable: OnUnreadable) -> list[Path]:
    """Return the records in a folder and below, links to folders not followed."""
    found = []
    for place, folders, _ in os.walk(folder, onerror=on_unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += records_in(Path(place))
    return found


def _matching(word: Path) -> list[Path]:
    """Return the records of a folder that a pattern fits, by any of their files."""
    names = {path.name for path in word.parent.glob(word.name) if path.is_file()}
    return [
        path
        for path in records_in(word.parent)
        if names & {path.name, path.stem, *own_files_of(path)}
    ]


def _listed(file: Path) -> list[Path]:
    try:
        text = read_ordinary(file, _MOST_BYTES).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} cannot be read as a list of records.") from error
    lines = [line.strip() for line in text.splitlines()]
    named = [Path(line) for line in lines if line and not line.startswith("#")]
    said = [each if is_remote(each) else file.parent / each for each in named]
    return _found(file, said)


def distinct_records(paths: Sequence[Path]) -> list[Path]:
    """Return the records named, each once."""
    by_file: dict[Path, Path] = {}
    for path in paths:
        by_file.setdefault(_file(path), path)
    return list(by_file.values())


def record_name(path: Path) -> str:
    """Return the name of a record, whether it is there or not."""
    with suppress(InputError, OSError):
        return find_record(path).name
    return path.stem


def output_folders(paths: Sequence[Path], output: Path) -> list[Path]:
    """Return the folder for the outputs of each record, in the order given.

    Parameters
    ----------
    paths : sequence of Path
        From `distinct_records`.
    output : Path
        The folder for all of them. Records of one name have folders of their own in
        it, named as they lie below the folder that they have in common.
    """
    namesakes: dict[str, list[Path]] = defaultdict(list)
    for path in paths:
        # Some drives take capital and small letters for the same.
        namesakes[record_name(path).casefold()].append(_file(path).parent)
    return [
        output / _below(_file(path).parent, namesakes[record_name(path).casefold()])
        for path in paths
    ]


def _below(folder: Path, folders: list[Path]) -> Path:
    if len(folders) == 1:
        return Path()
    try:
        return folder.relative_to(os.path.commonpath(folders))
    except ValueError:
        # Drives have no folder in common.
        return Path(folder.drive.strip(":\\/").replace("\\", "-"), *folder.parts[1:])


def _file(path: Path) -> Path:
    """Return the path of a record's file without links and detours in its folder."""
    file = path
    with suppress(InputError, OSError):
        file = find_record(path).path
    with suppress(OSError, RuntimeError):
        return file.parent.resolve() / file.name
    return file.absolute()
