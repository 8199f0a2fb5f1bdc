"""What an SCP-ECG file says of patient and cart, what was measured, its statements."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import datetime

from ecgviewer.core.cart_measure import CART, measured
from ecgviewer.formats.scp.sections import ScpFile

_ABOUT, _MEASURED, _STATEMENTS = 1, 7, 8
_END = 255
_SEXES = {1: "male", 2: "female"}
_UNKNOWN = 29999
#: Of section 7: typical beats and spikes, RR and PP; then of the first typical beat.
_RATES, _BEAT = struct.Struct("<BBHH"), struct.Struct("<5H3h")
_MOST_STATEMENTS = 40


def _tags(section: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    at = 0
    while at + 3 <= len(section) and section[at] != _END:
        size = int.from_bytes(section[at + 1 : at + 3], "little")
        found.setdefault(section[at], section[at + 3 : at + 3 + size])
        at += 3 + size
    return found


def start_time(file: ScpFile) -> datetime | None:
    """Return when the recording was made."""
    tags = _tags(file.sections.get(_ABOUT, b""))
    clock = tags.get(26, b"")
    if len(clock) < 3:
        return None
    return _date(tags.get(25, b""), *clock[:3])


def _date(
    field: bytes, hour: int = 0, minute: int = 0, second: int = 0
) -> datetime | None:
    if len(field) < 4:
        return None
    year = int.from_bytes(field[:2], "little")
    try:
        return datetime(year, field[2], field[3], hour, minute, second)
    except ValueError:
        return None


def details_of(file: ScpFile) -> Iterator[tuple[str, str]]:
    """Yield what a file says, each with what it is called; a text may be empty."""
    tags = _tags(file.sections.get(_ABOUT, b""))
    names = [_text(tags.get(tag, b"")) for tag in (1, 0)]
    born = _date(tags.get(5, b""))
    sex = tags.get(8, b"")
    yield "Patient name", " ".join(name for name in names if name)
    yield "Patient code", _text(tags.get(2, b""))
    yield "Sex", _SEXES.get(sex[0], "") if sex else ""
    yield "Birthdate", born.date().isoformat() if born else ""
    yield "Indication", _text(tags.get(13, b""))
    # Of the device: 8 bytes of numbers, then its model.
    yield "Equipment", _text(tags.get(14, b"")[8:14])
    yield from _measures(file.sections.get(_MEASURED, b""))
    yield f"{CART}interpretation", "; ".join(_said(file.sections.get(_STATEMENTS, b"")))


def _measures(section: bytes) -> Iterator[tuple[str, str]]:
    if len(section) < _RATES.size + _BEAT.size or not section[0]:
        return
    _, _, rr, _ = _RATES.unpack_from(section)
    p_on, p_off, q_on, q_off, t_off, *axes = _BEAT.unpack_from(section, _RATES.size)
    lasting = (
        ("RR interval", 0, rr),
        ("P duration", p_on, p_off),
        ("PR interval", p_on, q_on),
        ("QRS duration", q_on, q_off),
        ("QT interval", q_on, t_off),
    )
    for title, begin, end in lasting:
        known = begin < end < _UNKNOWN
        yield f"{CART}{title}", f"{end - begin} ms" if known else ""
    for title, angle in zip(("P axis", "QRS axis", "T axis"), axes, strict=True):
        yield f"{CART}{title}", measured(f"{angle}", "°") if abs(angle) < 999 else ""


def _said(section: bytes) -> Iterator[str]:
    """Yield statements in words: after date and time, each with its length."""
    at = 9
    for _ in range(min(section[8], _MOST_STATEMENTS) if len(section) > 8 else 0):
        size = int.from_bytes(section[at + 1 : at + 3], "little")
        if text := _text(section[at + 3 : at + 3 + size]):
            yield text
        at += 3 + size


def _text(field: bytes) -> str:
    text = field.partition(b"\0")[0]
    try:
        return text.decode("utf-8").strip()
    except UnicodeDecodeError:
        return text.decode("latin-1").strip()
