"""The values of large text recordings, kept so that their text is read once."""

from __future__ import annotations

import hashlib
import json
import logging
import mmap
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.errors import RecordError
from ecgviewer.formats.csv.layout import CsvLayout
from ecgviewer.formats.csv.stream import Facts, stream_rows
from ecgviewer.formats.files.atomic import replace_file
from ecgviewer.formats.files.bounded_folder import BoundedFolder

_log = logging.getLogger(__name__)

#: What all values may take up: some eight days of three leads.
MAX_BYTES = 2_000_000_000
#: Text of smaller files is read each time.
SMALL_BYTES = 2**23
#: Part of the file names; another one when what is in the files changes.
_VERSION = 1
_LENGTH_BYTES = 8
_MOST_FACTS = 2**28
#: What a system is told of memory that is not needed; None on Windows.
_UNUSED: int | None = getattr(mmap, "MADV_DONTNEED", None)


@dataclass(frozen=True)
class Rows:
    """The values of a file and what is known of them.

    Attributes
    ----------
    values : ndarray of float32, shape (n_rows, n_leads)
        As in the file; those of large files lie in the cache.
    facts : Facts
    let_go : callable
        Gives the memory back that values were read into, for those in the cache.
    """

    values: Float32Array
    facts: Facts
    let_go: Callable[[], object] = lambda: None


def rows_of(layout: CsvLayout, folder: Path) -> Rows:
    """Return the rows of a file, from a cache where it was read before.

    Parameters
    ----------
    layout : CsvLayout
    folder : Path
        Of the cache.

    Raises
    ------
    RecordError
        If a line is too long to be a row, or the cache has no room.
    OSError
        If the file cannot be read.
    """
    status = layout.head.path.stat()
    if status.st_size <= SMALL_BYTES:
        return _in_memory(layout)
    kept = folder / f"{_key(layout, status)}.{_VERSION}.rows"
    found = _put_back(kept, len(layout.leads))
    if found is None:
        _import(layout, kept)
        found = _put_back(kept, len(layout.leads))
    if found is None:
        raise RecordError(
            f"{kept} was deleted while {layout.head.path} was read. Open it again."
        )
    return found


def _in_memory(layout: CsvLayout) -> Rows:
    parts: list[Float32Array] = []
    facts = stream_rows(layout, parts.append)
    values = np.concatenate(parts) if parts else np.empty((0, len(layout.leads)))
    return Rows(values.astype(np.float32, copy=False), facts)


def _key(layout: CsvLayout, status: os.stat_result) -> str:
    """Return what stands for a file as it is, and for how its rows are read."""
    shape, time = layout.shape, layout.time
    facts = [
        str(layout.head.path.absolute()),
        [status.st_size, status.st_mtime_ns, status.st_ino],
        [shape.delimiter, shape.decimal, shape.n_head],
        [lead.number for lead in layout.leads],
        [time.number, time.seconds, time.step_s] if time else [],
    ]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _import(layout: CsvLayout, kept: Path) -> None:
    folder = BoundedFolder(kept.parent, MAX_BYTES)
    try:
        folder.make()
        with replace_file(kept) as file:
            facts = stream_rows(layout, lambda values: file.write(values.tobytes()))
            text = json.dumps(facts.document()).encode()
            file.write(text + len(text).to_bytes(_LENGTH_BYTES, "little"))
    except OSError as error:
        raise RecordError(
            f"The values of {layout.head.path} cannot be kept in {kept.parent}: "
            f"{error.strerror}. Free space there and open it again."
        ) from error
    # On Windows, what another window shows cannot be deleted.
    with suppress(OSError):
        folder.trim()


def _put_back(kept: Path, n_leads: int) -> Rows | None:
    try:
        with kept.open("rb") as file:
            file.seek(-_LENGTH_BYTES, os.SEEK_END)
            length = int.from_bytes(file.read(), "little")
            file.seek(-_LENGTH_BYTES - min(length, _MOST_FACTS), os.SEEK_END)
            text = file.read(min(length, _MOST_FACTS))
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        facts = Facts.from_document(json.loads(text))
        values = np.frombuffer(mapped, np.float32, facts.n_rows * n_leads)
        os.utime(kept)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        _log.warning("%s cannot be read and is made again", kept)
        return None
    return Rows(values.reshape(-1, n_leads), facts, partial(_let_go, mapped))


def _let_go(mapped: mmap.mmap) -> None:
    """Leave what was read of a file to the system, which has it in its cache."""
    if _UNUSED is not None:
        mapped.madvise(_UNUSED)
