"""The bytes of a WFDB (MIT format) annotation file; annot.5 of the WFDB guide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import IntArray
from ecgviewer.formats.wfdb.annotation_words import (
    AUX,
    BLOCK_WORDS,
    CHN,
    MAX_AUX,
    MAX_CODE,
    MAX_INTERVAL,
    MAX_SKIP,
    NUM,
    SKIP,
    SUB,
    Block,
    Words,
    blocks_of,
)

__all__ = [
    "BLOCK_WORDS",
    "MAX_AUX",
    "MAX_CODE",
    "RawAnnotations",
    "Stored",
    "encoded",
    "is_text",
    "parsed",
]

_TEXT = bytes({*range(32, 127), *range(128, 256), *b"\t\n\v\f\r"})


def is_text(data: bytes) -> bool:
    """Return whether bytes are text, which no whole annotation file is, or none."""
    return not data.translate(None, _TEXT)


@dataclass(frozen=True, eq=False)
class Stored:
    """What a file stores for some rows only.

    Attributes
    ----------
    row : ndarray of int64, shape (n,)
        Ascending; -1 is before the first annotation.
    value : ndarray, shape (n,)
    """

    row: IntArray
    value: npt.NDArray[Any]

    @classmethod
    def of(cls, values: Mapping[int, object]) -> Stored:
        """Return values by row."""
        value = np.empty(len(values), object)
        value[:] = [values[row] for row in sorted(values)]
        whole = all(isinstance(each, int) for each in values.values())
        kind = value.astype(np.int64) if whole else value
        return cls(np.array(sorted(values), np.int64), kind)

    def as_dict(self) -> dict[int, Any]:
        """Return the values by row."""
        return dict(zip(self.row.tolist(), self.value.tolist(), strict=True))

    def get(self, row: int) -> Any | None:  # noqa: ANN401
        """Return the value of a row, None if there is none."""
        at = int(np.searchsorted(self.row, row))
        return self.value[at] if self.row[at : at + 1].tolist() == [row] else None


def _nothing() -> Stored:
    return Stored(np.empty(0, np.int64), np.empty(0, np.int64))


@dataclass(frozen=True, eq=False)
class RawAnnotations:
    """What a file holds: a place and a code each, the rest by row where it is stored.

    `chan` and `num` hold for the rows that follow too, until they change.
    """

    sample: IntArray
    code: npt.NDArray[np.uint8]
    subtype: Stored = field(default_factory=_nothing)
    chan: Stored = field(default_factory=_nothing)
    num: Stored = field(default_factory=_nothing)
    aux: Stored = field(default_factory=_nothing)
    complete: bool = False

    def __len__(self) -> int:
        """Return the number of annotations."""
        return len(self.sample)


def parsed(data: bytes) -> RawAnnotations:
    """Return what the bytes of an annotation file say.

    Reading stops at the end mark, as in the WFDB library; without one `complete` is
    false. subtype, chan and num are the low bytes, unsigned. A text or a subtype
    before the first annotation belongs to none and is left out.
    """
    words = np.frombuffer(data, "<u2", len(data) // 2)
    # Room for as many as there can be costs nothing where there are fewer.
    sample, code = np.empty(len(words), np.int64), np.empty(len(words), np.uint8)
    fields: dict[int, list[tuple[IntArray, IntArray]]] = {
        c: [] for c in (SUB, CHN, NUM, AUX)
    }
    time, n, complete = 0, 0, False
    for block in blocks_of(pieces_of(words)):
        times = time + np.cumsum(block.step)
        time = int(times[-1]) if len(times) else time
        mask = block.is_annotation
        if not mask.all():
            _collect(fields, block, n - 1 + np.cumsum(mask))
            times = times[mask]
        sample[n : n + len(times)] = times
        code[n : n + len(times)] = block.code[mask]
        n += len(times)
        complete = block.end is not None
    subtype, chan, num = (_last_of(fields[c], before=c != SUB) for c in (SUB, CHN, NUM))
    aux = _texts(data, words, _last_of(fields[AUX], before=False))
    return RawAnnotations(
        sample[:n], code[:n], _low(words, subtype), _low(words, chan),
        _low(words, num), aux, complete,
    )  # fmt: skip


def pieces_of(words: Words) -> Iterator[Words]:
    """Yield words in pieces that are read at once."""
    for start in range(0, len(words), BLOCK_WORDS):
        yield words[start : start + BLOCK_WORDS]


def _collect(
    fields: dict[int, list[tuple[IntArray, IntArray]]], block: Block, row: IntArray
) -> None:
    """Note the rows of pseudo-annotations, and where in the file they are."""
    for code, found in fields.items():
        at = np.flatnonzero(block.code == code)
        if len(at):
            found.append((row[at], block.place[at]))


def _last_of(found: list[tuple[IntArray, IntArray]], *, before: bool) -> Stored:
    """Return rows and places; of several of a row the last counts."""
    if not found:
        return _nothing()
    row, place = (np.concatenate(column) for column in zip(*found, strict=True))
    kept = np.append(np.diff(row) > 0, True) & (before | (row >= 0))
    return Stored(row[kept], place[kept])


def _low(words: Words, places: Stored) -> Stored:
    return Stored(places.row, (words[places.value] & 0xFF).astype(np.int64))


def _texts(data: bytes, words: Words, places: Stored) -> Stored:
    start = 2 * (places.value + 1)
    stop = start + (words[places.value] & MAX_AUX)
    texts = np.empty(len(start), object)
    texts[:] = [data[a:b] for a, b in zip(start.tolist(), stop.tolist(), strict=True)]
    return Stored(places.row, texts)


def encoded(raw: RawAnnotations) -> bytes:
    """Return the bytes of a file that says the same, as the WFDB library writes it."""
    data = bytearray()
    before = 0
    subtypes, chans, nums, texts = (
        each.as_dict() for each in (raw.subtype, raw.chan, raw.num, raw.aux)
    )
    places = zip(raw.sample.tolist(), raw.code.tolist(), strict=True)
    for row, (sample, code) in enumerate(places):
        interval = sample - before
        before = sample
        # A zero word would end the file, so some of the interval stays in the word.
        reserve = 0 if code else 1
        if not reserve <= interval <= MAX_INTERVAL:
            for part in _skips(interval - reserve):
                data += _word(SKIP, 0) + _long(part)
            interval = reserve
        data += _word(code, interval)
        if row in subtypes:
            # The library lets the sign of a subtype run on into the unused bits.
            data += _word(SUB, _signed(subtypes[row]) & MAX_INTERVAL)
        if row in chans:
            data += _word(CHN, chans[row])
        if row in nums:
            data += _word(NUM, _signed(nums[row]) & MAX_INTERVAL)
        if row in texts:
            data += _word(AUX, len(texts[row])) + texts[row]
            data += b"\0" * (len(texts[row]) % 2)
    return bytes(data + b"\0\0")


def _signed(value: int) -> int:
    return value - (256 if value > 127 else 0)


def _skips(interval: int) -> Iterator[int]:
    while interval:
        part = max(-MAX_SKIP, min(interval, MAX_SKIP))
        yield part
        interval -= part


def _word(code: int, value: int) -> bytes:
    return (code << 10 | value).to_bytes(2, "little")


def _long(value: int) -> bytes:
    value &= 0xFFFFFFFF
    return (value >> 16).to_bytes(2, "little") + (value & 0xFFFF).to_bytes(2, "little")
