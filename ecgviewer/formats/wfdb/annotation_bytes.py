"""The bytes of a WFDB (MIT format) annotation file; annot.5 of the WFDB guide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

#: Highest code an annotation can have; those above are pseudo-annotations.
MAX_CODE = 58
_SKIP, _NUM, _SUB, _CHN, _AUX = 59, 60, 61, 62, 63
_MAX_INTERVAL = 1023
_MAX_SKIP = 2**31 - 1
MAX_AUX = 255


@dataclass(frozen=True)
class RawAnnotations:
    """What a file holds: a place and a code each, the rest by row where it is stored.

    `chan` and `num` hold for the rows that follow too, until they change.
    """

    sample: list[int] = field(default_factory=list)
    code: list[int] = field(default_factory=list)
    subtype: dict[int, int] = field(default_factory=dict)
    chan: dict[int, int] = field(default_factory=dict)
    num: dict[int, int] = field(default_factory=dict)
    aux: dict[int, bytes] = field(default_factory=dict)
    complete: bool = False


def parsed(data: bytes) -> RawAnnotations:
    """Return what the bytes of an annotation file say.

    Reading stops at the end mark, as in the WFDB library; without one `complete` is
    false. subtype, chan and num are the low bytes, unsigned. A text or a subtype
    before the first annotation belongs to none and is left out.
    """
    words = np.frombuffer(data, "<u2", len(data) // 2).tolist()
    raw = RawAnnotations()
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
            length = word & MAX_AUX
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


def encoded(raw: RawAnnotations) -> bytes:
    """Return the bytes of a file that says the same, as the WFDB library writes it."""
    data = bytearray()
    before = 0
    for row, (sample, code) in enumerate(zip(raw.sample, raw.code, strict=True)):
        interval = sample - before
        before = sample
        # A zero word would end the file, so some of the interval stays in the word.
        reserve = 0 if code else 1
        if not reserve <= interval <= _MAX_INTERVAL:
            for part in _skips(interval - reserve):
                data += _word(_SKIP, 0) + _long(part)
            interval = reserve
        data += _word(code, interval)
        if row in raw.subtype:
            # The library lets the sign of a subtype run on into the unused bits.
            signed = raw.subtype[row] - (256 if raw.subtype[row] > 127 else 0)
            data += _word(_SUB, signed & _MAX_INTERVAL)
        if row in raw.chan:
            data += _word(_CHN, raw.chan[row])
        if row in raw.num:
            signed = raw.num[row] - (256 if raw.num[row] > 127 else 0)
            data += _word(_NUM, signed & _MAX_INTERVAL)
        if row in raw.aux:
            data += _word(_AUX, len(raw.aux[row])) + raw.aux[row]
            data += b"\0" * (len(raw.aux[row]) % 2)
    return bytes(data + b"\0\0")


def _skips(interval: int) -> Iterator[int]:
    while interval:
        part = max(-_MAX_SKIP, min(interval, _MAX_SKIP))
        yield part
        interval -= part


def _word(code: int, value: int) -> bytes:
    return (code << 10 | value).to_bytes(2, "little")


def _long(value: int) -> bytes:
    value &= 0xFFFFFFFF
    return (value >> 16).to_bytes(2, "little") + (value & 0xFFFF).to_bytes(2, "little")
