"""Tables of beats as JSON: in full where they are few, in few characters where many.

A table in full has its ids, its samples and, for each column that is not at its
default, one value for all beats or a list of them. A table of many beats has, in place
of the samples, the steps from one to the next, and its columns are packed: one value
for all, ``{"runs": [...], "values": [...]}`` for values that stay for a while, and
``{"each": [...]}`` for others, a string where each value is one character.

Ids are packed as counts in turn, from id 0 on: how many are left out, how many are
named, how many are left out, and so on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ecgviewer.core.beats import BeatTable, Origin, constant, is_constant
from ecgviewer.core.record import Samples

#: More than the beats of a year with every edit that could be made to them.
MOST_ID = 2**26
#: Farther away than any record reaches: an annotation file goes there in steps of
#: 2**31, and must not become gigabytes of them.
MOST_SAMPLE = 2**48
#: Beats from which on a table is written in few characters. Few are written in full,
#: for people who read a journal.
MANY = 17
#: Runs pay off up to one for this many beats.
_RUN_BEATS = 4
_DTYPES: Mapping[str, Any] = {
    "sample": np.int64, "symbol": "U1", "origin": np.uint8, "reviewed": np.bool_,
    "reviewed_at": np.int64, "comment": object, "noise": np.bool_,
}  # fmt: skip
#: What a column holds throughout where a line leaves it out.
_DEFAULTS: Mapping[str, Any] = {
    "symbol": "", "origin": int(Origin.DETECTOR), "reviewed": False,
    "reviewed_at": 0, "comment": "", "noise": False,
}  # fmt: skip
Column = npt.NDArray[Any]
#: A column as it is in a line: one value, a list of them, or packed.
Packed = object


def rows_of(beats: BeatTable) -> dict[str, Any]:
    """Return a table as JSON values; ids that count up by one are given by the first.

    Raises
    ------
    ValueError
        If there are more beats, or farther ones, than can be read again.
    """
    check_readable(beats)
    ids = beats.beat_id
    counted = len(ids) > 0 and np.array_equal(ids, np.arange(ids[0], ids[0] + len(ids)))
    rows: dict[str, Any] = {"beat_id": int(ids[0]) if counted else ids.tolist()}
    if many := len(beats) >= MANY:
        rows["steps"] = np.diff(beats.sample, prepend=0).tolist()
    else:
        rows["sample"] = beats.sample.tolist()
    for name, default in _DEFAULTS.items():
        packed = packed_column(getattr(beats, name))
        if isinstance(packed, dict):
            rows[name] = packed if many else getattr(beats, name).tolist()
        elif len(beats) and packed != default:
            rows[name] = packed
    return rows


def check_readable(beats: BeatTable) -> None:
    """Refuse beats that could not be read again.

    Raises
    ------
    ValueError
        If there are more of them, or farther ones, than any record has.
    """
    _check_ids(beats.beat_id)
    _check_samples(beats.sample)


def beats_of(rows: Mapping[str, Any]) -> BeatTable:
    """Return the beats that a line holds.

    Raises
    ------
    KeyError, TypeError, ValueError
        If the columns are not those of beats.
    """
    sample = _samples(rows)
    n, ids = len(sample), rows["beat_id"]
    counted = isinstance(ids, int)
    beat_id = np.arange(ids, ids + n) if counted else whole_numbers(ids)
    _check_ids(beat_id)
    _check_samples(sample)
    columns = {
        name: unpacked_column(rows.get(name, default), n, name)
        for name, default in _DEFAULTS.items()
    }
    return BeatTable(beat_id=beat_id, sample=sample, **columns)


def _samples(rows: Mapping[str, Any]) -> Samples:
    if "steps" in rows:
        return np.cumsum(whole_numbers(rows["steps"]))
    return whole_numbers(rows["sample"])


def whole_numbers(values: Sequence[object]) -> Samples:
    """Return a list of whole numbers as an array.

    Raises
    ------
    TypeError, ValueError, OverflowError
        If it is something else.
    """
    if not isinstance(values, list) or not set(map(type, values)) <= {int}:
        raise ValueError("whole numbers are expected")
    return np.array(values, np.int64)


def _check_ids(ids: Samples) -> None:
    if len(ids) and not 0 <= ids.min() <= ids.max() < MOST_ID:
        # Predictions are found by id, in tables as long as the highest.
        raise ValueError("ids count the beats")


def _check_samples(samples: Samples) -> None:
    if len(samples) and max(-samples.min(), samples.max()) > MOST_SAMPLE:
        raise ValueError("samples are places in the record")


def packed_column(column: Column) -> Packed:
    """Return a column in few characters; `unpacked_column` is the inverse."""
    if not len(column):
        return {"each": []}
    if is_constant(column):
        return column[:1].tolist()[0]
    starts = np.flatnonzero(np.append(True, column[1:] != column[:-1]))
    if len(starts) == 1:
        return column[:1].tolist()[0]
    if len(starts) * _RUN_BEATS <= len(column):
        runs = np.diff(starts, append=len(column))
        return {"runs": runs.tolist(), "values": column[starts].tolist()}
    if column.dtype.kind == "U":
        # An empty symbol is the character 0.
        text = column.astype("<U1", copy=False).tobytes()
        return {"each": text.decode("utf-32-le", "surrogatepass")}
    return {"each": column.tolist()}


def unpacked_column(packed: Packed, n: int, name: str) -> Column:
    """Return a column of a table as a line holds it, packed or in full.

    Raises
    ------
    KeyError, TypeError, ValueError
        If it is not such a column of n beats.
    """
    dtype = np.dtype(_DTYPES[name])
    if isinstance(packed, dict):
        column = _expanded(packed, dtype)
    elif isinstance(packed, list):
        column = _listed(packed, dtype)
    else:
        column = constant(packed, n, dtype)
    if len(column) != n:
        raise ValueError(f"{name} is not that of {n} beats")
    texts = column[:1] if is_constant(column) else column
    if dtype.hasobject and not set(map(type, texts)) <= {str}:
        raise ValueError("comments are text")
    return column


def _expanded(packed: Mapping[str, Any], dtype: np.dtype[Any]) -> Column:
    if "runs" in packed:
        runs, values = whole_numbers(packed["runs"]), _listed(packed["values"], dtype)
        if len(runs) and (runs.min() < 1 or sum(runs.tolist()) > MOST_ID):
            raise ValueError("runs are counts of beats")
        return np.repeat(values, runs)
    each = packed["each"]
    if isinstance(each, str):
        return np.frombuffer(each.encode("utf-32-le", "surrogatepass"), "<U1")
    return _listed(each, dtype)


def _listed(values: list[Any], dtype: np.dtype[Any]) -> Column:
    column = np.empty(len(values), dtype)
    column[:] = values
    return column


def packed_ids(ids: Samples) -> list[int]:
    """Return ascending ids as counts of those left out and those named, in turn."""
    first = np.flatnonzero(np.diff(ids, prepend=-2) != 1)
    lengths = np.diff(first, append=len(ids))
    ends = ids[first] + lengths
    left_out = ids[first] - np.append(0, ends)[:-1]
    counted: list[int] = np.column_stack([left_out, lengths]).ravel().tolist()
    return counted


def unpacked_ids(packed: Sequence[object]) -> Samples:
    """Return the ids that were packed.

    Raises
    ------
    TypeError, ValueError, OverflowError
        If they are not such counts.
    """
    counts = whole_numbers(packed)
    if len(counts) % 2 or np.any(counts < 0) or sum(counts.tolist()) > MOST_ID:
        raise ValueError("ids are counts of those left out and those named")
    ends = np.cumsum(counts)
    lengths = counts[1::2]
    within = np.arange(int(lengths.sum())) - np.repeat(
        np.cumsum(lengths) - lengths, lengths
    )
    return np.repeat(ends[0::2], lengths) + within
