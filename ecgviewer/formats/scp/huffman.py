"""The Huffman codes of SCP-ECG: those of the standard, or of a file's section 2."""

from __future__ import annotations

import struct
from array import array
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

#: Says that the codes of the standard are used.
_STANDARD = 19999
_CODE = struct.Struct("<BBBhI")
_LONGEST = 32


class HuffmanError(ValueError):
    """Codes or what is coded cannot be understood; the message says why."""


@dataclass(frozen=True)
class Code:
    """What a prefix stands for.

    Attributes
    ----------
    value : int
        That of a difference; the number of a table where `switches`.
    more : int
        Bits after the prefix that are a difference of their own, with a sign.
    switches : bool
        Whether another table goes on from here.
    """

    value: int
    more: int = 0
    switches: bool = False


#: Codes by their lengths and bits.
Table = dict[tuple[int, int], Code]


def _standard() -> Table:
    """Return the codes of the standard, of differences from -8 to 8 and two escapes."""
    table: Table = {(1, 0): Code(0)}
    for size in range(1, 9):
        ones = (2**size - 1) << 2
        table[size + 2, ones] = Code(size)
        table[size + 2, ones + 1] = Code(-size)
    table[10, 0b1111111110] = Code(0, more=8)
    table[10, 0b1111111111] = Code(0, more=16)
    return table


def tables_of(section: bytes) -> list[Table]:
    """Return the tables of section 2.

    Raises
    ------
    HuffmanError
        If there are none, or they are cut off.
    """
    if int.from_bytes(section[:2], "little") == _STANDARD:
        return [_standard()]
    tables: list[Table] = []
    at = 2
    for _ in range(min(int.from_bytes(section[:2], "little"), len(section) // 2)):
        n_codes = int.from_bytes(section[at : at + 2], "little")
        at += 2
        codes = section[at : at + n_codes * _CODE.size]
        if not n_codes or len(codes) < n_codes * _CODE.size:
            raise HuffmanError("its Huffman tables (section 2) are cut off")
        at += len(codes)
        tables.append(dict(map(_code, _CODE.iter_unpack(codes))))
    if not tables:
        raise HuffmanError("it has no Huffman table (section 2)")
    return tables


def _code(fields: tuple[int, ...]) -> tuple[tuple[int, int], Code]:
    n_prefix, n_all, stays, value, stored = fields
    if not 1 <= n_prefix <= _LONGEST or n_all < n_prefix:
        raise HuffmanError(f"a Huffman code (section 2) has {n_prefix} bits")
    # The first bit is stored as the lowest one.
    bits = int(f"{stored & (2**n_prefix - 1):0{n_prefix}b}"[::-1], 2)
    return (n_prefix, bits), Code(value, n_all - n_prefix, switches=not stays)


def decoded(data: bytes, n: int, tables: list[Table]) -> npt.NDArray[np.int64]:
    """Return a number of values.

    Raises
    ------
    HuffmanError
        If they are cut off or have a code that no table has.
    """
    bits = f"{int.from_bytes(data, 'big'):0{len(data) * 8}b}" if data else ""
    values, at, table = array("i"), 0, tables[0]
    while len(values) < n:
        code, at = _next(bits, at, table)
        if code.switches:
            if not 1 <= code.value <= len(tables):
                raise HuffmanError(f"there is no Huffman table {code.value}")
            table = tables[code.value - 1]
            continue
        value, end = code.value, at + code.more
        if end > len(bits):
            raise HuffmanError(f"it ends after {len(values):,} of {n:,} samples")
        if code.more:
            value += int(bits[at:end], 2) - (2**code.more if bits[at] == "1" else 0)
        values.append(max(min(value, 2**31 - 1), -(2**31)))
        at = end
    return np.array(values, np.int64)


def _next(bits: str, at: int, table: Table) -> tuple[Code, int]:
    prefix = 0
    for length in range(1, _LONGEST + 1):
        if at + length > len(bits):
            raise HuffmanError("it ends within its samples")
        prefix = prefix << 1 | (bits[at + length - 1] == "1")
        if (code := table.get((length, prefix))) is not None:
            return code, at + length
    raise HuffmanError(f"no Huffman code fits at bit {at:,}")
