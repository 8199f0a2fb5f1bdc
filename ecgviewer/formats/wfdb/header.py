"""WFDB header files (``.hea``), read strictly; header.5 of the WFDB guide.

Own code, since wfdb-python takes the parts of a line that it understands and drops
letters that are not ASCII: of ``µV`` it leaves ``V``.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from ecgviewer.core.errors import RecordError

#: No signal of a body is sampled more rarely or more often; times are numbers then.
_LOWEST_HZ, _HIGHEST_HZ = 0.001, 10_000_000.0
#: Sampling frequency of a header that gives none (DEFFREQ of the WFDB library).
DEFAULT_FS = 250.0
#: Gain of a lead that was never calibrated (WFDB_DEFGAIN), in units per mV.
DEFAULT_GAIN = 200.0
#: With less, samples could not be expressed in single precision.
_LEAST_GAIN = 1e-20
#: Longer than any header; a file of this size under that name is something else.
_MAX_BYTES = 8 * 2**20
#: Name of a segment without signal.
NULL_SEGMENT = "~"


@dataclass(frozen=True)
class SignalLine:
    """One signal line of a header."""

    file_name: str
    fmt: str
    samples_per_frame: int = 1
    skew: int = 0
    byte_offset: int = 0
    gain: float = DEFAULT_GAIN
    baseline: int = 0
    unit: str = "mV"
    initial_value: int = 0
    name: str = ""
    calibrated: bool = True


@dataclass(frozen=True)
class Segment:
    """One segment line of a header: another record, and its length in frames."""

    name: str
    n_frames: int


@dataclass(frozen=True)
class Header:
    """What a header file says of its record.

    `n_frames` is None where the length is to be taken from the signal files.
    """

    path: Path
    name: str
    n_signals: int
    fs: float
    n_frames: int | None
    start_time: datetime | None
    signals: tuple[SignalLine, ...] = ()
    segments: tuple[Segment, ...] = ()


_RECORD_LINE = re.compile(
    r"""(?P<name>[^\s/]+) (/ (?P<n_segments>\d{1,7}))?
    \s+ (?P<n_signals>\d{1,6})
    (\s+ (?P<fs>[^\s/(]+) (/\S*|\(\S*)?
      (\s+ (?P<n_frames>\d{1,15})
        (\s+ (?P<time>\[?[\d:.]+) (\s+ (?P<date>\d+/\d+/\d+)\]?)? )? )? )?
    \s*""",
    re.VERBOSE,
)
_SIGNAL_LINE = re.compile(
    r"""(?P<file_name>\S.*?)
    \s+ (?P<fmt>\d+) (x(?P<samples_per_frame>\d{1,6}))? (:(?P<skew>-?\d{1,9}))?
        (\+(?P<byte_offset>\d{1,15}))?
    (\s+ (?P<gain>[-+.\deE]+) (\((?P<baseline>[-+]?\d{1,10})\))? (/(?P<unit>\S+))?
      (\s+ (?P<resolution>\d+)
        (\s+ (?P<zero>[-+]?\d{1,10})
          (\s+ (?P<initial_value>[-+]?\d{1,10})
            (\s+ (?P<checksum>[-+]?\d+)
              (\s+ (?P<block_size>\d+)
                (\s+ (?P<name>.*?) )? )? )? )? )? )? )?
    \s*""",
    re.VERBOSE,
)
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
    lines = [
        line
        for line in map(str.strip, _text(path).splitlines())
        if line and not line.startswith("#")
    ]
    match = _RECORD_LINE.fullmatch(lines[0]) if lines else None
    if match is None:
        raise RecordError(
            f"{path} is not a WFDB header. Choose the .hea file of a record."
        )
    parts = match.groupdict()
    n_signals, n_segments = int(parts["n_signals"]), parts["n_segments"]
    header = Header(
        path=path,
        name=parts["name"],
        n_signals=n_signals,
        fs=_fs(parts["fs"], path),
        n_frames=int(parts["n_frames"] or 0) or None,
        start_time=_start_time(parts["time"], parts["date"]),
    )
    if n_segments is not None:
        return replace(header, segments=_segments(lines[1:], int(n_segments), path))
    return replace(header, signals=_signals(lines[1:], n_signals, path))


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
        raise RecordError(f"{path} is not a WFDB header but a binary file.")
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


def _fs(text: str | None, path: Path) -> float:
    if text is None:
        return DEFAULT_FS
    try:
        fs = float(text)
    except ValueError:
        fs = math.nan
    if not _LOWEST_HZ <= fs <= _HIGHEST_HZ:
        raise RecordError(
            f"{path} gives the sampling frequency as {text}. It must be above 0 Hz, "
            f"from {_LOWEST_HZ:g} to {_HIGHEST_HZ:,.0f} Hz; correct the first line of "
            "the header."
        )
    return fs


def _start_time(clock: str | None, day: str | None) -> datetime | None:
    """Return the start, None if it is not a time of day; a bad date counts as none."""
    if clock is None:
        return None
    try:
        hours, minutes, seconds = (["0", "0", *clock.strip("[").split(":")])[-3:]
        at = timedelta(hours=int(hours), minutes=int(minutes), seconds=float(seconds))
        start = datetime.combine(_date(day), time()) + at
    except (ValueError, OverflowError):
        return None
    return start


def _date(day: str | None) -> date:
    if day is None:
        return date.min
    try:
        return datetime.strptime(day, "%d/%m/%Y").date()
    except ValueError:
        return date.min


def _signals(lines: list[str], n: int, path: Path) -> tuple[SignalLine, ...]:
    if len(lines) < n:
        raise RecordError(
            f"{path} announces {n} signals and describes {len(lines)}. "
            "The header may have been cut off; get it again from its source."
        )
    return tuple(_signal(line, path) for line in lines[:n])


def _signal(line: str, path: Path) -> SignalLine:
    match = _SIGNAL_LINE.fullmatch(line)
    if match is None:
        raise RecordError(f"{path} has a line that is not a signal line: {line[:80]}")
    parts = match.groupdict()
    gain = _gain(parts["gain"], path)
    return SignalLine(
        file_name=parts["file_name"],
        fmt=parts["fmt"],
        samples_per_frame=int(parts["samples_per_frame"] or 1) or 1,
        skew=max(int(parts["skew"] or 0), 0),
        byte_offset=int(parts["byte_offset"] or 0),
        gain=gain or DEFAULT_GAIN,
        baseline=int(parts["baseline"] or parts["zero"] or 0),
        unit=parts["unit"] or "mV",
        initial_value=int(parts["initial_value"] or parts["zero"] or 0),
        name=(parts["name"] or "").strip(),
        calibrated=bool(gain),
    )


def _gain(text: str | None, path: Path) -> float:
    try:
        gain = float(text or 0)
    except ValueError:
        gain = math.nan
    if not math.isfinite(gain) or 0 < abs(gain) < _LEAST_GAIN:
        raise RecordError(
            f"{path} gives a gain that cannot be: {text}. Correct it in the header."
        )
    return gain


def _segments(lines: list[str], n: int, path: Path) -> tuple[Segment, ...]:
    matches = [_SEGMENT_LINE.fullmatch(line) for line in lines[:n]]
    found = [Segment(m["name"], int(m["n_frames"])) for m in matches if m is not None]
    if len(found) < n or not n:
        raise RecordError(
            f"{path} announces {n} segments and names {len(found)}. "
            "The header may have been cut off; get it again from its source."
        )
    return tuple(found)
