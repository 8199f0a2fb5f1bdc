"""What a recording shows beside beats: chaos, silence and pacemaker spikes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
from scipy.ndimage import uniform_filter1d

from ecgviewer.core.arrays import BoolArray, Float32Array, Float64Array
from ecgviewer.core.record import Record, Samples
from ecgviewer.core.rhythm.intervals import stretches
from ecgviewer.core.rhythm.surroundings import (
    SignalFindings,
    SignalState,
    SignalStates,
)
from ecgviewer.core.stopping import Stop, check, never
from ecgviewer.preprocessing.filters import fill_gaps
from ecgviewer.preprocessing.lead_spectrum import LeadSpectrum
from ecgviewer.preprocessing.pacing import often_enough, spikes_in
from ecgviewer.preprocessing.shockable import (
    FS,
    WINDOW_S,
    looks_shockable,
    ratio_of,
    smoothed,
)

_Rows = BoolArray

#: Seconds looked at in one go, and what filters need on either side.
_BLOCK_S, _MARGIN_S = 600, 5
#: More leads say the same and take longer.
_MOST_LEADS = 3
#: Successive windows that must look so: a burst of noise is one.
_LEAST_WINDOWS = 2
#: A second is flat whose height is less than this share of what the lead usually has.
_FLAT, _USUAL_PERCENTILE = 0.2, 85
#: Of a window that counts, this much may be missing.
_MOST_MISSING = 0.25
_IN_MV = {"mV": 1.0, "V": 1000.0, "uV": 0.001, "µV": 0.001}


@dataclass(frozen=True, eq=False)
class _Block:
    """Some leads between two seconds, in mV, with what filters need on either side.

    Attributes
    ----------
    seconds : tuple of int
        The first, and the one after the last.
    start, start_s : int
        Sample and second at which `leads` begin.
    leads : list of ndarray of float32, shape (n_samples,)
        Gaps are bridged.
    gaps : ndarray of bool, shape (n_leads, n_samples)
    """

    fs: float
    seconds: tuple[int, int]
    start: int
    start_s: int
    leads: list[Float32Array]
    gaps: _Rows


@dataclass(frozen=True, eq=False)
class _Seconds:
    """What is measured of each second, shape (n_leads, n_seconds).

    `chaotic` is of the window that begins with the second.
    """

    chaotic: _Rows
    height: Float64Array
    missing: Float64Array


@dataclass(frozen=True, eq=False)
class _Looked:
    """What a block shows: its seconds, spikes, and the sample after its last second."""

    seconds: _Seconds
    spikes: Samples
    beyond: int


#: Looks at one block after the other, or at several at a time, and yields in order.
_EachBlock = Callable[
    [Callable[[_Block], _Looked], Iterable[_Block]], Iterable[_Looked]
]


class SignalSearch:
    """Looks at a recording stretch by stretch.

    Parameters
    ----------
    record : Record
    leads : list of int
        Those with an ECG, the analysed one first; the first few of them are looked at.
    """

    def __init__(self, record: Record, leads: list[int]) -> None:
        self._record, self._leads = record, leads[:_MOST_LEADS]
        self._seconds: list[_Seconds] = []
        self._spikes: list[Samples] = []

    def steps(self, stop: Stop = never, each: _EachBlock = map) -> Iterator[int]:
        """Look at ten minutes a step; yield the sample up to which it has been done.

        Parameters
        ----------
        stop : callable
            Asked before each step.
        each : callable
            Looks at the stretches: `map`, or what does so side by side.

        Raises
        ------
        Stopped
            If `stop` asks for it.
        """
        for looked in each(_looked, self._blocks(stop)):
            self._seconds.append(looked.seconds)
            self._spikes.append(looked.spikes)
            yield looked.beyond

    def _blocks(self, stop: Stop) -> Iterator[_Block]:
        for block in _blocks(self._record, self._leads):
            check(stop)
            yield block

    def findings(self) -> SignalFindings:
        """Return what was found up to now."""
        if not self._seconds:
            return SignalFindings()
        joined = (
            np.concatenate([getattr(each, name.name) for each in self._seconds], axis=1)
            for name in fields(_Seconds)
        )
        states = SignalStates(_codes(_Seconds(*joined)), self._record.fs)
        spikes = often_enough(np.concatenate(self._spikes), self._record.fs)
        return SignalFindings(states, spikes)


def signal_findings(
    record: Record, leads: list[int], stop: Stop = never
) -> SignalFindings:
    """Return what the leads of a record show beside beats, see `SignalSearch`."""
    search = SignalSearch(record, leads)
    for _ in search.steps(stop):
        pass
    return search.findings()


def _blocks(record: Record, leads: list[int]) -> Iterator[_Block]:
    fs, n_seconds = record.fs, int(record.n_samples / record.fs)
    factors = [_IN_MV.get(record.leads[lead].unit, 1.0) for lead in leads]
    for first in range(0, n_seconds, _BLOCK_S):
        last = min(first + _BLOCK_S, n_seconds)
        start_s = max(first - _MARGIN_S, 0)
        start = round(start_s * fs)
        stop = round((last + WINDOW_S + _MARGIN_S) * fs)
        raw = np.asarray(record.block(start, stop)[leads])
        bridged = [fill_gaps(f * v) for f, v in zip(factors, raw, strict=True)]
        values, gaps = zip(*bridged, strict=True)
        yield _Block(fs, (first, last), start, start_s, list(values), np.stack(gaps))


def _looked(block: _Block) -> _Looked:
    first, beyond = (round(second * block.fs) for second in block.seconds)
    spectra = [LeadSpectrum(each, block.fs, ratio_of(block.fs)) for each in block.leads]
    found = block.start + spikes_in(spectra)
    spikes = found[(found >= first) & (found < beyond)]
    return _Looked(_measured(block, spectra), spikes, beyond)


def _measured(block: _Block, leads: list[LeadSpectrum]) -> _Seconds:
    first, last = block.seconds
    chaotic = np.zeros((len(leads), last - first), np.bool_)
    height = np.zeros(chaotic.shape)
    skipped = (first - block.start_s) * FS
    for row, lead in enumerate(leads):
        values = smoothed(lead)[skipped:]
        found = looks_shockable(values)[: last - first]
        chaotic[row, : len(found)] = found
        whole = values[: len(values) // FS * FS].reshape(-1, FS)[: last - first]
        height[row, : len(whole)] = np.ptp(whole, axis=1)
    return _Seconds(chaotic, height, _missing(block))


def _missing(block: _Block) -> Float64Array:
    """Return which share of each second is missing, of each lead."""
    first, last = block.seconds
    if not block.gaps.any():
        return np.zeros((len(block.gaps), last - first))
    edges = np.round(np.arange(first, last + 1) * block.fs).astype(int) - block.start
    total = np.cumsum(block.gaps, axis=1, dtype=np.int64)
    total = np.concatenate([np.zeros((len(total), 1), np.int64), total], axis=1)
    share = np.diff(total[:, edges], axis=1) / np.diff(edges)
    return np.asarray(share, np.float64)


def _codes(seconds: _Seconds) -> npt.NDArray[np.uint8]:
    codes = np.full(seconds.height.shape[1], SignalState.ACTIVE, np.uint8)
    codes[_flat(seconds)] = SignalState.FLAT
    for first, last in stretches(_shockable(seconds)):
        if last - first + 1 >= _LEAST_WINDOWS:
            # Windows at the edges lie half in what is beside.
            codes[first + 1 : last + WINDOW_S - 1] = SignalState.FIBRILLATING
    return codes


def _shockable(seconds: _Seconds) -> _Rows:
    """Return the windows that more than half of the leads agree about."""
    there = uniform_filter1d(
        seconds.missing, WINDOW_S, axis=1, origin=-(WINDOW_S // 2), mode="nearest"
    )
    known = there <= _MOST_MISSING
    votes = (seconds.chaotic & known).sum(axis=0)
    return np.asarray(2 * votes > known.sum(axis=0))


def _flat(seconds: _Seconds) -> _Rows:
    """Return the seconds in which no lead that is there shows anything."""
    usual = np.percentile(seconds.height, _USUAL_PERCENTILE, axis=1, keepdims=True)
    known = (seconds.missing <= _MOST_MISSING) & (usual > 0)
    low = seconds.height < _FLAT * usual
    return np.asarray(known.any(axis=0) & np.all(low | ~known, axis=0))
