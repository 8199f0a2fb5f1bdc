"""What an SCP-ECG file says of patient and cart, what was measured, its statements."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import datetime

from ecgviewer.core.cart_measure import CART, measured
from ecgviewer.core.wording import count
from ecgviewer.formats.scp.sections import ScpFile

_ABOUT, _MEASURED, _STATEMENTS = 1, 7, 8
_END = 255
#: Codecs by the language support code of the device; others are ASCII or Latin-1.
_DEVICE, _LANGUAGE_AT = 14, 16
_CODECS = {
    0x03: "iso8859_2", 0x0B: "iso8859_4", 0x13: "iso8859_5", 0x1B: "iso8859_6",
    0x23: "iso8859_7", 0x2B: "iso8859_8", 0x33: "iso8859_11", 0x3B: "iso8859_15",
    0x07: "utf_16_le", 0x0F: "shift_jis", 0x17: "euc_jp", 0x1F: "euc_jp",
    0x27: "gb2312", 0x2F: "cp949", 0x37: "utf_8",
}  # fmt: skip
_WIDE = "utf_16_le"
_AGES = {1: "year", 2: "month", 3: "week", 4: "day", 5: "hour"}
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
    codec = _codec_of(tags)
    names = [_text(tags.get(tag, b""), codec) for tag in (1, 0)]
    born = _date(tags.get(5, b""))
    sex = tags.get(8, b"")
    yield "Patient name", " ".join(name for name in names if name)
    yield "Patient code", _text(tags.get(2, b""), codec)
    yield "Sex", _SEXES.get(sex[0], "") if sex else ""
    yield "Birthdate", born.date().isoformat() if born else ""
    yield "Age", _age(tags.get(4, b""))
    yield "Indication", _text(tags.get(13, b""), codec)
    # Of the device: 8 bytes of numbers, then its model.
    yield "Equipment", _text(tags.get(_DEVICE, b"")[8:14])
    yield from _measures(file.sections.get(_MEASURED, b""))
    said = _said(file.sections.get(_STATEMENTS, b""), codec)
    yield f"{CART}interpretation", "; ".join(said)


def _codec_of(tags: dict[int, bytes]) -> str:
    """Return the codec of texts; empty where they are ASCII or Latin-1."""
    code = tags.get(_DEVICE, b"")[_LANGUAGE_AT : _LANGUAGE_AT + 1]
    return _CODECS.get(code[0], "") if code else ""


def _age(field: bytes) -> str:
    age = int.from_bytes(field[:2], "little")
    unit = _AGES.get(field[2], "") if len(field) > 2 else ""
    return count(age, unit) if age and unit else ""


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


def _said(section: bytes, codec: str) -> Iterator[str]:
    """Yield statements in words: after date and time, each with its length."""
    at = 9
    for _ in range(min(section[8], _MOST_STATEMENTS) if len(section) > 8 else 0):
        size = int.from_bytes(section[at + 1 : at + 3], "little")
        if text := _text(section[at + 3 : at + 3 + size], codec):
            yield text
        at += 3 + size


def _text(field: bytes, codec: str = "") -> str:
    if codec == _WIDE:
        return field.decode(codec, "replace").partition("\0")[0].strip()
    text = field.partition(b"\0")[0]
    if codec:
        return text.decode(codec, "replace").strip()
    try:
        return text.decode("utf-8").strip()
    except UnicodeDecodeError:
        return text.decode("latin-1").strip()
