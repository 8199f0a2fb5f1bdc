"""A strip of ECG paper on any painter: in a report or a picture, without a window."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QGraphicsRectItem

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.label_scheme import AAMI
from ecgviewer.core.record import Record
from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.core.trace.envelope import Envelope
from ecgviewer.core.trace.montage import LeadView, Montage
from ecgviewer.core.trace.trace_filter import TraceFilter
from ecgviewer.gui.look.guarded import saved
from ecgviewer.gui.look.theme import LIGHT, Colours
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform.marks.badges import BadgeSet
from ecgviewer.gui.waveform.marks.beat_marks_item import BeatMarksItem
from ecgviewer.gui.waveform.paper.grid_item import GridItem
from ecgviewer.gui.waveform.paper.lead_stack import LeadStack
from ecgviewer.gui.waveform.paper.paper import Fit, Gain
from ecgviewer.gui.waveform.paper.sheet import Sheet
from ecgviewer.gui.waveform.traces.lead_names_item import LeadNamesItem
from ecgviewer.gui.waveform.traces.trace_item import TraceItem
from ecgviewer.worker.record_tasks import FilterRequest

#: Around the letters above the paper, and the text below the traces.
_BAND_MARGIN_PX, _FOOTER_MARGIN_PX = 10.0, 6.0
#: What is drawn goes on beyond the edges of the paper.
_BESIDE_MM = 2.0


@dataclass(frozen=True)
class StripLook:
    """How a strip is drawn.

    Attributes
    ----------
    speed_mm_s, gain_mm_mv : float
        As recorders write: 25 mm/s and 10 mm/mV.
    row_mm : float
        Height of each row of leads.
    px_per_mm, pixel_ratio : float
        Pixels of the painter in a millimetre, and dots of its device in a pixel.
    montage : Montage, optional
        How the leads are laid out, which are inverted or drawn higher.
    trace_filter : TraceFilter
        For the eye only, and written on the paper.
    """

    speed_mm_s: float = 25.0
    gain_mm_mv: float = 10.0
    row_mm: float = 25.0
    px_per_mm: float = 4.0
    pixel_ratio: float = 1.0
    montage: Montage | None = None
    trace_filter: TraceFilter = field(default_factory=TraceFilter)
    colours: Colours = LIGHT
    font: QFont = field(default_factory=QFont)


class Strip:
    """A stretch of some leads, read and filtered, on a sheet of its own.

    Filtered when it is made, so that nothing is drawn other than it says; and
    placed on the paper by what is drawn, not by what was recorded.

    Parameters
    ----------
    leads : str or sequence of str
        Names of the leads, in their order.
    span_s : tuple of float
        From and to, in seconds of the record.
    marks : BeatColumns, optional
        Beats whose labels are in a band above the paper.

    Attributes
    ----------
    sheet : Sheet
        Knows the width and height of the strip in pixels.

    Raises
    ------
    KeyError
        If the record has no lead of a name.
    ValueError
        If the span is empty.
    """

    def __init__(
        self,
        record: Record,
        leads: str | Sequence[str],
        span_s: tuple[float, float],
        look: StripLook | None = None,
        marks: BeatColumns | None = None,
    ) -> None:
        if not span_s[1] > span_s[0]:
            start_s, stop_s = span_s
            raise ValueError(f"a strip from {start_s:g} to {stop_s:g} s has no width")
        self._look, self._marks = look or StripLook(), marks
        scheme = AAMI if marks is None else marks.scheme
        self._colours = self._look.colours.of(scheme)
        self._montage = _montage(record, leads, self._look)
        self._first, self._drawn = self._read(record, span_s)
        self.sheet = self._laid_out(record, span_s)

    def paint(self, painter: QPainter) -> None:
        """Paint it at the painter's origin; there must be a QGuiApplication."""
        look, leads = self._look, len(self._drawn.leads)
        # Items have a parent, and live as long as it.
        paper = QGraphicsRectItem()
        grid, names, traces = GridItem(paper), LeadNamesItem(paper), TraceItem(paper)
        beats = BeatMarksItem(paper, Selection())
        beats.restyle(BadgeSet(look.font, self._colours, look.pixel_ratio))
        beats.show_beats(self._marks)
        traces.show_leads((Envelope.of(np.empty(0, np.float32)),) * leads, self)
        for item in (grid, beats, traces, names):
            item.lay(self.sheet)
            with saved(painter):
                item.paint_sheet(painter, self.sheet)

    @property
    def is_raw(self) -> bool:
        """Return whether recorded values are drawn: never, but what was read here."""
        return False

    def drawn(
        self, lead: int, _start: int, _stop: int, _samples_per_dot: float
    ) -> tuple[int, Envelope]:
        """Return the first sample and the values of what was read of a lead."""
        return self._first, Envelope.of(self._drawn.values(lead))

    def _read(self, record: Record, span_s: tuple[float, float]) -> tuple[int, Record]:
        """Return the first sample and what is drawn, with a little beside the strip."""
        beside_s = _BESIDE_MM / self._look.speed_mm_s
        first = max(math.floor((span_s[0] - beside_s) * record.fs), 0)
        stop = min(math.ceil((span_s[1] + beside_s) * record.fs), record.n_samples)
        values = np.full((len(record.leads), max(stop - first, 0)), np.nan, np.float32)
        for view in self._montage.views:
            values[view.number] = self._filtered(record, view.number, first, stop)
        return first, Record(record.name, record.fs, record.leads, values)

    def _filtered(
        self, record: Record, lead: int, first: int, stop: int
    ) -> Float32Array:
        kind = self._look.trace_filter
        if kind.changes_nothing or stop <= first:
            return record.values(lead, first, max(stop, first))
        return FilterRequest(record, lead, first, stop, kind).run()

    def _laid_out(self, record: Record, span_s: tuple[float, float]) -> Sheet:
        look = self._look
        gain = Gain(Fit.FIXED, look.gain_mm_mv)
        stack = LeadStack(self._drawn, gain, look.px_per_mm, self._montage)
        badges = BadgeSet(look.font, self._colours, look.pixel_ratio)
        band_px = 0.0 if self._marks is None else badges.size + _BAND_MARGIN_PX
        rows = len(self._montage.rows(record.leads))
        bottom = band_px + rows * look.row_mm * look.px_per_mm
        footer_px = QFontMetricsF(look.font).height() + _FOOTER_MARGIN_PX
        return Sheet(
            width=(span_s[1] - span_s[0]) * look.speed_mm_s * look.px_per_mm,
            height=bottom + footer_px,
            band_px=band_px,
            pixel_ratio=look.pixel_ratio,
            start_s=span_s[0],
            stop_s=span_s[1],
            fs=record.fs,
            n_samples=record.n_samples,
            lanes=stack.lanes(band_px, bottom),
            colours=self._colours,
            font=look.font,
            start_time=record.start_time,
            px_per_mm=look.px_per_mm,
            filter_text=look.trace_filter.text,
        )


def paint_strip(
    painter: QPainter,
    record: Record,
    leads: str | Sequence[str],
    span_s: tuple[float, float],
    look: StripLook | None = None,
    marks: BeatColumns | None = None,
) -> None:
    """Paint a strip at the painter's origin; see `Strip`, which knows its size."""
    Strip(record, leads, span_s, look, marks).paint(painter)


def _montage(record: Record, leads: str | Sequence[str], look: StripLook) -> Montage:
    names = [leads] if isinstance(leads, str) else leads
    numbers = [record.lead_index(name) for name in names]
    given = look.montage or Montage(())
    known = {view.number: view for view in given.views}
    views = tuple(known.get(number, LeadView(number)) for number in numbers)
    return Montage(views, given.layout)
