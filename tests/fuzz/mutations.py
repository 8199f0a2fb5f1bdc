"""Changes of good files: the same for the short test and for the campaign."""

from __future__ import annotations

import random
from collections.abc import Sequence

#: Words of the formats and numbers at their limits.
WORDS = (
    b"0", b"-1", b"1", b"255", b"65535", b"2147483648", b"1000000000000", b"1e400",
    b"nan", b"inf", b"-inf", b"1e-300", b"9223372036854775808", b"\0", b"\xff\xff",
    b"\xff" * 4, b"\x80", b"\n", b" ", b"/", b"../", b"/dev/zero", b"~", b"x", b":",
    b"+", b"(", b")", b"null", b"true", b"[]", b"{}", b'"', b",", b"\r", b"\xc2\xb5",
    b"[" * 2000, b'{"a":' * 200, b"\x00\xec", b"\xff\xfc", b"99999999999999999999",
)  # fmt: skip

#: What to do, where, how much, and with which bytes.
Change = tuple[str, int, int, bytes]
KINDS = ("put", "insert", "delete", "double", "swap", "cut")


def changed(data: bytes, changes: Sequence[Change]) -> bytes:
    """Return data after some changes; every change can be made to any data."""
    for kind, place, length, value in changes:
        at = place % (len(data) + 1)
        until = at + length
        match kind:
            case "put":
                data = data[:at] + value + data[at + len(value) :]
            case "insert":
                data = data[:at] + value + data[at:]
            case "delete":
                data = data[:at] + data[until:]
            case "double":
                data = data[:until] + data[at:]
            case "swap":
                data = data[:at] + data[until : until + length] + data[at:]
            case _:
                data = data[:at]
    return data[: 2**16] if len(data) > 2**20 else data


def some_changes(dice: random.Random) -> list[Change]:
    """Return changes at random: mostly few and small ones."""
    return [
        (
            dice.choice(KINDS[:5]) if dice.random() < 0.97 else "cut",
            dice.getrandbits(24),
            dice.choice((1, 1, 2, 4, 8, 40)),
            dice.choice(WORDS) if dice.random() < 0.6 else dice.randbytes(1),
        )
        for _ in range(dice.choice((1, 1, 2, 3, 5, 8)))
    ]
