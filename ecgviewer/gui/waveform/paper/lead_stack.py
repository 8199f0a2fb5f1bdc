"""Which lead is drawn where, and how large: the vertical geometry of the waveform."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import Float64Array
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.trace.montage import Cell, Montage, all_leads
from ecgviewer.core.units import millivolts
from ecgviewer.gui.waveform.paper.lead_spans import (
    LeadSpan,
    LeadSurvey,
    survey_leads,
)
from ecgviewer.gui.waveform.paper.paper import Fit, Gain, value_grid

#: Lines of ECG paper (10 mm/mV: 1 mm and 5 mm), then ever coarser ones.
_GRID_STEPS = (0.1, 0.5, 1.0, 5.0, 10.0, 50.0, 100.0)
_PADDING = 1.12
#: The paper that each row of leads has where the screen allows it.
LEAD_MM = 40.0
_MIN_LANE_SHARE = 0.45
_LEAST_ROW_PX = 1.0
#: Rows lower than this many times a name have their names beside them.
_ROOMY = 3.5
#: A trace that has drifted off its lane's middle by this share of it is recentred.
_DRIFT = 0.3
#: A lane is shifted by no more than half of this to bring its zero onto the grid.
_SNAP_PX = 24.0
_SNAP_SHARE = 0.12
#: The one lead that has a name of its own upside down.
_TURNED = "avr"
#: A record that is longer than what was surveyed by this is surveyed again.
_SURVEY_AGAIN = 1.1
_GAIN_FACTORS = (0.02, 50.0)
#: Millimetres are 4 pixels on the screens that most people have.
_USUAL_PX_PER_MM = 3.78


@dataclass(frozen=True)
class Lane:
    """Where one lead is drawn: pixels from the top left of the sheet.

    `left` and `right` are shares of the width; `sign` is -1 for a lead that is drawn
    upside down. The uppermost `name_px` are for its name, the trace is below them.
    """

    lead: Lead
    top: float
    bottom: float
    zero_y: float
    px_per_unit: float
    minor: float
    major: float
    number: int = 0
    left: float = 0.0
    right: float = 1.0
    sign: int = 1
    name_px: float = 0.0

    @property
    def title(self) -> str:
        """What the lead is called as it is drawn: -aVR for aVR upside down, say."""
        title = self.lead.title
        turned = self.sign < 0 and title.lower() == _TURNED
        return f"-{title}" if turned else title

    @property
    def ink_top(self) -> float:
        """Where the room of the trace begins, below the name of the lead."""
        return self.top + self.name_px

    def y(self, values: npt.NDArray[np.floating[Any]]) -> Float64Array:
        """Return the height of values on the sheet."""
        return np.asarray(
            self.zero_y - values * (self.sign * self.px_per_unit), np.float64
        )

    def value(self, y: float) -> float:
        """Return the value at a height of the sheet."""
        return (self.zero_y - y) / (self.sign * self.px_per_unit)

    @property
    def px_per_mv(self) -> float:
        """Pixels that show a millivolt; NaN for a lead in another unit."""
        return self.px_per_unit / (millivolts(self.lead.unit) or math.nan)


@dataclass(frozen=True)
class _Shown:
    """What follows from the leads that a reader chose, frame after frame the same."""

    chosen: Montage | None
    montage: Montage
    rows: tuple[tuple[Cell, ...], ...]
    is_page: bool

    @classmethod
    def of(cls, chosen: Montage | None, leads: Sequence[Lead]) -> _Shown:
        montage = chosen or all_leads(leads)
        return cls(chosen, montage, montage.rows(leads), montage.is_page(leads))


@dataclass
class LeadStack:
    """The leads of a record on paper, all in view and none in another.

    Leads in millivolts share a gain, as on paper; others have their own.
    """

    record: Record
    gain: Gain = field(default_factory=lambda: Gain(Fit.ROOM))
    px_per_mm: float = _USUAL_PX_PER_MM
    montage: Montage | None = None
    _whole: tuple[LeadSurvey, ...] = ()
    _fitted: tuple[LeadSurvey, ...] = ()
    _n_surveyed: int = 0
    _shifts: dict[int, float] = field(default_factory=dict)
    _kept: _Shown | None = None
    _laid_for: tuple[object, ...] = ()
    _lanes: tuple[Lane, ...] = ()

    def __post_init__(self) -> None:
        """Fit to the whole record."""
        self.fit(0, self.record.n_samples)
        self._whole, self._n_surveyed = self._fitted, self.record.n_samples

    def grow(self, record: Record) -> None:
        """Draw a longer record, its leads as high and where they are."""
        self.record = record
        if record.n_samples > _SURVEY_AGAIN * self._n_surveyed:
            self._n_surveyed = record.n_samples
            self._whole = survey_leads(record, 0, record.n_samples)

    @property
    def shown(self) -> Montage:
        """The leads that are drawn."""
        return self._shown.montage

    @property
    def is_page(self) -> bool:
        """Return whether they are a page as on paper: 10 s of all twelve leads."""
        return self._shown.is_page

    @property
    def _shown(self) -> _Shown:
        if self._kept is None or self._kept.chosen != self.montage:
            self._kept = _Shown.of(self.montage, self.record.leads)
        return self._kept

    def fit(self, start: int, stop: int) -> None:
        """Fit to what the leads ordinarily span in [start, stop), artefact left out."""
        self.gain = replace(self.gain, factor=1.0)
        self._fitted = survey_leads(self.record, start, stop)
        self._shifts.clear()
        self._laid_for = ()

    def scale(self, factor: float) -> None:
        """Draw all leads higher or lower."""
        low, high = _GAIN_FACTORS
        factor = min(max(self.gain.factor * factor, low), high)
        self.gain = replace(self.gain, factor=factor)

    def follow(self, start: int, stop: int) -> None:
        """Recentre leads whose baseline has drifted far in [start, stop)."""
        for number in {cell.view.number for row in self._rows() for cell in row}:
            span = self._span(number)
            survey = self._whole[number]
            baseline = survey.baseline(self.record, number, start, stop)
            drift = baseline - span.baseline
            limit = _DRIFT * span.size / max(self.gain.factor, 1.0)
            if math.isfinite(drift) and abs(drift - self._shift(number)) > limit:
                self._shifts[number] = drift if abs(drift) > limit else 0.0

    def lanes(
        self, top: float, bottom: float, name_px: float = 0.0
    ) -> tuple[Lane, ...]:
        """Return the lanes that fill the sheet between two heights.

        Each has `name_px` for the name of its lead, unless too little would be left
        for the trace: then its name has to stand elsewhere.
        """
        # While a reader scrolls they stay as they are, frame after frame.
        shifts = tuple(self._shifts.items())
        wanted = (
            *(top, bottom, name_px, self.px_per_mm, self.gain, self.montage, shifts),
        )
        if wanted != self._laid_for:
            self._laid_for = wanted
            self._lanes = self._laid_out(top, bottom, name_px)
        return self._lanes

    @property
    def n_rows(self) -> int:
        """How many rows of leads there are, one below the other."""
        return len(self._rows())

    def _laid_out(self, top: float, bottom: float, name_px: float) -> tuple[Lane, ...]:
        rows = self._rows()
        # In a window too low for them they reach below its edge.
        bottom = max(bottom, top + _LEAST_ROW_PX * len(rows))
        sizes = np.array([sum(self._reach_mv(row)) for row in rows])
        high = _heights(bottom - top, LEAD_MM * self.px_per_mm, sizes)
        edges = top + np.concatenate([[0.0], np.cumsum(high)])
        beside = len(rows) and max(len(row) for row in rows) == 1
        if beside and high.min() < _ROOMY * name_px:
            name_px = 0.0
        name_px = min(name_px, float(high.min()) / 2) if len(rows) else 0.0
        room = high - name_px
        fitting = _fitting(room, sizes)
        typical = np.array([self._typical(row) for row in rows])
        px_per_mv = self.gain.px_per_mv(
            self.px_per_mm,
            _fitting(room, sizes * typical)
            if self.gain.fit is Fit.STANDARD
            else fitting,
        )
        lanes: list[Lane] = []
        origin: float | None = None
        for row, (above, below) in zip(
            rows, zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True), strict=True
        ):
            for lane in self._row(row, (above, below, name_px), px_per_mv):
                if millivolts(lane.lead.unit) is not None:
                    # Zero of every lead lies on one grid: the paper has no seams.
                    lane = lane if origin is None else _snapped(lane, origin)
                    origin = lane.zero_y if origin is None else origin
                lanes.append(lane)
        return tuple(lanes)

    def _rows(self) -> tuple[tuple[Cell, ...], ...]:
        return self._shown.rows

    def _span(self, number: int) -> LeadSpan:
        return self._fitted[number].span

    def _shift(self, number: int) -> float:
        return self._shifts.get(number, 0.0)

    def _typical(self, row: Sequence[Cell]) -> float:
        """Return the share of a row's reach that most of its beats take."""
        reach: list[tuple[float, float]] = []
        for cell in row:
            mv = millivolts(self.record.leads[cell.view.number].unit)
            span = self._span(cell.view.number)
            if mv is not None:
                size = span.size * mv * cell.view.gain
                reach.append((size, size * span.typical))
        if not reach:
            return 1.0
        return max(usual for _, usual in reach) / max(size for size, _ in reach)

    def _reach_mv(self, row: Sequence[Cell]) -> tuple[float, float]:
        """Return how far the leads of a row go up and down from their baselines, mV.

        NaN where none of them is in volts.
        """
        reaches: list[tuple[float, float]] = []
        for cell in row:
            unit = self.record.leads[cell.view.number].unit
            mv = millivolts(unit)
            if mv is not None:
                span = self._span(cell.view.number)
                reach = span.above, span.below
                up, down = reach[::-1] if cell.view.inverted else reach
                scale = mv * cell.view.gain
                reaches.append((up * scale, down * scale))
        if not reaches:
            return math.nan, math.nan
        return max(up for up, _ in reaches), max(down for _, down in reaches)

    def _row(
        self,
        row: Sequence[Cell],
        place: tuple[float, float, float],
        px_per_mv: float,
    ) -> list[Lane]:
        top, bottom, name_px = place
        up, down = self._reach_mv(row)
        # Leads beside each other have one baseline, as on paper. The higher the gain,
        # the nearer is it to the middle of the row.
        fitting = (bottom - top - name_px) / (_PADDING * (up + down))
        over = px_per_mv / fitting
        offset = (up - down) / 2 * fitting * min(over, 1 / over)
        middle = (top + name_px + bottom) / 2
        whole = Lane(Lead(""), top, bottom, middle + offset, 1.0, 0.1, 0.5)
        whole = replace(whole, name_px=name_px)
        return [self._lane(cell, whole, px_per_mv) for cell in row]

    def _lane(self, cell: Cell, row: Lane, px_per_mv: float) -> Lane:
        view = cell.view
        lead, span = self.record.leads[view.number], self._span(view.number)
        sign = -1 if view.inverted else 1
        baseline_y = row.zero_y
        mv = millivolts(lead.unit)
        if mv is not None:
            scale, per_mv = px_per_mv * mv * view.gain, 1 / mv
        else:
            fitted = (row.bottom - row.ink_top) / (_PADDING * span.size) * view.gain
            scale, per_mv = fitted * self.gain.factor, 0.0
            over = self.gain.factor
            offset = sign * (span.above - span.below) / 2 * fitted * min(over, 1 / over)
            baseline_y = (row.ink_top + row.bottom) / 2 + offset
        zero_y = baseline_y + sign * (span.baseline + self._shift(view.number)) * scale
        steps = _steps(lead.unit, scale)
        minor, major = value_grid(scale, self.px_per_mm, steps, per_mv)
        return replace(
            row,
            lead=lead,
            zero_y=zero_y,
            px_per_unit=scale,
            minor=minor,
            major=major,
            number=view.number,
            left=cell.left,
            right=cell.right,
            sign=sign,
        )


def _fitting(room_px: Float64Array, sizes_mv: Float64Array) -> float:
    """Return the pixels a millivolt at which every row has the room that it needs."""
    return float(np.nanmin(np.append(room_px / (_PADDING * sizes_mv), 1e9)))


def _heights(room_px: float, least_px: float, sizes_mv: Float64Array) -> Float64Array:
    """Return the heights of rows: all have the least, and the rest as they need it."""
    if not len(sizes_mv):
        return sizes_mv
    least_px = min(least_px, room_px / len(sizes_mv))
    spare_px = room_px - least_px * len(sizes_mv)
    return least_px + spare_px * _shares(sizes_mv)


def _shares(sizes_mv: Float64Array) -> Float64Array:
    known = sizes_mv[~np.isnan(sizes_mv)]
    usual = float(known.mean()) if len(known) else 1.0
    sizes = np.maximum(np.nan_to_num(sizes_mv, nan=usual), _MIN_LANE_SHARE * usual)
    shares: Float64Array = sizes / sizes.sum()
    return shares


def _snapped(lane: Lane, origin: float) -> Lane:
    major_px, minor_px = lane.major * lane.px_per_unit, lane.minor * lane.px_per_unit
    # In a low lane half a step can be too much for what is drawn in it.
    most = min(_SNAP_PX, (lane.bottom - lane.ink_top) * _SNAP_SHARE)
    step = major_px if major_px <= most else minor_px
    zero_y = origin + round((lane.zero_y - origin) / step) * step
    return replace(lane, zero_y=zero_y)


def _steps(unit: str, px_per_unit: float) -> Sequence[float]:
    mv = millivolts(unit)
    if mv is not None:
        return [s / mv for s in _GRID_STEPS]
    # Another unit: 1, 5, 10, 50 ... from about one pixel upwards.
    first = 10.0 ** math.floor(math.log10(1.0 / px_per_unit))
    return [first * f for f in (1, 5, 10, 50, 100, 500, 1000)]
