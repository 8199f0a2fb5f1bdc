"""Where the signals of a record come from: one header, or segments in a row."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.wfdb.header import (
    NULL_SEGMENT,
    Header,
    Segment,
    SignalLine,
    read_header,
)
from ecgviewer.formats.wfdb.signals import SignalFile, inside, looked_at, names_of

#: Most values a record may have: 8.6 GB as float32, two weeks of three leads at 500 Hz.
_MAX_VALUES = 2**31
#: Values above which some of them must be there, and how few of all: gaps take memory.
_MAX_GAP, _LEAST_PART = 2**28, 1000

#: Frequencies that differ by less are written with fewer digits, and are the same.
_SAME_FS = 1e-5
#: Notices of segments that are shown; a record can have thousands.
_MOST_NOTICES = 3


@dataclass(frozen=True)
class Stretch:
    """Frames [start, start + n_frames) of a record and the header they come from.

    `leads` holds the record's lead of each signal, None for a signal left out;
    `samples_per_frame` is that of the fastest signal that is there.
    """

    start: int
    n_frames: int
    header: Header
    leads: tuple[int | None, ...]
    samples_per_frame: int
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """A record before its signals are read.

    `signals` has one line per lead; frames outside every stretch are a gap.
    """

    signals: tuple[SignalLine, ...]
    n_frames: int
    stretches: tuple[Stretch, ...]
    notices: tuple[str, ...] = ()

    @property
    def samples_per_frame(self) -> int:
        """Samples a frame of the fastest signal."""
        return max(stretch.samples_per_frame for stretch in self.stretches)


def layout_of(header: Header) -> Layout:
    """Find the files of a record and look whether they hold what the header says.

    Raises
    ------
    RecordError
        If nothing of the record can be opened.
    """
    if not header.n_signals:
        raise RecordError(
            f"{header.path} has no signals, only annotations; there is nothing to show."
        )
    _check_size(header, header.n_frames or 0)
    layout = _segmented(header) if header.segments else _single(header)
    layout = replace(layout, notices=header.notices + layout.notices)
    _check_gaps(header, layout)
    if not layout.n_frames:
        raise RecordError(
            f"{header.path} has no samples: its length is 0. If its signal files are "
            "empty, get them again from their source."
        )
    _check_size(header, layout.n_frames * layout.samples_per_frame)
    return layout


def _check_size(header: Header, n_samples: int) -> None:
    n_values = n_samples * header.n_signals
    if n_values > _MAX_VALUES:
        raise RecordError(
            f"{header.path} announces {n_values:,} values, and {_MAX_VALUES:,} is the "
            "most that can be opened. Correct the length in its first line, or cut the "
            "record into shorter ones."
        )


def _check_gaps(header: Header, layout: Layout) -> None:
    rate = layout.samples_per_frame
    n_values = layout.n_frames * rate * len(layout.signals)
    there = sum(s.n_frames * rate * len(s.leads) for s in layout.stretches)
    if n_values > _MAX_GAP and there * _LEAST_PART < n_values:
        raise RecordError(
            f"{header.path} announces {n_values:,} values, and its segments hold only "
            f"{there:,}. Get the missing segments, or open one of those there are."
        )


def _single(header: Header) -> Layout:
    stretch = _stretch(header, 0, header.n_frames, tuple(range(header.n_signals)))
    return Layout(header.signals, stretch.n_frames, (stretch,), stretch.notices)


def _stretch(
    header: Header, start: int, n_claimed: int | None, leads: tuple[int | None, ...]
) -> Stretch:
    files, faults = looked_at(header)
    longest = max(file.n_frames for file in files)
    n_frames = longest if n_claimed is None else min(n_claimed, longest)
    wanted = n_frames if n_claimed is None else n_claimed
    told = dict.fromkeys(
        (
            *faults,
            *(f"{header.path.name} {s.doubt}" for s in header.signals if s.doubt),
            *(_shorter(f, wanted, header) for f in files if f.n_frames < wanted),
        )
    )
    # A file that holds no frame could claim any number of samples in one.
    rate = max(
        (s.samples_per_frame for f in files if f.n_frames for s in f.signals), default=1
    )
    return Stretch(start, n_frames, header, leads, rate, tuple(told))


def _shorter(file: SignalFile, n_claimed: int, header: Header) -> str:
    if not file.n_frames:
        return (
            f"{names_of(file.signals, file.first)} cannot be shown: {file.path} holds "
            "no samples. The copy may be incomplete; get it again from its source."
        )
    said, found = (f"{n / header.fs:.1f} s" for n in (n_claimed, file.n_frames))
    if said == found:
        unit = (
            "frames"
            if max(s.samples_per_frame for s in header.signals) > 1
            else "samples"
        )
        said, found = f"{n_claimed:,} {unit}", f"{file.n_frames:,}"
    than = f"{header.path.name} says" if header.n_frames else "the others"
    return (
        f"{file.path.name} is shorter than {than}: {found} of {said} are there. "
        "The rest may be lost, or the copy incomplete."
    )


def _segmented(header: Header) -> Layout:
    segments = header.segments
    variable = not segments[0].n_frames
    model = _model(header)
    if variable:
        segments = segments[1:]
    n_frames = sum(segment.n_frames for segment in segments)
    _check_size(header, n_frames)
    stretches: list[Stretch] = []
    problems: list[str] = []
    told: list[str] = []
    start = 0
    for segment in segments:
        if segment.name != NULL_SEGMENT:
            try:
                part = _segment_header(header, segment)
                _check_signals(part)
                _check_fs(part, header)
                leads = _leads(part, model, by_name=variable)
                stretch = _stretch(part, start, segment.n_frames, leads)
                stretches.append(stretch)
                told += [*_left_out(part, leads, by_name=variable), *stretch.notices]
            except RecordError as error:
                problems.append(str(error))
        start += segment.n_frames
    notices = [*_gaps(problems), *_first_of(told)]
    if not stretches:
        raise RecordError(
            f"{header.path} has no segment with signals. {' '.join(notices)}".rstrip()
        )
    return Layout(model.signals, n_frames, tuple(stretches), tuple(notices))


def _check_signals(part: Header) -> None:
    if not part.signals:
        raise RecordError(f"{part.path} has no signals, only annotations.")


def _check_fs(part: Header, header: Header) -> None:
    if part.fs_stated and not math.isclose(part.fs, header.fs, rel_tol=_SAME_FS):
        raise RecordError(
            f"{part.path} gives the sampling frequency as {part.fs:g} Hz, and "
            f"{header.path.name} as {header.fs:g} Hz. Open {part.path.name} by itself, "
            "or correct the header that is wrong."
        )


def _left_out(
    part: Header, leads: tuple[int | None, ...], *, by_name: bool
) -> list[str]:
    names = [
        s.name for s, lead in zip(part.signals, leads, strict=True) if lead is None
    ]
    if not names:
        return []
    why = "has no lead of that name left" if by_name else "has fewer leads"
    return [
        f"{', '.join(names)} of {part.path.name} cannot be shown: the record {why}. "
        f"Open {part.path.name} by itself to see it."
    ]


def _first_of(notices: list[str]) -> list[str]:
    """Return some notices and the number of the others: segments are many."""
    distinct = list(dict.fromkeys(notices))
    more = len(distinct) - _MOST_NOTICES
    if more <= 0:
        return distinct
    return [*distinct[:_MOST_NOTICES], f"There are {more:,} more notices of segments."]


def _gaps(problems: list[str]) -> list[str]:
    if len(problems) < 2:
        return [f"A segment is shown as a gap. {problem}" for problem in problems]
    return [f"{len(problems)} segments are shown as gaps. The first: {problems[0]}"]


def _model(header: Header) -> Header:
    """Return the header that names the leads: the layout's, or the first segment's."""
    named = [segment for segment in header.segments if segment.name != NULL_SEGMENT]
    error: RecordError | None = None
    for segment in named:
        try:
            return _segment_header(header, segment)
        except RecordError as problem:
            error = error or problem
    raise error or RecordError(f"{header.path} has no segment with signals.")


def _segment_header(header: Header, segment: Segment) -> Header:
    path = inside(header.path.parent, f"{segment.name}.hea", header.path)
    found = read_header(path)
    if found.segments:
        raise RecordError(f"{path} is a record in segments, inside another one.")
    return found


def _leads(part: Header, model: Header, *, by_name: bool) -> tuple[int | None, ...]:
    """Return the record's lead of each signal of a segment, None where it has none."""
    if not by_name:
        n = len(model.signals)
        return tuple(i if i < n else None for i in range(len(part.signals)))
    # Of leads with one name the first is the first, and so on.
    places = {key: lead for lead, key in enumerate(_numbered(model))}
    return tuple(places.get(key) for key in _numbered(part))


def _numbered(header: Header) -> list[tuple[str, int]]:
    names = [signal.name for signal in header.signals]
    return [(name, names[:n].count(name)) for n, name in enumerate(names)]
