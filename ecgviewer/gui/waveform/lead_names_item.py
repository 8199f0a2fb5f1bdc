"""Names of the leads on the paper, which one is analysed, speed, gain and filter."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QGraphicsItem

from ecgviewer.gui.waveform.lead_stack import Lane
from ecgviewer.gui.waveform.paper import (
    GAINS_MM_MV,
    SPEEDS_MM_S,
    number_text,
    speed_text,
    standard,
    time_grid_s,
)
from ecgviewer.gui.waveform.sheet import Sheet, SheetItem
from ecgviewer.gui.waveform.text_set import TextSet
from ecgviewer.gui.waveform.trace_colours import trace_colours

#: Paper around a text, and how much of the trace it hides.
_BESIDE_PX, _PAPER_ALPHA = 4.0, 225


class LeadNamesItem(SheetItem):
    """Text that stays in place while the traces scroll below it."""

    def __init__(self, parent: QGraphicsItem) -> None:
        super().__init__(parent, z=25)
        self._analysed = ""
        self._plain: TextSet | None = None
        self._bold: TextSet | None = None

    def show_analysed(self, lead: str) -> None:
        """Mark the lead that is analysed; no one as long as its name is empty."""
        if lead != self._analysed:
            self._analysed = lead
            self.update()

    def texts(self) -> list[tuple[str, str]]:
        """Return the name of each lead, and what stands beside it."""
        lanes = self.sheet.lanes if self.sheet else ()
        # Where leads share a name, analysis takes the first of them.
        named = [i for i, lane in enumerate(lanes) if lane.lead.name == self._analysed]
        marked = named[0] if self._analysed and named else -1
        return [
            (lane.lead.name or "?", _beside(lane, analysed=i == marked))
            for i, lane in enumerate(lanes)
        ]

    def paint_sheet(self, painter: QPainter, sheet: Sheet) -> None:
        if self._plain is None or self._plain.font != sheet.font:
            bold = QFont(sheet.font)
            bold.setBold(True)
            self._plain, self._bold = TextSet(sheet.font), TextSet(bold)
        plain, bold_texts = self._plain, self._bold or self._plain
        faint = sheet.colours.faint_text
        # Leads that lie over each other have their names side by side.
        ends: dict[tuple[float, float], float] = {}
        for lane, (name, beside), ink in zip(
            sheet.lanes, self.texts(), trace_colours(sheet), strict=True
        ):
            place = (lane.top, lane.left)
            x, y = ends.get(place, lane.left * sheet.width + 6), lane.top + 4
            x = _chip(painter, sheet, (x, y), name, bold_texts, ink)
            ends[place] = _chip(painter, sheet, (x, y), beside, plain, faint) + 6
        if sheet.lanes:
            text = scale_text(sheet)
            x = sheet.width - plain.width(text) - 2 * _BESIDE_PX - 6
            y = sheet.height - plain.height - 6
            _chip(painter, sheet, (x, y), text, plain, sheet.colours.text)


def _beside(lane: Lane, *, analysed: bool) -> str:
    parts = [lane.lead.unit]
    if lane.sign < 0:
        parts.append("inverted")
    if analysed:
        parts.append("analysed")
    return " · ".join(parts)


def scale_text(sheet: Sheet) -> str:
    """Return speed, gain and filter in words; the grid where it is none of paper."""
    lane = next(iter(sheet.lanes))
    speed = standard(sheet.speed_mm_s, SPEEDS_MM_S)
    mm_mv = lane.px_per_mv / sheet.px_per_mm
    gain = standard(mm_mv, GAINS_MM_MV)
    parts = [speed_text(speed or sheet.speed_mm_s)]
    if mm_mv == mm_mv:
        parts.append(f"{number_text(gain or mm_mv)} mm/mV")
    if speed is None or gain is None:
        parts.append(box_text(sheet, lane))
    return "  ·  ".join([*parts, sheet.filter_text])


def box_text(sheet: Sheet, lane: Lane) -> str:
    """Return how large a box between major lines of the grid is."""
    _, seconds = time_grid_s(sheet.px_per_s, sheet.px_per_mm)
    units = ((3600.0, "h"), (60.0, "min"), (1.0, "s"))
    unit_s, unit = next((u for u in units if seconds >= u[0]), units[-1])
    size = f"{seconds / unit_s:g} {unit}"
    return f"box {size} × {lane.major:g} {lane.lead.unit}"


def _chip(
    painter: QPainter,
    sheet: Sheet,
    at: tuple[float, float],
    text: str,
    texts: TextSet,
    ink: QColor,
) -> float:
    """Write on a slip of paper, and return where it ends."""
    x, y = at
    area = QRectF(x, y, texts.width(text) + 2 * _BESIDE_PX, texts.height + 2)
    paper = QColor(sheet.colours.paper)
    paper.setAlpha(_PAPER_ALPHA)
    painter.fillRect(area, paper)
    painter.setPen(ink)
    texts.draw(painter, x + _BESIDE_PX, area.center().y(), text)
    return area.right()
