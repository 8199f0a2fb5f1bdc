"""Looks at what a file beside a record reads as, without keeping the file.

Any file may bear a name like an annotation file's: an archive of gigabytes, or a year
of annotations. It is read piece by piece, and no further than it reads as annotations.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import BinaryIO

import numpy as np

from ecgviewer.core.arrays import BoolArray, IntArray
from ecgviewer.core.labels import LITERATURE_MAP, Labels
from ecgviewer.core.record import Record
from ecgviewer.formats.files.ordinary_file import check_ordinary
from ecgviewer.formats.wfdb.annotation_bytes import is_text, parsed
from ecgviewer.formats.wfdb.annotation_codes import SYMBOLS
from ecgviewer.formats.wfdb.annotation_facts import FileFacts, facts_of, symbols_of
from ecgviewer.formats.wfdb.annotation_words import (
    BLOCK_WORDS,
    MAX_CODE,
    Block,
    Words,
    blocks_of,
)

#: What a file says of itself stands in its first kilobytes.
_HEAD_BYTES = 2**16
#: Symbols with a meaning; the others stand for codes without one.
_KNOWN = [s for s in SYMBOLS if s.strip() and (s == "[" or s[0] != "[")]
_N_CODES = 2**6


class Contents(Enum):
    """What a file beside a record reads as."""

    NO_ANNOTATIONS = "no annotations of the record"
    BEATS = "annotations with beats within the record"
    OTHERS = "annotations without"


def contents_of(path: Path, record: Record) -> Contents:
    """Return what a file reads as, from end to end.

    Annotations of a record have symbols that are known, nothing after their end mark,
    and some places within the record; the other places may be outside.

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
        head = file.read(_HEAD_BYTES)
        if is_text(head):
            return Contents.NO_ANNOTATIONS
        facts, n_facts = facts_of(parsed(head))
        look = _Look(record, facts, n_facts)
        for block in blocks_of(_pieces(file)):
            if not look.takes(block):
                return Contents.NO_ANNOTATIONS
            if block.end is not None and _goes_on(file, block.end):
                return Contents.NO_ANNOTATIONS
    return look.contents


class _Look:
    """What was seen of a file so far, block by block."""

    def __init__(self, record: Record, facts: FileFacts, n_facts: int) -> None:
        self.contents = Contents.NO_ANNOTATIONS
        self._n_samples = record.n_samples
        self._factor = record.fs / (facts.fs or record.annotation_fs)
        self._is_beat, self._is_known = _beat_codes(facts), _known_codes(facts)
        #: Annotations yet to come that say what the file is.
        self._n_facts = n_facts
        self._time = 0

    def takes(self, block: Block) -> bool:
        """Look at a block; return whether it can be one of an annotation file."""
        code, step = self._after_facts(block)
        if not self._is_known[code].all():
            return False
        times = self._time + np.cumsum(step)
        if len(times):
            self._time = int(times[-1])
            if self.contents is not Contents.BEATS and self._reaches(times):
                self._look_within(code, times)
        return True

    def _after_facts(self, block: Block) -> tuple[Labels, IntArray]:
        if not self._n_facts:
            return block.code, block.step
        rows = np.flatnonzero(block.is_annotation)[: self._n_facts]
        self._n_facts -= len(rows)
        first = int(rows[-1]) + 1 if len(rows) else 0
        self._time += int(block.step[:first].sum())
        return block.code[first:], block.step[first:]

    def _look_within(self, code: Labels, times: IntArray) -> None:
        if self._any_within(times[self._is_beat[code]]):
            self.contents = Contents.BEATS
        elif self.contents is Contents.NO_ANNOTATIONS and self._any_within(
            times[code <= MAX_CODE]
        ):
            self.contents = Contents.OTHERS

    def _reaches(self, times: IntArray) -> bool:
        """Return whether some may be within; most of a file that is not is not."""
        first, last = times.min() * self._factor, times.max() * self._factor
        return bool(last >= -1 and first <= self._n_samples + 1)

    def _any_within(self, times: IntArray) -> bool:
        places = np.rint(times * self._factor)
        return bool(np.any((places >= 0) & (places <= self._n_samples)))


def _beat_codes(facts: FileFacts) -> BoolArray:
    """Return which codes are beats; those of pseudo-annotations are none."""
    symbols = symbols_of(facts.definitions)
    is_beat = np.zeros(_N_CODES, bool)
    is_beat[: len(symbols)] = np.isin(symbols, list(LITERATURE_MAP))
    return is_beat


def _known_codes(facts: FileFacts) -> BoolArray:
    """Return which codes mean something, as those of pseudo-annotations do."""
    is_known = np.ones(_N_CODES, bool)
    is_known[: len(SYMBOLS)] = np.isin(SYMBOLS, _KNOWN)
    is_known[[definition.code for definition in facts.definitions]] = True
    return is_known


def _pieces(file: BinaryIO) -> Iterator[Words]:
    file.seek(0)
    while piece := file.read(2 * BLOCK_WORDS):
        yield np.frombuffer(piece, "<u2", len(piece) // 2)


def _goes_on(file: BinaryIO, end: int) -> bool:
    """Return whether anything but zeros follows the end mark, as in an archive."""
    file.seek(2 * end)
    return any(
        piece.strip(b"\0") for piece in iter(lambda: file.read(_HEAD_BYTES), b"")
    )
