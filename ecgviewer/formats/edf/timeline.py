"""Where the data records of an EDF file lie in the record, and the gaps between them.

Those of EDF+D need not follow each other: each says when it begins, to which all clock
times and the annotations of the file refer. A gap stays one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecgviewer.core.arrays import IntArray
from ecgviewer.core.errors import RecordError
from ecgviewer.formats.edf.annotation_lists import AnnotationLists
from ecgviewer.formats.edf.header import EdfHeader

#: Samples by which a data record may be off, as by rounding, and still follow.
_TOLERANCE = 1
#: Samples that gaps may have however few there are of signals, and the part of a
#: record that must be signal beyond.
_MAX_GAP, _LEAST_PART = 2**28, 1000


@dataclass(frozen=True, eq=False)
class Timeline:
    """Runs of data records without a gap, in order.

    Attributes
    ----------
    start : ndarray of int64, shape (n_runs,)
        First sample of each run in the record.
    first : ndarray of int64, shape (n_runs,)
        The data record that it begins with.
    n_records : ndarray of int64, shape (n_runs,)
        Data records of each.
    n_samples : int
        Length of the record.
    begins_s : float
        Seconds from the start in the header to sample 0.
    notices : tuple of str
    """

    start: IntArray
    first: IntArray
    n_records: IntArray
    n_samples: int
    begins_s: float
    notices: tuple[str, ...] = ()


def timeline_of(header: EdfHeader, lists: AnnotationLists, spr: int) -> Timeline:
    """Return where the data records of a file lie.

    Parameters
    ----------
    header : EdfHeader
    lists : AnnotationLists
        What the file says of when data records begin.
    spr : int
        Samples of the record in a data record.

    Raises
    ------
    RecordError
        If nearly all of the record would be gaps, as in a damaged file.
    """
    begins = lists.begins_s
    first_s = float(begins[0]) if len(begins) and np.isfinite(begins[0]) else 0.0
    n = header.n_records
    if not header.discontinuous or len(begins) < 2:
        notices = _of_continuous(header, begins, first_s)
        return _runs(
            np.arange(min(n, 1)) * spr, np.zeros(0, int), n, spr, first_s, notices
        )
    since = (begins - first_s) * (spr / float(header.record_s))
    starts, notices = _placed(header, since, spr)
    length = int(starts[-1]) + spr
    if length - n * spr > max(_MAX_GAP, _LEAST_PART * n * spr):
        worst = int(np.argmax(np.diff(starts))) + 1
        raise RecordError(
            f"{header.path}, data record {worst + 1}: it says that it begins at "
            f"{begins[worst]:.6g} s, so that nearly all of the recording would be a "
            "gap. The file is damaged; get it again from its source."
        )
    breaks = np.flatnonzero(np.diff(starts) != spr) + 1
    return _runs(starts, breaks, n, spr, first_s, notices)


def _runs(
    starts: IntArray,
    breaks: IntArray,
    n_records: int,
    spr: int,
    begins_s: float,
    notices: tuple[str, ...],
) -> Timeline:
    """Return the runs that begin with the first data record and at breaks."""
    first = np.concatenate([np.zeros(min(n_records, 1), np.int64), breaks])
    counts = np.diff(np.append(first, n_records))
    start = starts[first].astype(np.int64)
    length = int(start[-1] + counts[-1] * spr) if len(start) else 0
    return Timeline(start, first, counts, length, begins_s, notices)


def _placed(
    header: EdfHeader, since: np.ndarray, spr: int
) -> tuple[IntArray, tuple[str, ...]]:
    """Return the first sample of each data record, none before the last one's end."""
    said = np.where(np.isfinite(since), since, np.nan)
    silent = int(np.count_nonzero(np.isnan(said)))
    # Places count from where each would be without a gap: none may be before that of
    # the one before it.
    order = np.arange(len(said)) * spr
    late = np.nan_to_num(np.clip(said, -(2.0**60), 2.0**60) - order, nan=-np.inf)
    late[0] = 0.0
    reached = np.maximum.accumulate(np.rint(late))
    early = int(np.count_nonzero(late < reached - _TOLERANCE)) - silent
    shift = _without_jitter(reached.astype(np.int64))
    notices = []
    if silent:
        notices.append(
            f"{header.path.name}: {silent:,} data records do not say when they begin; "
            "they are shown where the ones before them end."
        )
    if early > 0:
        notices.append(
            f"{header.path.name}: {early:,} data records say that they begin before "
            "the ones before them end; they are shown after these, later than they "
            "were recorded."
        )
    return order + shift, tuple(notices)


def _without_jitter(shift: IntArray) -> IntArray:
    """Return shifts in which a step within the tolerance is none."""
    steps = np.diff(shift, prepend=0)
    if not np.any((steps > 0) & (steps <= _TOLERANCE)):
        return shift
    kept, now = np.empty_like(shift), 0
    for n, each in enumerate(shift.tolist()):
        now = each if each > now + _TOLERANCE else now
        kept[n] = now
    return kept


def _of_continuous(
    header: EdfHeader, begins: np.ndarray, first_s: float
) -> tuple[str, ...]:
    late = begins - first_s - np.arange(len(begins)) * float(header.record_s)
    off = np.flatnonzero(np.abs(late) > 1.0)
    if not len(off):
        return ()
    return (
        f"{header.path.name} says that it is continuous (EDF+C), but data record "
        f"{off[0] + 1:,} says that it begins {late[off[0]]:+.3f} s from where it is. "
        "It is shown without a gap; clock times after it may be wrong. If it was "
        "recorded with pauses, correct the header to EDF+D.",
    )
