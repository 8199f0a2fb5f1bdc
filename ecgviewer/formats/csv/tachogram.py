"""The tachogram of a list of RR intervals, and the beats between them."""

from __future__ import annotations

import hashlib
import json

import numpy as np

from ecgviewer.core.arrays import Float32Array, Float64Array, IntArray
from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.signal_source import BlockedSignal
from ecgviewer.core.wording import count
from ecgviewer.formats.csv.kept_rows import Rows
from ecgviewer.formats.csv.layout import CsvLayout
from ecgviewer.formats.csv.units import TIME_UNITS
from ecgviewer.formats.wfdb.annotations import Annotations, new_annotations

#: Who the beats between the intervals are of.
ANNOTATOR = "rr"
#: Samples per second: intervals are whole milliseconds.
FS = 1000.0
_RULE = "rr-1"
_LONGEST_S = 30.0
_NORMAL = "N"
_SAID = (
    "{0} is a list of RR intervals: the trace shows how long each lasts. Its beats, of "
    "the annotator rr, are all called N, since a list does not say what beats are."
)


def tachogram(layout: CsvLayout, rows: Rows) -> Record:
    """Return a record that shows how long each RR interval lasts, in ms.

    Raises
    ------
    RecordError
        If there are no intervals.
    """
    path = layout.head.path
    lengths_s, n_left_out = _lengths_s(layout, rows)
    beats = _beats(lengths_s)
    facts = json.dumps({"rule": _RULE, "fs": FS, "n": len(beats)}).encode()
    source = TachogramSource(beats, (lengths_s * 1e3).astype(np.float32))
    notices = [_SAID.format(path.name)]
    if n_left_out:
        notices.append(
            f"{path.name}: {count(n_left_out, 'row')} without an interval of up to "
            f"{_LONGEST_S:g} s {'is' if n_left_out == 1 else 'are'} left out; what "
            "follows is that much too early."
        )
    return Record(
        name=path.name,
        fs=FS,
        leads=(Lead("RR", "ms", is_ecg=False),),
        source=BlockedSignal(source),
        checksum=rows.facts.checksum,
        identity=hashlib.sha256(facts + beats.tobytes()).hexdigest(),
        start_time=layout.start_time,
        path=path,
        notices=tuple(notices),
    )


def beats_of(layout: CsvLayout, rows: Rows) -> Annotations:
    """Return the beats that RR intervals lie between, the first at the beginning.

    Raises
    ------
    RecordError
        If there are no intervals.
    """
    beats = _beats(_lengths_s(layout, rows)[0])
    return new_annotations(beats, [_NORMAL] * len(beats))


def _lengths_s(layout: CsvLayout, rows: Rows) -> tuple[Float64Array, int]:
    lengths = rows.values[:, 0].astype(np.float64) * TIME_UNITS[layout.rr]
    usable = lengths[(lengths > 0) & (lengths <= _LONGEST_S)]
    if not len(usable):
        raise RecordError(
            f"{layout.head.path} has no RR intervals of up to {_LONGEST_S:g} s. If "
            "their unit is another one, say it: --csv rr=ms or --csv rr=s."
        )
    return usable, len(lengths) - len(usable)


def _beats(lengths_s: Float64Array) -> IntArray:
    ends = np.concatenate(([0.0], np.cumsum(lengths_s)))
    beats: IntArray = np.rint(ends * FS).astype(np.int64)
    return beats


class TachogramSource:
    """How long the RR interval lasts that a sample lies in, made when it is read.

    Parameters
    ----------
    beats : ndarray of int64, shape (n_intervals + 1,)
        In samples.
    lengths_ms : ndarray of float32, shape (n_intervals,)
    """

    def __init__(self, beats: IntArray, lengths_ms: Float32Array) -> None:
        self._beats = beats
        # The last beat is still in the last interval.
        self._lengths = np.append(lengths_ms, lengths_ms[-1:])
        self.shape = 1, int(beats[-1]) + 1

    def read(self, start: int, stop: int) -> Float32Array:
        """Return the values in [start, stop), shape (1, stop - start), in ms."""
        first = int(np.searchsorted(self._beats, start, "right")) - 1
        after = int(np.searchsorted(self._beats, stop, "left"))
        cuts = np.clip(np.append(self._beats[first:after], stop), start, stop)
        values: Float32Array = np.repeat(self._lengths[first:after], np.diff(cuts))
        return values[None]
