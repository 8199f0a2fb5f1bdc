"""Looks whether a file beside a record has beats of it, without keeping the file.

Any file may bear a name like an annotation file's: an archive of gigabytes, or a year
of annotations. It is read piece by piece, and no further than it fits the record.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np

from ecgviewer.core.arrays import BoolArray
from ecgviewer.core.labels import LITERATURE_MAP
from ecgviewer.core.record import Record
from ecgviewer.formats.files.ordinary_file import check_ordinary
from ecgviewer.formats.wfdb.annotation_bytes import parsed
from ecgviewer.formats.wfdb.annotation_facts import FileFacts, facts_of, symbols_of
from ecgviewer.formats.wfdb.annotation_words import BLOCK_WORDS, Words, blocks_of

#: What a file says of itself stands in its first kilobytes.
_HEAD_BYTES = 2**16


def has_beats_of(path: Path, record: Record) -> bool:
    """Return whether a file has beats, all of them within a record.

    Parameters
    ----------
    path : Path
        Whatever it is.
    record : Record

    Raises
    ------
    OSError
        If it cannot be read, or is not an ordinary file.
    """
    check_ordinary(path)
    with path.open("rb") as file:
        facts, _ = facts_of(parsed(file.read(_HEAD_BYTES)))
        factor = record.fs / (facts.fs or record.annotation_fs)
        is_beat = _beat_codes(facts)
        found, time = False, 0
        for block in blocks_of(_pieces(file)):
            times = time + np.cumsum(block.step)
            time = int(times[-1]) if len(times) else time
            places = np.rint(times[is_beat[block.code]] * factor)
            if np.any((places < 0) | (places > record.n_samples)):
                return False
            found |= len(places) > 0
            if block.end is not None:
                return found and not _goes_on(file, block.end)
    return found


def _beat_codes(facts: FileFacts) -> BoolArray:
    """Return which codes are beats; those of pseudo-annotations are none."""
    symbols = symbols_of(facts.definitions)
    is_beat = np.zeros(2**6, bool)
    is_beat[: len(symbols)] = np.isin(symbols, list(LITERATURE_MAP))
    return is_beat


def _pieces(file: BinaryIO) -> Iterator[Words]:
    file.seek(0)
    while piece := file.read(2 * BLOCK_WORDS):
        yield np.frombuffer(piece, "<u2", len(piece) // 2)


def _goes_on(file: BinaryIO, end: int) -> bool:
    """Return whether anything follows the end mark, as in an archive."""
    file.seek(2 * end)
    return any(file.read(_HEAD_BYTES))
