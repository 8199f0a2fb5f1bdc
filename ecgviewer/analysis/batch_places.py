"""Which records a batch has, and into which folder the outputs of each go."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from ecgviewer.core.errors import InputError
from ecgviewer.formats.wfdb.record import header_path


def distinct_records(paths: Sequence[Path]) -> list[Path]:
    """Return the records named, each once."""
    by_header: dict[Path, Path] = {}
    for path in paths:
        by_header.setdefault(_header(path), path)
    return list(by_header.values())


def record_name(path: Path) -> str:
    """Return the name of a record, whether it is there or not."""
    return _header(path).stem


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
        namesakes[record_name(path).casefold()].append(_header(path).parent)
    return [
        output / _below(_header(path).parent, namesakes[record_name(path).casefold()])
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


def _header(path: Path) -> Path:
    """Return the header's path without links and detours in its folder."""
    header = path
    with suppress(InputError, OSError):
        header = header_path(path)
    with suppress(OSError, RuntimeError):
        return header.parent.resolve() / header.name
    return header.absolute()
