"""The words of an annotation file, block by block: which are annotations, which data.

The bytes that follow a SKIP or an AUX are data, and may look like anything. Which words
are data depends on all those before; it is worked out for a block of words at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import BoolArray, IntArray

Words = npt.NDArray[np.uint16]

#: Highest code an annotation can have; those above are pseudo-annotations.
MAX_CODE = 58
SKIP, NUM, SUB, CHN, AUX = 59, 60, 61, 62, 63
MAX_INTERVAL = 1023
MAX_SKIP = 2**31 - 1
MAX_AUX = 255
#: Words in a block: its columns stay in the processor's cache.
BLOCK_WORDS = 2**15
#: Words of data after a SKIP.
_SKIP_WORDS = 2


@dataclass(frozen=True, eq=False)
class Block:
    """Some words that say something, in the order of the file.

    Attributes
    ----------
    word : ndarray of uint16, shape (n,)
    code : ndarray of uint8, shape (n,)
        An annotation's, or that of a pseudo-annotation.
    place : ndarray of int64, shape (n,)
        Where in the file each is, counted in words.
    step : ndarray of int64, shape (n,)
        Samples from the one before to each.
    end : int or None
        Where the end mark is that comes after these, None where none does.
    """

    word: Words
    code: npt.NDArray[np.uint8]
    place: IntArray
    step: IntArray
    end: int | None

    @property
    def is_annotation(self) -> BoolArray:
        """Mask of those that are annotations."""
        mask: BoolArray = self.code <= MAX_CODE
        return mask


def blocks_of(pieces: Iterable[Words]) -> Iterator[Block]:
    """Yield the words that say something, up to the end mark.

    Parameters
    ----------
    pieces : iterable of ndarray of uint16
        The words of a file, the first of which is not data.
    """
    rest, start = np.empty(0, np.uint16), 0
    for piece in pieces:
        words = np.concatenate([rest, piece]) if len(rest) else piece
        block, used = _block(words, start, last=False)
        yield block
        if block.end is not None:
            return
        rest, start = words[used:], start + used
    if len(rest):
        yield _block(rest, start, last=True)[0]


def _block(words: Words, start: int, *, last: bool) -> tuple[Block, int]:
    """Return what words say, and how many are read: data may go on after the last."""
    long = np.flatnonzero(_is_long(words))
    used = len(words)
    if not len(long):
        place = np.arange(used)
    else:
        size = _sizes(words[long])
        reached = _reached(long, size)
        long, size = long[reached], size[reached]
        if not last and long[-1] + size[-1] > used:
            used = int(long[-1])
            long, size = long[:-1], size[:-1]
        place = np.flatnonzero(~_is_data(long, size, used))
    said = words[place]
    end = None
    if not said.all():
        n_before = int(np.argmin(said != 0))
        end = int(place[n_before]) + start
        place, said = place[:n_before], said[:n_before]
    code = (said >> 10).astype(np.uint8)
    step = (said & MAX_INTERVAL).astype(np.int64)
    step[code > MAX_CODE] = 0
    if len(long):
        skip = np.flatnonzero(code == SKIP)
        step[skip] = _intervals(words, place[skip])
    return Block(said, code, place + start, step, end), used


def _is_long(words: Words) -> BoolArray:
    """Return which words have data after them, unless they are data themselves."""
    mask: BoolArray = (words >= AUX << 10) | (words >> 10 == SKIP)
    return mask


def _sizes(words: Words) -> IntArray:
    """Return of how many words a SKIP or AUX is, with its data."""
    text = 1 + ((words & MAX_AUX).astype(np.int64) + 1) // 2
    return np.where(words >> 10 == SKIP, 1 + _SKIP_WORDS, text)


def _reached(long: IntArray, size: IntArray) -> BoolArray:
    """Return which of the words that look long are not data of an earlier one.

    The first is none. From each that is none one jumps over its data to the next; all
    that are jumped to are found by jumps twice as long each time.
    """
    following = np.searchsorted(long, long + size)
    if np.array_equal(following, np.arange(1, len(long) + 1)):
        return np.ones(len(long), bool)
    jump = np.append(following, len(long))
    reached = np.zeros(len(jump), bool)
    reached[0] = True
    for _ in range(len(long).bit_length()):
        reached[jump[reached]] = True
        jump = jump[jump]
    return reached[:-1]


def _is_data(long: IntArray, size: IntArray, n_words: int) -> BoolArray:
    edges = np.zeros(n_words + 1, np.int8)
    # One that follows another's data at once cancels its end out.
    edges[np.minimum(long + 1, n_words)] += 1
    np.subtract.at(edges, np.minimum(long + size, n_words), 1)
    mask: BoolArray = np.cumsum(edges[:-1], dtype=np.int8) > 0
    return mask


def _intervals(words: Words, skips: IntArray) -> IntArray:
    """Return the signed 32 bits of each SKIP: the high word first, as on a PDP-11.

    One that is cut off by the end of the file counts as 0.
    """
    whole = skips + _SKIP_WORDS < len(words)
    at = np.where(whole, skips, 0)
    high, low = (words[np.minimum(at + n, len(words) - 1)] for n in (1, 2))
    value = high.astype(np.int64) << 16 | low
    signed = np.where(value > MAX_SKIP, value - 2**32, value)
    return np.where(whole, signed, 0)
