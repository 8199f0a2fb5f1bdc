"""Opens EDF, EDF+, BDF and BDF+ recordings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import Record
from ecgviewer.core.signal_source import LARGEST_IN_MEMORY, BlockedSignal
from ecgviewer.core.wording import count
from ecgviewer.formats.edf.annotation_lists import AnnotationLists, read_lists
from ecgviewer.formats.edf.header import EdfHeader, read_header
from ecgviewer.formats.edf.identity import checksum_and_identity
from ecgviewer.formats.edf.leads import EdfLeads, leads_of
from ecgviewer.formats.edf.notes import RECORDING_ENDS
from ecgviewer.formats.edf.patient import details_of
from ecgviewer.formats.edf.signals import EdfSource
from ecgviewer.formats.edf.timeline import Timeline, timeline_of

_ENDS = RECORDING_ENDS.encode()
#: Bytes that may be held for each one of the file: few samples and long gaps, or slow
#: leads beside a fast one, are read as they are needed.
_MOST_PER_BYTE = 4


@dataclass(frozen=True)
class EdfLayout:
    """A file whose leads and data records have been looked at, and not read."""

    header: EdfHeader
    leads: EdfLeads
    timeline: Timeline


def layout_of(path: Path) -> EdfLayout:
    """Return what there is in a file.

    Raises
    ------
    RecordError
        If it cannot be opened, or has no signal.
    """
    header = read_header(Path(path))
    if not header.ordinary:
        n = len(read_lists(header).text)
        raise RecordError(
            f"{header.path} has no signal, only {count(n, 'annotation')}, as a "
            "hypnogram has. Open the file of the recording that it belongs to."
        )
    leads = leads_of(header)
    lists = read_lists(header)
    timeline = _ended(timeline_of(header, lists, leads.spr), lists, leads)
    if not timeline.n_samples:
        raise RecordError(
            f"{header.path} has no whole data record of {header.record_bytes:,} bytes "
            "after its header. The copy is incomplete, or nothing was recorded. Get it "
            "again from its source."
        )
    return EdfLayout(header, leads, timeline)


def _ended(timeline: Timeline, lists: AnnotationLists, leads: EdfLeads) -> Timeline:
    """Return a timeline without what fills the last data record up, if that is said."""
    if _ENDS not in lists.text:
        return timeline
    onset_s = float(lists.onset_s[lists.text.index(_ENDS)])
    end = round((onset_s - timeline.begins_s) * leads.fs)
    if timeline.n_samples - leads.spr < end < timeline.n_samples:
        return replace(timeline, n_samples=end)
    return timeline


def read_record(path: Path) -> Record:
    """Open a recording.

    The record has the rate of its ECG leads; leads of other rates hold each value, or
    leave some out, and are not analysed. Between data records that do not follow each
    other (EDF+D) is a gap.

    Raises
    ------
    RecordError
        If it cannot be opened; the message names the file, the place and the remedy.
    """
    layout = layout_of(path)
    header, leads, timeline = layout.header, layout.leads, layout.timeline
    try:
        checksum, identity = checksum_and_identity(header, leads, timeline)
        return Record(
            name=header.path.name,
            fs=leads.fs,
            leads=tuple(each.lead for each in leads.leads),
            source=_values(layout),
            checksum=checksum,
            identity=identity,
            start_time=_start(header.start, timeline.begins_s),
            path=header.path,
            notices=header.notices + leads.notices + timeline.notices,
            details=details_of(header),
        )
    except OSError as error:
        raise RecordError(f"{header.path} cannot be read: {error.strerror}.") from error


def _values(layout: EdfLayout) -> Float32Array | BlockedSignal:
    source = EdfSource(layout.header, layout.leads, layout.timeline)
    n_values = source.shape[0] * source.shape[1]
    n_bytes = layout.header.n_records * layout.header.record_bytes
    itemsize = np.dtype(np.float32).itemsize
    if n_values > min(LARGEST_IN_MEMORY, n_bytes * _MOST_PER_BYTE // itemsize):
        return BlockedSignal(source)
    return source.read(0, source.shape[1])


def _start(start: datetime | None, begins_s: float) -> datetime | None:
    try:
        return start and start + timedelta(seconds=begins_s)
    except OverflowError:
        return None
