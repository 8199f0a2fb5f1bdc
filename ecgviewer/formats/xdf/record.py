"""Opens recordings in XDF by pyxdf, which is an extra."""

from __future__ import annotations

import hashlib
import io
import logging
import re
import warnings
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import Float64Array
from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import is_lead_name
from ecgviewer.formats.clinical.short_record import (
    LeadPart,
    ShortRecording,
    details_of,
    titled,
)
from ecgviewer.formats.clinical.small_file import bytes_of
from ecgviewer.formats.csv.options import CsvOptions
from ecgviewer.formats.csv.remembered import options_of_pattern
from ecgviewer.formats.csv.units import mv_of
from ecgviewer.formats.xdf.chunks import MAGIC, REMEDY, Outline, Stream, outline_of

_MOST_BYTES = 2**30
_ECG = re.compile(r".*(ecg|ekg).*", re.IGNORECASE)
#: From a step in time of this many seconds on, samples are missing.
_GAP_S = 0.5
#: Times of a run of samples that are looked at.
_MOST_TIMES = 10_000
#: Clocks count from the start of a computer or from 1970.
_LAST_S = 1e12


def is_xdf(first: bytes, path: Path) -> bool:
    """Return whether a file begins as XDF does."""
    return first.startswith(MAGIC)


def read_recording(path: Path) -> ShortRecording:
    """Return the ECG of a file.

    Raises
    ------
    RecordError
        If it cannot be opened; the message names the file and the remedy.
    """
    data = bytes_of(path, _MOST_BYTES)
    outline = outline_of(path, data)
    stream = _ecg_stream(path, outline)
    options, whence = options_of_pattern(_pattern(stream), path.name)
    steps = _steps(path, stream, options)
    values, times = _loaded(path, data[: outline.end], stream)
    if len(values) != len(times) or not (np.abs(times) < _LAST_S).all():
        raise RecordError(
            f"{path} is damaged: samples of the ECG have no times. {REMEDY}"
        )
    return ShortRecording(
        path=path,
        checksum=hashlib.sha256(data).hexdigest(),
        fs=stream.fs,
        parts=_parts(stream, steps, values, times),
        start_time=_start_time(outline),
        details=_details(stream),
        notices=_notices(path, outline, stream, whence),
        is_digital=values.dtype.kind in "iu",
        remedy=REMEDY,
    )


def _loaded(
    path: Path, data: bytes, stream: Stream
) -> tuple[npt.NDArray[Any], Float64Array]:
    """Return samples of a stream, shape (n_samples, n_channels), and their times."""
    try:
        import pyxdf  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise RecordError(
            f"{path} is an XDF file, and pyxdf, which reads these, is not "
            "installed. Install it: pip install ecgviewer[lsl]"
        ) from error
    logging.getLogger("pyxdf").setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            # Making times even would take twenty times the memory of 16-bit samples.
            (found,), _ = pyxdf.load_xdf(
                io.BytesIO(data),
                select_streams=stream.number,
                dejitter_timestamps=False,
                verbose=None,
            )
    # pyxdf lets errors of every kind out of damaged files.
    except Exception as error:
        why = " ".join(str(error).split())[:200] or type(error).__name__
        raise RecordError(f"{path} is damaged: {why}. {REMEDY}") from error
    return np.asarray(found["time_series"]), np.asarray(found["time_stamps"])


def _ecg_stream(path: Path, outline: Outline) -> Stream:
    """Return the stream with the most channels of an ECG."""
    regular = [s for s in outline.streams.values() if s.fs > 0 and not s.is_text]
    found = [stream for stream in regular if _ecg_channels(stream)]
    if not outline.streams:
        raise RecordError(
            f"{path} has no stream: nothing was recorded, or it was cut off. {REMEDY}"
        )
    if not found:
        named = ", ".join(
            f"{s.said('name') or s.number} ({s.said('type') or 'no type'})"
            for s in outline.streams.values()
        )
        raise RecordError(
            f"{path} has no stream of an ECG, only {named}. Give the "
            "stream the type ECG, or label a channel ECG, where it is recorded."
        )
    return max(found, key=lambda stream: len(_ecg_channels(stream)))


def _ecg_channels(stream: Stream) -> list[int]:
    """Return the channels that are an ECG: by their labels, else all by its type."""
    labels = [label for label, _ in stream.channels]
    named = [n for n, w in enumerate(labels) if is_lead_name(w) or _ECG.fullmatch(w)]
    by_type = _ECG.fullmatch(stream.said("type")) or _ECG.fullmatch(stream.said("name"))
    return named or (list(range(stream.n_channels)) if by_type else [])


def pattern_of(path: Path) -> str:
    """Return what files that are recorded alike have in common: the stream.

    Raises
    ------
    RecordError
        If it cannot be opened.
    """
    outline = outline_of(path, bytes_of(path, _MOST_BYTES))
    return _pattern(_ecg_stream(path, outline))


def _pattern(stream: Stream) -> str:
    return f"XDF with {stream.said('name')}, {stream.n_channels} channels"


def _steps(path: Path, stream: Stream, options: CsvOptions) -> dict[int, float]:
    """Return the millivolts of one, by the channels that are an ECG.

    Raises
    ------
    RecordError
        If a unit is not known.
    """
    found = {}
    for channel in _ecg_channels(stream):
        unit = options.unit or stream.channels[channel][1] or "mV" * bool(options.gain)
        mv = mv_of(unit)
        if mv is None:
            raise RecordError(
                f"{path} does not say the unit of {stream.said('name')}. Say it on the "
                "command line: --csv unit=uV."
            )
        found[channel] = mv / (options.gain or 1.0)
    return found


def _parts(
    stream: Stream,
    steps: dict[int, float],
    values: npt.NDArray[Any],
    times: Float64Array,
) -> list[LeadPart]:
    """Return the leads, a part for each run of samples without a gap."""
    names = titled(stream.channels[n][0] or f"ECG {n + 1}" for n in steps)
    gaps = np.flatnonzero(np.diff(times) > _GAP_S) + 1
    cuts = [0, *gaps.tolist(), len(times)]
    parts = []
    stop = 0
    for begin, end in pairwise(cuts) if len(times) else ():
        # Times of single samples are those of their arrival.
        few = np.linspace(begin, end - 1, min(end - begin, _MOST_TIMES)).astype(int)
        late = float(np.median(times[few] - few / stream.fs)) - float(times[0])
        first = max(round((late + begin / stream.fs) * stream.fs), stop)
        stop = first + end - begin
        for name, (row, mv) in zip(names, steps.items(), strict=True):
            parts.append(LeadPart(name, values[begin:end, row], mv, first=first))
    return parts


def _start_time(outline: Outline) -> datetime | None:
    text = "" if outline.header is None else outline.header.findtext("datetime") or ""
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError:
        return None


def _details(stream: Stream) -> tuple[tuple[str, str], ...]:
    return details_of(
        ("Stream", stream.said("name")),
        ("Recorder", stream.said("desc/manufacturer") or stream.said("source_id")),
        ("Computer", stream.said("hostname")),
    )


def _notices(
    path: Path, outline: Outline, stream: Stream, whence: str
) -> tuple[str, ...]:
    found = [whence] if whence else []
    if outline.end < outline.size:
        found.append(
            f"{path.name} was not closed: its last {outline.size - outline.end:,} "
            "bytes are not whole and are left out."
        )
    others = [
        each.said("name") or str(each.number)
        for each in outline.streams.values()
        if each is not stream
    ]
    if others:
        found.append(f"{path.name}: not read are the streams {', '.join(others[:6])}.")
    return tuple(found)
