"""WFDB header files (``.hea``), read strictly; header.5 of the WFDB guide.

Own code, since wfdb-python takes the parts of a line that it understands and drops
letters that are not ASCII: of ``µV`` it leaves ``V``.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.wfdb.signal_line import FieldError, SignalLine, signal_line
from ecgviewer.formats.wfdb.start_time import start_time

__all__ = [
    "NULL_SEGMENT",
    "Header",
    "Segment",
    "SignalLine",
    "read_header",
]

#: No signal of a body is sampled more rarely or more often; times are numbers then.
_LOWEST_HZ, _HIGHEST_HZ = 0.001, 10_000_000.0
#: Sampling frequency of a header that gives none (DEFFREQ of the WFDB library).
DEFAULT_FS = 250.0
#: Longer than any header; a file of this size under that name is something else.
_MAX_BYTES = 8 * 2**20
#: Name of a segment without signal.
NULL_SEGMENT = "~"


@dataclass(frozen=True)
class Segment:
    """One segment line of a header: another record, and its length in frames."""

    name: str
    n_frames: int


@dataclass(frozen=True)
class Header:
    """What a header file says of its record.

    `n_frames` is None where the length is to be taken from the signal files;
    `fs_stated` is false where the header leaves the sampling frequency out. Comments
    are without their number signs.
    """

    path: Path
    n_signals: int
    fs: float
    n_frames: int | None
    start_time: datetime | None
    signals: tuple[SignalLine, ...] = ()
    segments: tuple[Segment, ...] = ()
    fs_stated: bool = True
    notices: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()


#: Segments are told by their number, after a slash.
_NAME = re.compile(r"(?P<name>.+)/(?P<n_segments>\d{1,7})")
_FREQUENCY = re.compile(
    r"(?P<number>[-+.\deE]*\d\.?|nan)(?P<unit>k?hz)?", re.IGNORECASE
)
_SPACED_HZ = re.compile(r"\s+(k?hz)\b", re.IGNORECASE)
_SEGMENT_LINE = re.compile(r"(?P<name>\S+)\s+(?P<n_frames>\d{1,15})\s*")


def read_header(path: Path) -> Header:
    """Read a header file.

    Parameters
    ----------
    path : Path
        The ``.hea`` file.

    Raises
    ------
    RecordError
        If it is not there or is not a WFDB header.
    """
    written = [line for line in map(str.strip, _text(path).splitlines()) if line]
    lines = [line for line in written if not line.startswith("#")]
    if not lines:
        raise RecordError(
            f"{path} is not a WFDB header. Choose the .hea file of a record."
        )
    words = _SPACED_HZ.sub(r"\1", lines[0]).split()
    n_segments = _n_segments(words[0], path)
    n_signals = _whole(words[1:2], "number of signals", 6, path)
    if n_signals is None:
        raise RecordError(
            f"{path} is not a WFDB header: its first line has no number of signals. "
            "Choose the .hea file of a record."
        )
    fs, fs_notice = _fs(words[2:3], path)
    # Some leave the length out and go on with the start time.
    n_words = 3 if ":" in "".join(words[3:4]) else 4
    n_frames = _whole(words[3:n_words], "number of samples", 15, path)
    start, start_notice = _start(" ".join(words[n_words:]), path)
    header = Header(
        path=path,
        n_signals=n_signals,
        fs=fs,
        n_frames=n_frames or None,
        start_time=start,
        fs_stated=len(words) > 2,
        notices=fs_notice + start_notice,
        comments=tuple(line[1:].strip() for line in written if line.startswith("#")),
    )
    if n_segments is not None:
        return replace(header, segments=_segments(lines[1:], n_segments, path))
    return replace(header, signals=_signals(lines[1:], n_signals, path))


def _n_segments(name: str, path: Path) -> int | None:
    """Return the number of segments that a record's name ends with, None for none.

    The name itself is left out, with any folder: a record is called as its header.
    """
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    number = match["n_segments"]
    # Otherwise 100.hea of mitdb/100 would have a hundred segments.
    is_name = number == path.stem != match["name"].rpartition("/")[2]
    return None if is_name else int(number)


def _whole(words: list[str], field: str, digits: int, path: Path) -> int | None:
    """Return a whole number of the first line, None where it is not given."""
    if not words:
        return None
    match = re.fullmatch(r"\+?(\d+)(\.0*)?", words[0])
    if match is None or len(match[1]) > digits:
        raise RecordError(
            f"{path} is not a WFDB header: its first line gives the {field} as "
            f"{words[0][:40]}. Choose the .hea file of a record, or correct that line."
        )
    return int(match[1])


def _text(path: Path) -> str:
    try:
        if not path.is_file():
            raise RecordError(_why_no_file(path))
        if path.stat().st_size > _MAX_BYTES:
            raise RecordError(f"{path} is too large for a WFDB header.")
        data = path.read_bytes()
    except OSError as error:
        raise RecordError(f"{path} cannot be read: {error.strerror}.") from error
    if b"\0" in data:
        raise RecordError(
            f"{path} is not a WFDB header but a binary file. Choose the .hea file of a "
            "record."
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _why_no_file(path: Path) -> str:
    if path.exists():
        return f"{path} is not an ordinary file. Choose the .hea file of a record."
    folder = path.with_suffix("")
    if folder.is_dir():
        return f"{folder} is a folder. Name a record in it, or several."
    return (
        f"{path} does not exist. A record needs its header file; put the .hea file "
        "beside the signal file."
    )


def _fs(words: list[str], path: Path) -> tuple[float, tuple[str, ...]]:
    """Return the sampling frequency, and what should be known of how it was read."""
    if not words:
        return DEFAULT_FS, ()
    # A counter frequency and its base may follow.
    text = re.split(r"[/(]", words[0])[0]
    match = _FREQUENCY.match(text)
    try:
        fs = float(match["number"]) if match else math.nan
    except ValueError:
        fs = math.nan
    if match and (match["unit"] or "").lower() == "khz":
        fs *= 1000
    if match is None or not _LOWEST_HZ <= fs <= _HIGHEST_HZ:
        raise RecordError(
            f"{path} gives the sampling frequency as {text}. It must be above 0 Hz, "
            f"from {_LOWEST_HZ:g} to {_HIGHEST_HZ:,.0f} Hz; correct the first line of "
            "the header."
        )
    if match.end() == len(text):
        return fs, ()
    return fs, (
        f"{path.name} gives the sampling frequency as {text}, which is read as "
        f"{fs:g} Hz. Correct the first line of the header if it is another.",
    )


def _start(text: str, path: Path) -> tuple[datetime | None, tuple[str, ...]]:
    start, untold = start_time(text)
    if not untold:
        return start, ()
    return start, (
        f"{path.name} gives the start of the record as {text[:60]}: its {untold} "
        "cannot be read. Write it as 12:33:59 31/05/2020 (day, month, year) to see it.",
    )


def _signals(lines: list[str], n: int, path: Path) -> tuple[SignalLine, ...]:
    if len(lines) < n:
        raise RecordError(
            f"{path} announces {n} signals and describes {len(lines)}. "
            "The header may have been cut off; get it again from its source."
        )
    try:
        return tuple(map(signal_line, lines[:n]))
    except FieldError as error:
        raise RecordError(f"{path} {error}") from error


def _segments(lines: list[str], n: int, path: Path) -> tuple[Segment, ...]:
    matches = [_SEGMENT_LINE.fullmatch(line) for line in lines[:n]]
    found = [Segment(m["name"], int(m["n_frames"])) for m in matches if m is not None]
    if len(found) < n or not n:
        raise RecordError(
            f"{path} announces {n} segments and names {len(found)}. "
            "The header may have been cut off; get it again from its source."
        )
    return tuple(found)
