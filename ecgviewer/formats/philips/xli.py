"""XLI, the compression of Philips: second differences of a lead, packed by LZW."""

from __future__ import annotations

import struct

import numpy as np
import numpy.typing as npt

#: Of each lead: its bytes, two that are not known, and the first difference.
_HEADER = struct.Struct("<i2xh")
_BITS = 10
#: The last code ends a lead; the table of strings is full before it.
_END = 2**_BITS - 1
_OFFSET = 64


class XliError(ValueError):
    """What is packed cannot be unpacked; the message says why."""


def unpacked_leads(
    data: bytes, n_leads: int, most_bytes: int
) -> list[npt.NDArray[np.int16]]:
    """Return the first leads of packed bytes; carts pack channels without one, too.

    Parameters
    ----------
    data : bytes
    n_leads : int
        The most that are returned.
    most_bytes : int
        That all leads may have: a little that is packed can be very much.

    Raises
    ------
    XliError
        If they are damaged, or have more.
    """
    leads: list[npt.NDArray[np.int16]] = []
    at, left = 0, most_bytes
    while len(leads) < n_leads and at + _HEADER.size <= len(data):
        size, first = _HEADER.unpack_from(data, at)
        at += _HEADER.size
        if not 0 < size <= len(data) - at:
            raise XliError(f"lead {len(leads) + 1} would have {size:,} bytes")
        lead = lzw(data[at : at + size], left)
        left -= len(lead)
        leads.append(_summed(lead, first))
        at += size
    return leads


def lzw(data: bytes, most_bytes: int) -> bytes:
    """Return what was packed in codes of ten bits.

    Raises
    ------
    XliError
        If a code is not known yet, or there would be more bytes.
    """
    strings = [bytes([value]) for value in range(256)]
    found, n_bytes, before = [], 0, b""
    for bit in range(0, len(data) * 8 - _BITS + 1, _BITS):
        place, shift = divmod(bit, 8)
        pair = int.from_bytes(data[place : place + 2], "big")
        code = pair >> (16 - _BITS - shift) & _END
        if code == _END:
            break
        if code > len(strings) or (code == len(strings) and not before):
            raise XliError(f"a code of {code} comes before there is one")
        string = strings[code] if code < len(strings) else before + before[:1]
        if before and len(strings) < _END:
            strings.append(before + string[:1])
        n_bytes += len(string)
        if n_bytes > most_bytes:
            raise XliError("there would be far more samples than the file is large")
        found.append(string)
        before = string
    return b"".join(found)


def _summed(data: bytes, first: int) -> npt.NDArray[np.int16]:
    """Return a lead of its differences: all high bytes, and then all low ones."""
    halves = np.frombuffer(data + b"\0" * (len(data) % 2), np.uint8).reshape(2, -1)
    stored: npt.NDArray[np.int16] = np.ascontiguousarray(halves[::-1].T).view("<i2")[
        :, 0
    ]
    if len(stored) < 3:
        return stored
    second = np.empty(len(stored) - 2, np.int64)
    second[0], second[1:] = -first, _OFFSET - stored[2:-1].astype(np.int64)
    values = stored.astype(np.int64)
    np.cumsum(second, out=second)
    second += values[1] - values[0]
    np.cumsum(second, out=second)
    values[2:] = values[1] + second
    return values.astype(np.int16)
