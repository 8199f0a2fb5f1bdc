"""The caliper in the reader's hand: placed by key, drawn and moved with the mouse."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum, auto

import numpy as np
from PySide6.QtCore import QObject, QPointF, Signal

from ecgviewer.core.trace.calipers import Caliper, isoelectric, nearest_peak
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform.marks.caliper_item import CaliperItem, lane_of
from ecgviewer.gui.waveform.paper.lead_stack import Lane
from ecgviewer.gui.waveform.paper.sheet import Sheet

#: A leg can be grasped, and jumps to a peak, this far away.
_GRASP_PX = 6.0
_SNAP_PX = 9.0
_AROUND_BEAT_S = 0.4
_USUAL_RR_S = 0.8


class _Hold(Enum):
    FIRST = auto()
    SECOND = auto()
    BOTH = auto()


class CaliperTool(QObject):
    """Holds the caliper and shows it.

    Signals
    -------
    changed()
        It is elsewhere, there or gone, or begins or ceases to march.
    """

    changed = Signal()

    def __init__(
        self,
        item: CaliperItem,
        document: Document,
        selection: Selection,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.caliper: Caliper | None = None
        self.marching = False
        #: What the reader calls the interval; it goes with the caliper.
        self.name = ""
        self._item, self._document, self._selection = item, document, selection
        self._hold: _Hold | None = None
        self._grasp = 0
        document.record_opened.connect(self.put_away)

    def put_away(self) -> None:
        """Show no caliper."""
        self.marching, self.name = False, ""
        self._show(None)

    def toggle(self) -> None:
        """Put the caliper on the selected beat and the next one, or away."""
        if self.caliper is not None:
            self.put_away()
        else:
            self._show(self._on_beat())

    def march(self) -> None:
        """Repeat the interval all along the trace, or stop doing so."""
        if self.caliper is None:
            self._show(self._on_beat())
            self.marching = self.caliper is not None
        else:
            self.marching = not self.marching
        self._show(self.caliper)

    def call(self, name: str) -> None:
        """Give the interval a name; empty for none."""
        self.name = name.strip()
        self._show(self.caliper)

    @property
    def text(self) -> str:
        """What is measured; empty without a caliper."""
        return self._item.text()

    def widen(self, samples: int) -> None:
        """Move the later leg."""
        if self.caliper is not None:
            self._show(self.caliper.widened(samples))

    def shift(self, samples: int) -> None:
        """Move the whole caliper."""
        if self.caliper is not None:
            self._show(self.caliper.moved(samples))

    def next_lead(self) -> None:
        """Measure the amplitude in the next lead that is shown."""
        sheet, caliper = self._item.sheet, self.caliper
        if sheet is None or caliper is None or not sheet.lanes:
            return
        numbers = list(dict.fromkeys(lane.number for lane in sheet.lanes))
        place = numbers.index(caliper.lead) if caliper.lead in numbers else -1
        lead = numbers[(place + 1) % len(numbers)]
        self._show(self._measured(replace(caliper, lead=lead)))

    def holds(self, at: QPointF) -> bool:
        """Take hold of the leg at a place, or of both; return whether there is one."""
        sheet, caliper = self._item.sheet, self.caliper
        if sheet is None or caliper is None or at.y() < sheet.top_px:
            return False
        distance = np.abs(sheet.x(np.array([caliper.first, caliper.second])) - at.x())
        chip_px = sheet.top_px + 2 * sheet.band_px
        between = (
            min(caliper.first, caliper.second)
            < sheet.sample(at.x())
            < max(caliper.first, caliper.second)
        )
        if distance.min() <= _GRASP_PX:
            self._hold = (_Hold.FIRST, _Hold.SECOND)[int(distance.argmin())]
        elif between and at.y() <= chip_px:
            self._hold = _Hold.BOTH
        else:
            return False
        self._grasp = sheet.sample(at.x()) - caliper.first
        return True

    def begin(self, at: QPointF, *, free: bool) -> None:
        """Put the first leg down, and hold the second."""
        sheet = self._item.sheet
        lane = None if sheet is None else lane_at(sheet, at)
        if sheet is None or lane is None:
            return
        sample, value = self._leg(sheet, lane, at, free=free)
        self._hold = _Hold.SECOND
        self._show(Caliper(sample, sample, lane.number, value, value))

    def drag(self, at: QPointF, *, free: bool) -> None:
        """Move what is held; legs snap to peaks unless they are to be free."""
        sheet, caliper = self._item.sheet, self.caliper
        if sheet is None or caliper is None or self._hold is None:
            return
        if self._hold is _Hold.BOTH:
            first = sheet.sample(at.x()) - self._grasp
            self._show(caliper.moved(first - caliper.first))
            return
        lane = lane_of(sheet, caliper.lead)
        if lane is None:
            return
        sample, value = self._leg(sheet, lane, at, free=free)
        if self._hold is _Hold.FIRST:
            self._show(replace(caliper, first=sample, first_value=value))
        else:
            self._show(replace(caliper, second=sample, second_value=value))

    def let_go(self) -> None:
        """Hold nothing any more."""
        self._hold = None

    def _leg(
        self, sheet: Sheet, lane: Lane, at: QPointF, *, free: bool
    ) -> tuple[int, float]:
        sample = sheet.sample(at.x())
        session = self._document.session
        if free or session is None:
            return sample, lane.value(at.y())
        reach = max(round(_SNAP_PX * sheet.samples_per_px), 1)
        first = max(sample - reach, 0)
        values = session.record.values(lane.number, first, sample + reach + 1)
        peaks = session.columns.sample
        peak = nearest_peak(sample, peaks, values, first, reach)
        if peak is None or not first <= peak < first + len(values):
            return sample, lane.value(at.y())
        return peak, float(values[peak - first])

    def _on_beat(self) -> Caliper | None:
        """Return a caliper from the current beat to the next, or in mid-view."""
        session, sheet = self._document.session, self._item.sheet
        if session is None or sheet is None or not sheet.lanes:
            return None
        sample, current = session.beats.sample, self._selection.current
        start, stop = sheet.samples
        if current is not None and session.beats.contains(current):
            row = int(session.beats.rows_of(current)[0])
        else:
            row = int(np.searchsorted(sample, (start + stop) // 2))
        names = [lead.name for lead in session.record.leads]
        lead = names.index(session.lead) if session.lead in names else 0
        if lane_of(sheet, lead) is None:
            lead = sheet.lanes[0].number
        if row + 1 < len(sample):
            first, second = int(sample[row]), int(sample[row + 1])
        else:
            first = (start + stop) // 2
            second = first + round(_USUAL_RR_S * sheet.fs)
        return self._measured(Caliper(first, second, lead))

    def _measured(self, caliper: Caliper) -> Caliper:
        """Return a caliper whose arms stand at the baseline and at the first peak."""
        session = self._document.session
        if session is None:
            return caliper
        record, reach = session.record, round(_AROUND_BEAT_S * session.record.fs)
        around = record.values(
            caliper.lead, caliper.first - reach, caliper.first + reach
        )
        peak = record.values(caliper.lead, caliper.first, caliper.first + 1)
        return replace(
            caliper,
            first_value=isoelectric(around),
            second_value=float(peak[0]) if len(peak) else float("nan"),
        )

    def _show(self, caliper: Caliper | None) -> None:
        self.caliper = caliper
        columns = self._document.columns
        peaks = np.empty(0, np.int64) if columns is None else columns.sample
        self._item.show_caliper(
            caliper, marching=self.marching, peaks=peaks, name=self.name
        )
        self.changed.emit()


def lane_at(sheet: Sheet, at: QPointF) -> Lane | None:
    """Return the lane at a place of the sheet."""
    share = at.x() / sheet.width
    return next(
        (
            lane
            for lane in sheet.lanes
            if lane.top <= at.y() <= lane.bottom and lane.left <= share <= lane.right
        ),
        None,
    )
