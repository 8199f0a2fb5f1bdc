"""Which lead is drawn where, and how large: the vertical geometry of the waveform."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from ecgviewer.core.record import Lead, Record, Signal
from ecgviewer.gui.waveform.time_steps import grid_steps

#: Lines of ECG paper (10 mm/mV: 1 mm and 5 mm), then ever coarser ones.
_GRID_STEPS = (0.1, 0.5, 1.0, 5.0, 10.0, 50.0, 100.0)
#: Millivolts in one of the unit; leads of these units share one gain and one grid.
_MILLIVOLTS: Mapping[str, float] = MappingProxyType(
    {"mV": 1.0, "uV": 1e-3, "µV": 1e-3, "V": 1e3, "": 1.0}
)
#: What a lead spans is looked up in so many windows; each holds at least one beat.
_WINDOWS = 600
_WINDOW_S = 2.0
#: Ectopic beats are high and can be rare: only the very highest may be cut off.
_PERCENTILE = 99.5
#: What is higher than so many times a usual window, and than any beat, is artefact.
_ARTEFACT = 2.0
_HIGHEST_BEAT_MV = 2.5
_USUAL_PERCENTILE = 75.0
_WANDER_PERCENTILE = 94.0
_PADDING = 1.12
#: Room for a wandering baseline, as a share of what beats span.
_MAX_WANDER = 0.25
_MIN_SPAN_MV = 0.4
_MIN_LANE_SHARE = 0.45
#: A trace that has drifted off its lane's middle by this share of it is recentred.
_DRIFT = 0.3
#: A lane is shifted by no more than half of this to bring its zero onto the grid.
_SNAP_PX = 24.0


@dataclass(frozen=True)
class Lane:
    """Where one lead is drawn: pixels down from the top of the sheet."""

    lead: Lead
    top: float
    bottom: float
    zero_y: float
    px_per_unit: float
    minor: float
    major: float

    def y(self, values: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.float64]:
        """Return the height of values on the sheet."""
        return np.asarray(self.zero_y - values * self.px_per_unit, np.float64)


@dataclass(frozen=True)
class _Span:
    """The usual baseline of a lead, and how far beats reach above and below it."""

    baseline: float
    above: float
    below: float

    @property
    def size(self) -> float:
        return self.above + self.below


@dataclass
class LeadStack:
    """The leads of a record one below the other, all in view and none in another.

    Leads in millivolts share a gain, as on paper; others have their own.
    """

    record: Record
    gain: float = 1.0
    _spans: list[_Span] = field(default_factory=list)
    _shifts: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Fit to the whole record."""
        self.fit(0, self.record.n_samples)

    def fit(self, start: int, stop: int) -> None:
        """Fit to what the leads ordinarily span in [start, stop), artefact left out."""
        self.gain = 1.0
        self._spans = [
            _span(self.record, i, start, stop) for i in range(len(self.record.leads))
        ]
        self._shifts = [0.0] * len(self._spans)

    def scale(self, factor: float) -> None:
        """Draw all leads higher or lower."""
        self.gain = min(max(self.gain * factor, 0.02), 50.0)

    def follow(self, start: int, stop: int) -> None:
        """Recentre leads whose baseline has drifted far in [start, stop)."""
        for i, span in enumerate(self._spans):
            drift = _baseline(self.record, i, start, stop) - span.baseline
            limit = _DRIFT * span.size / max(self.gain, 1.0)
            if math.isfinite(drift) and abs(drift - self._shifts[i]) > limit:
                self._shifts[i] = drift if abs(drift) > limit else 0.0

    def lanes(self, top: float, bottom: float) -> tuple[Lane, ...]:
        """Return the lanes that fill the sheet between two heights."""
        shares = self._shares()
        edges = top + (bottom - top) * np.concatenate([[0.0], np.cumsum(shares)])
        sizes = _PADDING * self._sizes_mv()
        px_per_mv = float(np.nanmin(np.append(np.diff(edges) / sizes, np.inf)))
        lanes: list[Lane] = []
        origin: float | None = None
        for i, lead in enumerate(self.record.leads):
            lane = self._lane(i, lead, (edges[i], edges[i + 1]), px_per_mv)
            if self._in_mv(i):
                # Zero of every lead lies on one grid, so that the paper has no seams.
                lane = lane if origin is None else _snapped(lane, origin)
                origin = lane.zero_y if origin is None else origin
            lanes.append(lane)
        return tuple(lanes)

    def _in_mv(self, i: int) -> bool:
        return self.record.leads[i].unit in _MILLIVOLTS

    def _sizes_mv(self) -> npt.NDArray[np.float64]:
        """Return what each lead spans in mV; NaN in another unit."""
        return np.array(
            [
                s.size * _MILLIVOLTS.get(lead.unit, np.nan)
                for s, lead in zip(self._spans, self.record.leads, strict=True)
            ]
        )

    def _shares(self) -> npt.NDArray[np.float64]:
        sizes = self._sizes_mv()
        known = sizes[~np.isnan(sizes)]
        usual = float(known.mean()) if len(known) else 1.0
        sizes = np.maximum(np.nan_to_num(sizes, nan=usual), _MIN_LANE_SHARE * usual)
        shares: npt.NDArray[np.float64] = sizes / sizes.sum()
        return shares

    def _lane(
        self, i: int, lead: Lead, edges: tuple[float, float], px_per_mv: float
    ) -> Lane:
        span, height = self._spans[i], edges[1] - edges[0]
        own = height / (_PADDING * span.size)
        scale = px_per_mv * _MILLIVOLTS[lead.unit] if self._in_mv(i) else own
        # The higher the gain, the nearer is the baseline to the middle of the lane.
        middle = (edges[0] + edges[1]) / 2
        baseline_y = middle + (span.above - span.below) / 2 * scale * min(
            self.gain, 1 / self.gain
        )
        scale *= self.gain
        zero_y = baseline_y + (span.baseline + self._shifts[i]) * scale
        steps = _steps(lead.unit, scale)
        minor, major = grid_steps(steps, scale)
        return Lane(lead, edges[0], edges[1], zero_y, scale, minor, major)


def _snapped(lane: Lane, origin: float) -> Lane:
    major_px, minor_px = lane.major * lane.px_per_unit, lane.minor * lane.px_per_unit
    step = major_px if major_px <= _SNAP_PX else minor_px
    zero_y = origin + round((lane.zero_y - origin) / step) * step
    return replace(lane, zero_y=zero_y)


def _steps(unit: str, px_per_unit: float) -> Sequence[float]:
    if unit in _MILLIVOLTS:
        return [s / _MILLIVOLTS[unit] for s in _GRID_STEPS]
    # Another unit: 1, 5, 10, 50 ... from about one pixel upwards.
    first = 10.0 ** math.floor(math.log10(1.0 / px_per_unit))
    return [first * f for f in (1, 5, 10, 50, 100, 500, 1000)]


def _windows(record: Record, lead: int, start: int, stop: int) -> Signal:
    """Return stretches of a lead, one a row, less those without a valid sample."""
    start, stop = max(start, 0), min(stop, record.n_samples)
    size = min(max(int(_WINDOW_S * record.fs), 1), max(stop - start, 0))
    if not size:
        return np.empty((0, 0), np.float32)
    count = min(_WINDOWS, (stop - start) // size)
    firsts = np.linspace(start, stop - size, count).astype(int)
    windows = np.stack([record.values(lead, f, f + size) for f in firsts])
    return windows[np.isfinite(windows).any(axis=1)]


def _span(record: Record, lead: int, start: int, stop: int) -> _Span:
    per_mv = 1 / _MILLIVOLTS.get(record.leads[lead].unit, 1.0)
    smallest = _MIN_SPAN_MV * per_mv
    windows = _windows(record, lead, start, stop)
    if not len(windows):
        return _Span(0.0, smallest / 2, smallest / 2)
    medians = np.nanmedian(windows, axis=1)
    reach = np.stack(
        [np.nanmax(windows, axis=1) - medians, medians - np.nanmin(windows, axis=1)]
    )
    above, below = _usual_reach(reach, _HIGHEST_BEAT_MV * per_mv)
    baseline = float(np.median(medians))
    # Room for a wandering baseline; if it goes farther, `follow` goes with it.
    wander = float(np.percentile(np.abs(medians - baseline), _WANDER_PERCENTILE))
    spare = max(smallest - above - below, 0.0) / 2
    spare = max(spare, min(wander, _MAX_WANDER * (above + below)))
    return _Span(baseline, above + spare, below + spare)


def _usual_reach(reach: Signal, highest_beat: float) -> tuple[float, float]:
    """Return how far windows reach above and below their middle, artefact left out."""
    usual = float(np.percentile(reach, _USUAL_PERCENTILE, axis=1).sum())
    limit = max(_ARTEFACT * usual, highest_beat)
    clean = reach[:, (reach <= limit).all(axis=0)]
    kept = clean if clean.size else reach
    above, below = np.percentile(kept, _PERCENTILE, axis=1)
    return float(above), float(below)


def _baseline(record: Record, lead: int, start: int, stop: int) -> float:
    values = record.values(lead, max(start, 0), max(stop, 0))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return float(np.nanmedian(values[:: max(len(values) // 400, 1)]))
