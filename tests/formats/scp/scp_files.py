"""SCP-ECG files made of their sections, good ones and odd ones."""

from __future__ import annotations

import binascii
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

#: Tags of section 1: names, code, birth, sex, device, date, time.
ABOUT = (
    (0, b"M\xfcller\0"),
    (1, b"Ada\0"),
    (2, b"S-1\0"),
    (5, b"\x17\x07\x0c\x0a"),
    (8, b"\2"),
    (14, bytes(8) + b"ELI250" + bytes(4)),
    (25, b"\xd2\x07\x0b\x16"),
    (26, b"\x09\x0a\x1e"),
)
#: A table of an own: 0, 1 and -1, an escape of 16 bits, and a switch to itself.
OWN = ((1, 1, 1, 0, 0b0), (2, 2, 1, 1, 0b01), (3, 19, 1, 0, 0b011), (3, 3, 0, 1, 0b111))


def tags(fields: Sequence[tuple[int, bytes]]) -> bytes:
    """Return section 1."""
    body = b"".join(struct.pack("<BH", tag, len(text)) + text for tag, text in fields)
    return body + b"\xff\0\0"


def standard_bits(value: int) -> str:
    """Return a value in the codes of the standard."""
    if abs(value) > 8:
        wide = not -128 <= value < 128
        prefix = "1111111111" if wide else "1111111110"
        return prefix + f"{value & (0xFFFF if wide else 0xFF):0{16 if wide else 8}b}"
    return "1" * abs(value) + "0" + ("" if not value else "0" if value > 0 else "1")


def own_bits(value: int) -> str:
    """Return a value in the codes of `OWN`, each after a switch."""
    short = {0: "0", 1: "10"}.get(value)
    return "111" + (short or f"110{value & 0xFFFF:016b}")


def packed(bits: str) -> bytes:
    """Return bits as bytes."""
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big") if bits else b""


@dataclass
class ScpMade:
    """A file to be made."""

    leads: Sequence[Sequence[int]] = ((1, -2, 3, 400), (5, 6, -7000, 8))
    codes: Sequence[int] = (1, 3, 62)
    firsts: Sequence[int] = (1, 1, 1)
    order: int = 2
    tables: str | None = "standard"
    step_nv: int = 2500
    interval_us: int = 2000
    flags: int = 4
    bimodal: int = 0
    more: dict[int, bytes] = field(default_factory=lambda: {1: tags(ABOUT)})
    crc: int | None = None
    n_stated: int | None = None
    lasts: Sequence[int] = ()

    def data(self) -> bytes:
        """Return the bytes of the file."""
        sections = {3: self._about(), 6: self.rhythm(), **self.more}
        if self.tables:
            sections.setdefault(2, self._tables())
        at, pointers, bodies = 7 + 16 + 10 * len(sections), b"", b""
        for number, body in sorted(sections.items()):
            pointers += struct.pack("<HII", number, len(body) + 16, at + len(bodies))
            bodies += _header(number, len(body)) + body
        first = _header(0, len(pointers), b"SCPECG") + pointers
        n = 6 + len(first) + len(bodies)
        rest = struct.pack("<I", n if self.n_stated is None else self.n_stated)
        rest += first + bodies
        known = binascii.crc_hqx(rest, 0xFFFF) if self.crc is None else self.crc
        return struct.pack("<H", known) + rest

    def write(self, path: Path) -> Path:
        """Write the file and return its path."""
        path.write_bytes(self.data())
        return path

    def _about(self) -> bytes:
        starts = zip(self.firsts, self.leads, strict=False)
        ends = [first + len(lead) - 1 for first, lead in starts]
        rows = zip(self.firsts, self.lasts or ends, self.codes, strict=False)
        return bytes([len(self.leads), self.flags]) + b"".join(
            struct.pack("<IIB", *row) for row, _ in zip(rows, self.leads, strict=False)
        )

    def rhythm(self) -> bytes:
        parts = [self._lead(lead) for lead in self.leads]
        head = struct.pack(
            "<HHBB", self.step_nv, self.interval_us, self.order, self.bimodal
        )
        sizes = b"".join(struct.pack("<H", len(part)) for part in parts)
        return head + sizes + b"".join(parts)

    def _lead(self, lead: Sequence[int]) -> bytes:
        values = np.array(lead, np.int64)
        stored = values.copy()
        for order in range(self.order):
            stored[order + 1 :] = np.diff(stored[order:])
        if self.order == 2:
            stored[1:2] = values[1:2]
        if self.tables is None:
            return stored.astype("<i2").tobytes()
        bits = own_bits if self.tables == "own" else standard_bits
        return packed("".join(bits(int(value)) for value in stored))

    def _tables(self) -> bytes:
        if self.tables == "standard":
            return struct.pack("<H", 19999)
        codes = b"".join(struct.pack("<BBBhI", *code) for code in OWN)
        return struct.pack("<HH", 1, len(OWN)) + codes


def _header(number: int, n: int, reserved: bytes = bytes(6)) -> bytes:
    return struct.pack("<HHIBB6s", 0, number, n + 16, 20, 20, reserved)
