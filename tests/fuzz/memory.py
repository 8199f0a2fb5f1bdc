"""Opening a hostile recording takes no more memory than its size allows."""

from __future__ import annotations

import tracemalloc
from contextlib import suppress
from pathlib import Path
from zlib import crc32

from ecgviewer.core.errors import InputError
from ecgviewer.core.record import Record
from ecgviewer.formats.record_formats import read_record

#: Beside eight bytes for each of a file, a hostile one may cost this many.
_SPARE_BYTES = 2**21
#: Files that are watched: watching takes longer than reading. Their bytes decide.
_ONE_IN = 32


def read_watched(data: bytes, path: Path) -> Record:
    """Write and open a recording; fail if that takes memory which it only claims."""
    path.write_bytes(data)
    if crc32(data) % _ONE_IN == 0:
        most = 8 * len(data) + _SPARE_BYTES
        # What is imported when it is needed first costs memory once.
        if peak_of(path) > most and (peak := peak_of(path)) > most:
            raise AssertionError(f"{peak} bytes for a file of {len(data)}")
    return read_record(path)


def peak_of(path: Path) -> int:
    """Return the most bytes that opening a recording takes."""
    tracemalloc.start(1)
    try:
        with suppress(InputError):
            read_record(path)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
