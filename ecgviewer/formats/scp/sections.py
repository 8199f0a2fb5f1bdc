"""The sections of an SCP-ECG file, and what is wrong with them."""

from __future__ import annotations

import binascii
import hashlib
import struct
from dataclasses import dataclass
from pathlib import Path

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.clinical.small_file import REMEDY, bytes_of

_MOST_BYTES = 2**26
#: Checksum and length of the file; then sections, each with a header.
_BEGIN = struct.Struct("<HI")
_HEADER_BYTES = 16
#: Of the first section: the number of a section, its length, its place from 1 on.
_POINTER = struct.Struct("<HII")
_MAGIC, _MAGIC_AT = b"SCPECG", 16


@dataclass(frozen=True)
class ScpFile:
    """A file whose sections have been found.

    Attributes
    ----------
    path : Path
    sections : dict of bytes
        By their numbers, without headers.
    checksum : str
        SHA-256 of the file.
    n_bytes : int
    notices : tuple of str
    """

    path: Path
    sections: dict[int, bytes]
    checksum: str
    n_bytes: int
    notices: tuple[str, ...]


def is_scp(first: bytes, path: Path) -> bool:
    """Return whether a file's first bytes are of SCP-ECG."""
    return first[_MAGIC_AT:].startswith(_MAGIC)


def read_sections(path: Path) -> ScpFile:
    """Return the sections of a file.

    Raises
    ------
    RecordError
        If it cannot be read or is of another kind; the message names the file and the
        remedy.
    """
    data = bytes_of(path, _MOST_BYTES)
    if not is_scp(data, path):
        raise RecordError(
            f"{path} is not SCP-ECG: SCPECG is not at byte {_MAGIC_AT}. {REMEDY}"
        )
    stated_crc, n_stated = _BEGIN.unpack_from(data)
    notices = []
    if n_stated > len(data):
        notices.append(
            f"{path.name} has {len(data):,} bytes of the {n_stated:,} that it states. "
            "The copy may be incomplete."
        )
    elif binascii.crc_hqx(data[2:n_stated], 0xFFFF) != stated_crc:
        notices.append(f"{path.name}: its checksum does not fit; values may be wrong.")
    digest = hashlib.sha256(data).hexdigest()
    return ScpFile(path, _sections(data), digest, len(data), tuple(notices))


def _sections(data: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    begin = _BEGIN.size + _HEADER_BYTES
    length = int.from_bytes(data[_BEGIN.size + 4 : _BEGIN.size + 8], "little")
    pointers = data[begin : _BEGIN.size + length]
    whole = len(pointers) // _POINTER.size * _POINTER.size
    for number, n_bytes, place in _POINTER.iter_unpack(pointers[:whole]):
        at = place - 1
        # Each byte of a file is in one section only: nothing is copied twice.
        if n_bytes > _HEADER_BYTES and 0 < at < len(data) and number not in found:
            found[number] = data[at + _HEADER_BYTES : at + n_bytes]
        if len(found) > _MOST_SECTIONS:
            break
    return found


#: The standard has 12; makers have some of their own, which are not looked at.
_MOST_SECTIONS = 32
