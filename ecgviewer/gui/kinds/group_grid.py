"""The groups as tiles: superimposed beats, their median, count and class mix."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pyqtgraph.functions import arrayToQPolygonF
from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF, QResizeEvent

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.kinds.beat_groups import BeatGroups
from ecgviewer.core.kinds.group_summary import GroupSummary, group_name
from ecgviewer.core.kinds.lead_medians import LeadMedians
from ecgviewer.core.kinds.morphology import GroupCode
from ecgviewer.core.label_class import Role
from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.core.labels import UNSET
from ecgviewer.gui.look.font_scale import scaled
from ecgviewer.gui.look.number_text import decimal, whole
from ecgviewer.gui.look.theme import Colours, colours
from ecgviewer.gui.look.tile_grid import TileGrid

#: As they are best seen; they grow and shrink with the room that there is.
_TILE = QSize(148, 98)
#: What the median beats of the other leads take of a tile.
_LEADS_SHARE = 0.36
#: At the usual size of text.
_HEAD_PX, _FOOT_PX, _APART_PX = 20, 26, 12
_SUPERIMPOSED = 80
_IN_A_COLUMN = 4
#: What a lead varies by in less than this (mV) is not blown up.
_LEAST_RANGE = 0.5
#: Shares of the beats' values that the picture has room for.
_QUANTILES = (0.002, 0.998)


class GroupGrid(TileGrid):
    """Shows groups in the order in which they are given."""

    def __init__(self) -> None:
        super().__init__(_TILE)
        self.summaries: list[GroupSummary] = []
        self._groups: BeatGroups | None = None
        self._pictures: dict[tuple[int, int], QPixmap] = {}
        self._medians: LeadMedians = {}
        self._lead_names: list[str] = []
        self._known_lead = 0
        self.leaves = False
        self.scheme = AAMI
        self.setAccessibleName("Kinds of beats")

    def empty_text(self) -> str:
        return "Kinds of beats appear here when all beats have been found."

    def tile_text(self, index: int) -> str:
        summary = self.summaries[index]
        label = self.scheme.name(_code_of(summary), "not labelled")
        mixed = ", mixed" if summary.mixed else ""
        beats = "1 beat" if summary.count == 1 else f"{whole(summary.count)} beats"
        reviewed = f"{100 * summary.n_reviewed // max(summary.count, 1)} % reviewed"
        framed = ", framed" if self.chosen[index] else ""
        name = group_name(summary.code)
        leads = ", median beats of " + ", ".join(self._lead_names)
        also = leads if summary.code in self._medians else ""
        return f"{name}, {label}{mixed}, {beats}, {reviewed}{also}{framed}"

    def show_groups(
        self, groups: BeatGroups | None, summaries: list[GroupSummary], current: int = 0
    ) -> None:
        """Show groups; pictures of other ones than before are painted again."""
        before = self._groups
        self._pictures = {
            key: picture
            for key, picture in self._pictures.items()
            if groups and before and groups.same_beats(key[0], before)
        }
        self._medians = {
            code: median
            for code, median in self._medians.items()
            if groups and before and groups.same_beats(code, before)
        }
        self._groups, self.summaries = groups, summaries
        self.show_tiles(len(summaries), current)

    def without_medians(self) -> list[int]:
        """Return the groups whose median beats of all leads are not known yet."""
        return [s.code for s in self.summaries if s.code not in self._medians]

    def show_medians(
        self, medians: LeadMedians, *, names: list[str], known: int
    ) -> None:
        """Show the median beats of all leads but the one that is shown in large."""
        self._medians |= medians
        self._lead_names, self._known_lead = names, known
        for key in [key for key in self._pictures if key[0] in medians]:
            del self._pictures[key]
        self.viewport().update()

    def update_summaries(self, summaries: list[GroupSummary]) -> None:
        """Take over new counts; the tiles stay where they are."""
        by_code = {summary.code: summary for summary in summaries}
        self.summaries = [by_code.get(s.code, s) for s in self.summaries]
        self.viewport().update()

    def use_scheme(self, scheme: LabelScheme) -> None:
        """Take the letters and colours of a scheme; pictures have its colours."""
        if scheme != self.scheme:
            self.scheme = scheme
            self._pictures.clear()

    @property
    def chosen_codes(self) -> list[int]:
        """The groups that are chosen."""
        return [self.summaries[i].code for i in np.flatnonzero(self.chosen)]

    def paint_tile(self, painter: QPainter, rect: QRect, index: int) -> None:
        summary = self.summaries[index]
        theme = colours(self.palette(), self.scheme)
        picture = self._picture(summary, theme)
        painter.drawPixmap(rect.x() + 1, rect.y() + scaled(_HEAD_PX), picture)
        _paint_head(painter, rect, summary, theme)
        _paint_foot(painter, rect, summary, theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        before = self.tile
        super().resizeEvent(event)
        if self.tile != before:
            self._pictures.clear()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._pictures.clear()
        super().changeEvent(event)

    def _picture(self, summary: GroupSummary, theme: Colours) -> QPixmap:
        # Beats that are relabelled take the colour of their class.
        key = summary.code, _code_of(summary)
        if key not in self._pictures and self._groups is not None:
            size = self.tile - QSize(2, scaled(_HEAD_PX + _FOOT_PX))
            ratio = self.devicePixelRatioF()
            picture = QPixmap(size * ratio)
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            rows = self._groups.rows(summary.code)
            colour = theme.beat[_code_of(summary)]
            some = rows[:: max(len(rows) // _SUPERIMPOSED, 1)][:_SUPERIMPOSED]
            values = self._groups.shapes.values[some]
            median = self._medians.get(summary.code)
            shown = self._known_lead
            others = () if median is None else tuple(np.delete(median, shown, 0))
            beats = QSize(size)
            if len(others):
                beats.setWidth(round((1 - _LEADS_SHARE) * size.width()))
            paint_superimposed(picture, values, beats, colour, theme.text)
            beside = QRectF(
                beats.width(), 0, size.width() - beats.width(), size.height()
            )
            paint_medians(picture, others, beside, theme.text)
            self._pictures[key] = picture
        return self._pictures[key]


def _code_of(summary: GroupSummary) -> int:
    return UNSET if summary.majority is None else int(summary.majority)


def paint_superimposed(
    picture: QPixmap,
    values: Float32Array,
    size: QSize,
    colour: QColor,
    ink: QColor,
) -> None:
    """Paint beats over each other, thin, and their median over them."""
    if not len(values):
        return
    low, high = np.quantile(values, _QUANTILES)
    span = max(float(high - low), 0.1)
    x = np.linspace(2, size.width() - 3, values.shape[1])
    margin = 4
    height = size.height() - 2 * margin

    def line(beat: Float32Array) -> QPolygonF:
        y = margin + (high - beat) / span * height
        polygon: QPolygonF = arrayToQPolygonF(x, y)
        return polygon

    thin = QColor(colour)
    thin.setAlpha(70 if len(values) > 10 else 130)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(thin, 0.8))
        for beat in values:
            painter.drawPolyline(line(beat))
        painter.setPen(QPen(ink, 1.6))
        painter.drawPolyline(line(np.median(values, axis=0)))


def paint_medians(
    picture: QPixmap, medians: Sequence[Float32Array], area: QRectF, ink: QColor
) -> None:
    """Paint the median beats of leads below each other, each in a scale of its own."""
    if not len(medians):
        return
    n_columns = 1 if len(medians) <= _IN_A_COLUMN else 3
    n_rows = -(-len(medians) // n_columns)
    width, height = area.width() / n_columns, area.height() / n_rows
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink, 1.0))
        for number, beat in enumerate(medians):
            column, row = divmod(number, n_rows)
            known = np.flatnonzero(np.isfinite(beat))
            if not len(known):
                continue
            low, high = float(beat[known].min()), float(beat[known].max())
            left = area.x() + column * width + 2
            x = left + known / max(len(beat) - 1, 1) * (width - 4)
            share = (high - beat[known]) / max(high - low, _LEAST_RANGE)
            y = area.y() + row * height + 1 + share * (height - 3)
            painter.drawPolyline(arrayToQPolygonF(x, y.astype(np.float64)))


def _paint_head(
    painter: QPainter, rect: QRect, summary: GroupSummary, theme: Colours
) -> None:
    area = QRectF(rect.x() + 6, rect.y() + 2, rect.width() - 12, scaled(_HEAD_PX) - 2)
    middle = Qt.AlignmentFlag.AlignVCenter
    font = painter.font()
    font.setBold(True)
    painter.setFont(font)
    code = _code_of(summary)
    painter.setPen(theme.beat[code])
    letter = theme.letter(code)
    if summary.mixed:
        letter += " mixed"
    painter.drawText(area, middle | Qt.AlignmentFlag.AlignLeft, letter)
    painter.setPen(theme.text)
    count = f"{whole(summary.count)}"
    painter.drawText(area, middle | Qt.AlignmentFlag.AlignRight, count)
    taken = [painter.fontMetrics().horizontalAdvance(each) for each in (letter, count)]
    font.setBold(False)
    painter.setFont(font)
    painter.setPen(theme.faint_text)
    between = area.adjusted(taken[0], 0, -taken[1], 0)
    name = group_name(summary.code)
    if painter.fontMetrics().horizontalAdvance(name) > between.width() - _APART_PX:
        name = "odd" if summary.code == GroupCode.ODD else f"{summary.code}"
    painter.drawText(between, middle | Qt.AlignmentFlag.AlignHCenter, name)


def _paint_foot(
    painter: QPainter, rect: QRect, summary: GroupSummary, theme: Colours
) -> None:
    bar = QRectF(
        rect.x() + 6, rect.bottom() - scaled(_FOOT_PX) + 4, rect.width() - 12, 5
    )
    x = bar.x()
    for beat_class, count in zip(summary.classes, summary.class_counts, strict=True):
        width = bar.width() * count / max(summary.count, 1)
        painter.fillRect(
            QRectF(x, bar.y(), width, bar.height()), theme.beat[beat_class]
        )
        x += width
    painter.fillRect(
        QRectF(x, bar.y(), bar.right() - x, bar.height()), theme.grid_major
    )
    painter.setPen(theme.text)
    font = painter.font()
    font.setPointSizeF(font.pointSizeF() * 0.85)
    painter.setFont(font)
    area = QRectF(bar.x(), bar.bottom() + 2, bar.width(), scaled(_FOOT_PX) - 12)
    middle = Qt.AlignmentFlag.AlignVCenter
    text = f"RR ×{decimal(summary.mean_ratio, 2)}"
    if not summary.n_reviewed:
        # Both do not fit; once a kind is being reviewed, how far counts.
        text += f"  ±{summary.spread * 100:.0f} %"
    painter.drawText(area, middle | Qt.AlignmentFlag.AlignLeft, text)
    done = summary.n_reviewed >= summary.count
    normal = (*theme.scheme.with_role(Role.NORMAL), UNSET)[0]
    painter.setPen(theme.beat[normal] if done else theme.faint_text)
    seen = f"{100 * summary.n_reviewed // max(summary.count, 1)} % ✓"
    if summary.n_reviewed:
        painter.drawText(area, middle | Qt.AlignmentFlag.AlignRight, seen)
