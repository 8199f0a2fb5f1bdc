"""Reads annotation files word by word: slow, plain, and what the fast way must say."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from ecgviewer.formats.wfdb.annotation_bytes import RawAnnotations

_SKIP, _NUM, _SUB, _CHN, _AUX = 59, 60, 61, 62, 63
_MAX_INTERVAL = 1023
_MAX_SKIP = 2**31 - 1
_MAX_AUX = 255


@dataclass(frozen=True)
class Plain:
    """What a file holds, in lists and dictionaries."""

    sample: list[int] = field(default_factory=list)
    code: list[int] = field(default_factory=list)
    subtype: dict[int, int] = field(default_factory=dict)
    chan: dict[int, int] = field(default_factory=dict)
    num: dict[int, int] = field(default_factory=dict)
    aux: dict[int, bytes] = field(default_factory=dict)
    complete: bool = False


def plain(raw: RawAnnotations) -> Plain:
    """Return the columns of a file as lists and dictionaries."""
    return Plain(
        raw.sample.tolist(),
        raw.code.tolist(),
        raw.subtype.as_dict(),
        raw.chan.as_dict(),
        raw.num.as_dict(),
        raw.aux.as_dict(),
        raw.complete,
    )


def slowly_parsed(data: bytes) -> Plain:
    """Return what the bytes of an annotation file say.

    Reading stops at the end mark, as in the WFDB library; without one `complete` is
    false. subtype, chan and num are the low bytes, unsigned. A text or a subtype
    before the first annotation belongs to none and is left out.
    """
    words = np.frombuffer(data, "<u2", len(data) // 2).tolist()
    raw = Plain()
    stored = {_SUB: raw.subtype, _CHN: raw.chan, _NUM: raw.num}
    time, row, i, n = 0, -1, 0, len(words)
    while i < n:
        word = words[i]
        code = word >> 10
        i += 1
        if code < _SKIP:
            if not word:
                return replace(raw, complete=True)
            time += word & _MAX_INTERVAL
            raw.sample.append(time)
            raw.code.append(code)
            row += 1
        elif code == _SKIP:
            time += _interval(words[i : i + 2])
            i += 2
        elif code == _AUX:
            length = word & _MAX_AUX
            if row >= 0:
                raw.aux[row] = data[2 * i : 2 * i + length]
            i += (length + 1) // 2
        elif row >= 0 or code != _SUB:
            stored[code][row] = word & 0xFF
    return raw


def _interval(words: list[int]) -> int:
    """Return the signed 32 bits of a SKIP: the high word first, as on a PDP-11."""
    if len(words) < 2:
        return 0
    value = words[0] << 16 | words[1]
    return value - 2**32 if value > _MAX_SKIP else value
