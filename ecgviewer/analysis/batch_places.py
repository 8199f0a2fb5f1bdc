"""Which records a batch has, and into which folder the outputs of each go."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from ecgviewer.core.errors import InputError
from ecgviewer.formats.record_formats import find_record


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
