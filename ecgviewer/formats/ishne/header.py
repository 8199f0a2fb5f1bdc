"""The header that ISHNE recordings and their annotations have, field by field."""

from __future__ import annotations

import binascii
import struct
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.files.ordinary_file import check_ordinary

#: What a recording and its annotations begin with.
ECG_MAGIC, ANN_MAGIC = b"ISHNE1.0", b"ANN  1.0"
#: Magic, checksum; then what the checksum is over.
BEGIN = struct.Struct("<8sH")
FIXED = struct.Struct("<4ih40s40s20s2h3h3h3h3hh12h12h12hh40sh80s80s88s")
#: Bytes before what a file may add.
N_FIXED = BEGIN.size + FIXED.size
#: By the numbers of the standard.
LEAD_NAMES = {
    2: "X", 3: "Y", 4: "Z", 5: "I", 6: "II", 7: "III", 8: "aVR", 9: "aVL", 10: "aVF",
    11: "V1", 12: "V2", 13: "V3", 14: "V4", 15: "V5", 16: "V6",
    17: "ES", 18: "AS", 19: "AI",
}  # fmt: skip
MOST_LEADS = 12
SEXES = {1: "male", 2: "female"}
RACES = {1: "Caucasian", 2: "Black", 3: "Oriental"}
PACEMAKERS = {
    1: "yes, type not known", 2: "single chamber, unipolar",
    3: "dual chamber, unipolar", 4: "single chamber, bipolar",
    5: "dual chamber, bipolar",
}  # fmt: skip
_DAMAGED = (
    "{path}: the checksum of the header does not fit. Names, leads, gains and times "
    "may be wrong; compare them with the recorder's program."
)
_REMEDY = "Export the recording again from the recorder's program."


@dataclass(frozen=True)
class IshneHeader:
    """What a file says of itself.

    Attributes
    ----------
    path : Path
    n_stated : int
        Samples of each lead, as the file says.
    start_bytes : int
        Where samples, or annotations, begin.
    fs : int
        Sampling frequency in Hz.
    leads : tuple of str
        Names of the leads; several of one name are numbered.
    resolution_nv : tuple of int
        One step of each lead, in nV.
    start_time : datetime or None
    details : tuple of pairs of str
        What is said of patient and recording, each with what it is called.
    notices : tuple of str
    writer : bytes
        What the program that wrote it says of itself, where the standard leaves room.
    """

    path: Path
    n_stated: int
    start_bytes: int
    fs: int
    leads: tuple[str, ...]
    resolution_nv: tuple[int, ...]
    start_time: datetime | None
    details: tuple[tuple[str, str], ...]
    notices: tuple[str, ...]
    writer: bytes


def read_header(path: Path, magic: bytes = ECG_MAGIC) -> IshneHeader:
    """Read and check the header of a file.

    Parameters
    ----------
    path : Path
    magic : bytes
        What the file begins with.

    Raises
    ------
    RecordError
        If it cannot be opened as such a file; the message names the file, the place
        and the remedy.
    """
    try:
        check_ordinary(path, float("inf"))
        size = path.stat().st_size
        with path.open("rb") as file:
            fixed = file.read(N_FIXED)
            _check_begin(path, fixed, magic)
            n_more = struct.unpack_from("<i", fixed, BEGIN.size)[0]
            more = file.read(max(min(n_more, size), 0))
    except FileNotFoundError as error:
        raise RecordError(f"{path} does not exist. Check its name.") from error
    except OSError as error:
        raise RecordError(f"{path} cannot be read: {error.strerror}.") from error
    return _header(path, fixed, more, size)


def checksum_of(fields: bytes) -> int:
    """Return the checksum of all of a header that follows it: CRC-CCITT."""
    return binascii.crc_hqx(fields, 0xFFFF)


def _check_begin(path: Path, fixed: bytes, magic: bytes) -> None:
    if not fixed.startswith(magic):
        name = magic.decode()
        raise RecordError(
            f"{path} is not an ISHNE file: it does not begin with {name}. {_REMEDY}"
        )
    if len(fixed) < N_FIXED:
        raise RecordError(
            f"{path} ends after {len(fixed)} bytes, within the header of {N_FIXED}. "
            f"The copy is incomplete. {_REMEDY}"
        )


def _header(path: Path, fixed: bytes, more: bytes, size: int) -> IshneHeader:
    stated = BEGIN.unpack_from(fixed)[1]
    values = FIXED.unpack_from(fixed, BEGIN.size)
    (n_more, n_samples, _, start, _, first, last, number, sex, race), values = (
        values[:10],
        values[10:],
    )
    birth, recorded, _, clock = (values[at : at + 3] for at in (0, 3, 6, 9))
    n_leads, specs, _, steps = values[12], values[13:25], values[25:37], values[37:49]
    pacemaker, recorder, fs = values[49:52]
    _check(path, n_leads, fs)
    if start < N_FIXED + max(n_more, 0) or start > size:
        start = N_FIXED + max(n_more, 0)
    raw = fixed + more
    sums = (checksum_of(raw[BEGIN.size :]), checksum_of(fixed[BEGIN.size :]))
    return IshneHeader(
        path=path,
        n_stated=n_samples,
        start_bytes=start,
        fs=fs,
        leads=_names(specs[:n_leads]),
        resolution_nv=_resolutions(path, steps[:n_leads]),
        start_time=_time(recorded, clock),
        details=_details(
            ("Patient name", _name(first, last)),
            ("Patient code", _text(number)),
            ("Sex", SEXES.get(sex, "")),
            ("Race", RACES.get(race, "")),
            ("Birthdate", _date(birth)),
            ("Pacemaker", PACEMAKERS.get(pacemaker, "")),
            ("Recorder", _text(recorder)),
            ("Recording", _text(more)),
        ),
        notices=() if stated in sums else (_DAMAGED.format(path=path),),
        writer=values[54],
    )


def _check(path: Path, n_leads: int, fs: int) -> None:
    if not 1 <= n_leads <= MOST_LEADS:
        raise RecordError(
            f"{path}: the header names {n_leads} leads, at byte 156, and there are 1 "
            f"to {MOST_LEADS}. {_REMEDY}"
        )
    if fs <= 0:
        raise RecordError(
            f"{path}: the header gives a sampling frequency of {fs} Hz, at byte 272. "
            f"{_REMEDY}"
        )


def _names(specs: tuple[int, ...]) -> tuple[str, ...]:
    """Return names of leads; those without one, or of the same, are numbered."""
    plain = [LEAD_NAMES.get(spec, "ECG") for spec in specs]
    names: list[str] = []
    for name in plain:
        n_before = sum(each.partition(" ")[0] == name for each in names)
        numbered = name == "ECG" or n_before
        names.append(f"{name} {n_before + 1}" if numbered else name)
    return tuple(names)


def _resolutions(path: Path, steps: tuple[int, ...]) -> tuple[int, ...]:
    for number, step in enumerate(steps, 1):
        if step <= 0:
            raise RecordError(
                f"{path}: lead {number} has a step of {step} nV, at byte "
                f"{204 + 2 * number}, and no voltage follows from that. {_REMEDY}"
            )
    return steps


def _time(date: tuple[int, ...], clock: tuple[int, ...]) -> datetime | None:
    """Return the start; in the year 1 where there is a time and no date."""
    day, month, year = date
    hour, minute, second = clock
    try:
        return datetime(year, month, day, hour, minute, second)
    except ValueError:
        try:
            return datetime(1, 1, 1, hour, minute, second)
        except ValueError:
            return None


def _date(date: tuple[int, ...]) -> str:
    day, month, year = date
    try:
        return datetime(year, month, day).date().isoformat()
    except ValueError:
        return ""


def _text(field: bytes) -> str:
    """Return a field of text, up to its first zero byte."""
    text = field.partition(b"\0")[0]
    try:
        known = text.decode("utf-8")
    except UnicodeDecodeError:
        known = text.decode("latin-1")
    return " ".join("".join(c if c.isprintable() else " " for c in known).split())


def _name(first: bytes, last: bytes) -> str:
    return f"{_text(first)} {_text(last)}".strip()


def _details(*fields: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((title, text) for title, text in fields if text)
