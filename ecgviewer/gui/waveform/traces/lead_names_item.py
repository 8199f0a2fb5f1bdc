"""Names of the leads on the paper, which one is analysed, speed, gain and filter."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPixmap
from PySide6.QtWidgets import QGraphicsItem

from ecgviewer.core.items.strip import GAINS_MM_MV, SPEEDS_MM_S
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.gui.look.theme import Colours
from ecgviewer.gui.waveform.paper.lead_stack import Lane
from ecgviewer.gui.waveform.paper.paper import (
    number_text,
    speed_text,
    standard,
    time_grid_s,
)
from ecgviewer.gui.waveform.paper.sheet import Sheet, SheetItem
from ecgviewer.gui.waveform.traces.trace_colours import trace_colours

#: Paper around a text, and how much of the trace it hides.
_BESIDE_PX, _PAPER_ALPHA = 4.0, 225
#: A page that is smaller than this is said to be.
_WHOLE = 0.995
_MOST_CHIPS, _EDGE_PX = 200, 6.0


class LeadNamesItem(SheetItem):
    """Text that stays in place while the traces scroll below it."""

    def __init__(self, parent: QGraphicsItem) -> None:
        super().__init__(parent, z=25)
        self._analysed: tuple[str, ...] = ()
        self._chips: dict[tuple[str, str, int], QPixmap] = {}
        self._style: tuple[QFont, Colours, float] | None = None
        self._laid_for: tuple[object, ...] = ()
        self._laid: list[tuple[QPointF, QPixmap]] = []

    def show_analysed(self, leads: tuple[str, ...]) -> None:
        """Mark the leads that are analysed, if any are yet."""
        if leads != self._analysed:
            self._analysed = leads
            self.update()

    def texts(self) -> list[tuple[str, str]]:
        """Return the name of each lead, and what stands beside it."""
        lanes = self.sheet.lanes if self.sheet else ()
        names = [lane.lead.name for lane in lanes]
        # Where leads share a name, analysis takes the first of them.
        marked = [names.index(name) for name in self._analysed if name in names]
        return [
            (lane.title, _beside(lane, analysed=i in marked))
            for i, lane in enumerate(lanes)
        ]

    def places(self, sheet: Sheet) -> list[QRectF]:
        """Return where the name of each lead is; none where they are beside the paper.

        Leads that lie over each other have their names side by side.
        """
        return self._placed(sheet, self._name_chips(sheet))

    def _placed(self, sheet: Sheet, chips: list[QPixmap]) -> list[QRectF]:
        ends: dict[tuple[float, float], float] = {}
        places: list[QRectF] = []
        for lane, chip in zip(sheet.lanes, chips, strict=False):
            at, size = (lane.top, lane.left), chip.deviceIndependentSize()
            x = ends.get(at, lane.left * sheet.width + _EDGE_PX)
            places.append(QRectF(QPointF(round(x), round(lane.top + 1)), size))
            ends[at] = x + size.width() + _EDGE_PX
        return places

    def _name_chips(self, sheet: Sheet) -> list[QPixmap]:
        if sheet.names_beside:
            return []
        inks = trace_colours(sheet)
        return [
            self._chip(sheet, *texts, ink)
            for texts, ink in zip(self.texts(), inks, strict=True)
        ]

    def paint_sheet(self, painter: QPainter, sheet: Sheet) -> None:
        style = sheet.font, sheet.colours, sheet.pixel_ratio
        if style != self._style or len(self._chips) > _MOST_CHIPS:
            self._style = style
            self._chips.clear()
            self._laid_for = ()
        # While a reader scrolls they stay as they are, frame after frame.
        wanted = sheet.lanes, sheet.width, sheet.names_beside, self._analysed
        if wanted != self._laid_for:
            chips = self._name_chips(sheet)
            places = [place.topLeft() for place in self._placed(sheet, chips)]
            self._laid_for, self._laid = wanted, list(zip(places, chips, strict=True))
        for at, chip in self._laid:
            painter.drawPixmap(at, chip)
        if sheet.lanes:
            text = scale_text(sheet)
            chip = self._chip(sheet, "", text, sheet.colours.text)
            painter.drawPixmap(_scale_rect(sheet, text).topLeft().toPoint(), chip)

    def _chip(self, sheet: Sheet, name: str, beside: str, ink: QColor) -> QPixmap:
        """Return a slip of paper with a bold name and what stands beside it."""
        key = name, beside, ink.rgb()
        if key not in self._chips:
            self._chips[key] = _painted_chip(sheet, name, beside, ink)
        return self._chips[key]


def analysed_in(session: ReviewSession) -> tuple[str, ...]:
    """Return the names of the leads that were analysed in a review."""
    return session.leads or tuple(filter(None, [session.lead]))


def _beside(lane: Lane, *, analysed: bool) -> str:
    # Millivolts are what readers take for granted, and the scale says so.
    parts = [lane.lead.unit] if lane.lead.unit != "mV" else []
    if lane.sign < 0 and lane.title == lane.lead.title:
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
    size = sheet.px_per_mm / sheet.true_px_per_mm if sheet.is_page else 1.0
    if size < _WHOLE:
        parts.append(f"paper at {size:.0%}")
    if speed is None or gain is None:
        parts.append(box_text(sheet, lane))
    return "  ·  ".join([*parts, sheet.filter_text])


def scale_rect(sheet: Sheet) -> QRectF:
    """Return where speed, gain and filter stand."""
    return _scale_rect(sheet, scale_text(sheet))


def _scale_rect(sheet: Sheet, text: str) -> QRectF:
    metrics = QFontMetricsF(sheet.font)
    width = metrics.horizontalAdvance(text) + 2 * _BESIDE_PX
    height = metrics.height() + 2
    left, top = sheet.width - width - 6, sheet.height - height - 4
    return QRectF(left, top, width, height)


def box_text(sheet: Sheet, lane: Lane) -> str:
    """Return how large a box between major lines of the grid is."""
    _, seconds = time_grid_s(sheet.px_per_s, sheet.px_per_mm)
    units = ((3600.0, "h"), (60.0, "min"), (1.0, "s"))
    unit_s, unit = next((u for u in units if seconds >= u[0]), units[-1])
    size = f"{seconds / unit_s:g} {unit}"
    return f"box {size} × {lane.major:g} {lane.lead.unit}"


def _painted_chip(sheet: Sheet, name: str, beside: str, ink: QColor) -> QPixmap:
    bold = QFont(sheet.font)
    bold.setBold(True)
    faint = sheet.colours.faint_text if name else ink
    parts = [(name, bold, ink), (beside, sheet.font, faint)]
    parts = [part for part in parts if part[0]]
    widths = [QFontMetricsF(font).horizontalAdvance(text) for text, font, _ in parts]
    height = QFontMetricsF(sheet.font).height() + 2
    size = QSizeF(sum(widths) + 2 * _BESIDE_PX * len(parts), height)
    picture = QPixmap((size * sheet.pixel_ratio).toSize())
    picture.setDevicePixelRatio(sheet.pixel_ratio)
    paper = QColor(sheet.colours.paper)
    paper.setAlpha(_PAPER_ALPHA)
    picture.fill(paper)
    x = _BESIDE_PX
    with QPainter(picture) as painter:
        for (text, font, colour), width in zip(parts, widths, strict=True):
            painter.setFont(font)
            painter.setPen(colour)
            area = QRectF(x, 0.0, width + 1, height)
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)
            x += width + 2 * _BESIDE_PX
    return picture
